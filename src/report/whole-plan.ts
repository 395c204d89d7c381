/**
 * What is all there is to say about a plan?
 *
 * The outline of a page and of a text that leave nothing out: every class,
 * every property with its whole value, every stack. Here it is only put in
 * order and into words; strangers' strings are in it as they are, and whoever
 * draws it makes them harmless for where they will stand.
 */
import type { PlanRecord } from '../actions/ports.ts'
import { group } from '../plan/group.ts'
import type { ChangeClass, Preceding, Risk, StackRef, Transition } from '../plan/model.ts'
import { totalsOf } from '../plan/totals.ts'
import { accessHeading, accessInTerminal } from './access-table.ts'
import { alarmsTold } from './alarm-text.ts'
import { stillText } from './behind-text.ts'
import { boundedText } from './bounded-text.ts'
import { byDanger, concrete, placeholdersIn } from './class-text.ts'
import { leftOutCount, waitingText } from './left-out-text.ts'
import { outputsGist, outputsInFull } from './outputs-text.ts'
import { probedTold } from './probe-text.ts'
import { protectionGist, protectionInFull } from './protection-text.ts'
import { happens } from './resource-text.ts'
import { type ShownChange, type ShownWay, shownChange, shownWays } from './shown-change.ts'
import { namedKeys, noStackText, sizeText, stackCount, stackName } from './stack-names.ts'
import { gapNote, riskText } from './unplanned-text.ts'
import { isAccounted, waysMark } from './ways-text.ts'
import { capital, count, distinct, stamp } from './words.ts'

/** As the bot keeps it, and as `/plans/<digest>.json` answers. */
export interface WholePlan extends Omit<PlanRecord, 'tree'> {
  /** In the order they are shown: risk first, then rarity. */
  readonly classes: readonly ChangeClass[]
  /** The fleet repository's page, for links to commits, lines and the pull request. */
  readonly repositoryUrl?: string
}

export function wholePlan({ tree: _, ...record }: PlanRecord, repositoryUrl: string | undefined): WholePlan {
  const classes = group(record.plan.transitions, record.evidence.own)
  return { ...record, classes, ...(repositoryUrl === undefined ? {} : { repositoryUrl }) }
}

export interface Line {
  readonly text: string
  readonly href?: string
}

export interface Part {
  readonly heading: string
  readonly risk?: Risk
  readonly notes: readonly string[]
  readonly changes: readonly ShownChange[]
  /** Instead of `changes`, where a stack goes two ways in one. */
  readonly ways: readonly ShownWay[]
  readonly lists: readonly { readonly title?: string; readonly lines: readonly Line[] }[]
}

export interface Head {
  readonly title: string
  /** How much, and how dangerous. */
  readonly size: string
  readonly facts: readonly (readonly [name: string, line: Line])[]
  readonly notes: readonly string[]
}

export function headOf(whole: WholePlan): Head {
  const { pull, plan, head, base, publishedAt, repositoryUrl: url } = whole
  return {
    title: pull === undefined ? 'Plan of the default branch' : `Plan of pull request #${pull}`,
    size: sizeOf(whole),
    facts: [
      ...(pull === undefined ? [] : [['Pull request', linked(`#${pull}`, url, `pull/${pull}`)] as const]),
      ['Planned', { text: stamp(publishedAt) }],
      ['Commit', linked(head.slice(0, 12), url, `commit/${encodeURIComponent(head)}`)],
      ...(base === undefined
        ? []
        : [['Into', linked(base.slice(0, 12), url, `commit/${encodeURIComponent(base)}`)] as const]),
      ['Digest', { text: plan.digest }],
    ],
    notes: [
      'Approvals, and whether this plan is still the present one, stand on the pull request.',
      'Changes made by hand in AWS were not looked for.',
    ],
  }
}

/** How much, and how dangerous. */
export function sizeOf({ plan }: Pick<WholePlan, 'plan'>): string {
  const totals = totalsOf(plan)
  const { unplanned, risk: _, ...size } = totals
  if (size.stacks === 0) return noStackText(plan)
  const gap = unplanned === 0 ? '' : ` ${count(unplanned, 'stack')} could not be planned.`
  return `${sizeText(size)}. Highest risk: ${riskText(totals)}.${gap}`
}

