/**
 * What does the store promise, whichever database it stands on?
 *
 * The same tests run on the embedded database and on a server.
 */
import { describe, expect, it } from 'vitest'
import type { PlanRecord } from '../../src/actions/ports.ts'
import { digestOf } from '../../src/lib/digest.ts'
import type { StackRef, Unplanned } from '../../src/plan/model.ts'
import { leftBehindBy } from '../../src/rollout/awaited.ts'
import type { Database } from '../../src/store/database.ts'
import { openStore, type Store } from '../../src/store/open.ts'
import { ring, rolloutOf, rowsOf } from '../rollout/fleet.ts'
import { ref, transition } from '../support/plan-views.ts'

let used = 0

/** Ids that no other test of this run has used: they share one database, as rows do in life. */
function unused(): number {
  return ++used
}

function rolloutNumber(number: number) {
  return rolloutOf([ring('canary')], { id: `r-${String(number).padStart(12, '0')}`, state: 'running', pull: number })
}

function planOf(pull: number, head: string): PlanRecord {
  const plan = { transitions: [], unplanned: [], rules: [], digest: digestOf([pull, head]) }
  return {
    pull,
    head,
    base: 'base',
    tree: `tree-${head}`,
    plan,
    evidence: { changeSets: {}, behind: [] },
    publishedAt: '2026-11-23T08:00:00Z',
  }
}

function gapOf(stack: StackRef): Unplanned {
  return { stack, code: 'account-unreachable', reason: 'refused', to: digestOf('to') }
}

