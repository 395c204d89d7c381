/**
 * How do a plan's changes read in so many bytes, and where does it go on?
 *
 * The classes in their order, each as long as there is room for. What had to
 * be shortened goes on in the details of the check, which have their own
 * limit, or on the bot's page; the last line says which.
 */
import { type Family, families, merged } from '../plan/families.ts'
import { RISKS } from '../plan/model.ts'
import { type Fitted, fitted, type Part } from './budget.ts'
import { classTexts } from './class-text.ts'
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

/** Undefined where not even the headlines of what is dangerous fit. */
export function changesText(view: Changes, most: number): ShownChanges | undefined {
  const members = new Map(view.plan.transitions.map((each) => [each.stack.id, each]))
  const behind = new Map(view.behind.map((each) => [each.stack.id, each]))
  const at = placeOf(view)
  const shown = families(view.classes)
  const parts = shown.map((family, index) => ({
    risk: family[0].risk,
    texts: classTexts({ family, members, behind, number: index + 1 }, at),
  }))
  const fit = fitted(parts, most - NOTES_BYTES)
  if (fit === undefined) return undefined
  if (fit.cut.length === 0) return { text: joinedParts(fit.texts), more: '' }
  const text = joinedParts([...fit.texts, leftOut(shown, fit), `Shortened to fit: ${whereElse(view, at)}.`])
  return { text, more: details(shown, parts, fit) }
}

/** What the comment says in full is not said again. */
function details(shown: readonly Family[], parts: readonly Part[], { cut }: Fitted): string {
  const own = parts.filter((_part, index) => cut.includes(index))
  const theirs = shown.filter((_family, index) => cut.includes(index))
  const head = 'What the summary shortens:'
  const fit = fitted(own, MOST_DETAILS_BYTES - NOTES_BYTES - head.length)
  // Too much of what is dangerous for its headlines alone: those stand in the summary.
  if (fit === undefined) return ''
  const end = fit.folded.length === 0 ? [] : [leftOut(theirs, fit), 'There is no room for these here.']
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

function leftOut(shown: readonly Family[], fit: Fitted): string {
  const folded = shown.filter((_family, index) => fit.folded.includes(index))
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