/** One by one, so that whoever draws thousands of them can let others have a turn. */
export function* partsOf(whole: WholePlan): Generator<Part, undefined> {
  const { plan, evidence, classes } = whole
  if (plan.rules.length > 0) {
    yield listing('Changes the rules of rollouts', [], plan.rules.map(plain))
  }
  if (plan.unplanned.length > 0) {
    const lines = plan.unplanned.map(({ stack, reason, code }) => ({ text: `${placeOf(stack)}: ${reason} (${code})` }))
    yield listing(`Not planned: ${stackCount(plan.unplanned.map((each) => each.stack))}`, [gapNote(plan)], lines)
  }
  if (evidence.behind.length > 0) {
    const lines = evidence.behind.map(({ stack, reason }) => ({ text: `${placeOf(stack)}: ${reason}` }))
    yield listing('Behind: not yet where the default branch wants them', [], lines)
  }
  yield* aroundBehind(whole)
  const { leaving = [] } = plan
  if (leaving.length > 0) {
    const note = 'Nothing is deleted: they stay in their accounts until the owner deletes them.'
    yield listing(`Leaves the fleet: ${count(leaving.length, 'stack')}`, [note], leaving.map(placeOf).map(plain))
  }
  const { leftOut = [] } = evidence
  if (leftOut.length > 0) {
    const lines = leftOut.map((each) => ({ text: `${each.pipeline}: ${waitingText(each, (name) => name)}` }))
    yield listing(`Left out: ${leftOutCount(leftOut)}`, [], lines)
  }
  const probed = probedTold(evidence.probed ?? [], String)
  if (probed.length > 0) yield listing('New accounts', [], probed.map(plain))
  const alarms = alarmsTold({ ...evidence, transitions: plan.transitions }, String)
  if (alarms.length > 0) yield listing('Rollback alarms', [], alarms.map(plain))
  const reach = { ...evidence, transitions: plan.transitions }
  const opens = accessInTerminal(reach, Number.POSITIVE_INFINITY).map((line) => plain(line.trim()))
  if (opens.length > 0) yield listing(accessHeading(reach), [], opens)
  const members = new Map(plan.transitions.map((each) => [each.stack.id, each]))
  for (const [index, change] of classes.entries()) {
    const own = change.stacks.flatMap((stack) => members.get(stack.id) ?? [])
    const [shown] = concrete([change], members)
    yield classPart(shown, { number: index + 1, members: own, whole })
  }
  return undefined
}

/** What rollouts have yet to do, to these stacks and to others. */
function* aroundBehind({ evidence }: WholePlan): Generator<Part> {
  const { preceding = [], elsewhere = [] } = evidence
  if (preceding.length > 0) {
    yield listing('Before the change of this pull request', [], preceding.flatMap(earlier).map(plain))
  }
  if (elsewhere.length > 0) {
    const lines = elsewhere.map((each) => {
      const { by, stacks, isLeft } = each
      const still = stillText([each], () => 'it')
      const end = still === '' ? '' : `; ${still}`
      return plain(`${by} ${isLeft ? 'left behind' : 'has yet to reach'} ${count(stacks, 'other stack')}${end}`)
    })
    yield listing('Other stacks of the fleet that are behind', [], lines)
  }
}

function earlier({ pull, rollout, isOnItsWay, classes }: Preceding): readonly string[] {
  const whose = pull === undefined ? `Rollout ${rollout}` : `#${pull}, reviewed there`
  const when = isOnItsWay ? 'comes first' : 'did not reach them, and comes with the next change'
  return classes.map(
    (each) => `${whose}, ${when}: ${stackCount(each.stacks)}: ${namedKeys(each.stacks, String)}${gist(each)}`,
  )
}

interface Around {
  readonly number: number
  readonly members: readonly Transition[]
  readonly whole: WholePlan
}

/** "1. Destructive, 2 stacks in 2 accounts: streams, RawStream is replaced and 1 more". */
export function classHeading(change: ChangeClass, number: number): string {
  const what = change.kind === 'create' ? 'new stack' : 'stack'
  return `${number}. ${capital(change.risk)}, ${stackCount(change.stacks, what)}: ${namedKeys(change.stacks, String)}${gist(change)}`
}

