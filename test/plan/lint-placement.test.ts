/**
 * Nothing of one customer's reaches another's account: every word that says where a stack stands is compared, with what
 * the fleet wants and with the stack's own identity, whether it could be planned or not.
 */
import { describe, expect, it } from 'vitest'
import type { AccountId } from '../../src/fleet/model.ts'
import { assemblePlan, transitionOf } from '../../src/plan/assemble.ts'
import { lint } from '../../src/plan/lint.ts'
import { stackRef } from '../../src/plan/live.ts'
import type { Plan } from '../../src/plan/model.ts'
import { planOffline } from '../../src/plan/offline.ts'
import type { DesiredStack } from '../../src/render/model.ts'
import { stack } from '../support/stacks.ts'

const acme = stack()
const [sound] = planOffline([], [acme]).transitions
if (sound === undefined) throw new Error('the plan lacks what the test is about')

/** A plan of this stack, as it came out, and as one that could not be looked at. */
const planned = (subject: DesiredStack): Plan =>
  assemblePlan({ transitions: [transitionOf({ ...sound, stack: subject })], unplanned: [] })
const notPlanned = (subject: DesiredStack): Plan => {
  const entry = { stack: stackRef(subject), to: sound.to, code: 'account-unreachable', reason: 'it does not answer' }
  return assemblePlan({ transitions: [], unplanned: [entry] })
}
const KINDS = [
  ['a transition', planned],
  ['a stack that is not planned', notPlanned],
] as const

function codes(plan: Plan, wanted: DesiredStack = acme): readonly string[] {
  return lint(plan, { after: [wanted], affected: [acme.id] }).map(({ code }) => code)
}

const OTHERS: readonly Partial<DesiredStack>[] = [
  { accountId: '222222222222' as AccountId },
  { region: 'us-east-1' },
  { customer: 'globex' },
  { pipeline: 'billing' },
  { key: 'collector' },
  { stackName: 'fw-globex-web-streams' },
]

describe.each(KINDS)('%s', (_kind, plan) => {
  it('that stands where it is wanted is sound', () => {
    expect(codes(plan(acme))).toEqual([])
  })

  it.each(OTHERS)('that stands elsewhere than it is wanted is found: %j', (other) => {
    expect(codes(plan({ ...acme, ...other }))).toEqual(['misplaced'])
  })

  const inIdentity = OTHERS.filter((other) => !('key' in other || 'stackName' in other))
  it.each(inIdentity)('that is wanted elsewhere than its identity says is found: %j', (other) => {
    const wrong = { ...acme, ...other }
    expect(codes(plan(wrong), wrong)).toEqual(['misplaced'])
  })

  it('that nobody wants is found', () => {
    expect(lint(plan(acme), { after: [], affected: [] }).map(({ code }) => code)).toEqual(['stack-unknown'])
  })

  it('of a pipeline that is paused is found', () => {
    expect(codes(plan(acme), { ...acme, lifecycle: 'paused' })).toEqual(['not-active'])
  })

  it('that CloudFormation would not take is found', () => {
    const wrong = { ...acme, stackName: 'no name' }
    expect(codes(plan(wrong), wrong)).toEqual(['limit'])
  })
})
