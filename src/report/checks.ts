/**
 * How does each check of a pull request end, and what does it say?
 *
 * Every ending that a head can have, in one place: success, failure or action
 * required, never anything that GitHub would let through a required check. A
 * title says it in one line; the summary says whose move it is.
 */
import { CHECK_NAMES, type CheckName, type CheckReport, type Conclusion, type PullRequest } from '../actions/ports.ts'
import type { Problem } from '../fleet/model.ts'
import { unreachable } from '../lib/errors.ts'
import { inert, prose } from '../lib/markdown.ts'
import { isEmpty } from '../plan/assemble.ts'
import type { LintFinding } from '../plan/model.ts'
import type { RolloutState } from '../rollout/model.ts'
import { isGlassBroken, missing, refusalsIn } from './approval-text.ts'
import type { PlanView, RolloutView } from './model.ts'
import { planComment } from './plan-comment.ts'
import { problemCount, problemList } from './problem-text.ts'
import { rolloutComment } from './rollout-comment.ts'
import { rolloutTitle } from './rollout-text.ts'
import { count, numeral, stamp } from './words.ts'

type Head = Pick<PullRequest, 'headSha'>

export interface Ending {
  readonly conclusion: Conclusion
  readonly title: string
  readonly summary: readonly string[]
  readonly problems?: readonly Problem[]
  readonly text?: string
}

/**
 * `pipelines`: how many there are, 0 where problems keep us from counting. `isPlanned`: the other check comes, but not
 * before AWS was asked.
 */
export function validReport(
  pull: Head,
  of: { readonly problems: readonly Problem[]; readonly pipelines: number; readonly isPlanned: boolean },
): CheckReport {
  const { problems, pipelines } = of
  if (problems.length === 0) {
    return ended(pull, CHECK_NAMES.validate, {
      conclusion: 'success',
      title: `0 problems in ${count(pipelines, 'pipeline')}`,
      summary: [
        'The fleet is sound as it would be after the merge.',
        ...(of.isPlanned ? ['', `What that would change is told by ${inert(CHECK_NAMES.plan)}.`] : []),
      ],
    })
  }
  return ended(pull, CHECK_NAMES.validate, {
    conclusion: 'failure',
    title: problemCount(problems),
    summary: [...problemList(problems), 'Next: the author pushes a fix.'],
    problems,
  })
}

/** Both checks where the pull request would be planned, else validation alone. */
export function conflictReport(
  pull: Head,
  of: { readonly paths: readonly string[]; readonly branch: string; readonly isPlanned: boolean },
): readonly CheckReport[] {
  const ending: Ending = {
    conclusion: 'failure',
    title: `Merge conflict in ${count(of.paths.length, 'file')}`,
    summary: [
      `This branch and ${inert(of.branch)} both changed:`,
      '',
      ...of.paths.slice(0, 50).map((path) => `- ${inert(path)}`),
      ...(of.paths.length > 50 ? [`- … and ${of.paths.length - 50} more`] : []),
      '',
      `Next: the author merges ${inert(of.branch)} into the branch and resolves it.`,
    ],
  }
  const names = of.isPlanned ? [CHECK_NAMES.validate, CHECK_NAMES.plan] : [CHECK_NAMES.validate]
  return names.map((name) => ended(pull, name, ending))
}

/** What git itself refuses: a link in the tree, a file beyond any limit, histories that never met. */
export function unreadableReport(
  pull: Head,
  of: { readonly reason: string; readonly hint: string; readonly isPlanned: boolean },
): readonly CheckReport[] {
  const ending: Ending = {
    conclusion: 'failure',
    title: 'This head cannot be read as a fleet',
    summary: [`${prose(of.reason)}.`, '', `Next: the author: ${prose(of.hint)}.`],
  }
  const names = of.isPlanned ? [CHECK_NAMES.validate, CHECK_NAMES.plan] : [CHECK_NAMES.validate]
  return names.map((name) => ended(pull, name, ending))
}

/** `shown`: the finished plan that this head has until it is planned again; what was approved stays known by it. */
export function planningReport(
  pull: Head,
  shown?: { readonly externalId: string; readonly startedAt?: string },
): CheckReport {
  return {
    name: CHECK_NAMES.plan,
    sha: pull.headSha,
    externalId: shown?.externalId ?? externalId(CHECK_NAMES.plan, pull),
    ...(shown?.startedAt === undefined ? {} : { startedAt: shown.startedAt }),
    outcome: { status: 'in_progress' },
    title: 'Planning',
    summary: 'AWS is asked what would change. The comment follows.',
    problems: [],
  }
}

export function invalidPlanReport(pull: Head): CheckReport {
  return ended(pull, CHECK_NAMES.plan, {
    conclusion: 'failure',
    title: 'Not planned: it does not validate',
    summary: [`Next: the author fixes what ${inert(CHECK_NAMES.validate)} shows.`],
  })
}

export function baselessReport(pull: Head, branch: string): CheckReport {
  return ended(pull, CHECK_NAMES.plan, {
    conclusion: 'failure',
    title: 'Not planned: the default branch does not validate',
    summary: [
      `There is nothing sound in ${inert(branch)} to compare with.`,
      '',
      `Next: a pull request that fixes ${inert(branch)}; after that, this one is planned by itself.`,
    ],
  })
}

