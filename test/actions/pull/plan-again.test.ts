/**
 * When the default branch moves, or a rollout leaves stacks behind, the plans that it touches are made again, and no other.
 */
import { describe, expect, it } from 'vitest'
import type { PlanRecord } from '../../../src/actions/ports.ts'
import { planLeft } from '../../../src/actions/pull/plan-again.ts'
import { fleetAt } from '../../../src/actions/read-fleet.ts'
import { editRollout } from '../../../src/actions/rollouts/edit-rollout.ts'
import { assemblePlan } from '../../../src/plan/assemble.ts'
import { stackRef } from '../../../src/plan/live.ts'
import type { RolloutEdit, RolloutStack } from '../../../src/rollout/model.ts'
import { planRecord, pullRequest, rolloutRow, stackRow } from '../../support/fake-records.ts'
import { type FakeWorld, fakeWorld } from '../../support/fake-world.ts'
import { ref, transition } from '../../support/plan-views.ts'
import { type World as Files, world as fleet } from '../../support/world.ts'
import { type BranchWorld, branchWorld } from '../branch-world.ts'

const GROUND = fleet().customer('acme').pipeline('acme', 'web').customer('globex').pipeline('globex', 'web')

function delayed(customer: string, seconds: number, files: Files = GROUND): Files {
  return files.pipeline(customer, 'web', { settings: { queue: { delaySeconds: seconds } } })
}

/** Pull request 12 changes a stack of acme, 13 one of globex; both were planned against the first commit. */
async function open(): Promise<{ readonly branch: BranchWorld; readonly first: string }> {
  const branch = branchWorld()
  const first = branch.commit(GROUND.tree())
  await branch.observe()
  await plan(branch, { pull: 12, customer: 'acme', base: first })
  await plan(branch, { pull: 13, customer: 'globex', base: first })
  expect(await again(branch)).toEqual([])
  return { branch, first }
}

async function plan(
  branch: BranchWorld,
  of: { readonly pull: number; readonly customer: string; readonly base: string },
): Promise<PlanRecord> {
  const stacks = (await fleetAt(branch.world, of.base)).stacks
  const stack = stacks.find(({ customer, key }) => customer === of.customer && key === 'queue')
  if (stack === undefined) throw new Error(`${of.customer} has a queue`)
  const pull = pullRequest(of.pull)
  branch.fake.said.pulls.set(of.pull, pull)
  const made = assemblePlan({ transitions: [transition(stackRef(stack))], unplanned: [] })
  const record = { ...planRecord(pull), base: of.base, plan: made }
  branch.fake.plans.set(of.pull, record)
  return record
}

/** Pull requests that the next look has checked again. */
async function again(branch: BranchWorld): Promise<readonly number[]> {
  const before = branch.fake.tasks.length
  await branch.observe()
  branch.fake.pass(1)
  const asked = branch.fake.tasks.slice(before).map(({ task }) => task)
  return asked.flatMap((task) => (task.kind === 'check-pull' ? [task.pull] : []))
}

