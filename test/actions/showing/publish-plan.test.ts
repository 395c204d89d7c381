/**
 * A plan's verdict is the newest one, and counts who approved what GitHub had confirmed to show.
 */
import { describe, expect, it } from 'vitest'
import { approvalsOf } from '../../../src/actions/approving/approvals.ts'
import type { Review } from '../../../src/actions/conversation-port.ts'
import type { PlanRecord } from '../../../src/actions/ports.ts'
import { checkPullRequest } from '../../../src/actions/pull/check-pull-request.ts'
import { planCheckId } from '../../../src/actions/showing/plan-check-id.ts'
import { reviewPullRequest, showPlan } from '../../../src/actions/showing/publish-plan.ts'
import { FleetwrightError } from '../../../src/lib/errors.ts'
import { assemblePlan } from '../../../src/plan/assemble.ts'
import { PLAN_MARKER } from '../../../src/report/plan-comment.ts'
import { comment, conversation, type FakeWorld, fakeWorld, planRecord, pullRequest } from '../../support/fake-world.ts'
import { ref, transition } from '../../support/plan-views.ts'
import { world as fleetWorld } from '../../support/world.ts'

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

const PULL = pullRequest(12)
const PLAN = planRecord(PULL)
const OTHER: PlanRecord = {
  ...PLAN,
  head: 'b'.repeat(40),
  plan: assemblePlan({ transitions: [transition(ref({ key: 'other' }))], unplanned: [] }),
}

/** Pull request 12, its plan made at 20:00 by our clock and not yet shown. */
function planned(): FakeWorld {
  const fake = fakeWorld()
  fake.said.pulls.set(12, PULL)
  fake.said.permissions.set('reviewer', 'write')
  fake.plans.set(12, PLAN)
  return fake
}

function approved(fake: FakeWorld, submittedAt: string, commit = PULL.headSha): void {
  const review: Review = { login: 'reviewer', isBot: false, state: 'approved', commit, submittedAt }
  fake.said.reviews.set(12, [review])
}

async function judged(fake: FakeWorld, record = PLAN): Promise<unknown> {
  fake.plans.set(12, record)
  await showPlan(fake.world, { said: conversation(fake, PULL), record })
  const last = fake.published.at(-1)
  if (last === undefined) throw new Error('nothing was published')
  const { sha, name, externalId, startedAt } = last
  const conclusion = 'conclusion' in last.outcome ? last.outcome.conclusion : 'none'
  fake.said.checks.set(`${sha} ${name}`, {
    id: 1,
    externalId,
    status: 'completed',
    conclusion,
    ...(startedAt === undefined ? {} : { startedAt }),
  })
  return conclusion
}

function shown(fake: FakeWorld): string {
  return fake.said.comments.get(12)?.find(({ isBot }) => isBot)?.body ?? ''
}

describe('an approval of the head', () => {
  it('counts once GitHub has confirmed the comment that shows the plan, and the second of it has passed', async () => {
    const fake = planned()
    fake.pass(3)
    expect(await judged(fake)).toBe('action_required')
    approved(fake, '2026-11-23T20:03:00Z')
    expect(await judged(fake)).toBe('action_required')
    expect(shown(fake)).toContain('approved before this plan was shown')
    approved(fake, '2026-11-23T20:03:01Z')
    expect(await judged(fake)).toBe('success')
  })

  it('does not count from while the edit was held up, however long ago the plan was made', async () => {
    const fake = planned()
    const away = new FleetwrightError('writing a comment', {
      code: 'github-unavailable',
      nextMove: 'nobody',
      retryable: true,
      hint: 'wait',
    })
    fake.outages.comments.push(away)
    await expect(showPlan(fake.world, { said: conversation(fake, PULL), record: PLAN })).rejects.toBe(away)
    fake.pass(19)
    approved(fake, fake.world.clock.now().toString())
    fake.pass(1)
    expect(await judged(fake)).toBe('action_required')
    expect(await judged(fake)).toBe('action_required')
    expect(fake.published.at(-1)?.startedAt).toBe('2026-11-23T20:20:00Z')
  })

  it.each([
    { minutes: -7, what: 'before' },
    { minutes: 7, what: 'behind' },
  ])("is held against GitHub's clock alone: ours may be $what by seven minutes", async ({ minutes }) => {
    const fake = planned()
    fake.githubAhead(minutes)
    await judged(fake)
    const since = Temporal.Instant.from('2026-11-23T20:00:00Z').add({ minutes })
    approved(fake, since.toString())
    expect(await judged(fake)).toBe('action_required')
    approved(fake, since.add({ seconds: 1 }).toString())
    expect(await judged(fake)).toBe('success')
  })

  it('still counts after the comment was edited because of it', async () => {
    const fake = planned()
    await judged(fake)
    fake.pass(1)
    approved(fake, '2026-11-23T20:00:30Z')
    await judged(fake)
    expect(shown(fake)).toContain('Approved by `reviewer`')
    fake.pass(1)
    expect(await judged(fake)).toBe('success')
  })

  it('still counts with the rows gone: the check at the head says since when', async () => {
    const fake = planned()
    await judged(fake)
    fake.pass(1)
    approved(fake, '2026-11-23T20:00:30Z')
    await judged(fake)
    fake.publications.clear()
    fake.pass(1)
    expect(await judged(fake)).toBe('success')
    expect(fake.published.at(-1)?.startedAt).toBe('2026-11-23T20:00:00Z')
  })

  it('still counts when the run that showed the plan died before it could note that', async () => {
    const fake = planned()
    await judged(fake)
    fake.publications.clear()
    fake.said.checks.clear()
    approved(fake, '2026-11-23T20:00:30Z')
    fake.pass(1)
    expect(await judged(fake)).toBe('success')
    expect(shown(fake)).toContain('Approved by `reviewer`')
  })
})

