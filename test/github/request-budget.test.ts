/**
 * Promise: GitHub is asked as little as a truthful plan needs, however many files and stacks there are.
 *
 * The token is at hand, and so are people's rights unless a test says that
 * they are cold: they are believed for five minutes.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  type Bot,
  blueprint,
  close,
  delayed,
  nextSecond,
  openBot,
  planComment,
  propose,
  review,
  runsAt,
  say,
} from './bot.ts'

// Real git, and GitHub's own events, on a machine that may be busy with other things.
vi.setConfig({ testTimeout: 60_000 })

const READ = 'GET /pulls/{pull_number}'
const RIGHTS = 'GET /collaborators/{username}/permission'
const NEW_CHECK = 'POST /check-runs'
const EDIT_CHECK = 'PATCH /check-runs/{check_run_id}'
const NEW_COMMENT = 'POST /issues/{issue_number}/comments'
const EDIT_COMMENT = 'PATCH /issues/comments/{comment_id}'
const EYES = 'POST /issues/comments/{comment_id}/reactions'
const SAID = 'POST /graphql'
const LIST_CHECKS = 'GET /commits/{ref}/check-runs'
const TEAM = 'GET /orgs/{org}/teams/{team_slug}/members'

const FIRST_PUSH = [READ, NEW_CHECK, SAID, NEW_COMMENT, NEW_CHECK]
const LATER_PUSH = [READ, NEW_CHECK, SAID, EDIT_COMMENT, NEW_CHECK]
const REVIEW = [SAID, EDIT_COMMENT, EDIT_CHECK]
const APPROVAL = [SAID, EYES, RIGHTS, EDIT_COMMENT, EDIT_CHECK]

let bot: Bot
let seconds = 1
const heads: string[] = []

beforeAll(async () => {
  bot = await openBot()
})
beforeEach(async () => {
  // Whoever the last test made us forget is known again.
  for (const login of ['engineer', 'reviewer']) await bot.ports.github.people.permission(login)
})
afterEach(async () => {
  for (const { number, headSha } of await bot.ports.github.pulls.listOpen()) {
    heads.push(headSha)
    await close(bot, number)
  }
})
afterAll(() => bot.close())

/** Each time another. */
function change(): { readonly [path: string]: string } {
  return delayed(++seconds)
}

function pushed(branch: string, files = change()): Promise<readonly string[]> {
  return bot.asked(() => bot.world.push(bot.world.engineer, branch, files))
}

async function digestIn(pull: number): Promise<string> {
  return /\/fleet approve ([0-9a-f]{12,})/.exec(await planComment(bot, pull))?.[1] ?? 'none'
}

describe('a push', () => {
  it('takes five: the pull request before and after planning, its two checks and one new comment', async () => {
    expect((await propose(bot, change())).requests).toEqual(FIRST_PUSH)
  })

  it('takes a sixth where the rights of its author are not known', async () => {
    bot.forgetRights()
    const { requests } = await propose(bot, change())
    expect(requests.toSorted()).toEqual([...FIRST_PUSH, RIGHTS].toSorted())
  })

  it('takes five when it is not the first: two new checks, and the one comment is edited', async () => {
    const { branch } = await propose(bot, change())
    expect(await pushed(branch)).toEqual(LATER_PUSH)
    expect(await pushed(branch)).toEqual(LATER_PUSH)
  })

  it('takes five though people talk below it', async () => {
    const { pull, branch } = await propose(bot, change())
    await bot.asked(() => say(bot, bot.world.reviewer, { pull, body: 'Why so slow?' }))
    expect(await pushed(branch)).toEqual(LATER_PUSH)
  })

  it('takes five where somebody asked for changes before: they stand in the way of the new plan too', async () => {
    const { pull, branch } = await propose(bot, change())
    await bot.asked(() => review(bot, bot.world.reviewer, { pull, event: 'REQUEST_CHANGES' }))
    expect(await pushed(branch)).toEqual(LATER_PUSH)
    expect(await planComment(bot, pull)).toContain('`reviewer` asked for changes')
  })

  it('takes five where it leaves an approved plan as it was, and the approval stands', async () => {
    const { pull, branch } = await propose(bot, change())
    await nextSecond()
    await bot.asked(() => review(bot, bot.world.reviewer, { pull, event: 'APPROVE' }))
    expect(await pushed(branch, { 'README.md': 'Words alone.\n' })).toEqual(LATER_PUSH)
    expect(await planComment(bot, pull)).toContain('Approved by `reviewer`')
  })

  it('takes six though nothing tells that we have nothing there: what we wrote before was lost with our rows', async () => {
    const { pull, branch } = await propose(bot, change())
    await bot.asked(() => say(bot, bot.world.reviewer, { pull, body: 'Why so slow?' }))
    bot.loseRows()
    expect(await pushed(branch)).toEqual([READ, LIST_CHECKS, NEW_CHECK, SAID, EDIT_COMMENT, NEW_CHECK])
  })

  it('that does not validate takes no more, and one for each 50 annotations beyond the first 50', async () => {
    const unknown = Array.from({ length: 120 }, (_, index) => `no-such-field-${index}: 1\n`).join('')
    const path = 'customers/acme/pipelines/web.yml'
    const { requests, branch } = await propose(bot, { [path]: `${change()[path]}${unknown}` })
    expect(requests).toEqual([READ, NEW_CHECK, EDIT_CHECK, EDIT_CHECK, SAID, NEW_CHECK])
    expect(await pushed(branch)).toEqual(FIRST_PUSH)
  })
})