describe('a move of the default branch', () => {
  it('has the plans made again that name a stack it changes, once', async () => {
    const { branch } = await open()
    branch.commit(delayed('acme', 5).tree())
    expect(await again(branch)).toEqual([12])
    expect(await again(branch)).toEqual([])
  })

  it('is all that came since, of every kind of file, and not its last commit alone', async () => {
    const { branch } = await open()
    branch.commit(delayed('acme', 5).tree())
    branch.commit(delayed('acme', 5).file('README.md', 'words').tree())
    expect(await again(branch)).toEqual([12])
    await plan(branch, { pull: 12, customer: 'acme', base: branch.tip() })
    const files = delayed('globex', 7, delayed('acme', 6)).file('README.md', 'other words')
    branch.commit(files.edit('customers/acme/customer.yml', (text) => `# words\n${text}`).tree())
    expect(await again(branch)).toEqual([12, 13])
  })

  it('that changes no stack has none made again, and is not looked at twice', async () => {
    const { branch } = await open()
    branch.commit(GROUND.file('README.md', 'words').tree())
    expect(await again(branch)).toEqual([])
    branch.commit(delayed('acme', 5, GROUND.file('README.md', 'words')).tree())
    expect(await again(branch)).toEqual([12])
  })

  it('touches a plan of another stack of the same pipeline: one may feed the other', async () => {
    const { branch } = await open()
    branch.commit(GROUND.pipeline('acme', 'web', { settings: { alarm: { threshold: 9 } } }).tree())
    expect(await again(branch)).toEqual([12])
  })

  it.each([
    ['a pipeline', GROUND.without('customers/globex/pipelines/web.yml')],
    ['a customer', GROUND.without('customers/globex/pipelines/web.yml').without('customers/globex/customer.yml')],
  ])('that takes %s out of the fleet touches a plan that names a stack of it', async (_what, files) => {
    const { branch } = await open()
    branch.commit(files.tree())
    expect(await again(branch)).toEqual([13])
    expect(await again(branch)).toEqual([])
  })

  it('that changes the rules has every plan made again', async () => {
    const { branch } = await open()
    branch.commit(GROUND.edit('fleet.yml', (text) => text.replace('approvals: 1', 'approvals: 2')).tree())
    expect(await again(branch)).toEqual([12, 13])
  })

  it('by force is held against the plans like any other', async () => {
    const { branch, first } = await open()
    branch.commit(delayed('acme', 5).tree())
    expect(await again(branch)).toEqual([12])
    await plan(branch, { pull: 12, customer: 'acme', base: branch.tip() })
    branch.reset(first)
    expect(await again(branch)).toEqual([12])
    await plan(branch, { pull: 12, customer: 'acme', base: first })
    branch.commit(delayed('globex', 5).tree())
    expect(await again(branch)).toEqual([13])
  })

  it('to where it was has the same plan made again each time, under another key', async () => {
    const { branch, first } = await open()
    const second = branch.commit(delayed('acme', 5).tree())
    for (const [from, to] of [
      [first, second],
      [second, first],
      [first, second],
    ] as const) {
      branch.reset(to)
      await plan(branch, { pull: 12, customer: 'acme', base: from })
      expect(await again(branch)).toContain(12)
    }
    const keys = branch.fake.tasks.filter(({ task }) => task.kind === 'check-pull').map(({ key }) => key)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('from a commit that is in no mirror any more has its plans made again', async () => {
    const { branch } = await open()
    await plan(branch, { pull: 13, customer: 'globex', base: branch.tip() })
    const record = branch.fake.plans.get(13)
    if (record !== undefined) branch.fake.plans.set(13, { ...record, base: 'f'.repeat(40) })
    expect(await again(branch)).toEqual([13])
  })

  it('that is unsound waits for the one that mends it, and is held against the plans then', async () => {
    const { branch } = await open()
    const broken = GROUND.edit('fleet.yml', (text) => text.replace('approvals: 1', 'approvals: many'))
    branch.commit(broken.tree())
    expect(await again(branch)).toEqual([])
    branch.commit(delayed('globex', 5).tree())
    expect(await again(branch)).toEqual([13])
  })

  it('is held against a plan that was made meanwhile against an older commit', async () => {
    const { branch, first } = await open()
    branch.commit(delayed('acme', 5).tree())
    expect(await again(branch)).toEqual([12])
    await plan(branch, { pull: 14, customer: 'acme', base: first })
    expect(await again(branch)).toEqual([14])
  })

  it('leaves out pull requests that have ended and plans that were withdrawn', async () => {
    const { branch } = await open()
    await branch.world.rows.standing.close(12)
    await branch.world.rows.standing.withdraw(13)
    branch.commit(delayed('acme', 5, delayed('globex', 5)).tree())
    expect(await again(branch)).toEqual([])
  })
})

describe('a rollout that leaves stacks behind', () => {
  const ID = 'r-1a2b3c4d5e6f'

  /** Of pull request 12, before the first of its stacks; 13 changes that too, 14 another one. */
  function underWay(row: Partial<RolloutStack> = {}): FakeWorld {
    const fake = fakeWorld()
    fake.rollouts.set(ID, { rollout: rolloutRow({ id: ID }), stacks: [stackRow(row)] })
    for (const [pull, key] of [
      [12, 'streams'],
      [13, 'streams'],
      [14, 'collector'],
    ] as const) {
      const record = planRecord(pullRequest(pull))
      const plan = assemblePlan({ transitions: [transition(ref({ key }))], unplanned: [] })
      fake.plans.set(pull, { ...record, plan })
    }
    return fake
  }

  async function edited({ world, tasks }: FakeWorld, edit: RolloutEdit): Promise<void> {
    await editRollout(world, ID, { edit })
    for (const { task } of [...tasks]) if (task.kind === 'plan-left') await planLeft(world, task)
  }

  const checked = ({ tasks }: FakeWorld) =>
    tasks.flatMap(({ task }) => (task.kind === 'check-pull' ? [[task.pull, task.again !== undefined]] : []))

  it.each(['abort', 'skip'] as const)(
    'by %s has the plans of others made again that began where it was to end',
    async (edit) => {
      const fake = underWay({ state: 'failed' })
      await edited(fake, edit)
      expect(checked(fake)).toEqual([[13, true]])
    },
  )

  it('has none made again as long as it may still come', async () => {
    const fake = underWay()
    await edited(fake, 'pause')
    await edited(fake, 'resume')
    expect(checked(fake)).toEqual([])
  })
})
