/**
 * A yes on one pull request frees nothing of another's, and counts as before the merge.
 */
import { describe, expect, it } from 'vitest'
import { approveBeginning } from '../../../src/actions/approving/approve-rollout.ts'
import { answerCommand } from '../../../src/actions/commands/answer-command.ts'
import { digestOf, isDigest, short } from '../../../src/lib/digest.ts'
import type { DifferenceFacts } from '../../../src/plan/difference-facts.ts'
import type { RolloutStack } from '../../../src/rollout/model.ts'
import { comment } from '../../support/fake-github.ts'
import { pullRequest, rolloutRow, stackRow } from '../../support/fake-records.ts'
import { type FakeWorld, fakeWorld } from '../../support/fake-world.ts'
import { ref } from '../../support/plan-views.ts'
import { world as fleet } from '../../support/world.ts'

const DIFFERENCE = digestOf('difference')
const OTHERS = { id: 'r-of-another-pull', pull: 13 } as const

const HARMLESS: DifferenceFacts = { changes: [{ type: 'AWS::SQS::Queue', risk: 'routine' }], touches: [] }

function heldStack(does: DifferenceFacts | undefined = HARMLESS): RolloutStack {
  const failure = { code: 'difference', reason: 'differs', hint: 'read it', difference: DIFFERENCE }
  return stackRow({ state: 'held', failure: { ...failure, ...(does && { does }) } })
}

function failureOf({ failure }: RolloutStack): NonNullable<RolloutStack['failure']> {
  if (failure === undefined) throw new Error('it did not fail')
  return failure
}

/** Pull requests 12 (by engineer) and 13 (by reviewer-1), both merged, both held for the same plan. */
function merged(policy: { readonly approvals?: 2 } = {}, ground = fleet()): FakeWorld {
  const strict = ground.edit('fleet.yml', (text) => text.replace('approvals: 1', 'approvals: 2'))
  const fake = fakeWorld({ files: (policy.approvals === 2 ? strict : ground).tree() })
  fake.said.pulls.set(12, pullRequest(12, { state: 'closed', merged: true }))
  fake.said.pulls.set(13, pullRequest(13, { state: 'closed', merged: true, author: 'reviewer-1' }))
  fake.said.contributors.set(12, ['engineer'])
  fake.said.contributors.set(13, ['reviewer-1'])
  for (const login of ['engineer', 'reviewer-1', 'reviewer-2']) fake.said.permissions.set(login, 'write')
  for (const wish of [{}, OTHERS]) {
    const rollout = rolloutRow({ state: 'held', ...wish })
    fake.rollouts.set(rollout.id, { rollout, stacks: [stackRow()] })
  }
  return fake
}

async function approve(
  fake: FakeWorld,
  on: { readonly pull: number; readonly login: string },
  words: { readonly digest: string; readonly more?: string },
): Promise<string> {
  const { pull, login } = on
  const { digest, more = '' } = words
  const id = comment(fake, pull, login, `/fleet approve ${digest.slice(0, 16)}${more}`)
  await answerCommand(fake.world, { pull, comment: id })
  return fake.said.comments.get(pull)?.at(-1)?.body ?? ''
}

function states(fake: FakeWorld): readonly string[] {
  return [...fake.rollouts.values()].map(({ rollout }) => rollout.state)
}

const PLAN = short(digestOf('plan'))

