/**
 * Which version is newer, and is it in this range?
 *
 * Versions and ranges of the catalog, read as npm reads them. What cannot be
 * read has its own problem (rules/ranges-read.ts); everybody else is answered
 * as if there were nothing to object to, so that an author hears of it once.
 */
import semver from 'semver'

export function isVersion(text: string): boolean {
  return semver.valid(text) === text
}

export function isRange(text: string): boolean {
  return text.trim() !== '' && semver.validRange(text) !== null
}

/** A candidate counts as what it is a candidate of: `>=3.2.0` holds for `3.3.0-rc.1`. */
export function fits(version: string, range: string): boolean {
  if (!isVersion(version) || !isRange(range)) return true
  return semver.satisfies(version, range, { includePrerelease: true })
}

/** Is `a` newer than `b`? */
export function isNewer(a: string, b: string): boolean {
  return isVersion(a) && isVersion(b) && semver.gt(a, b)
}

/** The oldest first; for `sort`. */
export function byVersion(a: string, b: string): number {
  return isVersion(a) && isVersion(b) ? semver.compare(a, b) : 0
}
