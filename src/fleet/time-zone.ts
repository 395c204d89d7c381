/**
 * Is this a time zone, and if not, which was meant?
 *
 * By the IANA database that the runtime carries. Names only: an offset such as
 * `+01:00` would be an hour wrong for half of the year.
 */
import { nearest } from './suggest.ts'

/** As the database spells it; undefined for anything else. */
export function zoneNamed(name: string): string | undefined {
  if (!/^[A-Za-z]/.test(name)) return undefined
  try {
    return new Temporal.ZonedDateTime(0n, name).timeZoneId
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** The name in its right spelling, the nearest one, or the one that is nearest below any continent. */
export function meantZone(name: string): string | undefined {
  const known = zoneNamed(name)
  if (known !== undefined) return known
  const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')]
  const city = name.slice(name.lastIndexOf('/') + 1).replaceAll(' ', '_')
  const near = nearest(name, zones)
  if (near !== undefined) return near
  const byCity = new Map(zones.map((zone) => [zone.slice(zone.lastIndexOf('/') + 1), zone]))
  return byCity.get(nearest(city, byCity.keys()) ?? '')
}
