/** Under which rules does a merge travel that changes them? */
import { describe, expect, it } from 'vitest'
import { approveDigest } from '../../../src/actions/approving/approve-rollout.ts'
import { branchWorld, of } from '../branch-world.ts'
import { delayed, GROUND } from './branch-states.ts'

describe('a merge that moves its customer to an earlier ring', () => {
  it('starts nothing while it changes a stack as well: rules change by themselves', async () => {
    const branch = branchWorld()
    const late = (text: string) => text.replace('ring: canary', 'ring: broad')
    branch.commit(GROUND.edit('customers/acme/customer.yml', late).tree())
    await branch.observe()
    const merge = branch.commit(delayed(5))
    const held = of(await branch.observe(), merge)
    expect(held).toMatchObject({ state: 'held', hold: { waitingOn: 'fix' } })
    expect(branch.fake.rollouts.get(held.id)?.stacks).toEqual([])
  })
})

describe('a merge under windows and freezes', () => {
  it('has those of the base in its rows, whatever it brings itself', async () => {
    const branch = branchWorld()
    const window = { days: ['tue'], from: '02:00', to: '05:00', timezone: 'Europe/London' }
    const frozen = 'freezes: [{ freeze: x, from: 2026-12-20T00:00:00Z, to: 2027-01-04T00:00:00Z, reason: y }]\n'
    const ruled = GROUND.edit('fleet.yml', (text) => text + frozen).edit(
      'customers/acme/customer.yml',
      (text) => `${text}windows: [${JSON.stringify(window)}]\n`,
    )
    branch.commit(ruled.tree())
    await branch.observe()
    const merge = branch.commit(GROUND.tree())
    const lifted = branch.commit(delayed(5))
    const rollouts = await branch.observe()
    const first = branch.fake.rollouts.get(rollouts[0]?.id ?? '')
    expect(first?.stacks.map(({ windows }) => windows)).toEqual([[[window]], [[window]]])
    expect(first?.rollout.freezes).toMatchObject([{ name: 'x', reason: 'y' }])
    // The merge that lifts them still travels under them, the next one does not.
    expect(of(rollouts, merge).freezes).toHaveLength(1)
    expect(of(rollouts, lifted).freezes).toBeUndefined()
  })
})

describe('a push that changes the rules and no stack', () => {
  it('is held, and is through once someone has approved its digest', async () => {
    const branch = branchWorld()
    branch.commit(GROUND.tree())
    const [first] = await branch.observe()
    const push = branch.commit(GROUND.edit('fleet.yml', (text) => text.replace('approvals: 1', 'approvals: 2')).tree())
    const held = of(await branch.observe(), push)
    expect(held.state).toBe('held')
    expect(branch.fake.rollouts.get(held.id)?.stacks).toEqual([])
    expect(held.planDigest).not.toBe(first?.planDigest)

    await approveDigest(branch.world, { digest: held.planDigest, by: ['operator'] })
    expect(branch.fake.rollouts.get(held.id)?.rollout.state).toBe('running')
  })

  it('starts nothing where it does not validate, whoever approves', async () => {
    const branch = branchWorld()
    branch.commit(GROUND.tree())
    await branch.observe()
    const push = branch.commit(
      GROUND.edit('fleet.yml', (text) => text.replace('approvals: 1', 'approvals: many')).tree(),
    )
    const held = of(await branch.observe(), push)
    const freed = await approveDigest(branch.world, { digest: held.planDigest, by: ['operator'] })
    expect(freed.rollouts).toEqual([])
  })
})