describe('/fleet approve on a merged pull request', () => {
  it("starts its own rollout and leaves another's held, though both wait for the same plan", async () => {
    const fake = merged()
    expect(await approve(fake, { pull: 12, login: 'reviewer-1' }, { digest: PLAN })).toContain('1 rollout may move now')
    expect(states(fake)).toEqual(['running', 'held'])
    expect(fake.rollouts.get('r-1a2b3c4d5e6f')?.rollout.approvedBy).toEqual(['reviewer-1'])
  })

  it('counts nobody who wrote that rollout, whichever pull request they say it on', async () => {
    const fake = merged()
    expect(await approve(fake, { pull: 13, login: 'reviewer-1' }, { digest: PLAN })).toContain(
      'wrote or pushed part of this change',
    )
    expect(states(fake)).toEqual(['held', 'held'])
  })

  it("waits for as many people as the base's policy needs", async () => {
    const fake = merged({ approvals: 2 })
    expect(await approve(fake, { pull: 12, login: 'reviewer-1' }, { digest: PLAN })).toContain(
      'your approval is counted; it needs 1 more',
    )
    expect(states(fake)).toEqual(['held', 'held'])
    await approve(fake, { pull: 12, login: 'reviewer-2' }, { digest: PLAN })
    expect(states(fake)).toEqual(['running', 'held'])
  })

  it('frees nothing while a reviewer asks for changes', async () => {
    const fake = merged()
    const review = { isBot: false, commit: 'a', submittedAt: '2026-11-23T20:00:00Z' }
    fake.said.reviews.set(12, [{ ...review, login: 'reviewer-2', state: 'changes-requested' }])
    expect(await approve(fake, { pull: 12, login: 'reviewer-1' }, { digest: PLAN })).toContain('asked for changes')
    expect(states(fake)).toEqual(['held', 'held'])
  })

  it('frees the stack that is held for a difference by the same count', async () => {
    const fake = merged({ approvals: 2 })
    const rollout = rolloutRow()
    fake.rollouts.set(rollout.id, { rollout, stacks: [heldStack()] })
    await approve(fake, { pull: 12, login: 'reviewer-1' }, { digest: DIFFERENCE })
    expect(fake.rollouts.get(rollout.id)?.stacks[0]?.state).toBe('held')
    await approve(fake, { pull: 12, login: 'reviewer-2' }, { digest: DIFFERENCE })
    expect(fake.rollouts.get(rollout.id)?.stacks[0]).toMatchObject({
      state: 'waiting',
      approvedDifference: DIFFERENCE,
    })
  })

  it('counts nobody who named the same first digits of another plan before', async () => {
    const fake = merged({ approvals: 2 })
    comment(fake, 12, 'reviewer-1', `/fleet approve ${PLAN}`)
    expect(await approve(fake, { pull: 12, login: 'reviewer-2' }, { digest: PLAN })).toContain('it needs 1 more')
    expect(states(fake)).toEqual(['held', 'held'])
  })

  it('frees nothing where two things wait that begin with the same digits', async () => {
    const fake = merged()
    const twin = `${DIFFERENCE.slice(0, 16)}${'0'.repeat(48)}`
    if (!isDigest(twin)) throw new Error('no digest')
    const held = heldStack()
    const other = { ...held, ref: ref({ pipeline: 'other' }), failure: { ...failureOf(held), difference: twin } }
    const rollout = rolloutRow()
    fake.rollouts.set(rollout.id, { rollout, stacks: [held, other] })
    expect(await approve(fake, { pull: 12, login: 'reviewer-1' }, { digest: DIFFERENCE })).toContain(
      'name more of its digits',
    )
    const asked = { digest: DIFFERENCE.slice(0, 16), operator: 'operator' }
    expect(await approveBeginning(fake.world, asked)).toEqual({ refused: expect.stringContaining('name more') })
    const states = () => fake.rollouts.get(rollout.id)?.stacks.map(({ state }) => state)
    expect(states()).toEqual(['held', 'held'])
    expect(await approveBeginning(fake.world, { ...asked, digest: DIFFERENCE })).toMatchObject({ rollouts: [] })
    expect(states()).toEqual(['waiting', 'held'])
  })

  it('finds nothing of a rollout without a pull request, which is the operator’s alone', async () => {
    const fake = merged()
    fake.rollouts.clear()
    const { pull: _none, ...pushed } = rolloutRow({ state: 'held' })
    fake.rollouts.set(pushed.id, { rollout: pushed, stacks: [stackRow()] })
    expect(await approve(fake, { pull: 12, login: 'reviewer-1' }, { digest: PLAN })).toContain(
      'nothing of this pull request waits',
    )
    expect(states(fake)).toEqual(['held'])
    await approveBeginning(fake.world, { digest: PLAN, operator: 'operator' })
    expect(states(fake)).toEqual(['running'])
  })
})

