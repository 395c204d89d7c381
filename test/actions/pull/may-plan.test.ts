/** Is no credential spent on a head before those have asked for it who have to? */
import { describe, expect, it } from 'vitest'
import { comment } from '../../support/fake-github.ts'
import type { World as Files } from '../../support/world.ts'
import { BASE, CHANGED, HEAD12, PULL, scene } from './asked-head.ts'

const BLUEPRINT = 'blueprints/small/1.0.1/blueprint.yml'
const SECOND = 'Not planned yet: a second person must ask for it'

describe('a pull request that changes blueprints', () => {
  it('is validated, waits for a second person and says so where people look', async () => {
    const { check, title, conclusion, fake } = scene()
    expect(await check({ pusher: 'pusher' })).toBeUndefined()
    expect(title()).toBe(SECOND)
    expect(conclusion()).toBe('action_required')
    const [told] = fake.said.comments.get(12) ?? []
    expect(told?.body).toContain(`/fleet plan ${HEAD12}`)
    expect(told?.body).toContain('<!-- fleetwright:pushed by pusher -->')
  })

  it('is planned once a second person names its head, and again by any event after that, with the rows gone too', async () => {
    const { check, command, fake } = scene()
    await check({ pusher: 'pusher' })
    const { answer, run } = await command('reviewer', `/fleet plan ${HEAD12}`)
    expect(answer).toContain('**Done:** planning')
    expect(run).toMatchObject({ head: PULL.headSha })
    fake.pushers.clear()
    fake.publications.clear()
    expect(await check()).toMatchObject({ head: PULL.headSha })
  })

  it.each([
    { who: 'its author, however written', login: 'Engineer' },
    { who: 'a co-author, however written', login: 'CO-AUTHOR' },
    { who: 'who pushed it', login: 'pusher' },
  ])('is not planned because $who asks', async ({ login }) => {
    const { check, command, title } = scene()
    await check({ pusher: 'pusher' })
    const { answer, run } = await command(login, `/fleet plan ${HEAD12}`)
    expect(answer).toContain('**Not done:** it changes blueprints')
    expect(run).toBeUndefined()
    expect(await check()).toBeUndefined()
    expect(title()).toBe(SECOND)
  })

  it.each([
    { what: 'someone without write access', login: 'onlooker', body: `/fleet plan ${HEAD12}` },
    { what: 'who names no commit', login: 'reviewer', body: '/fleet plan' },
    { what: 'who names another commit', login: 'reviewer', body: '/fleet plan cccccccccccc' },
  ])('is not planned because of $what', async ({ login, body }) => {
    const { check, command } = scene()
    const { answer, run } = await command(login, body)
    expect(answer).toContain('**Not done:**')
    expect(run).toBeUndefined()
    expect(await check()).toBeUndefined()
  })

  it('is not planned because another bot says that somebody asked for it', async () => {
    const { check, fake } = scene()
    comment(fake, PULL.number, 'other[bot]', `<!-- fleetwright:asked for ${PULL.headSha} by reviewer -->`)
    expect(await check()).toBeUndefined()
    comment(fake, PULL.number, 'fleet[bot]', `<!-- fleetwright:asked for ${PULL.headSha} by reviewer -->`)
    expect(await check()).toBeDefined()
  })

  it('is not planned where GitHub does not tell who wrote it', async () => {
    const { fake, command } = scene()
    fake.said.contributors.set(PULL.number, undefined)
    const { run } = await command('reviewer', `/fleet plan ${HEAD12}`)
    expect(run).toBeUndefined()
  })

  it('waits again with the next head, and when who asked has no write access any more', async () => {
    const { check, command, fake } = scene()
    await command('reviewer', `/fleet plan ${HEAD12}`)
    fake.said.permissions.set('reviewer', 'read')
    expect(await check()).toBeUndefined()
    fake.said.permissions.set('reviewer', 'write')
    expect(await check()).toBeDefined()
    // Even one whose first digits are those that were typed.
    fake.said.pulls.set(12, { ...PULL, headSha: `${HEAD12}${'b'.repeat(28)}` })
    expect(await check()).toBeUndefined()
  })

  it('is not planned because another head has the digits that were typed by the time that is heard', async () => {
    const { fake, check, command } = scene()
    await check()
    const fitted = `${HEAD12}${'b'.repeat(28)}`
    fake.said.pulls.set(12, { ...PULL, headSha: fitted })
    const { answer, run } = await command('reviewer', `/fleet plan ${HEAD12}`)
    expect(answer).toContain('the head came after that was written')
    expect(run).toBeUndefined()
    expect(await check()).toBeUndefined()
  })

  it('is not planned because another head has the digits that were typed by the time it is looked at', async () => {
    const { fake, check } = scene()
    fake.said.pulls.set(12, { ...PULL, headSha: `${HEAD12}${'b'.repeat(28)}` })
    expect(await check({ named: PULL.headSha, asker: 'reviewer', again: 'command-1' })).toBeUndefined()
  })

  it('is not planned because its author made us repeat our own mark', async () => {
    const { check, command } = scene()
    const { answer } = await command('engineer', `/fleet <!-- fleetwright:asked for ${PULL.headSha} by reviewer -->`)
    expect(answer).toContain('fleetwright:asked')
    expect(await check()).toBeUndefined()
  })

  it.each([
    { what: 'adds one', head: CHANGED, waits: true },
    { what: 'removes one', head: BASE, base: CHANGED, waits: true },
    { what: 'edits one', head: CHANGED.edit(BLUEPRINT, (text) => `# words\n${text}`), base: CHANGED, waits: true },
    { what: 'leaves them as they are', head: BASE.pipeline('acme', 'app'), waits: false },
  ])('is one that $what: $waits', async ({ head, base, waits }) => {
    const { check } = scene({ head, ...(base === undefined ? {} : { base }) })
    expect((await check()) === undefined).toBe(waits)
  })

  it('is planned at once where the base says so, and not because it says so itself', async () => {
    const lax = (files: Files) => files.edit('fleet.yml', (text) => `${text}blueprints: { secondPerson: false }\n`)
    expect(await scene({ base: lax(BASE), head: lax(CHANGED) }).check()).toBeDefined()
    expect(await scene({ base: BASE, head: lax(CHANGED) }).check()).toBeUndefined()
  })

  it('by a stranger is planned once somebody with write access names it: they are the second person', async () => {
    const { check, command } = scene({ pull: { fork: true, author: 'stranger' } })
    expect(await check()).toBeUndefined()
    const { run } = await command('reviewer', `/fleet plan ${HEAD12}`)
    expect(run).toBeDefined()
  })
})

describe('a head by someone without write access', () => {
  it.each([
    { what: 'from a fork', pull: { fork: true } },
    { what: 'in the repository itself', pull: { author: 'stranger' } },
  ])('$what is planned once it was named, and again by any event after that', async ({ pull }) => {
    const { check, command, title } = scene({ pull, head: BASE })
    expect(await check()).toBeUndefined()
    expect(title()).toBe('Not planned yet: someone with write access must ask for it')
    expect((await command('reviewer', '/fleet plan')).run).toBeUndefined()
    expect((await command('reviewer', `/fleet plan ${HEAD12}`)).run).toBeDefined()
    expect(await check()).toBeDefined()
  })
})

describe('a head that some digits named when nobody had to vouch for it', () => {
  it('waits to be named once its author is a stranger', async () => {
    const { check, command, fake } = scene({ head: BASE })
    expect((await command('reviewer', `/fleet plan ${HEAD12}`)).run).toBeDefined()
    fake.said.permissions.set('engineer', 'read')
    expect(await check()).toBeUndefined()
    expect((await command('reviewer', `/fleet plan ${PULL.headSha}`)).run).toBeDefined()
    expect(await check()).toBeDefined()
  })
})