/** A finished plan that its independent reader refuses: our defect, and never shown as a plan. */
export function lintReport(pull: Head, findings: readonly LintFinding[]): CheckReport {
  return ended(pull, CHECK_NAMES.plan, {
    conclusion: 'failure',
    title: `Plan refused by its own check: ${count(findings.length, 'finding')}`,
    summary: [
      ...findings.slice(0, 50).map(({ code, message, stack }) => {
        return `- ${inert(code)}${stack === undefined ? '' : ` at ${inert(stack)}`}: ${prose(message)}`
      }),
      ...(findings.length > 50 ? [`- … and ${count(findings.length - 50, 'more finding')}`] : []),
      '',
      'Next: an operator. If a finding names a secret or a limit, the author.',
    ],
  })
}

export function tooLargeReport(pull: Head, planId: string): CheckReport {
  return {
    ...ended(pull, CHECK_NAMES.plan, {
      conclusion: 'failure',
      title: 'Too large to review: split it',
      summary: [
        'Not even the headlines of what is dangerous fit into one comment, so nobody could review this plan.',
        '',
        'Next: the author splits it into several pull requests.',
      ],
    }),
    externalId: planId,
  }
}

/** The external id of a check that we owe, up to the instant at which it is tried again. */
export const BROKEN = 'broken:'

/** We broke. `at`, `againAt`: ISO 8601. */
export function brokenReport(
  pull: Head,
  of: {
    readonly failure: { readonly code: string; readonly reason: string; readonly hint: string }
    readonly at: string
    readonly againAt: string
    /** Those that nothing else has ended. */
    readonly checks: readonly ('validate' | 'plan')[]
  },
): readonly CheckReport[] {
  return of.checks.map((what) => ({
    ...ended(pull, CHECK_NAMES[what], {
      conclusion: 'failure',
      title: `Could not ${what}: not your fault`,
      summary: [
        `${prose(of.failure.reason)} (${inert(of.failure.code)}), given up at ${stamp(of.at)}.`,
        '',
        `Retried at ${stamp(of.againAt)}, or at once by the comment \`/fleet plan\`.`,
        `Next: an operator: ${prose(of.failure.hint)}.`,
      ],
    }),
    externalId: `${BROKEN}${of.againAt}`,
  }))
}

/** A plan that was shown, and whether the base's policy is met for it. */
export function judgedReport(pull: Head, view: PlanView, isMet: boolean): CheckReport {
  const { transitions, unplanned } = view.plan
  const stacks = transitions.length + unplanned.length
  const comment = planComment(view)
  const other = view.plan.rules.length === 0 ? 'Stacks leave the fleet' : 'The rules of rollouts change'
  const nothing = isEmpty(view.plan) ? 'No stack changes' : other
  const gap = unplanned.length === 0 ? '' : `, ${numeral(unplanned.length)} not planned`
  const size = stacks === 0 ? nothing : `${count(stacks, 'stack')}${gap}`
  const isRefused = refusalsIn(view.approvals).length > 0
  const approved = isGlassBroken(view.approvals) ? 'approved past the policy (break-glass)' : 'approved'
  return ended(pull, CHECK_NAMES.plan, {
    conclusion: isMet ? 'success' : isRefused ? 'failure' : 'action_required',
    title: isMet ? `${size}${isEmpty(view.plan) ? '' : `: ${approved}`}` : `${size}: ${missing(view.approvals)}`,
    // For people who come from the list of checks: the same words as in the comment.
    summary: comment.kind === 'fits' ? comment.text.split('\n') : [],
    text: comment.kind === 'fits' ? comment.details : '',
  })
}

/** On the merged commit. Not required by anything, so it may show that work goes on. */
export function rolloutCheck(view: RolloutView): CheckReport {
  const { rollout } = view
  return {
    name: CHECK_NAMES.rollout,
    sha: rollout.commit,
    externalId: `rollout:${rollout.id}`,
    outcome: rolloutOutcome(rollout.state),
    title: rolloutTitle(view),
    summary: rolloutComment(view),
    problems: [],
    startedAt: rollout.createdAt,
  }
}

function rolloutOutcome(state: RolloutState): CheckReport['outcome'] {
  switch (state) {
    case 'queued':
    case 'running':
      return { status: 'in_progress' }
    case 'held':
    case 'paused':
      return { status: 'completed', conclusion: 'action_required' }
    case 'stopped':
    case 'aborted':
      return { status: 'completed', conclusion: 'failure' }
    // What a later rollout carries on is no failure of this commit.
    case 'done':
    case 'superseded':
      return { status: 'completed', conclusion: 'success' }
    default:
      return unreachable(state)
  }
}

export function ended(
  pull: Head,
  name: CheckName,
  { conclusion, title, summary, problems = [], text = '' }: Ending,
): CheckReport {
  return {
    name,
    sha: pull.headSha,
    externalId: externalId(name, pull),
    outcome: { status: 'completed', conclusion },
    title,
    summary: summary.join('\n'),
    ...(text === '' ? {} : { text }),
    problems,
  }
}

/** Never the form of a finished plan's id, `plan:<digest>`: no approval may count for these. */
function externalId(name: CheckName, { headSha }: Head): string {
  return `${name.replace('fleet / ', '')}-of:${headSha}`
}
