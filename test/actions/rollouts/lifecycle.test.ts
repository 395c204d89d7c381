/** A pipeline that is not active is left alone, catches up when it is, and is let go of without a deletion. */
import { expect, it } from 'vitest'
import { approveDigest } from '../../../src/actions/approving/approve-rollout.ts'
import type { StackRef } from '../../../src/plan/model.ts'
import { world } from '../../support/world.ts'
import { branchWorld, of } from '../branch-world.ts'

const WEB = 'customers/acme/pipelines/web.yml'
const active = world().customer('acme').pipeline('acme', 'web')
const other = (w: typeof active, seconds: number) =>
  w.pipeline('acme', 'app', { settings: { queue: { delaySeconds: seconds } } })
const web = (lifecycle: string, seconds: number) =>
  active.pipeline('acme', 'web', { settings: { queue: { delaySeconds: seconds } }, more: { lifecycle } })

function names(refs: readonly { readonly ref: StackRef }[] = []): string[] {
  return refs.map(({ ref }) => ref.stackName)
}

it('while it is paused no rollout has a row for it, and all of them once it is active', async () => {
  const branch = branchWorld()
  branch.commit(active.tree())
  await branch.observe()
  const rowsOf = async (tree: ReturnType<typeof active.tree>): Promise<string[]> => {
    const commit = branch.commit(tree)
    return names(branch.fake.rollouts.get(of(await branch.observe(), commit).id)?.stacks)
  }
  expect(await rowsOf(web('paused', 5).tree())).toEqual([])
  expect(await rowsOf(other(web('paused', 7), 3).tree())).toEqual(['fw-acme-app-alarm', 'fw-acme-app-queue'])
  // Nothing of it differs from its parent: what it missed is found by asking AWS.
  expect(await rowsOf(other(web('active', 7), 3).tree())).toEqual(['fw-acme-web-alarm', 'fw-acme-web-queue'])
})

it('is left out of older rollouts that still wait, once a pause is merged', async () => {
  const branch = branchWorld()
  const first = branch.commit(other(active, 3).tree())
  const { id } = of(await branch.observe(), first)
  const states = () =>
    branch.fake.rollouts.get(id)?.stacks.map(({ ref, state }) => `${ref.pipeline} ${ref.key} ${state}`)
  expect(states()).toEqual(['app alarm waiting', 'app queue waiting', 'web alarm waiting', 'web queue waiting'])
  branch.commit(other(web('paused', 0), 3).tree())
  await branch.observe()
  expect(states()).toEqual(['app alarm waiting', 'app queue waiting', 'web alarm skipped', 'web queue skipped'])
})

it('is left out of older rollouts alone, once somebody agrees to a pause that waited for it', async () => {
  const branch = branchWorld()
  const first = branch.commit(other(active, 3).tree())
  await branch.observe()
  const later = [other(web('paused', 0), 5), other(active, 5)].map((w) => branch.commit(w.tree()))
  const commits = [first, ...later]
  const rollouts = await branch.observe()
  const states = () =>
    commits.map((commit) =>
      (branch.fake.rollouts.get(of(rollouts, commit).id)?.stacks ?? []).map(
        ({ ref, state }) => `${ref.pipeline} ${ref.key} ${state}`,
      ),
    )
  const [older = [], paused = [], newer = []] = states()
  expect(older).toEqual(['app alarm waiting', 'app queue waiting', 'web alarm waiting', 'web queue waiting'])
  expect(newer).toEqual(['web alarm waiting', 'web queue waiting'])
  const { id, planDigest } = of(rollouts, commits[1] ?? '')
  await approveDigest(branch.world, { digest: planDigest, by: ['operator'] })
  expect(branch.fake.rollouts.get(id)?.rollout.state).toBe('running')
  expect(states()).toEqual([older.map((row) => row.replace(/^(web .*) waiting$/, '$1 skipped')), paused, newer])
})

it('keeps its place in a rollout that only takes its protection off, whatever is merged after that', async () => {
  const branch = branchWorld()
  branch.commit(active.tree())
  await branch.observe()
  const commit = branch.commit(web('retiring', 0).tree())
  const { id } = of(await branch.observe(), commit)
  const { rollout, stacks } = branch.fake.rollouts.get(id) ?? { rollout: undefined, stacks: [] }
  if (rollout === undefined) throw new Error('the merge has no rollout')
  const first = branch.fake.rollouts.values().next().value?.stacks[0]
  if (first === undefined) throw new Error('the first rollout has no stack')
  const row = { ...first, state: 'waiting', lifts: true } as const
  branch.fake.rollouts.set(id, { rollout: { ...rollout, state: 'running' }, stacks: [...stacks, row] })
  branch.commit(other(web('retiring', 0), 3).tree())
  await branch.observe()
  expect(branch.fake.rollouts.get(id)?.stacks.at(-1)?.state).toBe('waiting')
})

it('is not even looked at on the first start', async () => {
  const branch = branchWorld()
  const commit = branch.commit(other(web('paused', 5), 3).tree())
  const { id } = of(await branch.observe(), commit)
  expect(names(branch.fake.rollouts.get(id)?.stacks)).toEqual(['fw-acme-app-alarm', 'fw-acme-app-queue'])
})

it('leaves with a plan that names its stacks, and waits for an approval like any other', async () => {
  const branch = branchWorld()
  branch.commit(active.tree())
  branch.commit(web('retiring', 0).tree())
  await branch.observe()
  const commit = branch.commit(active.without(WEB).tree())
  const gone = of(await branch.observe(), commit)
  expect(gone).toMatchObject({ state: 'held', hold: { waitingOn: 'approval' } })
  const record = await branch.world.rows.plans.byDigest(gone.planDigest)
  expect(record?.plan.leaving?.map(({ stackName }) => stackName)).toEqual(['fw-acme-web-alarm', 'fw-acme-web-queue'])
  expect(names(branch.fake.rollouts.get(gone.id)?.stacks)).toEqual([])
})
