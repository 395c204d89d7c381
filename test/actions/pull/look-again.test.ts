/**
 * Promise: heads that a move of the default branch may mend are looked at by work of its own, some at a time and each in
 * its turn, and heads that nobody may plan yet are not looked at.
 */
import { describe, expect, it } from 'vitest'
import { checkPullRequest } from '../../../src/actions/pull/check-pull-request.ts'
import { lookAgain, MOST_AT_ONCE } from '../../../src/actions/pull/look-again.ts'
import type { World } from '../../../src/actions/world.ts'
import { comment } from '../../support/fake-github.ts'
import { pullRequest } from '../../support/fake-records.ts'
import { world as fleet } from '../../support/world.ts'
import { type BranchWorld, branchWorld } from '../branch-world.ts'

const GROUND = fleet().customer('acme')

interface Heads extends BranchWorld {
  /** Pull requests whose head was merged into the branch by git, in order. */
  readonly merged: number[]
}

/** Heads that conflict with the branch, whatever it becomes. */
function conflicting(pulls: readonly number[]): Heads {
  const branch = branchWorld()
  const merged: number[] = []
  branch.commit(GROUND.tree())
  const mergeResult: World['git']['mergeResult'] = async ({ pull }) => {
    merged.push(pull)
    return { kind: 'conflict', paths: ['fleet.yml'] }
  }
  Object.assign(branch.world.git, { mergeResult })
  for (const pull of pulls) {
    branch.fake.unsound.set(pull, { pull, head: pullRequest(pull).headSha, compared: 'before' })
  }
  return { ...branch, merged }
}

/** What the branch's move asks for besides: how many looks. */
async function asked(heads: Heads): Promise<number> {
  const before = heads.fake.tasks.length
  await heads.observe()
  return heads.fake.tasks.slice(before).filter(({ task }) => task.kind === 'look-again').length
}

const MANY = Array.from({ length: MOST_AT_ONCE * 2 + 5 }, (_, index) => index + 1)

describe('a move of the default branch', () => {
  it('merges no head before its rollout is open, and asks for a look', async () => {
    const heads = conflicting([7])
    expect(await asked(heads)).toBe(1)
    expect(heads.merged).toEqual([])
    await lookAgain(heads.world)
    expect(heads.merged).toEqual([7])
    expect(await asked(heads)).toBe(0)
  })

  it('has no more looked at than a bounded number, and the rest by the looks after it', async () => {
    const heads = conflicting(MANY)
    for (const most of [MOST_AT_ONCE, MOST_AT_ONCE, 5]) {
      expect(await asked(heads)).toBe(1)
      heads.merged.length = 0
      await lookAgain(heads.world)
      expect(heads.merged).toHaveLength(most)
    }
    expect(await asked(heads)).toBe(0)
  })

  it('that comes before all were looked at leaves nobody out', async () => {
    const heads = conflicting(MANY)
    for (const seconds of [1, 2, 3]) {
      heads.commit(GROUND.file('README.md', `words ${seconds}`).tree())
      await lookAgain(heads.world)
    }
    expect([...new Set(heads.merged)].sort((one, other) => one - other)).toEqual(MANY)
  })
})

describe('a head from a fork', () => {
  async function checked(heads: Heads): Promise<readonly number[]> {
    heads.fake.said.pulls.set(9, pullRequest(9, { fork: true, author: 'stranger' }))
    await checkPullRequest(heads.world, { kind: 'check-pull', pull: 9 })
    return [...heads.fake.unsound.keys()]
  }

  it('that conflicts is told so, and not looked at again', async () => {
    const heads = conflicting([])
    expect(await checked(heads)).toEqual([])
    expect(heads.fake.published.map(({ outcome }) => outcome)).toContainEqual({
      status: 'completed',
      conclusion: 'failure',
    })
  })

  it('that somebody asked for is looked at like any other', async () => {
    const heads = conflicting([])
    const mark = `words\n<!-- fleetwright:asked for ${pullRequest(9).headSha} by engineer -->`
    comment(heads.fake, 9, 'fleet[bot]', mark)
    expect(await checked(heads)).toEqual([9])
  })
})
