/**
 * How does a plan look in a terminal, before anyone opens a pull request?
 *
 * The same classes in the same order as in the comment, worded by the same
 * functions. Nothing is cut but long lists, and those only unless all is asked
 * for.
 */
import type { StackId } from '../fleet/model.ts'
import { spelledOut } from '../lib/markdown.ts'
import type { AccessEvidence } from '../plan/evidence.ts'
import { type Family, families, merged } from '../plan/families.ts'
import type {
  Behind,
  ChangeClass,
  LeftOut,
  Plan,
  PlanEvidence,
  ResourceChange,
  StackRef,
  Transition,
} from '../plan/model.ts'
import { totalsOf } from '../plan/totals.ts'
import { accessInTerminal } from './access-table.ts'
import { alarmsTold } from './alarm-text.ts'
import { behindInTerminal } from './behind-text.ts'
import { boundedText, unknownText } from './bounded-text.ts'
import { byDanger, concrete } from './class-text.ts'
import { type Ink, ink } from './ink.ts'
import { leftOutCount, RESUMED, resumedPipelines, waitingText } from './left-out-text.ts'
import { type MovingPart, movingPart } from './moving-part.ts'
import { outputsGist, outputsInFull, parameterLines } from './outputs-text.ts'
import { protectionDanger, protectionInWords, protectionWhole } from './protection-text.ts'
import { fate, valueText } from './resource-text.ts'
import { noStackText, sizeText, stackCount, stackName } from './stack-names.ts'
import { riskText } from './unplanned-text.ts'
import { labelOf, type Variant, variantsOf } from './variants.ts'
import { shownWaysOf, wayFate, wayName, wayNote, waysMark } from './ways-text.ts'
import { count, distinct } from './words.ts'

export interface PlanScreen {
  readonly colour: boolean
  /** Lists every stack and resource, however many, and shows policies whole. */
  readonly all: boolean
}

const MOST_STACKS = 20
const MOST_CAUSES = 5
/** Of one property, where it differs by customer. */
const MOST_VALUES = 12

/** Of a plan that asked nobody. */
export const OFFLINE =
  'Read from the two trees alone: AWS was not asked. The plan of the pull request has the last word.'

export function planInTerminal(
  of: {
    readonly plan: Plan
    readonly classes: readonly ChangeClass[]
    readonly leftOut?: readonly LeftOut[]
    readonly access?: AccessEvidence
    readonly behind?: PlanEvidence['behind']
    readonly elsewhere?: PlanEvidence['elsewhere'] & {}
    readonly alarms?: PlanEvidence['alarms'] & {}
    /** Of pipelines that are active again, what the two trees have alike. */
    readonly resumed?: readonly StackRef[]
    /** What it was read from; the two trees alone, unless it is said. */
    readonly note?: string
  },
  screen: PlanScreen,
): string {
  const pen = ink(screen.colour)
  const { transitions, unplanned, rules } = of.plan
  const lines = rules.map((rule) => `  ${spelledOut(rule)}`)
  const behind = of.behind ?? []
  const ruling = [
    ...listed(behindInTerminal({ ...of, behind }, screen.all), pen),
    ...(rules.length === 0 ? [] : [[pen.strong('Changes the rules of rollouts:'), ...lines].join('\n')]),
    ...notPlanned(of.plan, { ...screen, pen }),
    ...leaving(of.plan, { ...screen, pen }),
    ...waiting(of.leftOut ?? [], pen),
    ...listed(
      {
        head: 'Rollback alarms:',
        lines: limited(
          alarmsTold({ transitions, ...(of.alarms && { alarms: of.alarms }) }, spelledOut),
          screen.all ? Number.POSITIVE_INFINITY : MOST_STACKS,
        ),
      },
      pen,
    ),
    ...opening(of, { ...screen, pen }),
    ...resuming(of.resumed ?? [], pen),
  ]
  const note = pen.faint(of.note ?? OFFLINE)
  if (transitions.length + unplanned.length === 0) return [noStackText(of.plan), note, ...ruling].join('\n\n')
  const found: Found = {
    members: new Map(transitions.map((each) => [each.stack.id, each])),
    behind: new Map(behind.map((each) => [each.stack.id, each])),
  }
  const totals = totalsOf(of.plan)
  const { risk, unplanned: gaps, ...size } = totals
  const gap = gaps === 0 ? '' : ` ${pen.bad(`${count(gaps, 'stack')} not planned.`)}`
  return [
    `${pen.strong(sizeText(size))}. Highest risk: ${gaps === 0 ? pen.risk(risk) : riskText(totals)}.${gap}`,
    note,
    ...ruling,
    ...families(of.classes).map((family, index) => {
      const shown = concrete(family, found.members)
      return classText(shown, index + 1, {
        ...screen,
        pen,
        marks: marks(merged(shown), found),
        movesAt: movingPart(merged(shown), found.members),
      })
    }),
  ].join('\n\n')
}

