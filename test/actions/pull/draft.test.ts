/** Is a draft planned once somebody wants to see its plan, and not before? */
import { describe, expect, it } from 'vitest'
import { comment } from '../../support/fake-github.ts'
import { planRecord } from '../../support/fake-records.ts'
import { BASE, HEAD12, PULL, scene } from './asked-head.ts'

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
