/**
 * What do people read about a rollout?
 *
 * One comment that is edited while it moves, and a new one only when it ends
 * or someone has to act: an edit rings no bell. What failed is said in AWS's
 * own words, with what to do next.
 */
import { short } from '../lib/digest.ts'
import { inert, prose } from '../lib/markdown.ts'
import { ENDED, type Rollout, type RolloutStack, type StackFailure } from '../rollout/model.ts'
import { bytesOf } from './budget.ts'
import { changesText } from './changes-text.ts'
import { asSaidHere } from './command-place.ts'
import { commitLink } from './links.ts'
import type { RolloutView } from './model.ts'
import { MOST_BYTES, openedLines, rulesLines } from './plan-comment.ts'
import { isTroubled, rolloutAnswer, rolloutBars } from './rollout-text.ts'
import { stackPlace } from './stack-names.ts'
import { unplannedLines } from './unplanned-text.ts'
import { count, firstOf, stamp } from './words.ts'

/** With the ids of every rollout that ever wrote to this pull request, so that none edits another's. */
export function rolloutMarker(id: string): string {
  return `<!-- fleetwright:rollout ${id} -->`
}

export function rolloutComment(view: RolloutView): string {
  const { rollout } = view
  const above = text([rolloutMarker(rollout.id), rolloutAnswer(view), '', ...rolloutBars(view), '', ...troubled(view)])
  const below = text(['---', '', footer(view)])
  const waiting = waitingLines(view, MOST_BYTES - bytesOf(above) - bytesOf(below))
  return text([above, ...waiting, '', below])
}

/** Nobody approves what they cannot read: the same words as in the comment of a pull request's plan. */
function waitingLines({ waiting, rollout, repositoryUrl }: RolloutView, most: number): readonly string[] {
  if (waiting === undefined) return []
  const view = { ...waiting, head: rollout.commit, repositoryUrl }
  const lines = ['', ...rulesLines(waiting.plan), '', ...unplannedLines(waiting.plan), '', ...openedLines(view)]
  const changes = changesText(view, most - bytesOf(lines.join('\n')))
  return changes === undefined
    ? ['', 'Too large to be read here, and so to be approved: revert it and split it.']
    : [...lines, changes.text]
}

export interface Notice {
  readonly marker: string
  readonly body: string
}

/** The new comment that is due: at the end, and each time a person has to act; none while it moves by itself. */
export function rolloutNotice(view: RolloutView): Notice | undefined {
  const occasion = occasionOf(view)
  if (occasion === undefined) return undefined
  const marker = `<!-- fleetwright:rollout-notice ${view.rollout.id} ${occasion} -->`
  return { marker, body: text([marker, rolloutAnswer(view), '', ...troubled(view)]) }
}

/** A second stop is another occasion than the first: by then, something has been tried again. */
function occasionOf({ rollout, stacks }: RolloutView): string | undefined {
  const { state, hold } = rollout
  if (ENDED.some((each) => each === state)) return state
  const attempts = stacks.reduce((sum, each) => sum + each.attempt, 0)
  if (state === 'stopped' || state === 'held') return `${state}-${attempts}`
  const isStuck = hold?.waitingOn === 'difference' || hold?.waitingOn === 'failure' || hold?.waitingOn === 'unreachable'
  return state === 'running' && isStuck ? `${hold.waitingOn}-${attempts}` : undefined
}

const MOST_STACKS = 20

function troubled({ rollout, stacks }: RolloutView): readonly string[] {
  const found = stacks.filter(isTroubled)
  const left = found.length - MOST_STACKS
  return [
    ...found.slice(0, MOST_STACKS).flatMap((row) => stackLines(row, rollout)),
    ...(left > 0 ? [`- … and ${count(left, 'more stack')}`] : []),
    '',
  ]
}

function stackLines({ ref, state, failure }: RolloutStack, rollout: Rollout): readonly string[] {
  // A person left it out: how it could have been retried is no advice any more.
  if (state === 'skipped') return [`- ${stackPlace(ref)}: **skipped**; a later change to it brings this one along`]
  return [`- ${stackPlace(ref)}: **${state}**`, ...(failure === undefined ? [] : failureLines(failure, rollout))]
}

function failureLines(failure: StackFailure, rollout: Rollout): readonly string[] {
  const { reason, resource, status, hint, difference } = failure
  const what =
    resource === undefined
      ? [`  - ${prose(reason)}`]
      : [
          `  - ${inert(resource.logicalId)} (${inert(resource.type)}) failed. AWS says:`,
          `    ${inert(resource.reason, 500)}`,
        ]
  return [
    ...what,
    ...(status === undefined ? [] : [`  - CloudFormation ended in ${inert(status)}`]),
    `  - Next: ${prose(asSaidHere(hint, rollout))}`,
    ...(difference === undefined
      ? []
      : [`  - To apply the difference: ${asSaidHere(`\`/fleet approve ${short(difference)}\``, rollout)}`]),
  ]
}

function footer({ rollout, repositoryUrl }: RolloutView): string {
  const by =
    rollout.approvedBy.length === 0
      ? ''
      : `, approved by ${firstOf(
          rollout.approvedBy.map((login) => inert(login)),
          5,
        )}`
  return `Rollout ${inert(rollout.id)} of ${commitLink(rollout.commit, repositoryUrl)}, plan ${inert(short(rollout.planDigest))}${by}, since ${stamp(rollout.createdAt)}.`
}

function text(lines: readonly string[]): string {
  return `${lines
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`
}
