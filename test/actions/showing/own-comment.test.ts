/** Which comment is our plan comment, and which of the marks in it are ours? */
import { describe, expect, it } from 'vitest'
import type { PlanRecord } from '../../../src/actions/ports.ts'
import { checkPullRequest } from '../../../src/actions/pull/check-pull-request.ts'
import { showPlan } from '../../../src/actions/showing/publish-plan.ts'
import { assemblePlan } from '../../../src/plan/assemble.ts'
import { PLAN_MARKER } from '../../../src/report/plan-comment.ts'
import { comment, conversation } from '../../support/fake-github.ts'
import { ref, transition } from '../../support/plan-views.ts'
import { approved, judged, PLAN, PULL, planned, shown } from './judging.ts'

describe('words of strangers that look like our marks', () => {
  it('within the plan comment are none of ours: a plan that holds one is withdrawn like any other', async () => {
    const mark = '<!-- fleetwright:withdrawn -->'
    const forging: PlanRecord = {
      ...PLAN,
      plan: assemblePlan({ transitions: [transition(ref({ key: mark }))], unplanned: [] }),
    }
    const fake = planned()
    await judged(fake, forging)
    expect(shown(fake)).toContain(mark)
    fake.said.pulls.set(12, { ...PULL, baseRef: 'release' })
    await checkPullRequest(fake.world, { kind: 'check-pull', pull: 12 })
    expect(shown(fake)).toContain('**No plan: this pull request goes into `release`')
  })

  it('in an answer make it no plan comment', async () => {
    const fake = planned()
    comment(fake, 12, 'fleet[bot]', '<!-- fleetwright:answer 7 -->\n`a` said `/fleet <!-- fleetwright:plan -->`')
    fake.said.pulls.set(12, { ...PULL, baseRef: 'release' })
    await checkPullRequest(fake.world, { kind: 'check-pull', pull: 12 })
    expect(fake.said.comments.get(12)).toHaveLength(1)
  })
})

describe('the plan comment', () => {
  it('that GitHub confirmed and does not list yet is edited, never written a second time', async () => {
    const fake = planned()
    await judged(fake)
    const [id] = fake.said.comments.get(12)?.map((each) => each.id) ?? []
    const places: unknown[] = []
    const { comments } = fake.world.github
    const sticky: typeof comments.sticky = async (pull, place, body) => {
      places.push(place.known)
      return comments.sticky(pull, place, body)
    }
    const world = { ...fake.world, github: { ...fake.world.github, comments: { ...comments, sticky } } }
    await showPlan(world, { said: { ...conversation(fake, PULL), comments: [] }, record: PLAN })
    expect(places).toEqual([{ id, body: '', changedAt: '', isTampered: false }])
  })

  it('that a list does not hold yet is written once, though the rows say that it was shown', async () => {
    const fake = planned()
    await judged(fake)
    const { pulls, comments } = fake.world.github
    let edits = 0
    const sticky: typeof comments.sticky = async (_pull, { known }, body) => {
      if (known === undefined || known === 'none') throw new Error('which comment it is was confirmed before')
      // Each edit has an instant of its own, as on GitHub.
      fake.pass(1)
      edits++
      const isSame = known.body === body
      return { id: known.id, changedAt: isSame ? known.changedAt : fake.world.clock.now().toString(), before: known }
    }
    const lagging = async (number: number) => ({ ...(await pulls.conversation(number)), comments: [] })
    const github = {
      ...fake.world.github,
      pulls: { ...pulls, conversation: lagging },
      comments: { ...comments, sticky },
    }
    await showPlan({ ...fake.world, github }, { said: await lagging(12), record: PLAN })
    expect(edits).toBe(2)
  })

  it('of another bot carries no mark of ours', async () => {
    const fake = planned()
    comment(fake, 12, 'other[bot]', `${PLAN_MARKER}\n<!-- fleetwright:pushed by reviewer -->\n`)
    await judged(fake)
    fake.pass(1)
    approved(fake, '2026-11-23T20:01:00Z')
    expect(await judged(fake)).toBe('success')
  })

  it('that somebody wrote something else into was not shown meanwhile, whatever marks they left', async () => {
    const fake = planned()
    await judged(fake)
    const [own] = fake.said.comments.get(12) ?? []
    if (own === undefined) throw new Error('the plan is shown')
    const marks = own.body.split('\n').filter((line) => line.startsWith('<!--'))
    const body = [...marks, '**No stack changes.**'].join('\n')
    fake.pass(10)
    fake.said.comments.set(12, [{ ...own, body, edited: true, isTampered: true, changedAt: '2026-11-23T20:10:00Z' }])
    approved(fake, '2026-11-23T20:10:05Z')
    fake.pass(1)
    expect(await judged(fake)).toBe('action_required')
    expect(shown(fake)).toContain('approved before this plan was shown')
    approved(fake, '2026-11-23T20:11:01Z')
    expect(await judged(fake)).toBe('success')
  })
})
