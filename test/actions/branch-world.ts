/**
 * How does a test move the default branch?
 *
 * The fake world with a history of commits, each of some files or of none that
 * could be read, and an AWS in which no stack exists yet: a plan is learnt
 * from templates, and a change is a setting of a pipeline that is still new.
 */
import { expect } from 'vitest'
import type { Commit } from '../../src/actions/git-port.ts'
import type { PlanRecord, PullRequests } from '../../src/actions/ports.ts'
import { observeDefault } from '../../src/actions/rollouts/observe-default.ts'
import type { World } from '../../src/actions/world.ts'
import type { SourceTree } from '../../src/fleet/model.ts'
import { FleetwrightError } from '../../src/lib/errors.ts'
import type { Rollout } from '../../src/rollout/model.ts'
import { type FakeWorld, fakeWorld } from '../support/fake-world.ts'

export interface BranchWorld {
  readonly fake: FakeWorld
  readonly world: World
  /** Another commit on the tip; without files, one that git refuses to read. Answers its id. */
  commit(files?: SourceTree): string
  /** A forced push. */
  reset(commit: string): void
  tip(): string
  /** How many plans were made. */
  planned(): number
  /** Looks at the default branch; answers all rollouts, oldest first. */
  observe(): Promise<readonly Rollout[]>
}

/** `pulls`: what GitHub answers otherwise than the fake one. */
export function branchWorld(pulls: Partial<PullRequests> = {}): BranchWorld {
  const fake = fakeWorld()
  const commits = new Map<string, Commit & { readonly files?: SourceTree }>()
  let tip = ''
  const plans: PlanRecord[] = []

  function known(sha: string) {
    const found = commits.get(sha)
    if (found === undefined) throw new Error(`the branch has no commit ${sha}`)
    return found
  }

  function chain(from: string, to: string): readonly Commit[] | undefined {
    if (from === to) return []
    const commit = known(to)
    const before = commit.parents[0] === undefined ? undefined : chain(from, commit.parents[0])
    return before === undefined ? undefined : [...before, commit]
  }

  const world: World = {
    ...fake.world,
    git: {
      ...fake.world.git,
      fetchDefault: async () => known(tip),
      files: async (sha) => known(sha).files ?? refuse(),
      firstParents: async (from, to, limit) => {
        const found = chain(from, to)
        return found === undefined || found.length > limit ? undefined : found
      },
    },
    github: { ...fake.world.github, pulls: { ...fake.world.github.pulls, ...pulls } },
    rows: {
      ...fake.world.rows,
      plans: {
        ...fake.world.rows.plans,
        save: async (record) => void plans.push(record),
        ofCommit: async (head) => plans.findLast((each) => each.head === head && each.pull === undefined),
        byDigest: async (digest) => plans.findLast((each) => each.plan.digest === digest),
      },
    },
    aws: {
      ...fake.world.aws,
      reader: { ...fake.world.aws.reader, live: async () => undefined },
      changeSets: { ...fake.world.aws.changeSets, refusal: async () => undefined },
    },
  }

  return {
    fake,
    world,
    commit(files) {
      const sha = (commits.size + 1).toString(16).padStart(8, '0').repeat(5)
      const parents = tip === '' ? [] : [tip]
      commits.set(sha, { sha, tree: treeId(sha), parents, ...(files === undefined ? {} : { files }) })
      tip = sha
      return sha
    },
    reset(sha) {
      tip = known(sha).sha
    },
    tip: () => tip,
    planned: () => plans.length,
    async observe() {
      await observeDefault(world)
      return [...fake.rollouts.values()].map(({ rollout }) => rollout)
    },
  }
}

/** Of a commit's tree. */
export function treeId(commit: string): string {
  return commit.replaceAll('0', 'f')
}

/** One rollout of those, which has to be there. */
export function of(rollouts: readonly Rollout[], commit: string): Rollout {
  const found = rollouts.findLast((each) => each.commit === commit)
  expect(found, `a rollout of ${commit}`).toBeDefined()
  if (found === undefined) throw new Error('asserted above')
  return found
}

function refuse(): never {
  throw new FleetwrightError('customers/acme is a symbolic link, which is never read', {
    code: 'not-a-plain-file',
    nextMove: 'author',
    retryable: false,
    hint: 'keep plain files only',
  })
}