export function storePromises(databaseOf: () => Database): void {
  const store = (): Store => openStore(databaseOf())

  describe('plans', () => {
    it('come back whole, the newest first asked for', async () => {
      const pull = unused()
      const { plans } = store()
      await plans.save(planOf(pull, `first-${pull}`))
      await plans.save(planOf(pull, `second-${pull}`))
      expect(await plans.latest(pull)).toEqual(planOf(pull, `second-${pull}`))
      expect(await plans.byDigest(digestOf([pull, `first-${pull}`]))).toEqual(planOf(pull, `first-${pull}`))
      expect(await plans.byTree(`tree-first-${pull}`)).toHaveLength(1)
      expect(await plans.latest(unused())).toBeUndefined()
    })

    it('of one digest are each their pull request’s, the newest where nobody is named', async () => {
      const [one, other] = [unused(), unused()]
      const { plans } = store()
      const { plan } = planOf(one, `shared-${one}`)
      const [first, second] = [planOf(one, `a-${one}`), planOf(other, `b-${other}`)].map((each) => ({ ...each, plan }))
      const { pull: _, ...ofBranch } = { ...planOf(one, `c-${one}`), plan }
      if (first === undefined || second === undefined) throw new Error('there are two')
      for (const each of [first, second, ofBranch]) await plans.save(each)
      expect(await plans.byDigest(plan.digest, one)).toEqual(first)
      expect(await plans.byDigest(plan.digest, other)).toEqual(second)
      expect(await plans.byDigest(plan.digest, 'none')).toEqual(ofBranch)
      expect(await plans.byDigest(plan.digest, unused())).toBeUndefined()
      expect(await plans.byDigest(plan.digest)).toEqual(ofBranch)
    })

    it('of the default branch are not those of a pull request with the same head', async () => {
      const pull = unused()
      const { plans } = store()
      const { pull: _pull, ...ofBranch } = planOf(pull, `merged-${pull}`)
      await plans.save(ofBranch)
      await plans.save(planOf(pull, `merged-${pull}`))
      expect(await plans.ofCommit(`merged-${pull}`)).toEqual(ofBranch)
    })

    it('that are withdrawn stand for nothing, and nothing older in their place, until another is saved', async () => {
      const pull = unused()
      const { plans, standing } = store()
      for (const head of ['first', 'second']) await plans.save(planOf(pull, `${head}-${pull}`))
      await standing.withdraw(pull)
      expect(await plans.latest(pull)).toBeUndefined()
      expect(await plans.byDigest(digestOf([pull, `second-${pull}`]))).toEqual(planOf(pull, `second-${pull}`))
      await plans.save(planOf(pull, `first-${pull}`))
      expect(await plans.latest(pull)).toEqual(planOf(pull, `first-${pull}`))
    })

    it('stand once for each open pull request, and for one that has ended as what was reviewed alone', async () => {
      const [one, other, ended] = [unused(), unused(), unused()]
      const { plans, standing } = store()
      for (const head of ['first', 'second']) await plans.save(planOf(one, `${head}-${one}`))
      for (const pull of [other, ended]) await plans.save(planOf(pull, `first-${pull}`))
      await standing.withdraw(other)
      await standing.close(other)
      await standing.close(ended)
      const found = (await standing.list()).filter(({ pull }) => [one, other, ended].includes(pull))
      expect(found).toEqual([{ pull: one, compared: 'base' }])
      await standing.compare({ pulls: [one, ended], from: 'base', to: 'tip' })
      await standing.compare({ pulls: [one], from: 'base', to: 'late' })
      await standing.compare({ pulls: [], from: 'tip', to: 'nothing' })
      expect(await standing.list()).toContainEqual({ pull: one, compared: 'tip' })
      await plans.save(planOf(one, `third-${one}`))
      expect(await standing.list()).toContainEqual({ pull: one, compared: 'base' })
      expect(await plans.latest(ended)).toEqual(planOf(ended, `first-${ended}`))
      expect(await plans.latest(other)).toBeUndefined()
    })

    it('are found by the stacks they name, be they planned, not planned or leaving', async () => {
      const [planned, gap, leaving, elsewhere] = [unused(), unused(), unused(), unused()]
      const { plans, standing } = store()
      const stacks = ['a', 'b', 'c', 'd'].map((key) => ref({ key, customer: `c-${planned}` }))
      const [a, b, c, d] = stacks.map(({ id }) => id)
      const naming = async (pull: number, of: Partial<PlanRecord['plan']>) => {
        const record = planOf(pull, `head-${pull}`)
        await plans.save({ ...record, plan: { ...record.plan, ...of } })
      }
      await naming(planned, { transitions: stacks.slice(0, 2).map((stack) => transition(stack)) })
      await naming(gap, { unplanned: stacks.slice(1, 2).map(gapOf) })
      await naming(leaving, { leaving: stacks.slice(1, 3) })
      await naming(elsewhere, { transitions: stacks.slice(3).map((stack) => transition(stack)) })
      if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('no stack')
      expect(await standing.naming([c, b, a])).toEqual([
        { pull: planned, stacks: [a, b] },
        { pull: gap, stacks: [b] },
        { pull: leaving, stacks: [b, c] },
      ])
      await standing.withdraw(gap)
      await standing.close(leaving)
      expect(await standing.naming([b])).toEqual([{ pull: planned, stacks: [b] }])
      expect(await standing.naming([])).toEqual([])
    })

    it('keep what strangers write into reasons, a NUL and a lone surrogate among it', async () => {
      const pull = unused()
      const record = planOf(pull, `odd-${pull}`)
      const odd = {
        ...record,
        tree: `tree-${pull}`,
        evidence: { changeSets: { 'a\u0000b': 'x\ud800y"\'' }, behind: [] },
      }
      await store().plans.save(odd)
      expect(await store().plans.latest(pull)).toEqual(odd)
    })
  })

  describe('recent plans', () => {
    it('are those of open pull requests, whatever came since, and the newest of each other', async () => {
      const [open, merged, gone] = [unused(), unused(), unused()]
      const { plans, standing, recentPlans } = store()
      await plans.save(planOf(open, `old-${open}`))
      for (const pull of [open, merged, gone]) await plans.save(planOf(pull, `new-${pull}`))
      await plans.save(planOf(merged, `newest-${merged}`))
      await standing.close(merged)
      await standing.withdraw(gone)
      const { pull: _none, ...ofCommit } = planOf(unused(), `commit-${open}`)
      // More than are looked at.
      for (let number = 0; number < 310; number += 1) await plans.save(ofCommit)
      const found = await recentPlans()
      const own = (heads: readonly { readonly head: string }[]) =>
        heads.map(({ head }) => head).filter((head) => [open, merged, gone].some((pull) => head.endsWith(`-${pull}`)))
      expect(own(found.open)).toEqual([`new-${open}`])
      expect(found.open.find(({ pull }) => pull === open)).toEqual({
        pull: open,
        head: `new-${open}`,
        digest: digestOf([open, `new-${open}`]),
        keptAt: expect.stringMatching(/^\d{4}-.*Z$/),
      })
      expect(found.others[0]?.head).toBe(`commit-${open}`)
      expect(found.others.filter(({ head }) => head === `commit-${open}`)).toHaveLength(1)
    })

    it('of the past are told by the newest of each pull request', async () => {
      const [merged, other] = [unused(), unused()]
      const { plans, standing, recentPlans } = store()
      await plans.save(planOf(merged, `first-${merged}`))
      await plans.save(planOf(merged, `second-${merged}`))
      await plans.save(planOf(other, `only-${other}`))
      for (const pull of [merged, other]) await standing.close(pull)
      const { others } = await recentPlans()
      expect(others.slice(0, 2).map(({ head }) => head)).toEqual([`only-${other}`, `second-${merged}`])
    })
  })

  describe('places where change sets may be left', () => {
    it('are kept by pull request and name until they are forgotten', async () => {
      const [one, other] = [unused(), unused()]
      const { leftovers } = store()
      const stacks = ['a', 'b'].map((key) => ref({ key }).id)
      const first = { pull: one, of: 'run-1', base: 'base', stacks }
      await leftovers.note(first)
      await leftovers.note({ ...first, of: 'run-2' })
      await leftovers.note({ ...first, pull: other })
      await leftovers.note({ ...first, of: 'run-2', stacks: stacks.slice(1) })
      expect(await leftovers.of(one)).toEqual([first, { ...first, of: 'run-2', stacks: stacks.slice(1) }])
      await leftovers.forget(first)
      await leftovers.forget({ pull: other, of: 'run-1' })
      expect((await leftovers.of(one)).map(({ of }) => of)).toEqual(['run-2'])
      expect((await leftovers.pulls()).filter((pull) => pull === one || pull === other)).toEqual([one])
    })
  })

  describe('unsound heads', () => {
    it('are kept by pull request, the newest alone, until they are forgotten', async () => {
      const [one, other] = [unused(), unused()]
      const { unsound } = store()
      const own = async () => (await unsound.list()).filter(({ pull }) => pull === one || pull === other)
      const first = { pull: one, head: 'a', compared: 'tip-1' }
      await unsound.note(first)
      await unsound.note({ ...first, pull: other })
      await unsound.compare(first, 'tip-2')
      expect(await own()).toEqual([
        { ...first, compared: 'tip-2' },
        { ...first, pull: other },
      ])
      await unsound.note({ ...first, head: 'b', compared: 'tip-2' })
      // Whoever looked at the older head says nothing of the newer.
      await unsound.compare({ ...first, compared: 'tip-2' }, 'tip-3')
      await unsound.forget(other)
      expect(await own()).toEqual([{ pull: one, head: 'b', compared: 'tip-2' }])
    })
  })

  describe('sessions', () => {
    const CHECKED = '2026-11-26T09:00:00Z'
    const sessionOf = (id: number) => ({
      visitor: { id, login: `person-${id}` },
      checkedAt: CHECKED,
      endsAt: '2026-11-26T17:00:00Z',
    })

    it('are found by their hash alone, until they are ended', async () => {
      const { sessions } = store()
      const session = sessionOf(unused())
      await sessions.open('hash-one', session)
      expect(await sessions.find('hash-one')).toEqual(session)
      expect(await sessions.find('hash-two')).toBeUndefined()
      await sessions.end('hash-one')
      expect(await sessions.find('hash-one')).toBeUndefined()
    })

    it('remember when they were last checked', async () => {
      const { sessions } = store()
      const session = sessionOf(unused())
      await sessions.open('hash-three', session)
      await sessions.checked('hash-three', '2026-11-26T09:05:00Z')
      expect(await sessions.find('hash-three')).toEqual({ ...session, checkedAt: '2026-11-26T09:05:00Z' })
    })

    it('of one person end together, and nobody else’s', async () => {
      const { sessions } = store()
      const [one, other] = [sessionOf(unused()), sessionOf(unused())]
      await sessions.open('browser', one)
      await sessions.open('terminal', one)
      await sessions.open('somebody', other)
      await sessions.endAllOf(one.visitor.id)
      expect(await sessions.find('browser')).toBeUndefined()
      expect(await sessions.find('terminal')).toBeUndefined()
      expect(await sessions.find('somebody')).toEqual(other)
    })

    it('are forgotten a day after they began', async () => {
      const { sessions, prune } = store()
      await sessions.open('yesterday', sessionOf(unused()))
      await sessions.open('today', sessionOf(unused()))
      await databaseOf().pool.query(
        "update fleetwright.sessions set written_at = now() - interval '25 hours' where hash = 'yesterday'",
      )
      await prune()
      expect(await sessions.find('yesterday')).toBeUndefined()
      expect(await sessions.find('today')).toBeDefined()
    })
  })

  describe('a digest', () => {
    it('is found by its first digits, from twelve on, where one plan alone has them', async () => {
      const pull = unused()
      const { plans, digestOf: whole } = store()
      const record = planOf(pull, `digits-${pull}`)
      await plans.save(record)
      const { digest } = record.plan
      expect(await whole(digest.slice(0, 16))).toBe(digest)
      expect(await whole(digest.slice(0, 12))).toBe(digest)
      for (const digits of [digest.slice(0, 11), `${'0'.repeat(12)}`, `${digest.slice(0, 12)}%`]) {
        expect(await whole(digits)).toBeUndefined()
      }
      const twin = {
        ...record,
        pull: unused(),
        plan: { ...record.plan, digest: `${digest.slice(0, 20)}${'0'.repeat(44)}` },
      }
      await plans.save(twin as typeof record)
      expect(await whole(digest.slice(0, 16))).toBeUndefined()
      expect(await whole(digest.slice(0, 40))).toBe(digest)
    })
  })

  describe('rollouts', () => {
    it('are created once, however often a merge is noticed', async () => {
      const rollout = rolloutNumber(unused())
      const { rollouts } = store()
      await rollouts.create(rollout, rowsOf('canary', 'acme', ['network', 'streams']))
      await rollouts.create({ ...rollout, state: 'held' }, rowsOf('canary', 'globex'))
      const found = await rollouts.get(rollout.id)
      expect(found?.rollout).toEqual(rollout)
      expect(found?.stacks.map((row) => row.ref.customer)).toEqual(['acme', 'acme'])
    })

    it('take four thousand stacks', async () => {
      const rollout = rolloutNumber(unused())
      const [row] = rowsOf('canary', 'acme')
      if (row === undefined) throw new Error('no row')
      const many = Array.from({ length: 4_000 }, (_, index) => ({
        ...row,
        ref: { ...row.ref, id: `${row.ref.id}-${index}` as typeof row.ref.id },
      }))
      await store().rollouts.create(rollout, many)
      expect((await store().rollouts.get(rollout.id))?.stacks).toHaveLength(4_000)
    })

    it('are listed oldest first, without those that ended if asked', async () => {
      const { rollouts } = store()
      const [older, newer] = [rolloutNumber(unused()), rolloutNumber(unused())]
      for (const each of [older, newer]) await rollouts.create(each, [])
      await rollouts.save({ ...older, state: 'done', endedAt: older.createdAt })
      const all = (await rollouts.list({ open: false })).map((each) => each.id)
      expect(all.indexOf(older.id)).toBeLessThan(all.indexOf(newer.id))
      expect((await rollouts.list({ open: true })).map((each) => each.id)).not.toContain(older.id)
      expect(await rollouts.list({ open: false, pull: older.pull ?? 0 })).toHaveLength(1)
      expect(await rollouts.list({ open: false, newest: 1 })).toEqual([newer])
    })

    it('that ended are not brought back by a look from before', async () => {
      const rollout = rolloutNumber(unused())
      const { rollouts } = store()
      await rollouts.create(rollout, [])
      await rollouts.save({ ...rollout, state: 'aborted' })
      await rollouts.save({ ...rollout, state: 'running' })
      expect((await rollouts.get(rollout.id))?.rollout.state).toBe('aborted')
    })

    it('are written together with rows that an edit changes, and neither once they ended', async () => {
      const rollout = rolloutNumber(unused())
      const rows = rowsOf('canary', 'acme', ['network', 'streams'])
      const { rollouts } = store()
      await rollouts.create(rollout, rows)
      const [network, streams] = rows
      if (network === undefined || streams === undefined) throw new Error('two rows')
      const states = async () => {
        const found = await rollouts.get(rollout.id)
        return [found?.rollout.state, ...(found?.stacks.map(({ state }) => state) ?? [])]
      }
      await rollouts.save({ ...rollout, state: 'running' }, [{ ...streams, state: 'skipped' }])
      expect(await states()).toEqual(['running', 'waiting', 'skipped'])
      await rollouts.save({ ...rollout, state: 'aborted' })
      await rollouts.save({ ...rollout, state: 'running' }, [{ ...network, state: 'skipped' }])
      expect(await states()).toEqual(['aborted', 'waiting', 'skipped'])
    })

    it('tell which stacks they left behind, until one reaches them', async () => {
      const { rollouts, missed } = store()
      const [first, second, third] = [rolloutNumber(unused()), rolloutNumber(unused()), rolloutNumber(unused())]
      const rows = rowsOf('canary', `left-${first.id}`, ['network', 'streams'])
      const [network, streams] = rows
      if (network === undefined || streams === undefined) throw new Error('two rows')
      const left = async () => {
        const all = await missed.list()
        return all.flatMap(({ stack, rollout, state }) => {
          const row = rows.find(({ ref }) => ref.id === stack)
          const isLeft = leftBehindBy(rollout, { state }) !== undefined
          return row === undefined || !isLeft ? [] : [[row.ref.key, rollout.id]]
        })
      }
      await rollouts.create(first, rows)
      expect(await left()).toEqual([])
      await rollouts.saveStack(first.id, { ...network, state: 'done' })
      await rollouts.save({ ...first, state: 'aborted' })
      expect(await left()).toEqual([['streams', first.id]])
      await rollouts.create(second, rows)
      // Another is on its way to both.
      expect(await left()).toEqual([])
      await rollouts.saveStack(second.id, { ...network, state: 'skipped' })
      await rollouts.save({ ...second, state: 'done' })
      expect(await left()).toEqual([
        ['network', second.id],
        ['streams', second.id],
      ])
      await rollouts.create(third, rows)
      await rollouts.saveStack(third.id, { ...streams, state: 'done' })
      await rollouts.save({ ...third, state: 'aborted' })
      expect(await left()).toEqual([['network', third.id]])
      // What ran on when its rollout was aborted.
      await rollouts.saveStack(third.id, { ...network, state: 'done' })
      expect(await left()).toEqual([])
    })

    it('change one stack without touching its neighbours', async () => {
      const rollout = rolloutNumber(unused())
      const rows = rowsOf('canary', 'acme', ['network', 'streams'])
      const { rollouts } = store()
      await rollouts.create(rollout, rows)
      const [first] = rows
      if (first === undefined) throw new Error('no row')
      await rollouts.saveStack(rollout.id, { ...first, state: 'applying', attempt: 1 })
      expect((await rollouts.get(rollout.id))?.stacks.map((row) => row.state)).toEqual(['applying', 'waiting'])
    })
  })

  describe('attempts', () => {
    it('keep their number when asked again, and never share one', async () => {
      const { attempts } = store()
      const transition = `t-${unused()}`
      const wishes = Array.from({ length: 12 }, (_, index) => `wish-${index % 6}`)
      const numbers = await Promise.all(wishes.map((wish) => attempts.number(transition, wish)))
      expect(numbers.slice(0, 6)).toEqual(numbers.slice(6))
      expect(numbers.slice(0, 6).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6])
      expect(await attempts.number(`t-${unused()}`, 'wish-0')).toBe(1)
    })
  })

  describe('deliveries', () => {
    it('are done when each of their tasks is carried out, and let in again until then', async () => {
      const { deliveries } = store()
      const guid = `guid-${unused()}`
      expect(await deliveries.accept(guid, 2)).toBe('new')
      await deliveries.finished(guid, 0)
      await deliveries.finished(guid, 0)
      expect(await deliveries.accept(guid, 2)).toBe('again')
      await deliveries.finished(guid, 1)
      expect(await deliveries.accept(guid, 2)).toBe('done')
    })
  })

  describe('notes', () => {
    it('know what was last published and who pushed', async () => {
      const { publications, pushers } = store()
      const key = `comment-${unused()}`
      expect(await publications.last(key)).toBeUndefined()
      await publications.wrote(key, 'first')
      await publications.wrote(key, 'second')
      expect(await publications.last(key)).toBe('second')
      const pull = unused()
      for (const login of ['zoe', 'ann', 'zoe']) await pushers.note(pull, login)
      expect(await pushers.of(pull)).toEqual(['ann', 'zoe'])
    })

    it('know who pushed any of some commits, each person once', async () => {
      const { pushers } = store()
      const [one, two, other] = [`one-${unused()}`, `two-${unused()}`, `other-${unused()}`]
      for (const login of ['zoe', 'ann', 'zoe']) await pushers.noteHead(one, login)
      await pushers.noteHead(two, 'ann')
      await pushers.noteHead(two, 'bea')
      expect(await pushers.ofHeads([one])).toEqual(['ann', 'zoe'])
      expect(await pushers.ofHeads([two, one, other])).toEqual(['ann', 'bea', 'zoe'])
      expect(await pushers.ofHeads([other])).toEqual([])
      expect(await pushers.ofHeads([])).toEqual([])
    })
  })

  describe('the repository', () => {
    it('is the one of the first boot, or the start is refused', async () => {
      const { repository } = store()
      await repository.remember({ repositoryId: 71, installationId: 5_000_000_000 })
      await repository.remember({ repositoryId: 71, installationId: 5_000_000_000 })
      await expect(repository.remember({ repositoryId: 72, installationId: 5_000_000_000 })).rejects.toMatchObject({
        code: 'repository-changed',
        message: expect.stringContaining('repository 71'),
      })
      await expect(repository.remember({ repositoryId: 71, installationId: 6 })).rejects.toMatchObject({
        code: 'repository-changed',
      })
    })
  })

  describe('pruning', () => {
    it('forgets what ended long ago, and neither the newest rollout nor the plan of an open one', async () => {
      const { rows } = databaseOf()
      const { plans, rollouts, prune, deliveries, pushers } = store()
      const [old, open, newest] = [unused(), unused(), unused()]
      const held = { ...rolloutNumber(open), planDigest: planOf(open, `p-${open}`).plan.digest }
      for (const each of [rolloutNumber(old), held, rolloutNumber(newest)])
        await rollouts.create(each, rowsOf('canary', 'acme'))
      for (const number of [old, open]) await plans.save(planOf(number, `p-${number}`))
      for (const number of [old, newest]) await rollouts.save({ ...rolloutNumber(number), state: 'done' })
      await deliveries.accept(`guid-${old}`, 1)
      await pushers.noteHead(`head-${old}`, 'ann')
      for (const table of ['rollouts', 'plans', 'deliveries', 'pushed_heads'] as const) await age(rows, table)
      await pushers.noteHead(`head-${newest}`, 'ann')
      await prune()
      expect(await rollouts.get(rolloutNumber(old).id)).toBeUndefined()
      expect(await rollouts.get(rolloutNumber(newest).id)).toBeDefined()
      expect(await plans.latest(old)).toBeUndefined()
      expect(await plans.latest(open)).toBeDefined()
      expect(await pushers.ofHeads([`head-${old}`])).toEqual([])
      expect(await pushers.ofHeads([`head-${newest}`])).toEqual(['ann'])
      expect(await deliveries.accept(`guid-${old}`, 1)).toBe('new')
    })
  })
}

/** The age is the database's own and cannot be written by the store, so the test reaches around it. */
async function age(rows: Database['rows'], table: 'rollouts' | 'plans' | 'deliveries' | 'pushed_heads'): Promise<void> {
  const { sql } = await import('kysely')
  await sql`update fleetwright.${sql.table(table)} set written_at = now() - interval '500 days'`.execute(rows)
}
