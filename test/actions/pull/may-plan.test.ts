/** No credential is spent on a head before those have asked for it who have to. */
import { describe, expect, it } from 'vitest'
import { answerCommand } from '../../../src/actions/commands/answer-command.ts'
import type { PullRequest, Task } from '../../../src/actions/ports.ts'
import { checkPullRequest } from '../../../src/actions/pull/check-pull-request.ts'
import type { PlanRun } from '../../../src/actions/verbs.ts'
import type { World } from '../../../src/actions/world.ts'
import { comment } from '../../support/fake-github.ts'
import { planRecord, pullRequest } from '../../support/fake-records.ts'
import { type FakeWorld, fakeWorld } from '../../support/fake-world.ts'
import { type World as Files, world as fleet } from '../../support/world.ts'

const PULL = pullRequest(12)
const HEAD12 = PULL.headSha.slice(0, 12)
const BASE = fleet().customer('acme').pipeline('acme', 'web')
const BLUEPRINT = 'blueprints/small/1.0.1/blueprint.yml'

/** The base with a further version of the blueprint, which nobody uses yet. */
const CHANGED = [...BASE.tree().values()]
  .filter(({ path }) => path.startsWith('blueprints/small/1.0.0/'))
  .reduce<Files>(
    (files, { path, text }) => files.file(path.replace('1.0.0', '1.0.1'), text.replace('1.0.0', '1.0.1')),
    BASE,
  )

interface Scene {
  readonly fake: FakeWorld
  /** As events ask for it. */
  check(task?: Partial<Extract<Task, { kind: 'check-pull' }>>): Promise<PlanRun | undefined>
  /** Someone comments a command; answers what the bot said, and what came of the task that it asked for. */
  command(login: string, body: string): Promise<{ readonly answer: string; readonly run: PlanRun | undefined }>
  /** Whether it conflicts with the default branch from now on. */
  conflict(is: boolean): void
  title(): string | undefined
  conclusion(): string | undefined
}

function scene(of: { readonly pull?: Partial<PullRequest>; readonly head?: Files; readonly base?: Files } = {}): Scene {
  const base = (of.base ?? BASE).tree()
  const fake = fakeWorld({ files: base })
  fake.said.pulls.set(12, { ...PULL, ...of.pull })
  for (const login of ['engineer', 'Engineer', 'CO-AUTHOR', 'pusher', 'reviewer'])
    fake.said.permissions.set(login, 'write')
  fake.said.permissions.set('onlooker', 'read')
  fake.said.contributors.set(12, ['Co-Author'])
  const validated = { id: 1, externalId: '', status: 'completed', startedAt: '2026-11-23T19:59:59Z' } as const
  fake.said.checks.set(`${PULL.headSha} fleet / validate`, validated)
  const files = (of.head ?? CHANGED).tree()
  let isConflicting = false
  const mergeResult: World['git']['mergeResult'] = async () =>
    isConflicting ? { kind: 'conflict', paths: ['fleet.yml'] } : { kind: 'clean', tree: 'tree', files }
  const world: World = { ...fake.world, git: { ...fake.world.git, mergeResult } }
  const check: Scene['check'] = (task = {}) => checkPullRequest(world, { kind: 'check-pull', pull: 12, ...task })
  const plan = () => fake.published.findLast(({ name }) => name === 'fleet / plan')
  return {
    fake,
    check,
    async command(login, body) {
      const id = comment(fake, 12, login, body)
      const before = fake.tasks.length
      await answerCommand(world, { pull: 12, comment: id })
      const [asked] = fake.tasks.slice(before).map(({ task }) => task)
      const run = asked?.kind === 'check-pull' ? await check(asked) : undefined
      return { answer: fake.said.comments.get(12)?.at(-1)?.body ?? '', run }
    },
    conflict(is) {
      isConflicting = is
    },
    title: () => plan()?.title,
    conclusion: () => {
      const outcome = plan()?.outcome
      return outcome !== undefined && 'conclusion' in outcome ? outcome.conclusion : undefined
    },
  }
}

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

describe('a draft', () => {
  const DRAFT = { pull: { draft: true }, head: BASE }

  it('is validated and no more, and says how it is planned', async () => {
    const { check, title, conclusion, fake } = scene(DRAFT)
    expect(await check()).toBeUndefined()
    expect(fake.published[0]).toMatchObject({ name: 'fleet / validate', outcome: { conclusion: 'success' } })
    expect(title()).toBe('Not planned yet: it is a draft')
    expect(conclusion()).toBe('action_required')
    expect(fake.said.comments.get(12) ?? []).toEqual([])
  })

  it.each(['/fleet plan', `/fleet plan ${HEAD12}`])('is planned when its author says %s', async (body) => {
    const { command } = scene(DRAFT)
    const { run } = await command('engineer', body)
    expect(run).toBeDefined()
  })

  it('is planned when it is ready for review', async () => {
    const { check, fake } = scene(DRAFT)
    await check()
    fake.said.pulls.set(12, { ...PULL, draft: false })
    expect(await check()).toBeDefined()
  })

  it('that somebody asked for is planned again by whoever tries again, with the rows gone too', async () => {
    const { check, command, fake } = scene(DRAFT)
    await command('reviewer', '/fleet plan')
    expect(await check({ again: 'sweep-1' })).toBeDefined()
    fake.publications.clear()
    expect(await check({ again: 'sweep-2' })).toBeDefined()
    fake.publications.clear()
    fake.said.permissions.set('reviewer', 'read')
    expect(await check({ again: 'sweep-3' })).toBeUndefined()
  })

  it('that was planned is planned again once its conflict is mended', async () => {
    const { check, command, conflict, fake } = scene(DRAFT)
    await command('reviewer', '/fleet plan')
    fake.plans.set(12, planRecord(PULL))
    conflict(true)
    expect(await check()).toBeUndefined()
    expect(fake.plans.size).toBe(0)
    fake.publications.clear()
    conflict(false)
    expect(await check()).toBeDefined()
  })

  it('that was planned before it became one is planned again once its conflict is mended', async () => {
    const { check, conflict, fake } = scene({ head: BASE })
    expect(await check()).toBeDefined()
    fake.said.pulls.set(12, { ...PULL, draft: true })
    conflict(true)
    expect(await check()).toBeUndefined()
    conflict(false)
    expect(await check()).toBeDefined()
  })

  it('that somebody wants to see is not vouched for: a stranger’s waits, and so do blueprints', async () => {
    for (const { fake, check } of [scene({ pull: { fork: true, draft: true }, head: BASE }), scene()]) {
      comment(fake, 12, 'fleet[bot]', `<!-- fleetwright:wants ${PULL.headSha} by reviewer -->`)
      expect(await check()).toBeUndefined()
    }
  })

  it('that was planned is kept up with the default branch, until its next head', async () => {
    const { check, fake } = scene(DRAFT)
    expect(await check({ asker: 'engineer' })).toBeDefined()
    fake.plans.set(12, planRecord(PULL))
    expect(await check()).toBeDefined()
    fake.said.pulls.set(12, { ...PULL, draft: true, headSha: 'd'.repeat(40) })
    expect(await check()).toBeUndefined()
    expect(fake.plans.size).toBe(0)
  })
})
