/**
 * What people read on an open pull request is true of it now, whoever else merges, drafts, queues or dies.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../src/demo/until.ts'
import {
  type CommentSeen,
  comment,
  commentThat,
  finishedCheck,
  markedComments,
  PLAN,
  type PullSeen,
  REPOSITORY,
  VALIDATE,
} from '../../src/demo/watch.ts'
import { type ServedFleet, serveFleet } from '../support/served-fleet.ts'
import {
  alarmAfter,
  allEnded,
  answerTo,
  approvedAndMerged,
  CANARY,
  canaryWith,
  expectNothingLeft,
  notice,
  planCheck,
  propose,
  UNHURRIED,
  updatesOf,
  without,
} from './story.ts'

let fleet: ServedFleet
/** Pull request that the bot was planning when it was killed. */
let killed: number
/** Pull request whose rollout was aborted before it reached all of its stacks. */
let left: number

beforeAll(async () => {
  fleet = await serveFleet({ rate: UNHURRIED, files: without('globex', 'umbrella') })
})

afterAll(() => fleet.end())

function planComment(pull: PullSeen, what: string, fits: (body: string) => boolean): Promise<CommentSeen> {
  return commentThat(fleet.engineer, { pull: pull.number, marker: 'plan ', what }, fits)
}

/** Of a bot that has made sets for review, those that stand on the canary's stack. */
function reviewSets(): readonly string[] {
  return fleet.aws
    .stacks('111111111111', 'eu-west-1')
    .filter(({ stackName }) => stackName === CANARY.stack)
    .flatMap(({ changeSets }) => changeSets)
    .filter(({ executionStatus }) => executionStatus === 'AVAILABLE')
    .map(({ name }) => name)
}

async function titleOf(sha: string, fits: RegExp): Promise<string> {
  const check = await finishedCheck(fleet.engineer, { sha, name: PLAN }, ({ output }) => fits.test(output.title ?? ''))
  return check.conclusion ?? ''
}

describe('two pull requests on one stack', () => {
  it('are told of each other, and the second is planned again when the first lands', async () => {
    const first = await propose(fleet, { branch: 'first', files: () => canaryWith(fleet, 2) })
    await planCheck(fleet, first.sha, 'action_required')
    // In another file, so that the two merge without a conflict.
    const file = 'customers/acme/customer.yml'
    const hours = async () => ({
      [file]: `${await fleet.clone.read(file)}  streams: { raw: { retentionHours: 72 } }\n`,
    })
    const second = await propose(fleet, { branch: 'second', files: hours })
    const meeting = (pull: PullSeen) => `- #${pull.number} also changes \`acme/web/streams\`; whichever merges second`
    await planComment(second.pull, 'the second is told', (body) => body.includes(meeting(first.pull)))
    await planComment(first.pull, 'the first is told', (body) => body.includes(meeting(second.pull)))

    const tip = await approvedAndMerged(fleet, first)
    const again = await planComment(second.pull, 'the second is planned again', (body) =>
      body.includes(tip.slice(0, 12)),
    )
    expect(again.body).not.toContain('also changes')
    await allEnded(fleet)
    expect(updatesOf(fleet, CANARY.stack)).toBe(1)
    await fleet.engineer.api('PATCH', `${REPOSITORY}/pulls/${second.pull.number}`, { state: 'closed' })
    await until('its set is gone', () => reviewSets().length === 0)
    await planComment(second.pull, 'it asks for nothing any more', (body) =>
      body.includes('**Closed without a merge:**'),
    )
    await planComment(first.pull, 'it names who approved', (body) =>
      body.includes('Approved by `reviewer`. **Merged:**'),
    )
    await expectNothingLeft(fleet)
  })
})

describe('a draft', () => {
  it('is validated, asks AWS nothing, and is planned once somebody asks', async () => {
    await fleet.clone.branch('draft')
    const asked = fleet.aws.journal.requests.length
    const sha = await fleet.clone.push({ files: await canaryWith(fleet, 3), message: 'Draft' })
    const wish = { head: 'draft', base: 'main', title: 'Draft', body: '', draft: true }
    const pull = await fleet.engineer.api<PullSeen>('POST', `${REPOSITORY}/pulls`, wish)
    expect((await finishedCheck(fleet.engineer, { sha, name: VALIDATE })).conclusion).toBe('success')
    expect(await titleOf(sha, /it is a draft/)).toBe('action_required')
    expect(fleet.aws.journal.requests.length).toBe(asked)
    const said = await comment(fleet.engineer, pull.number, '/fleet plan')
    expect(await answerTo(fleet, pull.number, said)).toContain('**Done:** planning')
    await titleOf(sha, /^1 stack: needs/)
    await fleet.engineer.api('PATCH', `${REPOSITORY}/pulls/${pull.number}`, { state: 'closed' })
  })
})

describe('a merge queue', () => {
  it('is told by both checks that it is not served', async () => {
    const { pull } = await propose(fleet, { branch: 'queued', files: () => ({ 'README.md': '# Queued\n' }) })
    const [owner = '', name = ''] = REPOSITORY.split('/').slice(2)
    const sha = await fleet.github.queue({ owner, name }, { pull: pull.number, by: fleet.reviewer.login })
    for (const check of [VALIDATE, PLAN]) {
      const { conclusion, output } = await finishedCheck(fleet.engineer, { sha, name: check })
      expect([conclusion, output.title]).toEqual(['failure', 'Merge queues are not supported yet'])
    }
  })
})

