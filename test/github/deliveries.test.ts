/**
 * Do signed webhooks of the one repository become tasks, and its commits files, and nobody else's?
 */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Task } from '../../src/actions/ports.ts'
import { type Mirror, openMirror } from '../../src/git/mirror.ts'
import type { SimUser } from '../../src/sim/github/server.ts'
import type { Intake } from '../../src/web/model.ts'
import type { Web } from '../../src/web/open.ts'
import { openFront } from '../web/front.ts'
import { openWorld, QUIET, SECRET, type World } from './world.ts'

let world: World
let web: Web
let mirror: Mirror
const tasks: Task[] = []

beforeAll(async () => {
  world = await openWorld()
  const intake: Intake = {
    secret: SECRET,
    receive: world.github.receive,
    accept: async (_delivery, accepted) => {
      tasks.push(...accepted)
      return 'accepted'
    },
  }
  web = await openFront(intake, QUIET)
  mirror = await openMirror({
    dir: join(world.dir, 'mirror'),
    remoteUrl: world.github.cloneUrl,
    token: world.github.token,
    defaultBranch: world.github.defaultBranch,
    protocols: 'http',
    path: process.env.PATH ?? '',
    log: QUIET,
  })
  world.sim.setWebhookUrl(`${web.url}/api/github/webhooks`)
})
afterAll(async () => {
  await mirror.close()
  await web.close()
  await world.close()
})

async function tasksOf(work: () => Promise<unknown>): Promise<Task[]> {
  await world.sim.settled()
  tasks.length = 0
  await work()
  await world.sim.settled()
  return [...tasks]
}

it('a pull request, its review, a command and its merge each ask for their work', async () => {
  const { engineer, reviewer } = world
  let head = ''
  const pushed = (as: SimUser, text: string) =>
    tasksOf(async () => {
      head = await world.push(as, 'change', { 'fleet.yml': text })
    })
  expect(await pushed(engineer, 'fleet: two\n')).toEqual([{ kind: 'note-push', head, pusher: 'engineer' }])
  const pull = 1
  expect(await tasksOf(() => world.openPull(engineer, 'change'))).toEqual([
    { kind: 'check-pull', pull, pusher: 'engineer' },
  ])
  const again = await pushed(reviewer, 'fleet: three\n')
  expect(again).toHaveLength(2)
  expect(again).toEqual(
    expect.arrayContaining([
      { kind: 'note-push', head, pusher: 'reviewer' },
      { kind: 'check-pull', pull, pusher: 'reviewer' },
    ]),
  )
  const reviewed = () =>
    world.ask(engineer, 'POST', `/repos/acme/fleet/pulls/${pull}/reviews`, { event: 'COMMENT', body: 'x' })
  expect(await tasksOf(reviewed)).toEqual([{ kind: 'review-pull', pull }])
  const commented = () =>
    world.ask(engineer, 'POST', `/repos/acme/fleet/issues/${pull}/comments`, { body: '/fleet plan' })
  expect(await tasksOf(commented)).toEqual([{ kind: 'command', pull, comment: expect.any(Number) }])
  expect(await tasksOf(() => world.github.comments.once(pull, { marker: '<!-- m -->' }, '/fleet plan'))).toEqual([])
  const merged = await tasksOf(() => world.ask(reviewer, 'PUT', `/repos/acme/fleet/pulls/${pull}/merge`, {}))
  expect(merged).toHaveLength(2)
  expect(merged).toEqual(expect.arrayContaining([{ kind: 'close-pull', pull }, { kind: 'observe-default' }]))
  expect(world.sim.journal.deliveries.every(({ statusCode }) => statusCode === 202)).toBe(true)
})

it('the mirror reads the default branch and merges a pull request with the token of the App', async () => {
  const head = await world.push(world.engineer, 'mirrored', { 'customers/initech/customer.yml': 'customer: initech\n' })
  const base = (await mirror.fetchDefault()).sha
  expect([...(await mirror.files(base)).keys()]).toEqual(['customers/globex/customer.yml', 'fleet.yml'])
  const merged = await mirror.mergeResult({ base, head, pull: 2 })
  expect(merged.kind === 'clean' && [...merged.files.keys()]).toContain('customers/initech/customer.yml')
})

it('a pull request of a fork is known as one, and its commit is read without the fork', async () => {
  const { guest } = world
  await world.sim.addFork('guest', { owner: 'acme', name: 'fleet' })
  const theirs = { repository: 'guest/fleet' }
  const head = await world.push(guest, 'idea', { 'fleet.yml': 'fleet: idea\n' }, theirs)
  let pull = 0
  const made = await tasksOf(async () => {
    pull = await world.openPull(guest, 'guest:idea')
  })
  expect(made).toEqual([{ kind: 'check-pull', pull, pusher: 'guest' }])
  expect(await world.github.pulls.get(pull)).toMatchObject({ fork: true, headSha: head, author: 'guest' })
  const base = (await mirror.fetchDefault()).sha
  const merged = await mirror.mergeResult({ base, head, pull })
  expect(merged.kind === 'clean' && merged.files.get('fleet.yml')?.text).toBe('fleet: idea\n')
})

it('the token that git is given can read this repository and write nothing', async () => {
  const token = await world.github.token()
  const headers = { authorization: `Bearer ${token}` }
  expect((await fetch(`${world.sim.apiUrl}/repos/acme/fleet`, { headers })).status).toBe(200)
  const body = JSON.stringify({ body: 'hello' })
  const comment = await fetch(`${world.sim.apiUrl}/repos/acme/fleet/issues/1/comments`, {
    method: 'POST',
    headers,
    body,
  })
  expect(comment.status).toBe(403)
})

it('another repository of the same App makes no task, and no call', async () => {
  await world.sim.settled()
  await world.sim.addRepository({
    owner: 'globex',
    name: 'fleet',
    files: { 'fleet.yml': 'fleet: globex\n' },
    collaborators: [{ login: 'engineer', permission: 'admin' }],
  })
  const asked = () => world.sim.journal.requests.filter(({ actor }) => actor.startsWith('installation')).length
  const before = asked()
  const made = await tasksOf(() =>
    world.push(world.engineer, 'main', { 'fleet.yml': 'fleet: other\n' }, { repository: 'globex/fleet' }),
  )
  const last = world.sim.journal.deliveries.at(-1)
  expect(last).toMatchObject({ event: 'push', statusCode: 202 })
  expect(made).toEqual([])
  expect(asked()).toBe(before)
})

it('a delivery that is sent twice comes with the same id', async () => {
  world.sim.faults.webhook({ event: 'push', kind: 'duplicate' })
  const made = await tasksOf(() => world.push(world.engineer, 'main', { 'fleet.yml': 'fleet: four\n' }))
  expect(made).toEqual([{ kind: 'observe-default' }, { kind: 'observe-default' }])
  const [one, two] = world.sim.journal.deliveries.slice(-2)
  expect(one?.guid).toBe(two?.guid)
})
