/**
 * A required check ends as success, failure or action required, and says whose move it is.
 */
import { describe, expect, it } from 'vitest'
import type { CheckReport } from '../../src/actions/ports.ts'
import type { Problem } from '../../src/fleet/model.ts'
import {
  baselessReport,
  brokenReport,
  conflictReport,
  invalidPlanReport,
  judgedReport,
  lintReport,
  planningReport,
  tooLargeReport,
  unreadableReport,
  validReport,
} from '../../src/report/checks.ts'
import { planComment } from '../../src/report/plan-comment.ts'
import {
  elsewhereReport,
  mergedReport,
  overtakenReport,
  queueReports,
  waitingReport,
} from '../../src/report/unplanned-checks.ts'
import { change, HEAD, ref, transition, view } from '../support/plan-views.ts'

const PULL = { headSha: HEAD }
const STOOD = { id: 1, externalId: 'plan:0123456789abcdef', status: 'completed', conclusion: 'success' } as const

function problem(file: string, line: number, message: string): Problem {
  const at = { file, line, column: 10, endLine: line, endColumn: 14 }
  return { code: 'unknown-field', message, expected: 'a field of a pipeline', hint: 'did you mean `region`?', at }
}

const PROBLEMS = [
  problem('customers/acme/pipelines/web.yml', 4, 'unknown field `regoin`'),
  problem('customers/acme/pipelines/web.yml', 9, 'unknown field `<img src=x>`'),
  problem('fleet.yml', 2, 'unknown field `@octocat`'),
]
const APPROVED = { needed: 1, given: ['reviewer-1'], against: [], discounted: [] }

const ENDINGS: readonly (readonly [string, CheckReport | undefined, string, string])[] = [
  ['sound', validReport(PULL, { problems: [], pipelines: 6, isPlanned: true }), 'success', '0 problems in 6 pipelines'],
  [
    'unsound',
    validReport(PULL, { problems: PROBLEMS, pipelines: 0, isPlanned: true }),
    'failure',
    '3 problems in 2 files',
  ],
  ['not planned as unsound', invalidPlanReport(PULL), 'failure', 'Not planned: it does not validate'],
  [
    'a conflict',
    conflictReport(PULL, { paths: ['fleet.yml'], branch: 'main', isPlanned: true })[1],
    'failure',
    'Merge conflict in 1 file',
  ],
  [
    "a stranger's head",
    waitingReport(PULL, 'stranger'),
    'action_required',
    'Not planned yet: someone with write access must ask for it',
  ],
  [
    'a change of blueprints',
    waitingReport(PULL, 'blueprints'),
    'action_required',
    'Not planned yet: a second person must ask for it',
  ],
  ['a draft', waitingReport(PULL, 'draft'), 'action_required', 'Not planned yet: it is a draft'],
  ['an unsound base', baselessReport(PULL, 'main'), 'failure', 'Not planned: the default branch does not validate'],
  [
    'a finding of the lint',
    lintReport(PULL, [{ code: 'totals', message: 'the totals do not add up' }]),
    'failure',
    'Plan refused by its own check: 1 finding',
  ],
  ['a plan beyond review', tooLargeReport(PULL, 'plan:1'), 'failure', 'Too large to review: split it'],
  [
    'a head that git cannot read as a fleet',
    unreadableReport(PULL, {
      reason: 'reading customers/x.yml: it is a symbolic link',
      hint: 'commit the file itself',
      isPlanned: false,
    })[0],
    'failure',
    'This head cannot be read as a fleet',
  ],
  [
    'our own defect',
    brokenReport(PULL, {
      failure: { code: 'github-unavailable', reason: 'GitHub did not answer', hint: 'wait until GitHub is back' },
      at: '2026-11-23T20:45:00Z',
      againAt: '2026-11-23T21:15:00Z',
      checks: ['plan'],
    })[0],
    'failure',
    'Could not plan: not your fault',
  ],
  ['a head that went elsewhere', elsewhereReport(PULL, 'main'), 'failure', 'Not planned: it goes into another branch'],
  ['a head that was overtaken', overtakenReport(PULL, undefined), 'failure', 'Not planned: overtaken'],
  ['a head that was merged', mergedReport(PULL, STOOD), 'success', 'Merged as it was approved'],
  ...queueReports(PULL).map(
    (report) => [`a merge queue, ${report.name}`, report, 'failure', 'Merge queues are not supported yet'] as const,
  ),
  [
    'a plan to approve',
    judgedReport(PULL, view(), false),
    'action_required',
    '1 stack: needs 1 approving review of this plan',
  ],
  [
    'a destructive plan to approve',
    judgedReport(PULL, view({ approvals: { ...APPROVED, needed: 2, destructive: true } }), false),
    'action_required',
    '1 stack: needs 1 more of 2 approvals of this plan by command',
  ],
  [
    'a destructive plan that one of a group has to approve',
    judgedReport(PULL, view({ approvals: { ...APPROVED, destructive: true, lacking: ['platform'] } }), false),
    'action_required',
    '1 stack: needs 1 more approval of this plan by command, of platform',
  ],
  ['an approved plan', judgedReport(PULL, view({ approvals: APPROVED }), true), 'success', '1 stack: approved'],
  [
    'a plan that a reviewer objects to',
    judgedReport(PULL, view({ approvals: { ...APPROVED, against: ['reviewer-2'] } }), false),
    'action_required',
    '1 stack: a reviewer asked for changes',
  ],
  [
    'a plan that a policy rule refuses, whoever approved it',
    judgedReport(PULL, view({ approvals: { ...APPROVED, rules: [{ name: 'never', reason: 'x', stacks: 1 }] } }), false),
    'failure',
    '1 stack: is refused by the policy rule never',
  ],
  ['a plan of nothing', judgedReport(PULL, view({ transitions: [] }), true), 'success', 'No stack changes'],
]

