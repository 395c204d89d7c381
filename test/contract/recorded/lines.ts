/**
 * How does a change set read, line by line?
 *
 * A recorded set is forty lines of JSON a resource. Here a resource is one line
 * with its action, replacement, policy action and scope, one with what it was,
 * one with what it will be, and one a detail. The order of details differs
 * between recordings of one thing, so details are sorted.
 */
import type { Change, ResourceChangeDetail, StackEvent } from '@aws-sdk/client-cloudformation'

export function linesOf(changes: readonly Change[], normalised: (text: string) => string): readonly string[] {
  return changes
    .flatMap(({ ResourceChange: change }) => [
      [change?.Action, change?.LogicalResourceId, change?.Replacement, change?.PolicyAction, change?.Scope?.join(',')]
        .filter((word) => word !== undefined && word !== '')
        .join(' '),
      ...(change?.BeforeContext === undefined ? [] : [`  was ${contextOf(change.BeforeContext)}`]),
      ...(change?.AfterContext === undefined ? [] : [`  will be ${contextOf(change.AfterContext)}`]),
      ...(change?.Details ?? []).map(detailLine).sort(),
    ])
    .map(normalised)
}

function detailLine({ Target, Evaluation, ChangeSource, CausingEntity }: ResourceChangeDetail): string {
  const attribute = Target?.Attribute === 'Properties' ? undefined : Target?.Attribute
  const where = Target?.Path ?? [attribute, Target?.Name].filter((word) => word !== undefined).join(' ')
  const hasValues = Target?.BeforeValue !== undefined || Target?.AfterValue !== undefined
  const values = hasValues ? ` ${Target?.BeforeValue ?? '∅'} → ${Target?.AfterValue ?? '∅'}` : ''
  const cause = CausingEntity === undefined ? '' : ` ${CausingEntity}`
  return `  ${where}${values}: ${Target?.RequiresRecreation}, ${Evaluation} ${ChangeSource}${cause}`
}

/** Only the properties, where there is nothing else; keys in their order, for AWS's order means nothing. */
function contextOf(context: string): string {
  const { Properties, ...more }: Record<string, unknown> = JSON.parse(context)
  return JSON.stringify(sorted(Object.keys(more).length === 0 ? Properties : { Properties, ...more }))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, child]) => [key, sorted(child)]),
  )
}

/** What the same set says when values are not asked for, unless a recording says otherwise. */
export function withoutValues(lines: readonly string[]): readonly string[] {
  const said = lines.flatMap((line): string[] => {
    if (/^ {2}(?:was|will be) /.test(line)) return []
    if (!line.startsWith('  ')) return [line.replace(/^(Add \S+) True/, '$1')]
    return [line.replace(/^ {2}\/Properties\/([^/ ]+)\S* .*(: (?:Never|Always|Conditionally), .*)$/, '  $1$2')]
  })
  return said.filter((line, index) => !line.startsWith('  ') || said[index - 1] !== line)
}

const REPLACES = 'Requested update requires the creation of a new physical resource; hence creating one.'

/** A physical resource is numbered in the order of its appearance; `-` stands for none yet. */
const COURSES: Readonly<Record<string, readonly string[]>> = {
  created: ['CREATE_IN_PROGRESS -', 'CREATE_IN_PROGRESS 1 Resource creation Initiated', 'CREATE_COMPLETE 1'],
  updated: ['UPDATE_IN_PROGRESS 1', 'UPDATE_COMPLETE 1'],
  replaced: [
    `UPDATE_IN_PROGRESS 1 ${REPLACES}`,
    'UPDATE_IN_PROGRESS 2 Resource creation Initiated',
    'UPDATE_COMPLETE 2',
    'DELETE_IN_PROGRESS 1',
    'DELETE_COMPLETE 1',
  ],
  deleted: ['DELETE_IN_PROGRESS 1', 'DELETE_COMPLETE 1'],
}

/** `created, replaced` in events. */
export function courseOf(words: string): readonly string[] {
  return words.split(', ').flatMap((word) => COURSES[word] ?? [word])
}

/** @param newestFirst as DescribeStackEvents gives them */
export function eventLines(newestFirst: readonly StackEvent[], logicalId: string): readonly string[] {
  const ids: string[] = []
  return newestFirst
    .toReversed()
    .filter(({ LogicalResourceId }) => LogicalResourceId === logicalId)
    .map(({ ResourceStatus, PhysicalResourceId = '', ResourceStatusReason }) => {
      if (PhysicalResourceId !== '' && !ids.includes(PhysicalResourceId)) ids.push(PhysicalResourceId)
      const number = PhysicalResourceId === '' ? '-' : String(ids.indexOf(PhysicalResourceId) + 1)
      return [ResourceStatus, number, ResourceStatusReason].filter((word) => word !== undefined).join(' ')
    })
}