/** What it comes to: the worst resource by name, all others by number. */
function gist(change: ChangeClass): string {
  const { kind, changes, protections = [] } = change
  if (changes.length === 0 && protections.length > 0) return `, ${protectionGist(change)}`
  if (kind === 'create') return ` with ${count(changes.length, 'resource')}`
  const [worst, ...others] = byDanger(changes)
  if (worst === undefined) return `, ${outputsGist(change)}`
  return `, ${worst.logicalId} ${happens(worst)}${others.length === 0 ? '' : ` and ${others.length.toLocaleString('en')} more`}`
}

function classPart(change: ChangeClass, { number, members, whole }: Around): Part {
  const fed = distinct(members.flatMap(({ fedBy }) => fedBy.map(feeding)))
  return {
    heading: classHeading(change, number),
    risk: change.risk,
    notes: [...exactness(change, members, whole), ...behind(change), ...placeholders(change)],
    changes: change.ways === undefined ? byDanger(change.changes).map(shownChange) : [],
    ways: shownWays(change),
    lists: [
      {
        title: 'Beside the resources',
        lines: (change.ways === undefined ? (change.protections ?? []) : []).map(protectionInFull).map(plain),
      },
      { title: 'Outputs', lines: outputsInFull(change, String).map(plain) },
      { title: 'Parameters', lines: change.parameters.map((each) => plain(parameterText(each))) },
      { title: 'Fed by what this plan changes', lines: fed.map(plain) },
      { title: 'Set by', lines: causesOf(change, whole) },
      { title: 'Stacks', lines: members.map((each) => plain(memberText(each))) },
    ].filter(({ lines }) => lines.length > 0),
  }
}

function exactness(
  { exactness: how, kind }: ChangeClass,
  members: readonly Transition[],
  { evidence }: WholePlan,
): readonly string[] {
  if (how === 'bounded') {
    const behind = new Map(evidence.behind.map((each) => [each.stack.id, each]))
    return [boundedText(members, behind, String)]
  }
  return how === 'template' && kind === 'update' ? ['Read from the template: AWS was not asked.'] : []
}

function behind(change: ChangeClass): readonly string[] {
  return change.ways === undefined ? [] : [`${waysMark(change)}.`]
}

function placeholders(change: ChangeClass): readonly string[] {
  if (change.stacks.length < 2) return []
  const used = placeholdersIn([change])
  return used.length === 0 ? [] : [`${used.join(', ')}: each stack's own.`]
}

function parameterText({ name, before, after }: ChangeClass['parameters'][number]): string {
  if (before === undefined) return `${name}: new: ${after ?? ''}`
  return after === undefined ? `${name}: ${before} → removed` : `${name}: ${before} → ${after}`
}

function feeding({ parameter, stack, output }: Transition['fedBy'][number]): string {
  return `${parameter} by output ${output} of ${stack}`
}

function causesOf(
  change: ChangeClass,
  { repositoryUrl: url, head, base, evidence: { lines = {} } }: WholePlan,
): readonly Line[] {
  const places = new Map(change.causes.map(({ at }) => [`${at.file}:${at.line}`, at]))
  return [...places].map(([text, at]) => {
    const path = at.file
      .split('/')
      .map((each) => encodeURIComponent(each.toWellFormed()))
      .join('/')
    const home = Object.hasOwn(lines, at.file) ? lines[at.file] : 'head'
    const commit = home === 'head' ? head : home === 'base' ? base : undefined
    return commit === undefined
      ? plain(`${text} of the merge`)
      : linked(text, url, `blob/${encodeURIComponent(commit)}/${path}#L${at.line}`)
  })
}

/** Where AWS could not be made sense of, the reader has to know. */
function memberText({ stack, from, ways }: Transition): string {
  return `${placeOf(stack)}${from === 'unknown' && !isAccounted(ways) ? ': what is live is neither the base nor the head' : ''}`
}

function placeOf(stack: StackRef): string {
  return `${stackName(stack)} in ${stack.accountId}, ${stack.region}`
}

function listing(heading: string, notes: readonly string[], lines: readonly Line[]): Part {
  return { heading, notes, changes: [], ways: [], lists: [{ lines }] }
}

function plain(text: string): Line {
  return { text }
}

function linked(text: string, url: string | undefined, path: string): Line {
  return url === undefined || !/^https?:\/\//.test(url) ? { text } : { text, href: `${url}/${path}` }
}