describe('a check of a pull request', () => {
  it.each(ENDINGS)('ends and says so: %s', (_name, report, conclusion, title) => {
    expect(report?.outcome).toEqual({ status: 'completed', conclusion })
    expect(report?.title).toBe(title)
    expect(report?.sha).toBe(HEAD)
    expect(report?.summary).toMatch(conclusion === 'success' ? /./ : /Next: |`fleet \/ validate`/)
  })

  it("does not carry a plan's id unless it judges a plan", () => {
    for (const report of [planningReport(PULL), waitingReport(PULL, 'stranger'), invalidPlanReport(PULL)])
      expect(report.externalId).not.toMatch(/^plan:/)
  })

  it('of a plan has the same words as the comment, and goes on where that is shortened', () => {
    expect(judgedReport(PULL, view(), false).text).toBeUndefined()
    const transitions = Array.from({ length: 600 }, (_, index) =>
      transition(ref({ customer: `c${index}`, account: String(100_000_000_000 + index) }), {
        changes: [change({ logicalId: `Stream${index}` })],
      }),
    )
    const comment = planComment(view({ transitions }))
    const { summary, text } = judgedReport(PULL, view({ transitions }), false)
    expect(comment).toEqual({ kind: 'fits', text: summary, details: text })
    expect(text).toContain('What the summary shortens:')
  })

  it.each([
    { isPlanned: true, told: 'names' },
    { isPlanned: false, told: 'does not name' },
  ])('of a sound head $told the check of the plan, which is not there until AWS was asked', ({ isPlanned }) => {
    const { summary } = validReport(PULL, { problems: [], pipelines: 6, isPlanned })
    expect(summary.includes('`fleet / plan`')).toBe(isPlanned)
  })

  it('marks each problem, and lists them by file with their lines', () => {
    const report = validReport(PULL, { problems: PROBLEMS, pipelines: 0, isPlanned: true })
    expect(report.problems).toEqual(PROBLEMS)
    expect(report.summary).toBe(`**\`customers/acme/pipelines/web.yml\`**

- line 4, column 10: unknown field \`regoin\`; expected: a field of a pipeline; did you mean \`region\`?
- line 9, column 10: unknown field \`<img src=x>\`; expected: a field of a pipeline; did you mean \`region\`?

**\`fleet.yml\`**

- line 2, column 10: unknown field \`@octocat\`; expected: a field of a pipeline; did you mean \`region\`?

Next: the author pushes a fix.`)
  })

  it('fits into what GitHub takes, however many problems there are', () => {
    const many = Array.from({ length: 3000 }, (_, line) =>
      problem(`${'d/'.repeat(100)}${line}.yml`, line, 'x'.repeat(400)),
    )
    expect(validReport(PULL, { problems: many, pipelines: 0, isPlanned: true }).summary.length).toBeLessThan(65_535)
  })
})

it('says when we try again what we broke, and carries that instant for the sweep', () => {
  const failure = { code: 'internal', reason: 'Fleetwright met an error of its own', hint: 'look at the log' }
  const [report] = brokenReport(PULL, {
    failure,
    at: '2026-11-23T20:45:00Z',
    againAt: '2026-11-23T21:15:00Z',
    checks: ['plan'],
  })
  expect(report?.summary).toContain('Retried at 2026-11-23 21:15 UTC')
  expect(report?.externalId).toBe('broken:2026-11-23T21:15:00Z')
})