describe('/fleet approve … --break-glass', () => {
  /** Held for more approvals than there are people; `reviewer-1` and `reviewer-2` may break the glass. */
  function strict(): FakeWorld {
    const fake = fakeWorld({
      files: fleet()
        .edit('fleet.yml', (text) =>
          text
            .replace('approvals: 1', 'approvals: 6')
            .concat('approvers: { break-glass: { users: [engineer, reviewer-1, reviewer-2] } }\n'),
        )
        .tree(),
    })
    fake.said.pulls.set(12, pullRequest(12, { state: 'closed', merged: true }))
    fake.said.contributors.set(12, ['engineer'])
    for (const login of ['engineer', 'reviewer-1', 'reviewer-2', 'reviewer-3'])
      fake.said.permissions.set(login, 'write')
    const rollout = rolloutRow({ state: 'held' })
    fake.rollouts.set(rollout.id, { rollout, stacks: [stackRow()] })
    return fake
  }

  function breaks(fake: FakeWorld, login: string): Promise<string> {
    return approve(fake, { pull: 12, login }, { digest: PLAN, more: ' --break-glass "events are lost"' })
  }

  it('starts a held rollout once two of the group say so, and is kept with it and in the log', async () => {
    const fake = strict()
    expect(await breaks(fake, 'reviewer-1')).toContain('one more of the group `break-glass` has to say so')
    expect(states(fake)).toEqual(['held'])
    expect(await breaks(fake, 'reviewer-2')).toContain('1 rollout may move now')
    expect(states(fake)).toEqual(['running'])
    expect([...fake.rollouts.values()][0]?.rollout.approvedBy).toEqual([
      'reviewer-1, past the policy: events are lost',
      'reviewer-2, past the policy: events are lost',
    ])
    expect(fake.log.lines.filter(({ level }) => level === 'error')).toMatchObject([
      { message: 'plan approved past the policy', fields: { pull: 12 } },
    ])
  })

  it('is refused to the author and to whoever is not of the group', async () => {
    const fake = strict()
    expect(await breaks(fake, 'engineer')).toMatch(/Not done.*you wrote or pushed part of this change/)
    expect(await breaks(fake, 'reviewer-3')).toMatch(/Not done.*only people of the group `break-glass`/)
    await breaks(fake, 'reviewer-1')
    expect(states(fake)).toEqual(['held'])
  })
})

describe('a difference', () => {
  const [REFUSED, MORE] = ['refuse: true', 'require: { approvals: 2 }']
  const LOSS: DifferenceFacts = { changes: [{ type: 'AWS::RDS::DBInstance', risk: 'destructive' }], touches: [] }
  const IDENTITY: DifferenceFacts = { changes: [], touches: ['identity'] }

  function heldBy(rule: string, does: DifferenceFacts | 'unknown'): FakeWorld {
    const files = fleet().edit(
      'fleet.yml',
      (text) => `${text}\npolicyRules: [{ rule: own, ${rule}, reason: read it }]\n`,
    )
    const fake = merged({}, files)
    const rollout = rolloutRow({ state: 'running' })
    const row = heldStack(does === 'unknown' ? undefined : does)
    const { does: _lost, ...failure } = row.failure ?? { code: '', reason: '', hint: '' }
    fake.rollouts.set(rollout.id, { rollout, stacks: [does === 'unknown' ? { ...row, failure } : row] })
    return fake
  }

  it.each([
    ['destroys something', 'when: { risk: destructive }', LOSS],
    ['is of a type', 'when: { resourceTypes: ["AWS::RDS::*"] }', LOSS],
    ['changes an identity setting', 'when: { identitySettings: true }', IDENTITY],
    ['does nobody knows what', 'when: { secrets: true }', 'unknown'],
  ] as const)(
    'that %s is held against the rules by what it does now, not by what was planned',
    async (_what, when, does) => {
      const by = { pull: 12, login: 'reviewer-1' }
      const refused = await approve(heldBy(`${when}, ${REFUSED}`, does), by, { digest: DIFFERENCE })
      expect(refused).toContain('the policy rule `own` lets nobody approve')
      const asked = await approve(heldBy(`${when}, ${MORE}`, does), by, { digest: DIFFERENCE })
      expect(asked).toContain('your approval is counted; it needs 1 more')
    },
  )

  it('that meets no rule goes on', async () => {
    const fake = heldBy(`when: { risk: destructive }, ${REFUSED}`, HARMLESS)
    expect(await approve(fake, { pull: 12, login: 'reviewer-1' }, { digest: DIFFERENCE })).toContain(
      '**Done:** 1 stack may move now.',
    )
  })
})
