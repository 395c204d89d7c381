/** Promise: by whatever a head makes of rules and rings, it is planned and judged by those of its base. */
import { expect, it } from 'vitest'
import { planPullRequest } from '../../../src/actions/pull/plan-pull-request.ts'
import { reviewPullRequest } from '../../../src/actions/showing/publish-plan.ts'
import type { World } from '../../../src/actions/world.ts'
import { COMMIT, pullRequest } from '../../support/fake-records.ts'
import { type FakeWorld, fakeWorld } from '../../support/fake-world.ts'
import { type World as Files, world as fleet } from '../../support/world.ts'

const PULL = pullRequest(12)
const RELEASE = 'releases/sets/2026.11.0.yml'
const RULES = `policyRules:
  - { rule: catalog, when: { paths: [releases/**] }, require: { approvals: 3 }, reason: read thrice }
`
const BASE = fleet().customer('acme', { ring: 'broad' }).pipeline('acme', 'web')

interface Scene {
  readonly fake: FakeWorld
  readonly world: World
  /** The text of the plan comment. */
  shown(): string
}

/** What became of a pull request between two commits; in AWS there is no stack yet. */
async function planned(of: { readonly base: Files; readonly head: Files }): Promise<Scene> {
  const fake = fakeWorld()
  fake.said.pulls.set(12, PULL)
  const { git, aws } = fake.world
  const trees = new Map([
    [COMMIT, of.base.tree()],
    [PULL.headSha, of.head.tree()],
  ])
  const files: typeof git.files = async (sha) => trees.get(sha) ?? new Map()
  const world: World = {
    ...fake.world,
    git: {
      ...git,
      files,
      mergeResult: async ({ head }) => ({ kind: 'clean', tree: 'merged', files: await files(head) }),
    },
    aws: {
      ...aws,
      reader: { ...aws.reader, live: async () => undefined },
      changeSets: { ...aws.changeSets, refusal: async () => undefined, list: async () => [] },
    },
  }
  await planPullRequest(world, { pull: 12, head: PULL.headSha, base: COMMIT, ordinal: 0 })
  return { fake, world, shown: () => fake.said.comments.get(12)?.find(({ isBot }) => isBot)?.body ?? '' }
}

it('a head that brings a rule of its own is not judged by it, and needs an approval of it as of any other', async () => {
  const freeze = '- `freeze always is new: 2026-11-01T00:00:00Z to 2027-01-01T00:00:00Z, all rings`'
  const head = BASE.edit(
    'fleet.yml',
    (text) => `${text}policyRules: [{ rule: never, when: { moreThan: { stacks: 0 } }, refuse: true, reason: x }]
freezes: [{ freeze: always, from: 2026-11-01T00:00:00Z, to: 2027-01-01T00:00:00Z, reason: x }]
`,
  )
  const alone = await planned({ base: BASE, head })
  expect(alone.shown()).toContain('**No stack changes; the rules of rollouts do.** This plan needs 1 approving review')
  expect(alone.shown()).toContain(`${freeze}\n- \`policy rule never is new: more than 0 stacks: refused\``)
  expect(alone.fake.published.at(-1)?.outcome).toMatchObject({ conclusion: 'action_required' })
  const withStacks = await planned({ base: BASE, head: head.pipeline('acme', 'app') })
  expect(withStacks.shown()).toContain(freeze)
  expect(withStacks.shown()).not.toContain('Refused')
})

it('a head that takes a policy rule away meets it, by the files that it changes, each time it is judged', async () => {
  const base = BASE.edit('fleet.yml', (text) => `${text}${RULES}`)
  const { fake, world, shown } = await planned({ base, head: BASE.edit(RELEASE, (text) => `# words\n${text}`) })
  expect(fake.plans.get(12)?.evidence.paths).toEqual(['catalog'])
  const asked = '- Policy rule `catalog` asks for 3 approvals, for the files it changes: `read thrice`'
  expect(shown()).toContain(asked)
  await reviewPullRequest(world, 12)
  expect(shown()).toContain(asked)
  expect(shown()).toContain('This plan needs 3 approving reviews')
})

it('a head that brings a policy rule does not meet it yet', async () => {
  const head = BASE.edit('fleet.yml', (text) => `${text}${RULES}`).edit(RELEASE, (text) => `# words\n${text}`)
  const { fake, shown } = await planned({ base: BASE, head })
  expect(fake.plans.get(12)?.evidence.paths).toBeUndefined()
  expect(shown()).toContain('This plan needs 1 approving review')
  expect(shown()).not.toContain('Policy rule')
  // What it brings is read by whoever approves it.
  expect(shown()).toContain('- `policy rule catalog is new: paths releases/**: 3 approvals`')
})

it('a head that moves a customer to the front changes its stacks in the ring that it has in the base', async () => {
  const customer = 'customers/acme/customer.yml'
  // The one thing that changes stacks together with a ring (rules-apart.ts).
  const roles = BASE.edit(customer, (text) => text.replace('service: fleetwright-service', 'service: another-service'))
  const head = roles.edit(customer, (text) => text.replace('ring: broad', 'ring: canary'))
  const { fake } = await planned({ base: BASE, head })
  const { transitions = [] } = fake.plans.get(12)?.plan ?? {}
  expect(transitions.map(({ stack }) => `${stack.key} ${stack.ring}`).sort()).toEqual(['alarm broad', 'queue broad'])
})
