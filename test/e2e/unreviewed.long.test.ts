/** Nothing is applied that no reviewer saw: neither a push past the pull request nor a merge past the check. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cloneFor } from '../../src/demo/person.ts'
import { until } from '../../src/demo/until.ts'
import { approve, comment, finishedCheck, liveStacks, markedComments, merge, REPOSITORY } from '../../src/demo/watch.ts'
import { short } from '../../src/lib/digest.ts'
import { type ServedFleet, serveFleet } from '../support/served-fleet.ts'
import {
  allEnded,
  answerTo,
  botComments,
  CANARY,
  canaryWith,
  expectNothingLeft,
  heldRollout,
  notice,
  planCheck,
  propose,
  RATE,
  timesPlanned,
  updatesOf,
  without,
} from './story.ts'

const EDITED_COMMENT = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}'

let fleet: ServedFleet

beforeAll(async () => {
  fleet = await serveFleet({ rate: RATE, files: without('globex', 'umbrella') })
})

afterAll(() => fleet.end())

function shards(): string | undefined {
  return liveStacks(fleet).get(CANARY.stack)?.parameters.RawShards
}

function shardsBecome(count: number): Promise<true> {
  return until(`the canary has ${count} shards`, () => {
    const live = liveStacks(fleet).get(CANARY.stack)
    return live?.status === 'UPDATE_COMPLETE' && live.parameters.RawShards === String(count)
  })
}

describe('a direct push by an administrator', () => {
  it('is planned and held, until an operator approves its digest', async () => {
    const before = updatesOf(fleet, CANARY.stack)
    const admin = await cloneFor(fleet.reviewer, { url: fleet.cloneUrl, dir: join(fleet.dir, 'admin') })
    const commit = await admin.push({ files: await canaryWith(fleet, 2), message: 'No time for a review' })
    const held = await heldRollout(fleet, commit)
    expect(held.hold?.reason).toContain('no reviewer saw')
    expect(fleet.aws.journal.operations.filter((each) => each.kind === 'update')).toEqual([])
    expect(shards()).toBe('1')

    const wrong = await fleet.bot.fleet('rollouts', 'approve', '0123456789abcdef')
    expect(wrong.code).toBe(1)
    const { code, output } = await fleet.bot.fleet('rollouts', 'approve', short(held.planDigest))
    expect(code, output).toBe(0)
    await shardsBecome(2)
    await allEnded(fleet)
    expect(updatesOf(fleet, CANARY.stack)).toBe(before + 1)
  })

  it('that fails in AWS says so on its commit, and is retried by an operator', async () => {
    const reason = 'Resource handler returned message: "Shard limit exceeded" (HandlerErrorCode: ServiceLimitExceeded)'
    const fault = fleet.aws.faults.failResource({ stackName: CANARY.stack, logicalId: 'RawStream', reason })
    const admin = await cloneFor(fleet.reviewer, { url: fleet.cloneUrl, dir: join(fleet.dir, 'again') })
    const commit = await admin.push({ files: await canaryWith(fleet, 3), message: 'No time again' })
    const { id, planDigest } = await heldRollout(fleet, commit)
    await fleet.approve(planDigest)
    const name = 'fleet / rollout'
    const stopped = await finishedCheck(
      fleet.engineer,
      { sha: commit, name },
      (check) => check.conclusion === 'failure',
    )
    expect(stopped.output.summary).toContain('Shard limit exceeded')
    expect(stopped.output.summary).toContain(`npx fleet rollouts retry ${id}`)
    expect(shards()).toBe('2')

    fault.lift()
    const { code, output } = await fleet.bot.fleet('rollouts', 'retry', id)
    expect(code, output).toBe(0)
    await shardsBecome(3)
    await allEnded(fleet)
  })
})

describe("an administrator's merge over the unmet check", () => {
  it('is held; the author and an onlooker may not let it go, a reviewer may', async () => {
    const { pull, sha } = await propose(fleet, { branch: 'seven-shards', files: () => canaryWith(fleet, 7) })
    await planCheck(fleet, sha, 'action_required')
    const before = updatesOf(fleet, CANARY.stack)
    const commit = await merge(fleet.reviewer, pull, sha)
    const held = await heldRollout(fleet, commit)
    const said = await notice(fleet, pull.number, /^held/)
    expect(said.body).toContain(`/fleet approve ${short(held.planDigest)}`)

    const command = `/fleet approve ${short(held.planDigest)}`
    const byAuthor = await comment(fleet.engineer, pull.number, command)
    expect(await answerTo(fleet, pull.number, byAuthor)).toMatch(/Not done.*wrote or pushed part/)
    const byOnlooker = await comment(fleet.onlooker, pull.number, command)
    expect(await answerTo(fleet, pull.number, byOnlooker)).toMatch(/Not done.*write access/)
    expect((await heldRollout(fleet, commit)).approvedBy).toEqual([])
    expect(updatesOf(fleet, CANARY.stack)).toBe(before)

    const byReviewer = await comment(fleet.reviewer, pull.number, command)
    expect(await answerTo(fleet, pull.number, byReviewer)).toContain('**Done:**')
    await notice(fleet, pull.number, /^done$/)
    expect(shards()).toBe('7')
    expect(updatesOf(fleet, CANARY.stack)).toBe(before + 1)
  })

  it('that does not validate moves nothing, says so, and a fix waits for an operator', async () => {
    const sound = await fleet.clone.read(CANARY.file)
    const broken = () => ({ [CANARY.file]: 'pipeline: [web\n' })
    const { pull, sha } = await propose(fleet, { branch: 'broken', files: broken })
    await planCheck(fleet, sha, 'failure')
    const before = fleet.aws.journal.operations.length
    const commit = await merge(fleet.reviewer, pull, sha)
    const held = await heldRollout(fleet, commit)
    expect(held.hold?.reason).toContain('does not validate')
    expect(fleet.aws.journal.operations.length).toBe(before)

    const mended = () => ({ [CANARY.file]: sound.replace('shards: 7', 'shards: 4') })
    const fix = await propose(fleet, { branch: 'mended', files: mended })
    await planCheck(fleet, fix.sha, 'failure')
    const fixed = await heldRollout(fleet, await merge(fleet.reviewer, fix.pull, fix.sha))
    const { code, output } = await fleet.bot.fleet('rollouts', 'approve', short(fixed.planDigest))
    expect(code, output).toBe(0)
    await shardsBecome(4)
    await allEnded(fleet)
  })
})

describe('an approval', () => {
  it('is of what could be read: given while the comment still showed the plan before, it does not count', async () => {
    const { pull, sha } = await propose(fleet, { branch: 'nine-shards', files: () => canaryWith(fleet, 9) })
    await planCheck(fleet, sha, 'action_required')
    // The new plan is made, and GitHub has not yet taken the comment that shows it.
    const run = () => approve(fleet.reviewer, pull.number)
    fleet.github.faults.call({ route: EDITED_COMMENT, how: { kind: 'meanwhile', run } })
    const other = await fleet.clone.push({ files: await canaryWith(fleet, 10), message: 'One more' })
    await planCheck(fleet, other, 'action_required')
    await until('the comment says why', async () => {
      const [shown] = await markedComments(fleet.engineer, pull.number, 'plan')
      return shown?.body.match(/reviewer.*does not count: approved before this plan was shown/)
    })
    await approve(fleet.reviewer, pull.number)
    await planCheck(fleet, other, 'success')
    await fleet.engineer.api('PATCH', `${REPOSITORY}/pulls/${pull.number}`, { state: 'closed' })
  })

  it('survives another look and a push that leave the plan as it is, falls with one that changes it, and lets the merge go at once', async () => {
    const { pull, sha } = await propose(fleet, { branch: 'five-shards', files: () => canaryWith(fleet, 5) })
    await planCheck(fleet, sha, 'action_required')
    await approve(fleet.reviewer, pull.number)
    await planCheck(fleet, sha, 'success')

    const planned = await timesPlanned(fleet)
    await comment(fleet.engineer, pull.number, '/fleet plan')
    await until('it is planned again', async () => (await timesPlanned(fleet)) > planned)
    await planCheck(fleet, sha, 'success')

    const text = await fleet.clone.read(CANARY.file)
    const same = await fleet.clone.push({
      files: { [CANARY.file]: `# Why: Black Friday.\n${text}` },
      message: 'Say why',
    })
    await planCheck(fleet, same, 'success')

    const other = await fleet.clone.push({ files: await canaryWith(fleet, 6), message: 'One more' })
    await planCheck(fleet, other, 'action_required')
    const [shown] = await markedComments(fleet.engineer, pull.number, 'plan')
    expect(shown?.body).toMatch(/reviewer.*does not count: approved another plan/)

    await approve(fleet.reviewer, pull.number)
    await planCheck(fleet, other, 'success')
    await merge(fleet.reviewer, pull, other)
    await notice(fleet, pull.number, /^done$/)
    expect(shards()).toBe('6')
    const words = await botComments(fleet, pull.number)
    expect(words.some((body) => body.includes('approved by `reviewer`'))).toBe(true)
    expect(words.some((body) => / held-\d+ -->/.test(body))).toBe(false)
    await expectNothingLeft(fleet)
  })
})
