/**
 * Of a stack that a rollout left behind, do people read apart what others reviewed and what this change does, while what
 * is approved stays the whole way from what is live?
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { transitionOf } from '../../../src/plan/assemble.ts'
import { group } from '../../../src/plan/group.ts'
import type { DesiredStack } from '../../../src/render/model.ts'
import { type Ground, ground } from '../aws-ground.ts'
import { PULL, type Scene } from '../aws-scene.ts'
import { DELAY, FOUNDED, keep, linesOf, planBetween, plannedOn, told, wanted } from './merged-wishes.ts'

let on: Ground

beforeAll(async () => {
  on = await ground()
})
afterAll(() => on[Symbol.asyncDispose]())

const planned = plannedOn(() => on)

describe('a stack that a rollout left behind', () => {
  it('shows apart what others reviewed and what this change does', async () => {
    const scene = on.scene()
    await scene.found()
    const { transition, evidence } = await planned(scene, { delay: 30, note: 'a' }, { delay: 30, note: 'a', dead: 60 })
    expect(told(transition)).toEqual(['earlier #7: add Note', `earlier #7: ${DELAY} 0 → 30`, 'own: add Dead'])
    expect(evidence.behind).toMatchObject([{ reason: expect.stringContaining('#7 was aborted before it reached it') }])
    // Told apart with the stack's own changes, and so not once more above them.
    expect(evidence.preceding).toBeUndefined()
  })

  it('is approved by the whole way from what is live', async () => {
    const scene = on.scene()
    await scene.found()
    const { transition } = await planned(scene, { delay: 30 }, { delay: 60, dead: 60 })
    expect(transition.changes.flatMap(linesOf)).toEqual(['add Dead', `${DELAY} 0 → 60`])
    const { stack: _, digest, to, ways, ...learnt } = transition
    const head = wanted(scene, { delay: 60, dead: 60 })
    expect(ways).toHaveLength(2)
    expect(transitionOf({ ...learnt, stack: head }).digest).toBe(digest)
  })

  it('shows a property that both ways change step by step', async () => {
    const scene = on.scene()
    await scene.found()
    const { transition } = await planned(scene, { delay: 30 }, { delay: 60 })
    expect(told(transition)).toEqual([`earlier #7: ${DELAY} 0 → 30`, `own: ${DELAY} 30 → 60`])
  })

  it('says that nothing happens where this change goes back to what is live', async () => {
    const scene = on.scene()
    await scene.found()
    const back = await planned(scene, { delay: 30, note: 'a' }, FOUNDED)
    expect(back.transition.changes).toEqual([])
    expect(told(back.transition)).toEqual(['undone #7: remove Note', `undone #7: ${DELAY} 30 → 0`])
    expect(back.evidence.behind).toHaveLength(1)
    const other = on.scene()
    await other.found()
    const half = await planned(other, { delay: 30, note: 'a' }, { delay: 0, note: 'a' })
    expect(told(half.transition)).toEqual(['earlier #7: add Note', `undone #7: ${DELAY} 30 → 0`])
  })

  it('shows what was to be made, and is changed before it ever was', async () => {
    const scene = on.scene()
    await scene.found()
    const { transition } = await planned(scene, { delay: 0, note: 'a' }, { delay: 0, note: 'b' })
    expect(told(transition)).toEqual(['earlier #7: add Note', 'own: Note Properties.Value a → b'])
    const [earlier] = transition.ways ?? []
    expect(earlier?.changes[0]?.properties).toMatchObject([
      { path: 'Properties.Type', after: 'String' },
      { path: 'Properties.Value', after: 'a' },
    ])
  })

  it('that was never made shows what the default branch wanted, and what this change adds', async () => {
    const scene = on.scene()
    const protection = { terminationProtection: true } as const
    const rollback = { monitoringMinutes: 5, alarmArns: ['arn:aws:cloudwatch:eu-west-1:111111111111:alarm:depth'] }
    const base = { ...wanted(scene, { delay: 30, protection }), rollback }
    const head = { ...wanted(scene, { delay: 60, dead: 60, protection }), rollback }
    const { plan, evidence } = await planBetween(scene, base, head)
    const [transition] = plan.transitions
    expect(transition).toMatchObject({ from: 'absent', exactness: 'template' })
    expect(told(transition ?? {})).toEqual([
      'earlier: add Queue',
      'earlier: rollback-alarms - → 1 alarm, 5 min',
      'earlier: termination-protection - → on',
      'own: add Dead',
      `own: ${DELAY} 30 → 60`,
    ])
    expect(evidence.behind).toMatchObject([{ reason: expect.stringContaining('does not exist') }])
    expect(transition?.ways?.flatMap(({ changes }) => changes.map(({ verdict }) => verdict.risk))).toEqual([
      'routine',
      'routine',
      'routine',
    ])
  })

  it('tells its protections apart too', async () => {
    const scene = on.scene()
    await scene.found()
    const on_ = { terminationProtection: true } as const
    const { transition } = await planned(
      scene,
      { delay: 30, protection: on_ },
      { delay: 30, dead: 60, protection: on_ },
    )
    expect(told(transition)).toContain('earlier #7: termination-protection off → on')
    const other = on.scene()
    await other.found()
    const back = await planned(
      other,
      { delay: 30, protection: on_ },
      { delay: 30, dead: 60, protection: { terminationProtection: false } },
    )
    expect(told(back.transition)).toContain('undone #7: termination-protection on → off')
  })

  it('is as dangerous in its ways as it is as a whole', async () => {
    const scene = on.scene()
    await scene.found()
    const { transition } = await planned(scene, { delay: 0, named: 'renamed' }, { delay: 30, named: 'renamed' })
    expect(transition.changes.map(({ verdict }) => verdict.risk)).toEqual(['destructive'])
    expect(
      transition.ways?.map(({ whose, changes }) => [whose, changes[0]?.verdict.risk, changes[0]?.replacement]),
    ).toEqual([
      ['earlier', 'destructive', 'yes'],
      ['own', 'routine', 'no'],
    ])
  })

  it('asks AWS nothing more than any other stack', async () => {
    const [behind, beside] = [on.scene(), on.scene()]
    await behind.found()
    await beside.found()
    await behind.plan({ head: (stack) => (stack.key === 'queue' ? wanted(behind, { delay: 30 }) : stack) })
    await keep(behind, PULL)
    const asked = async (scene: Scene, base: DesiredStack) => {
      const before = scene.requests().length
      await planBetween(scene, base, wanted(scene, { delay: 60, dead: 60 }))
      return scene
        .requests()
        .slice(before)
        .map(({ action }) => action)
    }
    const [one, other] = [
      await asked(behind, wanted(behind, { delay: 30 })),
      await asked(beside, wanted(beside, FOUNDED)),
    ]
    expect(new Set(one)).toEqual(new Set(other))
    expect(one.filter((action) => action !== 'DescribeChangeSet')).toHaveLength(
      other.filter((action) => action !== 'DescribeChangeSet').length,
    )
  })
})

it('a stack that is not behind has one way, and stands in no class with one that is', async () => {
  const [behind, beside] = [on.scene(), on.scene()]
  await behind.found()
  await beside.found()
  const left = await planned(behind, { delay: 30 }, { delay: 30, dead: 60 })
  const { plan } = await planBetween(beside, wanted(beside, FOUNDED), wanted(beside, { delay: 30, dead: 60 }))
  const [plain] = plan.transitions
  if (plain === undefined) throw new Error('nothing is planned')
  expect(plain.ways).toBeUndefined()
  expect(plain.changes.map(({ logicalId }) => logicalId)).toEqual(left.transition.changes.map((each) => each.logicalId))
  const classes = group([left.transition, { ...plain, from: left.transition.from }])
  expect(classes.map(({ stacks, ways }) => [stacks.length, ways?.length])).toEqual([
    [1, 2],
    [1, undefined],
  ])
})
