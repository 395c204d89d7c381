/**
 * Do events arrive signed and once, and again only when asked for?
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { APP_ID, FLEET, OWNER, PUBLIC_KEY, startWorld, type World } from './world.ts'

const APP = { id: APP_ID, slug: 'fleetwright', publicKeyPem: PUBLIC_KEY } as const

let world: World
beforeEach(async () => {
  world = await startWorld()
})
afterEach(() => world.end())

describe('an event', () => {
  it('is signed and names delivery, installation, repository and sender', async () => {
    const clone = await world.git(world.engineer.token)
    const sha = await clone.push('more', { 'more.yml': 'a: 1\n' })
    const push = await world.event('push')
    expect(push).toMatchObject({ isSigned: true, userAgent: expect.stringMatching(/^GitHub-Hookshot\//) })
    expect(push.guid).toMatch(/^[0-9a-f-]{36}$/)
    expect(push.payload).toMatchObject({
      ref: 'refs/heads/more',
      after: sha,
      created: true,
      forced: false,
      installation: { id: world.fleet.installationId },
      repository: { id: world.fleet.id, full_name: 'acme-ops/fleet' },
      sender: { login: 'engineer', type: 'User' },
      head_commit: { id: sha, added: ['more.yml'] },
      commits: [{ id: sha }],
    })
  })

  it('tells a forced push and a deletion from others', async () => {
    const clone = await world.git(world.engineer.token)
    await clone.push('more', { a: '1' })
    await clone.push('more', { b: '1' })
    await clone.git('push', '--quiet', 'origin', ':more')
    await world.sim.settled()
    const pushes = world.received.filter(({ event }) => event === 'push').map(({ payload }) => payload)
    const flags = pushes.map(({ created, forced, deleted }) => [created, forced, deleted].join())
    expect(flags.sort()).toEqual(['false,false,true', 'false,true,false', 'true,false,false'])
  })

  it('asks who may read merge queues about the commit that a queue has made', async () => {
    const queueing = await startWorld({
      app: { ...APP, permissions: { merge_queues: 'read' }, events: ['merge_group'] },
    })
    try {
      const clone = await queueing.git(queueing.engineer.token)
      const head = await clone.push('more', { 'more.yml': 'a: 1\n' })
      const wish = { ...FLEET, head: 'more', base: 'main', title: 'More' }
      const { data: pull } = await queueing.as(queueing.engineer.token).rest.pulls.create(wish)
      const sha = await queueing.sim.queue({ owner: OWNER, name: FLEET.repo }, { pull: pull.number, by: 'reviewer' })
      const { payload } = await queueing.event('merge_group', 'checks_requested')
      expect(payload.merge_group).toMatchObject({
        head_sha: sha,
        head_ref: `refs/heads/gh-readonly-queue/main/pr-${pull.number}-${pull.base.sha}`,
        base_ref: 'refs/heads/main',
        base_sha: pull.base.sha,
      })
      const { stdout } = await clone
        .git('fetch', '--quiet', 'origin')
        .then(() => clone.git('log', '-1', '--format=%P', sha))
      expect(stdout.trim().split(' ')).toEqual([pull.base.sha, head])
    } finally {
      await queueing.end()
    }
  })

  it('is not sent when nobody subscribed to it', async () => {
    const app = { id: 1, slug: 'quiet', publicKeyPem: '', permissions: {}, events: ['pull_request'] } as const
    const quiet = await startWorld({ app })
    try {
      const clone = await quiet.git(quiet.engineer.token)
      await clone.push('more', { a: '1' })
      await quiet.sim.settled()
      expect(quiet.received.map(({ event }) => event)).not.toContain('push')
    } finally {
      await quiet.end()
    }
  })

  it('that failed is listed, and sent again with the same delivery when asked', async () => {
    world.answerWith(500)
    const clone = await world.git(world.engineer.token)
    await clone.push('more', { a: '1' })
    const first = await world.event('push')
    await world.sim.settled()
    const list = async (status: 'success' | 'failure') =>
      (await world.app().request('GET /app/hook/deliveries', { per_page: 100, status })).data
    const failed = (await list('failure')).find(({ event }) => event === 'push')
    expect(failed).toMatchObject({ guid: first.guid, status_code: 500, redelivery: false })
    world.answerWith(200)
    await world.app().rest.apps.redeliverWebhookDelivery({ delivery_id: Number(failed?.id) })
    await world.sim.settled()
    expect(world.received.filter(({ guid }) => guid === first.guid)).toHaveLength(2)
    expect((await list('success')).at(0)).toMatchObject({ guid: first.guid, redelivery: true, status_code: 200 })
    const { data } = await world.app().rest.apps.getWebhookDelivery({ delivery_id: Number(failed?.id) })
    expect(data.request.payload).toMatchObject({ ref: 'refs/heads/more' })
  })

  it('can be dropped or doubled by plan', async () => {
    world.sim.faults.webhook({ event: 'push', kind: 'drop' })
    const clone = await world.git(world.engineer.token)
    await clone.push('one', { a: '1' })
    await world.sim.settled()
    expect(world.received.filter(({ event }) => event === 'push')).toEqual([])
    expect(world.sim.journal.deliveries.at(-1)).toMatchObject({ event: 'push', statusCode: 0 })
    world.sim.faults.webhook({ event: 'push', kind: 'duplicate' })
    await clone.push('two', { a: '1' })
    await world.sim.settled()
    const guids = world.received.filter(({ event }) => event === 'push').map(({ guid }) => guid)
    expect(guids).toHaveLength(2)
    expect(new Set(guids).size).toBe(1)
  })

  it('tells of the App on another repository and of its removal', async () => {
    await world.sim.addRepository({ owner: OWNER, name: 'other', files: {}, collaborators: [] })
    const added = await world.event('installation_repositories', 'added')
    expect(added.payload.repositories_added).toMatchObject([{ name: 'other' }])
    const bot = await world.bot()
    world.sim.uninstall(OWNER)
    await world.event('installation', 'deleted')
    await expect(bot.rest.repos.get(FLEET)).rejects.toMatchObject({ status: 401 })
  })

  it('tells who asked for a check again', async () => {
    const clone = await world.git(world.engineer.token)
    const sha = await clone.push('more', { a: '1' })
    const bot = await world.bot()
    const { data } = await bot.rest.checks.create({ ...FLEET, name: 'fleet / plan', head_sha: sha })
    await bot.rest.checks.rerequestRun({ ...FLEET, check_run_id: data.id })
    expect((await world.event('check_run', 'rerequested')).payload.check_run).toMatchObject({ id: data.id })
  })
})
