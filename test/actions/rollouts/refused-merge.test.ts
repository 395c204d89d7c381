/**
 * Promise: what the base's policy refuses is held when it was merged all the same, though no stack moves; a new account is
 * tried by whichever plan of it is the first.
 */
import { describe, expect, it } from 'vitest'
import { answerCommand } from '../../../src/actions/commands/answer-command.ts'
import { advanceRollouts } from '../../../src/actions/rollouts/advance-rollouts.ts'
import type { World } from '../../../src/actions/world.ts'
import { accountUnreachable } from '../../../src/aws/errors.ts'
import type { AccountId } from '../../../src/fleet/model.ts'
import { FleetwrightError } from '../../../src/lib/errors.ts'
import type { PlanEvidence } from '../../../src/plan/model.ts'
import type { Rollout } from '../../../src/rollout/model.ts'
import { EMPTY_PLAN } from '../../support/empty-plan.ts'
import { comment } from '../../support/fake-github.ts'
import { planRecord, pullRequest } from '../../support/fake-records.ts'
import { world as fleet } from '../../support/world.ts'
import { type BranchWorld, branchWorld, of, treeId } from '../branch-world.ts'

const UNKNOWN = new FleetwrightError('no', { code: 'x', nextMove: 'nobody', retryable: false, hint: 'none' })
const PLAIN = fleet().customer('acme')
const BASE = PLAIN.edit('fleet.yml', (text) => `${text}newAccounts: { probe: true }\n`)
const WITH_HOOLI = BASE.customer('hooli')
const OPEN: Partial<PlanEvidence> = {
  probed: [{ customer: 'hooli', account: 'prod', accountId: '111111111112' as AccountId, outcome: 'open' }],
}

interface Branch extends BranchWorld {
  readonly tried: readonly string[]
  become(accounts: 'sound' | 'open'): void
  /** At each try to enter. */
  fail(error: FleetwrightError): void
}

/** Accounts that let in whoever says their external id, or anybody. */
function branchOf(accounts: 'sound' | 'open'): Branch {
  const branch = branchWorld()
  const tried: string[] = []
  let found = accounts
  let fails: FleetwrightError | undefined
  const doors: World['aws']['doors'] = (purpose) => ({
    async enter({ accountId }) {
      if (fails !== undefined) throw fails
      tried.push(`${purpose} enters ${accountId}`)
      return accountId
    },
    async knock({ roleArn }) {
      if (found === 'open') return
      throw accountUnreachable('trying', { roleArn, hint: 'none', cause: UNKNOWN })
    },
  })
  Object.assign(branch.world.aws, { doors })
  return {
    ...branch,
    tried,
    become(wanted) {
      found = wanted
    },
    fail(error) {
      fails = error
    },
  }
}

/** Pull request 12, whose newest plan found this, as an administrator merged it. */
async function merged(branch: BranchWorld, evidence: Partial<PlanEvidence>) {
  const base = branch.commit(BASE.tree())
  await branch.observe()
  const merge = branch.commit(WITH_HOOLI.tree())
  const pull = pullRequest(12, { state: 'closed', merged: true, mergeCommitSha: merge })
  const { said, plans } = branch.fake
  said.pulls.set(12, pull)
  said.permissions.set('reviewer', 'write')
  const record = planRecord(pull)
  plans.set(12, {
    ...record,
    base,
    tree: treeId(merge),
    plan: EMPTY_PLAN,
    evidence: { ...record.evidence, ...evidence },
  })
  return { held: of(await branch.observe(), merge) }
}

async function approve(branch: BranchWorld, { planDigest }: Rollout, login = 'reviewer'): Promise<string> {
  const said = comment(branch.fake, 12, login, `/fleet approve ${planDigest.slice(0, 16)}`)
  await answerCommand(branch.world, { pull: 12, comment: said })
  return branch.fake.said.comments.get(12)?.at(-1)?.body ?? ''
}

async function stateOf({ world }: BranchWorld, { id }: Rollout): Promise<Rollout['state'] | undefined> {
  return (await world.rows.rollouts.get(id))?.rollout.state
}

