/** What does the store promise of plans, whichever database it stands on? */
import { describe, expect, it } from 'vitest'
import type { PlanRecord } from '../../src/actions/ports.ts'
import { digestOf } from '../../src/lib/digest.ts'
import type { StackRef, Unplanned } from '../../src/plan/model.ts'
import type { Store } from '../../src/store/open.ts'
import { ref, transition } from '../support/plan-views.ts'
import { planOf, unused } from './rows.ts'

function gapOf(stack: StackRef): Unplanned {
  return { stack, code: 'account-unreachable', reason: 'refused', to: digestOf('to') }
}

export function planPromises(store: () => Store): void {
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
}