interface Found {
  readonly members: ReadonlyMap<StackId, Transition>
  readonly behind: ReadonlyMap<StackId, Behind>
}

/** Where the changes were not learnt from AWS's own plan: in the comment's words. */
function marks({ stacks, exactness: how, ...change }: ChangeClass, { members, behind }: Found): readonly string[] {
  const own = stacks.flatMap((stack) => members.get(stack.id) ?? [])
  const unknown = unknownText(own)
  return [
    ...(how === 'bounded' ? [boundedText(own, behind, spelledOut)] : []),
    ...(change.ways === undefined ? [] : [`${waysMark(change)}.`]),
    ...(unknown === undefined ? [] : [unknown]),
  ]
}

function listed(
  { head, lines }: { readonly head: string; readonly lines: readonly string[] },
  pen: Ink,
): readonly string[] {
  if (head === '' || (lines.length === 0 && head.endsWith(':'))) return []
  return [[pen.strong(head), ...lines.map((line) => `  ${line}`)].join('\n')]
}

function notPlanned({ unplanned }: Plan, { all, pen }: PlanScreen & { readonly pen: Ink }): readonly string[] {
  if (unplanned.length === 0) return []
  const lines = unplanned.map(({ stack, reason }) => `${place(stack)}: ${spelledOut(reason)}`)
  return [[pen.strong('Not planned:'), ...limited(lines, all ? Number.POSITIVE_INFINITY : MOST_STACKS)].join('\n')]
}

function leaving({ leaving: stacks = [] }: Plan, { all, pen }: PlanScreen & { readonly pen: Ink }): readonly string[] {
  if (stacks.length === 0) return []
  const lines = stacks.map((ref) => `  ${spelledOut(`${stackName(ref)} in ${ref.accountId}, ${ref.region}`)}`)
  const head = pen.strong('Leaves the fleet, and stays in its account:')
  return [[head, ...limited(lines, all ? Number.POSITIVE_INFINITY : MOST_STACKS)].join('\n')]
}

function waiting(leftOut: readonly LeftOut[], pen: Ink): readonly string[] {
  if (leftOut.length === 0) return []
  const lines = leftOut.map((each) => `  ${spelledOut(each.pipeline)}: ${waitingText(each, spelledOut)}`)
  return [[pen.strong(`Left out: ${leftOutCount(leftOut)}.`), ...lines].join('\n')]
}

function opening(
  { plan, access }: { readonly plan: Plan; readonly access?: AccessEvidence },
  { all, pen }: PlanScreen & { readonly pen: Ink },
): readonly string[] {
  const view = { transitions: plan.transitions, ...(access === undefined ? {} : { access }) }
  const lines = accessInTerminal(view, all ? Number.POSITIVE_INFINITY : MOST_STACKS)
  return lines.length === 0 ? [] : [[pen.strong('Access:'), ...lines].join('\n')]
}

function resuming(stacks: readonly StackRef[], pen: Ink): readonly string[] {
  if (stacks.length === 0) return []
  return [[pen.strong(RESUMED), ...resumedPipelines(stacks).map((name) => `  ${spelledOut(name)}`)].join('\n')]
}

interface ClassScreen extends PlanScreen {
  readonly pen: Ink
  readonly marks: readonly string[]
  readonly movesAt: MovingPart
}

