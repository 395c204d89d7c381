/**
 * What may people do, who is in a team, and how long do we believe it?
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/lib/clock.ts'
import { openWorld, type World } from './world.ts'

const KEPT_MINUTES = 5
const PERMISSION = '/repos/{owner}/{repo}/collaborators/{username}/permission'
const MEMBERS = '/orgs/{org}/teams/{team_slug}/members'

let world: World
let passedMinutes = 0
beforeAll(async () => {
  const now = () => systemClock.now().add({ minutes: passedMinutes })
  world = await openWorld({ clock: { ...systemClock, now } })
})
afterAll(() => world.close())
/** What one of these stories has learnt is no news to the next. */
afterEach(() => {
  passedMinutes += KEPT_MINUTES
})

function asked(route: string): number {
  return world.sim.journal.requests.filter((each) => each.route === route).length
}

describe('what somebody may do', () => {
  it('is asked once in five minutes, however the login is written and however many ask at once', async () => {
    const before = asked(PERMISSION)
    const { people } = world.github
    const all = ['engineer', 'Engineer', 'engineer'].map((login) => people.permission(login))
    expect(await Promise.all(all)).toEqual(['write', 'write', 'write'])
    expect(asked(PERMISSION) - before).toBe(1)
    passedMinutes += KEPT_MINUTES
    expect(await people.permission('engineer')).toBe('write')
    expect(asked(PERMISSION) - before).toBe(2)
  })

  it('is asked at once for several, and alone only for those who are not listed as writers', async () => {
    const queries = asked('/graphql')
    const before = asked(PERMISSION)
    const { people } = world.github
    await people.learn(['engineer', 'Reviewer', 'guest', 'engineer'])
    expect(asked('/graphql') - queries).toBe(1)
    expect(await Promise.all(['engineer', 'reviewer'].map((login) => people.permission(login)))).toEqual([
      'write',
      'admin',
    ])
    expect(asked(PERMISSION) - before).toBe(0)
    expect(await people.permission('guest')).toBe('read')
    expect(asked(PERMISSION) - before).toBe(1)
    await people.learn(['engineer', 'reviewer', 'guest'])
    expect(asked('/graphql') - queries).toBe(1)
  })

  it('is as it is now for whoever is about to be obeyed, though it was known', async () => {
    const { people } = world.github
    const at = { owner: 'acme', name: 'fleet' }
    expect(await people.permission('engineer')).toBe('write')
    for (const others of [[], ['reviewer']]) {
      world.sim.permit(at, 'engineer', 'read')
      await people.learn(others, 'engineer')
      expect(await people.permission('engineer')).toBe('read')
      world.sim.permit(at, 'engineer', 'write')
      await people.learn(others, 'engineer')
      expect(await people.permission('engineer')).toBe('write')
    }
  })

  it('is asked one by one where GitHub does not let us ask at once', async () => {
    const { people } = world.github
    const errors = [{ type: 'FORBIDDEN', message: 'Must have push access to view repository collaborators.' }]
    world.sim.faults.call({
      route: 'POST /graphql',
      how: { kind: 'status', status: 403, message: errors[0]?.message ?? '' },
    })
    await people.learn(['engineer', 'reviewer'])
    expect(await people.permission('engineer')).toBe('write')
    expect(await people.permission('reviewer')).toBe('admin')
  })

  it('is asked again after a failure', async () => {
    world.sim.faults.call({ route: `GET ${PERMISSION}`, times: 2, how: { kind: 'status', status: 502 } })
    const { people } = world.github
    await expect(people.permission('guest')).rejects.toMatchObject({ retryable: true })
    expect(await people.permission('guest')).toBe('read')
  })
})

describe('a team', () => {
  it('is who GitHub says, page by page, asked once in five minutes', async () => {
    const many = Array.from({ length: 101 }, (_, index) => world.sim.addUser(`member-${index}`).login)
    world.sim.setTeam('acme', 'platform', many)
    const before = asked(MEMBERS)
    expect(await world.github.people.team('platform')).toEqual(many)
    expect(await world.github.people.team('platform')).toEqual(many)
    expect(asked(MEMBERS) - before).toBe(2)
  })

  it('that there is not is undefined', async () => {
    expect(await world.github.people.team('nobody')).toBeUndefined()
  })

  it('is undefined where the installation lets us read no members', async () => {
    const without = await openWorld({ withheld: 'members' })
    try {
      without.sim.setTeam('acme', 'platform', ['engineer'])
      expect(await without.github.people.team('platform')).toBeUndefined()
      expect(await without.github.people.permission('engineer')).toBe('write')
    } finally {
      await without.close()
    }
  })
})