describe('a review', () => {
  it('takes three: all that is said, and what comes of it', async () => {
    const { pull } = await propose(bot, change())
    await nextSecond()
    expect(await bot.asked(() => review(bot, bot.world.reviewer, { pull, event: 'APPROVE' }))).toEqual(REVIEW)
    expect(await planComment(bot, pull)).toContain('Approved by `reviewer`')
  })

  it('takes a fourth where the rights of the reviewer are not known', async () => {
    const { pull } = await propose(bot, change())
    await nextSecond()
    bot.forgetRights()
    const requests = await bot.asked(() => review(bot, bot.world.reviewer, { pull, event: 'APPROVE' }))
    expect(requests.toSorted()).toEqual([...REVIEW, RIGHTS].toSorted())
  })

  it('takes three where it asks for changes', async () => {
    const { pull } = await propose(bot, change())
    const requests = await bot.asked(() => review(bot, bot.world.reviewer, { pull, event: 'REQUEST_CHANGES' }))
    expect(requests).toEqual(REVIEW)
  })

  it('takes three after people talked and commanded', async () => {
    const { pull, branch } = await propose(bot, change())
    const before = await digestIn(pull)
    await bot.asked(() => say(bot, bot.world.reviewer, { pull, body: `/fleet approve ${before}` }))
    await bot.asked(() => say(bot, bot.world.engineer, { pull, body: '/fleet help' }))
    await pushed(branch)
    await nextSecond()
    expect(await bot.asked(() => review(bot, bot.world.reviewer, { pull, event: 'APPROVE' }))).toEqual(REVIEW)
  })

  it('takes one more for each further hundred of comments', async () => {
    const { pull } = await propose(bot, change())
    for (let said = 0; said < 100; said++) await say(bot, bot.world.engineer, { pull, body: 'And another thing.' })
    await nextSecond()
    const requests = await bot.asked(() => review(bot, bot.world.reviewer, { pull, event: 'APPROVE' }))
    expect(requests).toEqual([SAID, ...REVIEW])
    expect(await planComment(bot, pull)).toContain('Approved by `reviewer`')
  })

  it('takes one more for each team that the policy names, once in five minutes', async () => {
    const policy =
      'policy: { approvals: 1, approvers: [platform] }\napprovers: { platform: { teams: [core, on-call] } }'
    const fleetYml = (text: string) => text.replace('policy: { approvals: 1 }', policy)
    const strict = await openBot({ fleetYml })
    try {
      for (const team of ['core', 'on-call']) strict.world.sim.setTeam('acme', team, ['reviewer'])
      const { pull, requests } = await propose(strict, change())
      expect(requests).not.toContain(TEAM)
      await nextSecond()
      const approved = () => strict.asked(() => review(strict, strict.world.reviewer, { pull, event: 'APPROVE' }))
      expect((await approved()).toSorted()).toEqual([...REVIEW, RIGHTS, TEAM, TEAM].toSorted())
      expect(await planComment(strict, pull)).toContain('Approved by `reviewer`')
      expect(await approved()).not.toContain(TEAM)
    } finally {
      await strict.close()
    }
  })
})

