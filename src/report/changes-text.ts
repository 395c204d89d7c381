/**
 * How do a plan's changes read in so many bytes, and where does it go on?
 *
 * The classes in their order, each as long as there is room for. What had to
 * be shortened, and lists of customers that are too long for a comment, go on
 * in the details of the check, which have their own limit, and on the bot's
 * page; the last line says where.
 */
import { families, merged } from '../plan/families.ts'
import { RISKS } from '../plan/model.ts'
import { type Fitted, fitted, type Part } from './budget.ts'
import { classTexts, longerClassTexts, MOST_IN_LISTS, type ShownClass, wholeClassText } from './class-text.ts'
import { planPage, type Repository } from './links.ts'
import type { PlanView } from './model.ts'
import { stackCount } from './stack-names.ts'
import { count } from './words.ts'

type Always = 'plan' | 'classes' | 'behind' | 'access' | 'lines' | 'repositoryUrl' | 'publicUrl' | 'head'
/** `pull`: absent for a rollout, which has no check with details. */
export type Changes = Pick<PlanView, Always> & Partial<Pick<PlanView, 'base' | 'pull'>>

export interface ShownChanges {
  readonly text: string
  /** What was shortened, for the details of the check; empty where nothing was. */
  readonly more: string
}

/** Kept for the lines that say what was left out. */
const NOTES_BYTES = 500
/** GitHub's limit of a check's details, in bytes as its database counts. */
const MOST_DETAILS_BYTES = 65_535

/** After so many of the worst and rarest classes the room is taken, and none of the others is drawn at full length. */
const MOST_IN_FULL = 300

/** Undefined where not even the headlines of what is dangerous fit. */
export function changesText(view: Changes, most: number): ShownChanges | undefined {
  const members = new Map(view.plan.transitions.map((each) => [each.stack.id, each]))
  const behind = new Map(view.behind.map((each) => [each.stack.id, each]))
  const at = placeOf(view)
  const shown = families(view.classes).map((family, index) => ({ family, members, behind, number: index + 1 }))
  if (most === Number.POSITIVE_INFINITY) {
    return { text: joinedParts(shown.map((each) => wholeClassText(each, at))), more: '' }
  }
  const parts = shown.map((each, index) => ({ risk: riskOf(each), texts: classTexts(each, at, index >= MOST_IN_FULL) }))
  const fit = fitted(parts, most - NOTES_BYTES)
  if (fit === undefined) return undefined
  const lacking = shown.filter(
    (each, index) => fit.cut.includes(index) || index >= MOST_IN_FULL || isCutShort(each, parts[index]?.texts[0], at),
  )
  if (lacking.length === 0) return { text: joinedParts(fit.texts), more: '' }
  const how = fit.cut.length > 0 ? 'Shortened to fit' : 'Not all of it stands here'
  const text = joinedParts([...fit.texts, leftOut(shown, fit), `${how}: ${whereElse(view, at)}.`])
  return { text, more: details(lacking, at) }
}

function isCutShort(shown: ShownClass, full: string | undefined, at: Repository): boolean {
  const { causes, stacks } = merged(shown.family)
  return Math.max(causes.length, stacks.length) > MOST_IN_LISTS && wholeClassText(shown, at) !== full
}

function riskOf({ family: [first] }: ShownClass): Part['risk'] {
  return first.risk
}

/** Of each class; as many as there is room for. */
const MOST_CUSTOMERS = [Number.POSITIVE_INFINITY, 400, 150, 60, MOST_IN_LISTS] as const

/** What the comment says in full is not said again. */
function details(shown: readonly ShownClass[], at: Repository): string {
  const head = 'What the summary shortens:'
  const room = MOST_DETAILS_BYTES - NOTES_BYTES - head.length
  let fit: Fitted | undefined
  for (const customers of shown.length > MOST_IN_FULL ? MOST_CUSTOMERS.slice(-1) : MOST_CUSTOMERS) {
    const texts = (each: ShownClass, index: number) =>
      index < MOST_IN_FULL ? longerClassTexts(each, at, customers) : classTexts(each, at, true)
    fit = fitted(
      shown.map((each, index) => ({ risk: riskOf(each), texts: texts(each, index) })),
      room,
    )
    if (fit?.cut.length === 0) break
  }
  // Too much of what is dangerous for its headlines alone: those stand in the summary.
  if (fit === undefined) return ''
  const end = fit.folded.length === 0 ? [] : [leftOut(shown, fit), 'There is no room for these here.']
  return joinedParts([head, ...fit.texts, ...end])
}

export function placeOf({ repositoryUrl, head, base, lines, publicUrl, plan }: Omit<Changes, 'access'>): Repository {
  return {
    repositoryUrl,
    head,
    ...(base === undefined ? {} : { base }),
    ...(lines === undefined ? {} : { lines }),
    ...(publicUrl === undefined ? {} : { planUrl: planPage(publicUrl, plan.digest) }),
  }
}

function whereElse({ pull, repositoryUrl }: Changes, { planUrl }: Repository): string {
  if (planUrl !== undefined) return `[the whole plan](${planUrl})`
  return pull === undefined
    ? "`npx fleet plan --live` on the bot's machine prints all of it"
    : `the [details of the check](${repositoryUrl}/pull/${pull}/checks) go on`
}

function leftOut(shown: readonly ShownClass[], fit: Fitted): string {
  const folded = shown.filter((_class, index) => fit.folded.includes(index)).map(({ family }) => family)
  return RISKS.toReversed()
    .flatMap((risk) => {
      const own = folded.filter(([each]) => each.risk === risk)
      if (own.length === 0) return []
      const stacks = own.flatMap((family) => merged(family).stacks)
      return [`**And ${count(own.length, `more ${risk} class`, `more ${risk} classes`)}**: ${stackCount(stacks)}.`]
    })
    .join('\n')
}

export function joinedParts(parts: readonly string[]): string {
  return `${parts
    .map((part) => part.replace(/\n{3,}/g, '\n\n').trim())
    .filter((part) => part !== '')
    .join('\n\n')}\n`
}
