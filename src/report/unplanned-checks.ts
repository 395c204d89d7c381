/**
 * How does the plan's check end where nobody looked at AWS, though nothing is wrong with the head?
 *
 * It waits for somebody, went somewhere else, or was overtaken. A check that
 * stayed pending would say nothing, and be there again when the head comes back.
 */
import { CHECK_NAMES, type CheckReport, type PublishedCheck, type PullRequest } from '../actions/ports.ts'
import { inert } from '../lib/markdown.ts'
import { ended } from './checks.ts'

type Head = Pick<PullRequest, 'headSha'>

/** By what it waits for (actions/pull/may-plan.ts): no credential is spent on it before. */
const WAITING = {
  stranger: {
    title: 'Not planned yet: someone with write access must ask for it',
    why: 'The head was written by someone without write access, so it was validated and no more.',
    who: 'someone with write access reads it, then comments',
  },
  blueprints: {
    title: 'Not planned yet: a second person must ask for it',
    why: 'It changes blueprints, which run in every account that uses them, so it was validated and no more.',
    who: 'someone with write access who neither wrote nor pushed any of it reads it, then comments',
  },
  draft: {
    title: 'Not planned yet: it is a draft',
    why: 'A draft is validated, and planned when somebody wants to see its plan.',
    who: 'the author says that it is ready for review, or someone with write access comments',
  },
} as const

export function waitingReport(pull: Head, waiting: keyof typeof WAITING): CheckReport {
  const { title, why, who } = WAITING[waiting]
  return ended(pull, CHECK_NAMES.plan, {
    conclusion: 'action_required',
    title,
    summary: [why, '', `Next: ${who} \`/fleet plan ${pull.headSha.slice(0, 12)}\`.`],
  })
}

/** Both required checks of a merge queue's own commit. */
export function queueReports(pull: Head): readonly CheckReport[] {
  return [CHECK_NAMES.validate, CHECK_NAMES.plan].map((name) =>
    ended(pull, name, {
      conclusion: 'failure',
      title: 'Merge queues are not supported yet',
      summary: [
        'A queue merges commits of its own making, of which nobody has reviewed a plan.',
        '',
        'Next: whoever merges: take the pull request out of the queue and merge it without one.',
      ],
    }),
  )
}

/** It was planned, and goes into another branch now. */
export function elsewhereReport(pull: Head, branch: string): CheckReport {
  return ended(pull, CHECK_NAMES.plan, {
    conclusion: 'failure',
    title: 'Not planned: it goes into another branch',
    summary: [
      `Only what goes into ${inert(branch)} is planned and applied.`,
      '',
      `Next: the author: nothing to do here unless it is to go into ${inert(branch)} after all.`,
    ],
  })
}

/** It was merged by this check while its plan was looked at once more: what was approved then stays what it says. */
export function mergedReport(pull: Head, shown: PublishedCheck): CheckReport {
  return {
    ...ended(pull, CHECK_NAMES.plan, {
      conclusion: 'success',
      title: 'Merged as it was approved',
      summary: [
        'The pull request was merged by the plan that people had approved, while that was looked at once more.',
        '',
        'Next: nobody: the rollout compares each stack with what was approved.',
      ],
    }),
    externalId: shown.externalId,
    ...(shown.startedAt === undefined ? {} : { startedAt: shown.startedAt }),
  }
}

/**
 * A run found, before it could show anything, that nobody waits for this head. `shown`: what its check stood for until
 * then; what was approved stays known by it.
 */
export function overtakenReport(pull: Head, shown: PublishedCheck | undefined): CheckReport {
  return {
    ...ended(pull, CHECK_NAMES.plan, {
      conclusion: 'failure',
      title: 'Not planned: overtaken',
      summary: [
        'While it was planned, another commit became the head, or the pull request was closed or changed.',
        '',
        'Next: nobody: should this commit be the head again, it is planned again.',
      ],
    }),
    ...(shown === undefined ? {} : { externalId: shown.externalId }),
    ...(shown?.startedAt === undefined ? {} : { startedAt: shown.startedAt }),
  }
}
