/**
 * What happens to one resource?
 *
 * A line that says it in words ("is replaced", never "Replacement: True"),
 * with the reason where it is more than routine, and its properties before and
 * after below it.
 */
import { inert, prose } from '../lib/markdown.ts'
import type { PropertyChange, ResourceChange } from '../plan/model.ts'
import { fromTo, initial } from './values.ts'
import { count } from './words.ts'

/** "is replaced" and so on; `bounded` weakens what is only the worst that may happen. */
export function happens(change: ResourceChange): string {
  switch (change.action) {
    case 'add':
      return 'is new'
    case 'remove':
      return 'is removed'
    case 'import':
      return 'exists already and comes under management'
    case 'dynamic':
      return 'may be created, changed or deleted'
    case 'modify':
      return { yes: 'is replaced', maybe: 'may be replaced', no: 'changes in place' }[change.replacement]
  }
}

/** The headline's part: `RawStream` is replaced. */
export function inShort(change: ResourceChange): string {
  return `${inert(change.logicalId)} ${happens(change)}`
}

export function resourceLines(change: ResourceChange, mostProperties: number): readonly string[] {
  const { verdict, logicalId, type } = change
  const shown = change.properties.slice(0, mostProperties)
  const left = change.properties.length - shown.length
  const danger = verdict.risk === 'routine' ? '' : ` (${verdict.risk})`
  const what = change.action === 'add' && danger === '' ? '' : `: **${fate(change)}**${danger}`
  return [
    `- ${inert(logicalId)} (${inert(type)})${what}`,
    ...shown.map((property) => `  - ${propertyText(property, change.action)}`),
    ...(left > 0 ? [`  - … and ${count(left, 'more property', 'more properties')}`] : []),
  ]
}

/** What happens and why it matters, without saying one thing twice. `say` makes the reason harmless where it stands. */
export function fate(change: ResourceChange, say: (reason: string) => string = prose): string {
  const { action, verdict } = change
  const happening = happens(change)
  if (verdict.risk === 'routine') return happening
  const reason = say(verdict.reason)
  if (verdict.reason === happening) return `${happening}${leftover(change)}`
  return action !== 'modify' || verdict.reason.startsWith(happening) ? reason : `${happening}: ${reason}`
}

function leftover({ leftover }: ResourceChange): string {
  if (leftover === undefined) return ''
  return {
    deleted: '; the old one is deleted',
    retained: '; the old one is left behind',
    snapshot: '; a snapshot of the old one is kept',
  }[leftover]
}

function propertyText(property: PropertyChange, action: ResourceChange['action']): string {
  const name = inert(property.path.replace(/^Properties\./, ''))
  return action === 'add' ? `${name}: ${initial(property)}` : `${name}: ${fromTo(property)}${forced(property)}`
}

export function forced({ recreation }: PropertyChange): string {
  if (recreation === 'never') return ''
  return recreation === 'always' ? ' (makes a new resource)' : ' (may make a new resource)'
}
