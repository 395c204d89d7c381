/**
 * By whose windows and freezes does a merge travel?
 *
 * Those of the base, and where the merge has others, those as well: a pull
 * request may close what was open, and opens nothing for itself.
 */
import { windowsFor } from '../fleet/calendar.ts'
import type { Fleet } from '../fleet/model.ts'
import type { WallWindow } from '../fleet/occurrence.ts'
import { withoutPlace } from '../fleet/places.ts'
import { canonicalJson } from '../lib/digest.ts'
import type { FreezeRule, RolloutStack } from './model.ts'

type Calendars = Pick<Fleet, 'customers' | 'pipelines' | 'freezes'>

/** `customer/pipeline` → lists of which each must be open; a pipeline that may always be touched is not in it. */
export type PipelineWindows = ReadonlyMap<string, NonNullable<RolloutStack['windows']>>

export function windowsOf(base: Calendars | undefined, head: Calendars | undefined): PipelineWindows {
  const [was, is] = [ownWindows(base), ownWindows(head)]
  const found = new Map<string, readonly (readonly WallWindow[])[]>()
  for (const name of new Set([...was.keys(), ...is.keys()])) {
    const lists = distinct([was.get(name) ?? [], is.get(name) ?? []].filter((list) => list.length > 0))
    if (lists.length > 0) found.set(name, lists)
  }
  return found
}

/** A freeze that the merge moves holds on both its old and its new days. */
export function freezesOf(base: Calendars | undefined, head: Calendars | undefined): readonly FreezeRule[] {
  return distinct([...(base?.freezes ?? []), ...(head?.freezes ?? [])].map(withoutPlace))
}

function ownWindows(fleet: Calendars | undefined): ReadonlyMap<string, readonly WallWindow[]> {
  const customers = new Map(fleet?.customers.map((customer) => [customer.name, customer]))
  return new Map(
    (fleet?.pipelines ?? []).map((pipeline) => {
      const { customer, name } = pipeline
      return [`${customer}/${name}`, windowsFor(pipeline, customers.get(customer)).map(withoutPlace)]
    }),
  )
}

function distinct<Value>(values: readonly Value[]): readonly Value[] {
  return [...new Map(values.map((value) => [canonicalJson(value), value])).values()]
}
