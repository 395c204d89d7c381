/**
 * What was missed is made up for, and one part's trouble is not the others'.
 */
import { describe, expect, it } from 'vitest'
import { answerCommand } from '../../../src/actions/commands/answer-command.ts'
import { sweep } from '../../../src/actions/sweeping/sweep.ts'
import { BROKEN } from '../../../src/report/checks.ts'
import { comment } from '../../support/fake-github.ts'
import { planRecord, pullRequest, rolloutRow, START, stackRow } from '../../support/fake-records.ts'
import { type FakeWorld, fakeWorld } from '../../support/fake-world.ts'

/** The default branch is observed; pull request 12 is open. */
function open(): FakeWorld {
  const fake = fakeWorld()
  fake.said.pulls.set(12, pullRequest(12))
  fake.rollouts.set('r-1', { rollout: rolloutRow({ id: 'r-1', pull: 11, state: 'done' }), stacks: [] })
  return fake
}

function check(fake: FakeWorld, wish: { readonly conclusion?: string; readonly status: 'in_progress' | 'completed' }) {
  for (const name of ['fleet / validate', 'fleet / plan'])
    fake.said.checks.set(`${pullRequest(12).headSha} ${name}`, { id: 1, externalId: 'x', ...wish })
}

/** The plan's check says that we broke, and when we try again. */
function oweAgain(fake: FakeWorld, at: Temporal.Instant): void {
  check(fake, { status: 'completed', conclusion: 'failure' })
  const key = `${pullRequest(12).headSha} fleet / plan`
  fake.said.checks.set(key, { id: 1, status: 'completed', externalId: `${BROKEN}${at}` })
}

function asked(fake: FakeWorld, kind: string): number {
  return fake.tasks.filter(({ task }) => task.kind === kind).length
}

async function sweepEvery(fake: FakeWorld, minutes: number, times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    await sweep(fake.world)
    fake.pass(minutes)
  }
}