describe('a command', () => {
  const commanded = async (as: 'engineer' | 'reviewer', pull: number, body: string) => {
    await nextSecond()
    return bot.asked(() => say(bot, bot.world[as], { pull, body }))
  }

  it('for help takes three: what is said, our eyes, the answer', async () => {
    const { pull } = await propose(bot, change())
    expect(await commanded('engineer', pull, '/fleet help')).toEqual([SAID, EYES, NEW_COMMENT])
  })

  it.each(['/fleet explain acme/web', '/fleet plan 0123456789ab'])('takes four: %s', async (body) => {
    const { pull } = await propose(bot, change())
    expect(await commanded('engineer', pull, body)).toEqual([SAID, EYES, RIGHTS, NEW_COMMENT])
  })

  it('to plan takes four, and a plan of its own after it', async () => {
    const { pull } = await propose(bot, change())
    const requests = await commanded('engineer', pull, '/fleet plan')
    expect(requests.slice(0, 4)).toEqual([SAID, EYES, RIGHTS, NEW_COMMENT])
  })

  it('to approve takes five, and is answered by the plan comment', async () => {
    const { pull } = await propose(bot, change())
    expect(await commanded('reviewer', pull, `/fleet approve ${await digestIn(pull)}`)).toEqual(APPROVAL)
    expect(await planComment(bot, pull)).toContain('Approved by `reviewer`')
  })

  it('to approve takes five from one who may not: the plan comment says why', async () => {
    const { pull } = await propose(bot, change())
    expect(await commanded('engineer', pull, `/fleet approve ${await digestIn(pull)}`)).toHaveLength(5)
    expect(await planComment(bot, pull)).toContain(
      "`engineer`'s word does not count: wrote or pushed part of this change",
    )
  })

  it('to approve takes five though another approved before, whose rights are not known any more', async () => {
    const strict = await openBot({ fleetYml: (text) => text.replace('approvals: 1', 'approvals: 2') })
    try {
      const third = strict.world.sim.addUser('third')
      strict.world.sim.permit({ owner: 'acme', name: 'fleet' }, 'third', 'write')
      const { pull } = await propose(strict, change())
      const digest = /\/fleet approve ([0-9a-f]{12,})/.exec(await planComment(strict, pull))?.[1]
      await nextSecond()
      await strict.asked(() => review(strict, strict.world.reviewer, { pull, event: 'APPROVE' }))
      strict.forgetRights()
      const body = `/fleet approve ${digest}`
      const requests = await strict.asked(() => say(strict, third, { pull, body }))
      expect(requests).toEqual([SAID, EYES, SAID, EDIT_COMMENT, EDIT_CHECK])
      expect(await planComment(strict, pull)).toMatch(/Approved by `reviewer` and `third`/)
      strict.forgetRights()
      const again = await strict.asked(() => review(strict, strict.world.reviewer, { pull, event: 'APPROVE' }))
      expect(again.length).toBeLessThanOrEqual(5)
    } finally {
      await strict.close()
    }
  })

  it('to plan a head that somebody has to vouch for takes five, with a plan of its own after it', async () => {
    const { pull, head } = await propose(bot, blueprint())
    const requests = await commanded('reviewer', pull, `/fleet plan ${head.slice(0, 12)}`)
    expect(requests.slice(0, 5)).toEqual([SAID, EYES, RIGHTS, LIST_CHECKS, NEW_COMMENT])
    expect(bot.fake.plans.has(pull)).toBe(true)
  })

  it('to approve something else takes four', async () => {
    const { pull } = await propose(bot, change())
    const requests = await commanded('reviewer', pull, '/fleet approve 0123456789ab')
    expect(requests).toEqual([SAID, EYES, RIGHTS, NEW_COMMENT])
  })

  it('takes one more for each team that the policy names', async () => {
    const policy = 'policy: { approvals: 1, approvers: [platform] }\napprovers: { platform: { teams: [core] } }'
    const strict = await openBot({ fleetYml: (text) => text.replace('policy: { approvals: 1 }', policy) })
    try {
      strict.world.sim.setTeam('acme', 'core', ['reviewer'])
      const { pull } = await propose(strict, change())
      const digest = /\/fleet approve ([0-9a-f]{12,})/.exec(await planComment(strict, pull))?.[1]
      const body = `/fleet approve ${digest}`
      await nextSecond()
      const requests = await strict.asked(() => say(strict, strict.world.reviewer, { pull, body }))
      expect(requests.toSorted()).toEqual([...APPROVAL, TEAM].toSorted())
    } finally {
      await strict.close()
    }
  })
})

describe('the end of a pull request', () => {
  it('takes three: the pull request, all that is said, and its comment, which asks nobody for anything any more', async () => {
    const { pull } = await propose(bot, change())
    expect(await bot.asked(() => close(bot, pull))).toEqual([READ, SAID, EDIT_COMMENT])
    expect(await planComment(bot, pull)).toContain('**Closed without a merge:**')
  })
})

it('every check of the pull requests above stands once', async () => {
  expect(heads.length).toBeGreaterThan(0)
  for (const head of heads) {
    const names = (await runsAt(bot, head)).map(({ name }) => name)
    expect(names.toSorted()).toEqual(['fleet / plan', 'fleet / validate'])
  }
})
