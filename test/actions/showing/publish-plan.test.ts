/** Is a plan's verdict the newest one, and what the rules of the base make of it? */
import { describe, expect, it } from 'vitest'
import type { PlanRecord } from '../../../src/actions/ports.ts'
import { reviewPullRequest } from '../../../src/actions/showing/publish-plan.ts'
import { assemblePlan } from '../../../src/plan/assemble.ts'
import { comment } from '../../support/fake-github.ts'
import { planRecord, pullRequest } from '../../support/fake-records.ts'
import { fakeWorld } from '../../support/fake-world.ts'
import { ref, transition } from '../../support/plan-views.ts'
import { world as fleetWorld } from '../../support/world.ts'
import { approved, judged, PLAN, planned, shown } from './judging.ts'

it('is judged by one at a time: a slow look does not cover what a reviewer said since', async () => {
  const fake = fakeWorld()
  const pull = pullRequest(12)
  fake.said.pulls.set(12, pull)
  fake.said.permissions.set('reviewer', 'write')
  fake.plans.set(12, planRecord(pull))

  const { sticky } = fake.world.github.comments
  const reached = Promise.withResolvers<void>()
  let isFirst = true
  const comments = {
    ...fake.world.github.comments,
    sticky: async (...args: Parameters<typeof sticky>) => {
      const isSlow = isFirst
      isFirst = false
      if (isSlow) reached.resolve()
      // Turns enough for a whole other look, if it were let in.
      for (let turn = 0; isSlow && turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve))
      return sticky(...args)
    },
  }
  const world = { ...fake.world, github: { ...fake.world.github, comments } }

  const slow = reviewPullRequest(world, 12)
  await reached.promise
  const review = { login: 'reviewer', isBot: false, state: 'approved', commit: pull.headSha } as const
  fake.said.reviews.set(12, [{ ...review, submittedAt: '2026-11-23T20:01:00Z' }])
  await Promise.all([slow, reviewPullRequest(world, 12)])
  expect(fake.published.map(({ outcome }) => 'conclusion' in outcome && outcome.conclusion)).toEqual([
    'action_required',
    'success',
  ])
})

it('shows the waves of the rules under which its rollout will run, not of what the base alone asks', async () => {
  const rules = { concurrency: 1, failureBudget: 0, unreachablePercent: 0 }
  const rings = [{ name: 'canary', waves: [50, 100], soakMinutes: 90, ...rules }]
  const two = [ref(), ref({ customer: 'globex', account: '222222222222' })].map((each) => transition(each))
  const fake = planned()
  await judged(fake, { ...PLAN, rings, plan: assemblePlan({ transitions: two, unplanned: [] }) })
  expect(shown(fake)).toContain('  2 waves: 1 + 1 pipelines\n  90 min healthy between waves\n')
})

describe("a plan that meets rules of the base's fleet.yml", () => {
  const RULES = `policyRules:
  - { rule: never-all, when: { moreThan: { percent: 40 } }, refuse: true, reason: ring by ring }
  - { rule: catalog, when: { paths: [releases/**] }, require: { approvals: 2 }, reason: read twice }
`
  const files = (more: string) =>
    fleetWorld()
      .customer('acme')
      .edit('fleet.yml', (text) => text.concat(more))
      .tree()

  it('ends as a failure where one refuses it, whoever approved', async () => {
    const fake = fakeWorld({ files: files(RULES) })
    fake.said.permissions.set('reviewer', 'write')
    approved(fake, '2026-11-23T20:30:00Z')
    expect(await judged(fake)).toBe('failure')
    expect(shown(fake)).toContain('**Refused** by the policy rule `never-all`. Next: the author.')
    expect(shown(fake)).toContain('- Policy rule `never-all` **refuses it**, for 1 stack: `ring by ring`')
    expect(shown(fake)).not.toContain('To approve:')
  })

  it('needs what they ask for, by the files that were changed when it was planned', async () => {
    const fake = fakeWorld({ files: files(RULES.replace('percent: 40', 'stacks: 40')) })
    const altering: PlanRecord = { ...PLAN, evidence: { ...PLAN.evidence, paths: ['catalog'] } }
    expect(await judged(fake, altering)).toBe('action_required')
    expect(shown(fake)).toContain('This plan needs 2 approving reviews, none so far')
    expect(shown(fake)).toContain(
      '- Policy rule `catalog` asks for 2 approvals, for the files it changes: `read twice`',
    )
    expect(await judged(fake)).toBe('action_required')
    expect(shown(fake)).not.toContain('Policy rule')
  })
})

describe('a plan past whose policy two people of the group approve', () => {
  it('is approved, says so first with their reasons, and is an error of the log, once', async () => {
    const strict = fleetWorld().edit('fleet.yml', (text) =>
      text.replace('approvals: 1', 'approvals: 6').concat('approvers: { break-glass: { users: [ann, ben] } }\n'),
    )
    const fake = fakeWorld({ files: strict.tree() })
    const saying = (login: string, reason: string) => {
      fake.said.permissions.set(login, 'write')
      comment(fake, 12, login, `/fleet approve ${PLAN.plan.digest.slice(0, 12)} --break-glass "${reason}"`)
    }
    expect(await judged(fake)).toBe('action_required')
    fake.pass(1)
    saying('ann', 'events are lost')
    expect(await judged(fake)).toBe('action_required')
    expect(shown(fake)).toContain('- `ann` breaks the glass (1 more of its group has to): `events are lost`')
    // The nearest way is first, and in the list of checks as well.
    expect(shown(fake)).toContain(
      'so far `ann`. `ann` breaks the glass. Next: one more of the group `break-glass`; else a reviewer.\n',
    )
    expect(fake.published.at(-1)?.title).toBe(
      '1 stack: needs 5 more of 6 approving reviews of this plan; 1 more of break-glass lets it pass',
    )
    saying('ben', '@everyone is on holiday')
    for (const look of ['first', 'second']) {
      expect(await judged(fake), look).toBe('success')
      expect(fake.published.at(-1)?.title).toBe('1 stack: approved past the policy (break-glass)')
      const [, first] = shown(fake).split('\n')
      expect(first).toContain(
        '**The glass is broken**: approved past the policy by `ann` and `ben`. Next: whoever merges.',
      )
      expect(shown(fake)).toContain('- `ben` breaks the glass: `@everyone is on holiday`')
      const plan = PLAN.plan.digest
      expect(fake.log.lines.filter(({ level }) => level === 'error')).toEqual([
        { level: 'error', message: 'plan approved past the policy', fields: { pull: 12, plan } },
      ])
    }
  })
})