describe('the sweep', () => {
  it('takes up a head whose checks do not finish, and lets a new run have its own time', async () => {
    const fake = open()
    check(fake, { status: 'in_progress' })
    await sweepEvery(fake, 3, 3)
    expect(asked(fake, 'check-pull')).toBe(1)
    check(fake, { status: 'completed', conclusion: 'success' })
    await sweepEvery(fake, 30, 2)
    check(fake, { status: 'in_progress' })
    await sweepEvery(fake, 1, 1)
    expect(asked(fake, 'check-pull')).toBe(1)
  })

  it('asks for all checks of a head at once, and seldom for those of a head that was seen finished', async () => {
    const fake = open()
    check(fake, { status: 'completed', conclusion: 'success' })
    await sweepEvery(fake, 2, 15)
    expect(fake.listedChecks).toHaveLength(3)
    const head = 'd'.repeat(40)
    fake.said.pulls.set(12, pullRequest(12, { headSha: head }))
    await sweepEvery(fake, 2, 2)
    expect(fake.listedChecks.slice(3)).toEqual([head, head])
  })

  it('takes up a finished head whose next run does not finish, at the latest one look later', async () => {
    const fake = open()
    check(fake, { status: 'completed', conclusion: 'success' })
    await sweepEvery(fake, 2, 1)
    check(fake, { status: 'in_progress' })
    await sweepEvery(fake, 2, 7)
    expect(asked(fake, 'check-pull')).toBe(0)
    await sweepEvery(fake, 2, 1)
    expect(asked(fake, 'check-pull')).toBe(1)
  })

  it('looks again when we promised to try again, however long a finished head else rests', async () => {
    const fake = open()
    oweAgain(fake, START.add({ minutes: 4 }))
    await sweepEvery(fake, 2, 5)
    expect(asked(fake, 'check-pull')).toBe(0)
    await sweepEvery(fake, 2, 1)
    expect(asked(fake, 'check-pull')).toBe(1)
  })

  it('takes up what we owe once its time has come', async () => {
    const fake = open()
    oweAgain(fake, START)
    await sweepEvery(fake, 6, 2)
    expect(asked(fake, 'check-pull')).toBe(1)
  })

  it('judges a plan that waits for people again, at most every ten minutes', async () => {
    const fake = open()
    check(fake, { status: 'completed', conclusion: 'action_required' })
    await sweepEvery(fake, 2, 5)
    expect(asked(fake, 'review-pull')).toBe(1)
    await sweepEvery(fake, 2, 1)
    expect(asked(fake, 'review-pull')).toBe(2)
    check(fake, { status: 'completed', conclusion: 'success' })
    await sweepEvery(fake, 10, 3)
    expect(asked(fake, 'review-pull')).toBe(2)
  })

  it('hears a command whose webhook was lost, also after the merge, and no command twice', async () => {
    const fake = open()
    check(fake, { status: 'completed', conclusion: 'success' })
    fake.said.pulls.set(13, pullRequest(13, { state: 'closed', merged: true }))
    fake.rollouts.set('r-2', { rollout: rolloutRow({ id: 'r-2', pull: 13 }), stacks: [stackRow()] })
    const missed = comment(fake, 13, 'onlooker', '/fleet status')
    await answerCommand(fake.world, { pull: 12, comment: comment(fake, 12, 'onlooker', '/fleet help') })
    comment(fake, 12, 'onlooker', 'what does /fleet help do?')
    await sweepEvery(fake, 10, 2)
    const commands = fake.tasks.filter(({ task }) => task.kind === 'command')
    expect(commands.map(({ task }) => task)).toEqual([{ kind: 'command', pull: 13, comment: missed }])
    await answerCommand(fake.world, { pull: 13, comment: missed })
    await sweepEvery(fake, 10, 2)
    expect(asked(fake, 'command')).toBe(1)
  })

  it('lets an approval be that the plan comment answered, though somebody has deleted that since', async () => {
    const fake = open()
    const pull = pullRequest(12)
    fake.said.permissions.set('reviewer', 'write')
    const record = planRecord(pull)
    fake.plans.set(12, record)
    const id = comment(fake, 12, 'reviewer', `/fleet approve ${record.plan.digest}`)
    await answerCommand(fake.world, { pull: 12, comment: id })
    fake.said.comments.set(12, fake.said.comments.get(12)?.filter((each) => each.id === id) ?? [])
    await sweepEvery(fake, 10, 4)
    expect(asked(fake, 'command')).toBe(0)
  })

  it('takes a command up again as long as it is not answered', async () => {
    const fake = open()
    comment(fake, 12, 'onlooker', '/fleet status')
    await sweepEvery(fake, 10, 4)
    const keys = fake.tasks.filter(({ task }) => task.kind === 'command').map(({ key }) => key)
    expect(new Set(keys).size).toBe(3)
  })

  it('closes a pull request that is open no more, once, and only if it was seen open', async () => {
    const fake = open()
    fake.said.pulls.set(9, pullRequest(9, { state: 'closed' }))
    await sweepEvery(fake, 2, 2)
    expect(asked(fake, 'close-pull')).toBe(0)
    fake.said.pulls.set(12, pullRequest(12, { state: 'closed' }))
    await sweepEvery(fake, 2, 3)
    expect(fake.tasks.filter(({ task }) => task.kind === 'close-pull').map(({ task }) => task)).toEqual([
      { kind: 'close-pull', pull: 12 },
    ])
  })

  it('does not take pull requests for closed while they cannot be listed', async () => {
    const fake = open()
    await sweepEvery(fake, 2, 1)
    const { github } = fake.world
    const listOpen = () => Promise.reject(new Error('GitHub is away'))
    await sweep({ ...fake.world, github: { ...github, pulls: { ...github.pulls, listOpen } } })
    await sweepEvery(fake, 2, 1)
    expect(asked(fake, 'close-pull')).toBe(0)
  })

  it('asks for events that GitHub failed to bring, as far back as it keeps them at first, and from then on where it left off', async () => {
    const fake = open()
    const lost = { id: 7, guid: 'g-1', at: START.subtract({ minutes: 30 }).toString(), arrived: false }
    fake.said.deliveries.push(lost)
    await sweepEvery(fake, 2, 1)
    expect(fake.askedAgain).toEqual([7])
    fake.said.deliveries.unshift({ ...lost, id: 8, at: START.add({ minutes: 1 }).toString(), arrived: true })
    await sweepEvery(fake, 2, 2)
    expect(fake.askedAgain).toEqual([7])
    const minutes = fake.lookedSince.map((since) => since.since(START).total('minutes'))
    expect(minutes).toEqual([-3 * 24 * 60, -30, 0])
  })

  it('asks for the others where one cannot be asked for, and for that one at the next sweep', async () => {
    const fake = open()
    const at = START.toString()
    fake.said.deliveries.push({ id: 7, guid: 'g-1', at, arrived: false }, { id: 8, guid: 'g-2', at, arrived: false })
    fake.outages.deliveries.push(new Error('GitHub is away'))
    await sweepEvery(fake, 2, 1)
    expect(fake.askedAgain).toEqual([8])
    await sweepEvery(fake, 2, 1)
    expect(fake.askedAgain).toEqual([8, 7, 8])
  })

  it('clears away what an ended rollout left in AWS, once it is known what open pull requests still need', async () => {
    const fake = open()
    const { github } = fake.world
    const listOpen = () => Promise.reject(new Error('GitHub is away'))
    await sweep({ ...fake.world, github: { ...github, pulls: { ...github.pulls, listOpen } } })
    expect(fake.publications.has('r-1:tidied')).toBe(false)
    await sweep(fake.world)
    expect(fake.publications.get('r-1:tidied')).toBe('done')
  })

  it('goes on with its other parts when one of them fails', async () => {
    const fake = open()
    check(fake, { status: 'in_progress' })
    const fetchDefault = () => Promise.reject(new Error('the mirror is away'))
    const world = { ...fake.world, git: { ...fake.world.git, fetchDefault } }
    for (let time = 0; time < 2; time++) {
      await sweep(world)
      fake.pass(6)
    }
    expect(asked(fake, 'check-pull')).toBe(1)
    expect(fake.log.lines.map(({ message }) => message)).toContain('default branch could not be observed')
  })
})