function classText(family: Family, number: number, screen: ClassScreen): string {
  const { pen, all } = screen
  const change = merged(family)
  const { stacks, kind, risk } = change
  const what = kind === 'create' ? 'new stack' : 'stack'
  const most = all ? Number.POSITIVE_INFINITY : MOST_STACKS
  const causes = distinct(change.causes.map(({ at }) => `${at.file}:${at.line}`))
  const mostCauses = all ? Number.POSITIVE_INFINITY : MOST_CAUSES
  return [
    `${pen.strong(`${number}.`)} ${pen.risk(risk)}, ${stackCount(stacks, what)}${insteadOfResources(change)}${readFrom(change)}`,
    ...screen.marks.map((mark) => `   ${mark}`),
    ...(change.ways === undefined
      ? [
          ...happening(change, family, screen),
          ...parameterLines(change, family, spelledOut).map((line) => `   * ${line}`),
        ]
      : shownWaysOf(change).flatMap((way) => [
          `   ${pen.strong(wayName(way))} (${wayNote(way, spelledOut)}):`,
          ...happening({ ...way, instead: wayFate(way) }, family, screen),
        ])),
    ...limited(
      causes.map((cause) => `   set by ${spelledOut(cause)}`),
      mostCauses,
    ),
    ...(family.length === 1 ? limited(stacks.map(place), most) : byVariant(family, all)),
  ].join('\n')
}

function happening(
  of: Pick<ChangeClass, 'changes' | 'outputs' | 'protections'> & { readonly instead?: string | undefined },
  family: Family,
  screen: ClassScreen,
): readonly string[] {
  const { changes, protections = [], instead } = of
  return [
    ...byDanger(changes).flatMap((each) => resource(each, variantsOf(family, each), { ...screen, instead })),
    ...outputsInFull(of, spelledOut).map((line) => `   * Output ${line}`),
    ...protections.map((each) => {
      const { risk, reason } = protectionDanger(each)
      const why = reason === undefined ? '' : `: ${spelledOut(reason)}`
      const danger = risk === 'routine' ? '' : ` (${screen.pen.risk(risk)}${why})`
      const words = screen.all ? spelledOut(protectionWhole(each)) : protectionInWords(each, spelledOut)
      return `   * ${words}${danger}`
    }),
  ]
}

function place(ref: StackRef): string {
  return `   ${spelledOut(`${stackName(ref)} in ${ref.accountId}, ${ref.region}`)}`
}

const FEW_VARIANTS = 3
const MOST_NAMED_EACH = 3

function byVariant(family: Family, all: boolean): readonly string[] {
  const named = family.length > FEW_VARIANTS ? MOST_NAMED_EACH : MOST_STACKS
  const shown = all ? family : family.slice(0, MOST_VALUES)
  const left = family.slice(shown.length).flatMap(({ stacks }) => stacks)
  return [
    ...shown.flatMap((variant) => [
      `   ${labelOf(family, variant, spelledOut)}:`,
      ...limited(variant.stacks.map(place), all ? Number.POSITIVE_INFINITY : named),
    ]),
    ...(left.length === 0 ? [] : [`   … and ${count(left.length, 'stack')} with other values (--all lists them)`]),
  ]
}

/** In the comment's words: else a block of nothing would look like one that was cut. */
function insteadOfResources(change: ChangeClass): string {
  const { kind, changes, protections = [] } = change
  return kind === 'create' || changes.length + protections.length > 0 ? '' : `, ${outputsGist(change)}`
}

function readFrom({ exactness: how, kind }: ChangeClass): string {
  return how === 'template' && kind === 'update' ? ' (read from the template)' : ''
}

const SIGNS = { add: '+', modify: '~', remove: '-', import: '&', dynamic: '?' } as const satisfies {
  readonly [action in ResourceChange['action']]: string
}

function resource(
  change: ResourceChange,
  variants: readonly Variant[],
  { pen, all, instead, movesAt }: ClassScreen & { readonly instead: string | undefined },
): readonly string[] {
  const what = instead ?? fate(change, spelledOut)
  const { risk } = change.verdict
  const danger = risk === 'routine' ? '' : ` (${pen.risk(risk)})`
  const name = pen.strong(spelledOut(change.logicalId))
  const head = `   ${SIGNS[change.action]} ${name} ${spelledOut(change.type)}: ${what}${danger}`
  return [
    head,
    ...change.properties.map((property, index) => {
      const path = spelledOut(property.path.replace(/^Properties\./, ''))
      const most = all ? Number.POSITIVE_INFINITY : MOST_VALUES
      return `       ${path}: ${valueText(change, variants, { index, most, extent: 'whole', say: spelledOut, movesAt })}`
    }),
  ]
}

function limited(lines: readonly string[], most: number): readonly string[] {
  const left = lines.length - most
  return left > 0 ? [...lines.slice(0, most), `   … and ${left.toLocaleString('en')} more (--all lists them)`] : lines
}