describe('a head that comes back after another plan was shown', () => {
  async function backAgain(fake: FakeWorld): Promise<void> {
    await judged(fake)
    fake.pass(10)
    await judged(fake, OTHER)
    // Of the first head, whose check is still there, while the comment shows the second one's plan.
    approved(fake, '2026-11-23T20:15:00Z')
    fake.pass(10)
  }

  it('is shown anew: what was approved meanwhile does not count', async () => {
    const fake = planned()
    await backAgain(fake)
    expect(await judged(fake)).toBe('action_required')
    expect(fake.published.at(-1)).toMatchObject({
      externalId: planCheckId(PLAN.plan.digest),
      startedAt: '2026-11-23T20:20:00Z',
    })
    approved(fake, '2026-11-23T20:21:00Z')
    expect(await judged(fake)).toBe('success')
  })

  it('is shown anew with the rows gone too: the comment itself says what it shows', async () => {
    const fake = planned()
    await backAgain(fake)
    fake.publications.clear()
    expect(await judged(fake)).toBe('action_required')
    expect(shown(fake)).toContain('approved before this plan was shown')
    expect(fake.published.at(-1)?.startedAt).toBe('2026-11-23T20:20:00Z')
  })
})

describe('who pushed the head', () => {
  it('approves nothing, though no commit names them, also with the database gone', async () => {
    const fake = planned()
    fake.said.permissions.set('Pusher', 'write')
    await checkPullRequest(fake.world, { kind: 'check-pull', pull: 12, pusher: 'pusher' })
    await judged(fake)
    const command = `/fleet approve ${PLAN.plan.digest}`
    comment(fake, 12, 'Pusher', command)
    for (const rows of ['kept', 'gone', 'gone']) {
      if (rows === 'gone') {
        fake.publications.clear()
        fake.pushers.clear()
      }
      expect(await judged(fake), rows).toBe('action_required')
      expect(shown(fake), rows).toContain("`Pusher`'s word does not count: wrote or pushed part of this change")
    }
    comment(fake, 12, 'reviewer', command)
    expect(await judged(fake)).toBe('success')
  })

  it('is not forgotten while the pull request goes into another branch', async () => {
    const fake = planned()
    fake.pushers.set(12, new Set(['pusher', 'dependabot[bot]', 'an_enterprise-person']))
    await judged(fake)
    fake.pushers.clear()
    fake.said.pulls.set(12, { ...PULL, baseRef: 'release' })
    await reviewPullRequest(fake.world, 12)
    await judged(fake)
    expect(shown(fake)).toContain('<!-- fleetwright:pushed by an_enterprise-person dependabot[bot] pusher -->')
  })
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

it('whose comment somebody deleted is written anew by the next look, and shown since then alone', async () => {
  const fake = planned()
  await judged(fake)
  approved(fake, '2026-11-23T20:00:30Z')
  fake.pass(1)
  expect(await judged(fake)).toBe('success')
  fake.said.comments.delete(12)
  fake.pass(1)
  await reviewPullRequest(fake.world, 12)
  expect(fake.said.comments.get(12)).toHaveLength(1)
  // Nobody can have read it between.
  expect(fake.published.at(-1)?.startedAt).toBe('2026-11-23T20:02:00Z')
  expect(shown(fake)).toContain('approved before this plan was shown')
})

describe('words of strangers that look like our marks', () => {
  it('within the plan comment are none of ours: a plan that holds one is withdrawn like any other', async () => {
    const mark = '<!-- fleetwright:withdrawn -->'
    const forging: PlanRecord = {
      ...PLAN,
      plan: assemblePlan({ transitions: [transition(ref({ key: mark }))], unplanned: [] }),
    }
    const fake = planned()
    await judged(fake, forging)
    expect(shown(fake)).toContain(mark)
    fake.said.pulls.set(12, { ...PULL, baseRef: 'release' })
    await checkPullRequest(fake.world, { kind: 'check-pull', pull: 12 })
    expect(shown(fake)).toContain('**No plan: this pull request goes into `release`')
  })

  it('in an answer make it no plan comment', async () => {
    const fake = planned()
    comment(fake, 12, 'fleet[bot]', '<!-- fleetwright:answer 7 -->\n`a` said `/fleet <!-- fleetwright:plan -->`')
    fake.said.pulls.set(12, { ...PULL, baseRef: 'release' })
    await checkPullRequest(fake.world, { kind: 'check-pull', pull: 12 })
    expect(fake.said.comments.get(12)).toHaveLength(1)
  })
})

describe('a pull request that goes into another branch', () => {
  const ELSEWHERE = { ...PULL, baseRef: 'release' }

  /** Approved by a review and a command at 20:01; into another branch at 20:10, back at 20:20. */
  async function backAgain(fake: FakeWorld): Promise<void> {
    await judged(fake)
    fake.pass(1)
    approved(fake, '2026-11-23T20:01:00Z')
    comment(fake, 12, 'commander', `/fleet approve ${PLAN.plan.digest}`)
    fake.said.permissions.set('commander', 'write')
    expect(await judged(fake)).toBe('success')
    fake.pass(9)
    fake.said.pulls.set(12, ELSEWHERE)
    await checkPullRequest(fake.world, { kind: 'check-pull', pull: 12 })
    fake.pass(10)
    fake.said.pulls.set(12, PULL)
  }

  function forgetOwn(fake: FakeWorld): void {
    const others = fake.said.comments.get(12)?.filter(({ isOurs }) => !isOurs)
    fake.said.comments.set(12, others ?? [])
  }

  it('has no plan any more, and says so once', async () => {
    const fake = planned()
    await judged(fake)
    fake.said.pulls.set(12, ELSEWHERE)
    await reviewPullRequest(fake.world, 12)
    const [withdrawn] = fake.said.comments.get(12) ?? []
    expect(withdrawn?.body).toMatch(/^\S+ fleetwright:plan -->\n\*\*No plan: .*goes into `release`, not into `main`/)
    fake.pass(5)
    await checkPullRequest(fake.world, { kind: 'check-pull', pull: 12 })
    expect(fake.said.comments.get(12)).toEqual([withdrawn])
  })

  it('has no plan any more though somebody deletes the plan comment at that moment', async () => {
    const fake = planned()
    await judged(fake)
    fake.pass(1)
    approved(fake, '2026-11-23T20:01:00Z')
    expect(await judged(fake)).toBe('success')
    forgetOwn(fake)
    fake.said.pulls.set(12, { ...ELSEWHERE, comments: 0 })
    await checkPullRequest(fake.world, { kind: 'check-pull', pull: 12 })
    const plans = fake.published.filter(({ name }) => name === 'fleet / plan')
    expect(plans.at(-1)?.outcome).toEqual({ status: 'completed', conclusion: 'failure' })
    fake.said.pulls.set(12, PULL)
    expect(await judged(fake)).toBe('action_required')
  })

  it('and was never planned is told nothing', async () => {
    const fake = planned()
    fake.said.pulls.set(12, ELSEWHERE)
    await checkPullRequest(fake.world, { kind: 'check-pull', pull: 12 })
    expect(fake.said.comments.get(12) ?? []).toEqual([])
  })

  it.each([
    { what: 'nothing', lose: () => undefined },
    { what: 'the rows', lose: (fake: FakeWorld) => fake.publications.clear() },
    { what: 'the plan comment', lose: (fake: FakeWorld) => forgetOwn(fake) },
  ])('and comes back has lost its approvals for good, though $what be lost', async ({ lose }) => {
    const fake = planned()
    await backAgain(fake)
    lose(fake)
    // Once for the plan that is shown anew, once more for each look after it.
    for (const minutes of [0, 1, 1]) {
      fake.pass(minutes)
      expect(await judged(fake)).toBe('action_required')
    }
    for (const login of ['reviewer', 'commander'])
      expect(shown(fake)).toContain(`\`${login}\`'s word does not count: approved before the pull request went`)
    comment(fake, 12, 'commander', `/fleet approve ${PLAN.plan.digest}`)
    expect(await judged(fake)).toBe('success')
    expect(shown(fake)).toContain('Approved by `commander`')
  })

  it('and is merged as soon as it is back is covered by nobody', async () => {
    const fake = planned()
    await backAgain(fake)
    const approvals = await approvalsOf(fake.world, conversation(fake, PULL), {
      digest: PLAN.plan.digest,
      needed: 1,
      destructive: false,
      groups: [],
      glass: { users: [], teams: [] },
      rules: [],
    })
    expect(approvals.given).toEqual([])
  })
})

describe('the plan comment', () => {
  it('that GitHub confirmed and does not list yet is edited, never written a second time', async () => {
    const fake = planned()
    await judged(fake)
    const [id] = fake.said.comments.get(12)?.map((each) => each.id) ?? []
    const places: unknown[] = []
    const { comments } = fake.world.github
    const sticky: typeof comments.sticky = async (pull, place, body) => {
      places.push(place.known)
      return comments.sticky(pull, place, body)
    }
    const world = { ...fake.world, github: { ...fake.world.github, comments: { ...comments, sticky } } }
    await showPlan(world, { said: { ...conversation(fake, PULL), comments: [] }, record: PLAN })
    expect(places).toEqual([{ id, body: '', changedAt: '', isTampered: false }])
  })

  it('that a list does not hold yet is written once, though the rows say that it was shown', async () => {
    const fake = planned()
    await judged(fake)
    const { pulls, comments } = fake.world.github
    let edits = 0
    const sticky: typeof comments.sticky = async (_pull, { known }, body) => {
      if (known === undefined || known === 'none') throw new Error('which comment it is was confirmed before')
      // Each edit has an instant of its own, as on GitHub.
      fake.pass(1)
      edits++
      const isSame = known.body === body
      return { id: known.id, changedAt: isSame ? known.changedAt : fake.world.clock.now().toString(), before: known }
    }
    const lagging = async (number: number) => ({ ...(await pulls.conversation(number)), comments: [] })
    const github = {
      ...fake.world.github,
      pulls: { ...pulls, conversation: lagging },
      comments: { ...comments, sticky },
    }
    await showPlan({ ...fake.world, github }, { said: await lagging(12), record: PLAN })
    expect(edits).toBe(2)
  })

  it('of another bot carries no mark of ours', async () => {
    const fake = planned()
    comment(fake, 12, 'other[bot]', `${PLAN_MARKER}\n<!-- fleetwright:pushed by reviewer -->\n`)
    await judged(fake)
    fake.pass(1)
    approved(fake, '2026-11-23T20:01:00Z')
    expect(await judged(fake)).toBe('success')
  })

  it('that somebody wrote something else into was not shown meanwhile, whatever marks they left', async () => {
    const fake = planned()
    await judged(fake)
    const [own] = fake.said.comments.get(12) ?? []
    if (own === undefined) throw new Error('the plan is shown')
    const marks = own.body.split('\n').filter((line) => line.startsWith('<!--'))
    const body = [...marks, '**No stack changes.**'].join('\n')
    fake.pass(10)
    fake.said.comments.set(12, [{ ...own, body, edited: true, isTampered: true, changedAt: '2026-11-23T20:10:00Z' }])
    approved(fake, '2026-11-23T20:10:05Z')
    fake.pass(1)
    expect(await judged(fake)).toBe('action_required')
    expect(shown(fake)).toContain('approved before this plan was shown')
    approved(fake, '2026-11-23T20:11:01Z')
    expect(await judged(fake)).toBe('success')
  })
})

it('a review of a commit that GitHub has no more approves nothing, and stops nobody', async () => {
  const fake = planned()
  await judged(fake)
  approved(fake, '2026-11-23T20:01:00Z', '')
  expect(await judged(fake)).toBe('action_required')
  expect(shown(fake)).toContain('approved another plan')
})
