/**
 * Promise: what the base's policy refuses is held when it was merged all the same, though no stack moves; a new account is
 * tried by whichever plan of it is the first.
 */
import { describe, expect, it } from 'vitest'
import { answerCommand } from '../../src/actions/answer-command.ts'
import type { World } from '../../src/actions/world.ts'
import { accountUnreachable } from '../../src/aws/errors.ts'
import type { AccountId } from '../../src/fleet/model.ts'
import { FleetwrightError } from '../../src/lib/errors.ts'
import type { PlanEvidence } from '../../src/plan/model.ts'
import { EMPTY_PLAN } from '../support/empty-plan.ts'
import { comment, planRecord, pullRequest } from '../support/fake-world.ts'
import { world as fleet } from '../support/world.ts'
import { type BranchWorld, branchWorld, of, treeId } from './branch-world.ts'

const UNKNOWN = new FleetwrightError('no', { code: 'x', nextMove: 'nobody', retryable: false, hint: 'none' })
const PLAIN = fleet().customer('acme')
const BASE = PLAIN.edit('fleet.yml', (text) => `${text}newAccounts: { probe: true }\n`)
const WITH_HOOLI = BASE.customer('hooli')
const OPEN: Partial<PlanEvidence> = {
  probed: [{ customer: 'hooli', account: 'prod', accountId: '111111111112' as AccountId, outcome: 'open' }],
}

/** Accounts that let in whoever says their external id, or anybody. */
function branchOf(accounts: 'sound' | 'open'): BranchWorld & { readonly tried: readonly string[] } {
  const branch = branchWorld()
  const tried: string[] = []
  const doors: World['aws']['doors'] = (purpose) => ({
    async enter({ accountId }) {
      tried.push(`${purpose} enters ${accountId}`)
      return accountId
    },
    async knock({ roleArn }) {
      if (accounts === 'open') return
      throw accountUnreachable('trying', { roleArn, hint: 'none', cause: UNKNOWN })
    },
  })
  Object.assign(branch.world.aws, { doors })
  return { ...branch, tried }
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

describe('a pull request that brings nothing but an open account', () => {
  it('is held when it was merged past its refusal, and says why', async () => {
    const { held } = await merged(branchOf('open'), OPEN)
    expect(held).toMatchObject({ state: 'held', pull: 12, hold: { waitingOn: 'approval' } })
    expect(held.hold?.reason).toMatch(
      /^#12 was merged although the policy rule `new-account-is-open` refuses this plan: .*sts:ExternalId$/,
    )
  })

  it('is let go by no approval, though another plan of its digest found nothing', async () => {
    const branch = branchOf('open')
    const { held } = await merged(branch, OPEN)
    await branch.world.rows.plans.save({ ...planRecord(pullRequest(11)), plan: EMPTY_PLAN })
    const said = comment(branch.fake, 12, 'reviewer', `/fleet approve ${held.planDigest.slice(0, 16)}`)
    await answerCommand(branch.world, { pull: 12, comment: said })
    const answer = branch.fake.said.comments.get(12)?.at(-1)?.body
    expect(answer).toMatch(/Not done.*the policy rule `new-account-is-open` lets nobody approve this plan/)
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
