/**
 * How does one resource change in each class that is read together?
 *
 * Classes of a family have the same resources with the same properties, so the
 * same place in each list is the same thing; only plain values differ.
 */

import { type Family, placesOf } from '../plan/families.ts'
import type { ChangeClass, ResourceChange } from '../plan/model.ts'
import { changesIn } from '../plan/two-ways.ts'
import { fromTo } from './values.ts'

export interface Variant {
  readonly properties: ResourceChange['properties']
  readonly stacks: number
}

/** `change`: a resource of the family's first class, of the whole or of one of its ways. */
export function variantsOf(family: Family, change: ResourceChange): readonly Variant[] {
  const index = changesIn(family[0]).indexOf(change)
  return family.map((each) => ({
    properties: changesIn(each)[index]?.properties ?? [],
    stacks: each.stacks.length,
  }))
}

/** Told apart by the first place in which they differ, which is another in each. */
export function labelOf(family: Family, variant: ChangeClass, say?: (value: string) => string): string {
  const own = placesOf(variant)
  const other = placesOf(family.find((each) => each !== variant) ?? variant)
  const place = own.find(({ before, after }, index) => before !== other[index]?.before || after !== other[index]?.after)
  return fromTo(place ?? {}, say)
}