describe('a pull request that brings nothing but an open account', () => {
  it('is held when it was merged past its refusal, and says why', async () => {
    const { held } = await merged(branchOf('open'), OPEN)
    expect(held).toMatchObject({ state: 'held', pull: 12, hold: { waitingOn: 'account' } })
    expect(held.hold?.reason).toMatch(
      /^#12 was merged although the policy rule `new-account-is-open` refuses this plan: .*sts:ExternalId; open is `hooli\/prod` in `111111111112`$/,
    )
  })

  it('is let go by no approval, though another plan of its digest found nothing', async () => {
    const branch = branchOf('open')
    const { held } = await merged(branch, OPEN)
    await branch.world.rows.plans.save({ ...planRecord(pullRequest(11)), plan: EMPTY_PLAN })
    expect(await approve(branch, held)).toMatch(
      /Not done.*the policy rule `new-account-is-open` lets nobody approve this plan: tried again just now/,
    )
    expect(await stateOf(branch, held)).toBe('held')
  })

  it('is let go by the approval that finds the account mended, and by no author', async () => {
    const branch = branchOf('open')
    const { held } = await merged(branch, OPEN)
    branch.become('sound')
    branch.fake.said.permissions.set('engineer', 'write')
    branch.fake.said.contributors.set(12, ['engineer'])
    expect(await approve(branch, held, 'engineer')).toMatch(/Not done.*wrote or pushed part of this change/)
    expect(await stateOf(branch, held)).toBe('held')
    const before = branch.tried.length
    expect(await approve(branch, held)).toContain('1 rollout may move now')
    expect(branch.tried.slice(before)).toEqual([`commit-${held.commit.slice(0, 12)} enters 111111111112`])
    await advanceRollouts(branch.world)
    expect(branch.fake.rollouts.get(held.id)?.rollout).toMatchObject({ state: 'done', approvedBy: ['reviewer'] })
  })

  it('stays held while AWS does not tell how the account is now', async () => {
    const branch = branchOf('open')
    const { held } = await merged(branch, OPEN)
    branch.fail(new FleetwrightError('no', { code: 'aws-away', nextMove: 'nobody', retryable: true, hint: 'none' }))
    expect(await approve(branch, held)).toContain('the policy rule `new-account-is-open` lets nobody approve this plan')
    expect(await stateOf(branch, held)).toBe('held')
  })

  it('holds up no merge after it, its own revert included', async () => {
    const branch = branchOf('open')
    const { held } = await merged(branch, OPEN)
    const revert = branch.commit(BASE.tree())
    await branch.observe()
    await advanceRollouts(branch.world)
    expect(await stateOf(branch, held)).toBe('held')
    expect(of(await branch.observe(), revert).state).toBe('done')
  })

  it('says on its pull request whose move it is, and every way out', async () => {
    const branch = branchOf('open')
    const { held } = await merged(branch, OPEN)
    await advanceRollouts(branch.world)
    const digest = held.planDigest.slice(0, 16)
    const said = branch.fake.said.comments.get(12)?.map(({ body }) => body) ?? []
    expect(said).toHaveLength(2)
    for (const text of said) {
      expect(text).toContain("Next: the customer, who mends the role's trust policy; then someone who did not write it")
      expect(text).toContain(`comments \`/fleet approve ${digest}\`, which tries the account again`)
      expect(text).toContain('takes it back by a pull request, and someone comments `/fleet abort`')
      expect(text).toContain(`comment \`/fleet approve ${digest} --break-glass "reason"\``)
      expect(text).toContain(`an operator runs \`npx fleet rollouts approve ${digest}\``)
    }
    expect(branch.fake.log.lines).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'merge held that the policy refuses' }),
    )
  })

  it('whose account was found sound opens no hold', async () => {
    const { held } = await merged(branchOf('sound'), {
      probed: (OPEN.probed ?? []).map((each) => ({ ...each, outcome: 'sound' as const })),
    })
    expect(held.state).toBe('queued')
  })
})

describe('a commit whose plan nobody has seen', () => {
  it('has its new accounts tried, and is held for one that is open', async () => {
    const branch = branchOf('open')
    branch.commit(BASE.tree())
    await branch.observe()
    expect(branch.tried).toEqual([])
    const push = branch.commit(WITH_HOOLI.tree())
    const held = of(await branch.observe(), push)
    expect(branch.tried).toEqual([`commit-${push.slice(0, 12)} enters 111111111112`])
    expect(held.hold?.reason).toMatch(
      /^it was pushed without a pull request although the policy rule `new-account-is-open` refuses this plan/,
    )
  })

  it('says at its commit which commands are an operator’s', async () => {
    const branch = branchOf('open')
    branch.commit(BASE.tree())
    await branch.observe()
    const push = branch.commit(WITH_HOOLI.tree())
    const { id, planDigest } = of(await branch.observe(), push)
    await advanceRollouts(branch.world)
    const check = branch.fake.published.findLast(({ sha }) => sha === push)
    expect(check).toMatchObject({ name: 'fleet / rollout', title: 'Held (account): 0 of 0 stacks done' })
    expect(check?.summary).toContain(
      `Next: the customer, who mends the role's trust policy; then an operator runs \`npx fleet rollouts approve ${planDigest.slice(0, 16)}\``,
    )
    expect(check?.summary).toContain(`an operator runs \`npx fleet rollouts abort ${id}\``)
    expect(check?.summary).not.toContain('/fleet ')
  })

  it('is as free as before where they are sound', async () => {
    const branch = branchOf('sound')
    branch.commit(BASE.tree())
    await branch.observe()
    const push = branch.commit(WITH_HOOLI.tree())
    expect(of(await branch.observe(), push).state).toBe('queued')
    expect(branch.tried).toHaveLength(1)
  })
})

it('what a policy rule refuses for the files it changes is held as well', async () => {
  const rule =
    'policyRules: [{ rule: no-new-customers, when: { paths: ["customers/**"] }, reason: Full., refuse: true }]\n'
  const branch = branchWorld()
  branch.commit(PLAIN.edit('fleet.yml', (text) => text + rule).tree())
  await branch.observe()
  const push = branch.commit(
    PLAIN.customer('hooli')
      .edit('fleet.yml', (text) => text + rule)
      .tree(),
  )
  const held = of(await branch.observe(), push)
  expect(held.hold?.reason).toContain('the policy rule `no-new-customers` refuses this plan: Full.')
  expect(held.planDigest).toBe(EMPTY_PLAN.digest)
})

it('new rules that nobody agreed to hold up what would be judged by them', async () => {
  const branch = branchWorld()
  branch.commit(BASE.tree())
  await branch.observe()
  await advanceRollouts(branch.world)
  const rules = BASE.edit('fleet.yml', (text) => text.replace('approvals: 1', 'approvals: 2'))
  const push = branch.commit(rules.tree())
  await branch.observe()
  const later = branch.commit(rules.file('README.md', 'words').tree())
  await branch.observe()
  await advanceRollouts(branch.world)
  const rollouts = await branch.observe()
  expect([of(rollouts, push).state, of(rollouts, later).state]).toEqual(['held', 'queued'])
})