describe('a bot that is killed while it plans', () => {
  it('writes one comment, ends one check and leaves one set', async () => {
    const { stack: stackName } = CANARY
    const lost = fleet.aws.faults.onCall(
      { action: 'CreateChangeSet', stackName, nth: 1 },
      { kind: 'stall', phase: 'after' },
    )
    const { pull, sha } = await propose(fleet, { branch: 'killed', files: () => canaryWith(fleet, 4) })
    killed = pull.number
    await until('AWS has made a set', () => reviewSets().length === 1)
    await fleet.bot.kill()
    lost.lift()
    await fleet.bot.start()
    await titleOf(sha, /^1 stack: needs/)
    expect(await markedComments(fleet.engineer, pull.number, 'plan ')).toHaveLength(1)
    const path = `${REPOSITORY}/commits/${sha}/check-runs?check_name=${encodeURIComponent(PLAN)}`
    expect((await fleet.engineer.api<{ readonly total_count: number }>('GET', path)).total_count).toBe(1)
    expect(reviewSets()).toHaveLength(1)
  })

  it('and whose head moves meanwhile leaves the set of the new one alone', async () => {
    const [before] = reviewSets()
    const lost = fleet.aws.faults.onCall(
      { action: 'CreateChangeSet', stackName: CANARY.stack, nth: 1 },
      { kind: 'stall', phase: 'after' },
    )
    await fleet.clone.push({ files: await canaryWith(fleet, 5), message: 'Five' })
    const [orphan] = await until('AWS has made a further set', () => {
      const made = reviewSets().filter((name) => name !== before)
      return made.length === 1 && made
    })
    await fleet.bot.kill()
    lost.lift()
    const sha = await fleet.clone.push({ files: await canaryWith(fleet, 6), message: 'Six' })
    await fleet.bot.start()
    await titleOf(sha, /^1 stack: needs/)
    const [standing, ...others] = await until('one set is left', () => {
      const sets = reviewSets()
      return sets.length === 1 && sets
    })
    expect(others).toEqual([])
    expect([before, orphan]).not.toContain(standing)
  })
})

describe('a rollout that is aborted half-way', () => {
  it('leaves no change set behind on the stacks that it did not reach', async () => {
    await fleet.engineer.api('PATCH', `${REPOSITORY}/pulls/${killed}`, { state: 'closed' })
    const standing = () =>
      fleet
        .places()
        .flatMap(({ accountId, region }) =>
          fleet.aws
            .stacks(accountId, region)
            .flatMap(({ stackName, changeSets }) =>
              changeSets.filter(({ executionStatus }) => executionStatus === 'AVAILABLE').map(() => stackName),
            ),
        )
    await until('the sets of the closed one are gone', () => standing().length === 0)
    const reason = 'Limit of 5000 alarms reached'
    const fault = fleet.aws.faults.failResource({
      stackName: 'fw-acme-web-monitoring',
      logicalId: 'BehindAlarm',
      reason,
    })
    const proposed = await propose(fleet, { branch: 'earlier', files: () => alarmAfter(fleet, 10) })
    const { pull } = proposed
    await approvedAndMerged(fleet, proposed)
    const marker = 'rollout '
    await commentThat(fleet.engineer, { pull: pull.number, marker, what: 'the rollout has stopped' }, (body) =>
      body.includes(reason),
    )
    expect(new Set(standing())).toContain('fw-initech-web-monitoring')
    const said = await comment(fleet.engineer, pull.number, '/fleet abort')
    expect(await answerTo(fleet, pull.number, said)).toContain('is aborted')
    await until('no set is left', () => standing().length === 0)
    fault.lift()
    left = pull.number
  })

  it('has the next pull request show apart what it left to do and what that one does itself', async () => {
    const proposed = await propose(fleet, {
      branch: 'later',
      files: async () => ({
        'fleet.yml': (await fleet.clone.read('fleet.yml')).replace(
          'iteratorAgeMinutes: 10',
          'iteratorAgeMinutes: 10, badRowsPerMinute: 77',
        ),
      }),
    })
    const { pull, sha } = proposed
    const { body } = await planComment(pull, 'its plan is shown', (text) => text.includes(sha.slice(0, 12)))
    const [, ways = ''] = body.split('**Behind: one apply goes both ways.**')
    const [, earlier = '', own = ''] = ways.split(/^\*\*(?:Live → base|Base → head)\*\*/m)
    expect(earlier).toContain(` (reviewed in \`#${left}\`):`)
    expect(earlier).toMatch(/^ {2}- `Threshold`: `15` → `10`$/m)
    expect(own).toMatch(/^ \(yours\):/)
    expect(own).toMatch(/^ {2}- `Threshold`: `\d+` → `77`$/m)
    expect(own).not.toMatch(/`15`|`10`/)
    expect(body).not.toContain('Live state unknown')
    await approvedAndMerged(fleet, proposed)
    // What was approved is the whole way: it is carried out without a question, and nothing is behind any more.
    await notice(fleet, pull.number, /^done$/)
    await expectNothingLeft(fleet)
  })
})
