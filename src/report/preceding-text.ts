/**
 * What has yet to be done to these stacks before this pull request's own part, and who reviewed it?
 *
 * Two ways of one stack are never told as one: what brings it to where the
 * default branch wants it was read by other reviewers, elsewhere. In short,
 * since the details stand there.
 */
import { inert } from '../lib/markdown.ts'
import type { ChangeClass, Preceding, ResourceChange } from '../plan/model.ts'
import { outputsGist } from './outputs-text.ts'
import { protectionGist } from './protection-text.ts'
import { inShort } from './resource-text.ts'
import { namedKeys, stackCount } from './stack-names.ts'
import { fromTo } from './values.ts'
import { count } from './words.ts'

const MOST_ROLLOUTS = 3
const MOST_CLASSES = 3
const MOST_RESOURCES = 3
const MOST_PROPERTIES = 2

export function precedingLines(all: readonly Preceding[] = []): readonly string[] {
  if (all.length === 0) return []
  const shown = all.slice(0, MOST_ROLLOUTS)
  const left = all.length - shown.length
  return [
    '',
    '**Before the change of this pull request**, to stacks that are behind:',
    ...shown.flatMap(rolloutLines),
    ...(left > 0 ? [`- … and ${count(left, 'more rollout')}`] : []),
  ]
}

function rolloutLines({ pull, rollout, isOnItsWay, classes }: Preceding): readonly string[] {
  const shown = classes.slice(0, MOST_CLASSES)
  const left = classes.length - shown.length
  const whose = pull === undefined ? `rollout ${inert(rollout)}` : `${inert(`#${pull}`)}, reviewed there`
  const when = isOnItsWay
    ? 'comes first; what is shown below begins where it ends'
    : 'did not reach them; the next change to them does this as well'
  return [
    `- ${whose}, ${when}:`,
    ...shown.map((change) => `  - ${stackCount(change.stacks)}: ${gist(change)}`),
    ...(left > 0 ? [`  - … and ${count(left, 'more class', 'more classes')}`] : []),
  ]
}

function gist(change: ChangeClass): string {
  const { kind, stacks, changes, protections = [] } = change
  const keys = namedKeys(stacks, inert)
  if (kind === 'create') return `${keys} is created`
  if (changes.length === 0 && protections.length > 0) return `${keys}, ${protectionGist(change)}`
  if (changes.length === 0) return `${keys}, ${outputsGist(change)}`
  const shown = changes.slice(0, MOST_RESOURCES).map(resource)
  const left = changes.length - shown.length
  const beside = protections.length === 0 ? [] : [protectionGist(change)]
  return [...shown, ...(left > 0 ? [count(left, 'more resource')] : []), ...beside].join('; ')
}

function resource(change: ResourceChange): string {
  const { properties } = change
  const shown = properties.slice(0, MOST_PROPERTIES).map((each) => {
    return `${inert(each.path.replace(/^Properties\./, ''))} ${fromTo(each)}`
  })
  const left = properties.length - shown.length
  const details = [...shown, ...(left > 0 ? [count(left, 'more property', 'more properties')] : [])]
  return `${inShort(change)}${details.length === 0 ? '' : ` (${details.join(', ')})`}`
}
