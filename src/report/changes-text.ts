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
import { classTexts, isCutShort, longClassText, MOST_IN_FULL, MOST_IN_LISTS, type ShownClass } from './class-text.ts'
import { planPage, type Repository } from './links.ts'
import type { PlanView } from './model.ts'
import { customersIn, stackCount } from './stack-names.ts'
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

/** Undefined where not even the headlines of what is dangerous fit. */
export function changesText(view: Changes, most: number): ShownChanges | undefined {
  const members = new Map(view.plan.transitions.map((each) => [each.stack.id, each]))
  const behind = new Map(view.behind.map((each) => [each.stack.id, each]))
  const at = placeOf(view)
  const shown = families(view.classes).map((family, index) => ({ family, members, behind, number: index + 1 }))
  if (most === Number.POSITIVE_INFINITY) {
    return { text: joinedParts(shown.map((each) => longClassText(each, at))), more: '' }
  }
  const parts = shown.map((each, index) => ({
    shown: each,
    risk: each.family[0].risk,
    texts: classTexts(each, at, index >= MOST_IN_FULL),
  }))
  const fit = fitted(parts, most - NOTES_BYTES)
  if (fit === undefined) return undefined
  const lacking = parts.filter(
    (each, index) => fit.cut.includes(index) || index >= MOST_IN_FULL || isCutShort(each.shown),
  )
  if (lacking.length === 0) return { text: joinedParts(fit.texts), more: '' }
  const how = fit.cut.length > 0 ? 'Shortened to fit' : 'Not all of it stands here'
  const text = joinedParts([...fit.texts, leftOut(parts, fit), `${how}: ${whereElse(view, at)}.`])
  return { text, more: details(lacking, at) }
}

interface ShownPart extends Part {
  readonly shown: ShownClass
}

/** Of each class; as many as there is room for. */
const MOST_CUSTOMERS = [Number.POSITIVE_INFINITY, 400, 150, 60, MOST_IN_LISTS] as const
/** No line of a customer is shorter, so that what cannot fit is not drawn. */
const FEWEST_BYTES_EACH = 45

/** What the comment says in full is not said again. */
function details(parts: readonly ShownPart[], at: Repository): string {
  const head = 'What the summary shortens:'
  const room = MOST_DETAILS_BYTES - NOTES_BYTES - head.length
  const sizes = parts.map(({ shown }) => customersIn(merged(shown.family).stacks))
  const mayFit = (most: number) => {
    const lines = sizes.reduce((sum, size) => sum + Math.min(size, most), 0)
    return most === MOST_IN_LISTS || lines * FEWEST_BYTES_EACH <= room
  }
  let fit: Fitted | undefined
  for (const customers of MOST_CUSTOMERS.filter(mayFit)) {
    const longest = parts.map(({ shown, risk, texts: [full = '', ...shorter] }, index) => ({
      risk,
      texts: [index < MOST_IN_FULL ? longClassText(shown, at, customers) : full, ...shorter],
    }))
    fit = fitted(longest, room)
    if (fit?.cut.length === 0) break
  }
  // Too much of what is dangerous for its headlines alone: those stand in the summary.
  if (fit === undefined) return ''
  const end = fit.folded.length === 0 ? [] : [leftOut(parts, fit), 'There is no room for these here.']
  return joinedParts([head, ...fit.texts, ...end])
}

export function placeOf({
  repositoryUrl,
  head,
  base,
  lines,
  publicUrl,
  plan: { digest },
  pull,
}: Omit<Changes, 'access'>): Repository {
  return {
    repositoryUrl,
    head,
    ...(base === undefined ? {} : { base }),
    ...(lines === undefined ? {} : { lines }),
    ...(publicUrl === undefined
      ? {}
      : { planUrl: planPage(publicUrl, { digest, ...(pull === undefined ? {} : { pull }) }) }),
  }
}

function whereElse({ pull, repositoryUrl }: Changes, { planUrl }: Repository): string {
  if (planUrl !== undefined) return `[the whole plan](${planUrl})`
  return pull === undefined
    ? "`npx fleet plan --live` on the bot's machine prints all of it"
    : `the [details of the check](${repositoryUrl}/pull/${pull}/checks) go on`
}

function leftOut(parts: readonly ShownPart[], fit: Fitted): string {
  const folded = parts.filter((_part, index) => fit.folded.includes(index)).map(({ shown }) => shown.family)
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
