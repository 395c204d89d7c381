/**
 * Does the second reader find what the first might get wrong?
 *
 * Each broken plan is made from a sound one by the one fault it is about.
 */
import { describe, expect, it } from 'vitest'
import { looksSecret } from '../../src/fleet/looks-secret.ts'
import type { AccountId } from '../../src/fleet/model.ts'
import { assemblePlan, transitionOf } from '../../src/plan/assemble.ts'
import { lint } from '../../src/plan/lint.ts'
import type { Plan, Transition } from '../../src/plan/model.ts'
import { planOffline } from '../../src/plan/offline.ts'
import type { DesiredStack } from '../../src/render/model.ts'
import { stack } from '../support/stacks.ts'

const acme = stack({ parameters: { Shards: '4' } })
const globex = stack({ customer: 'globex', account: '222222222222', parameters: { Shards: '4' } })
const after = [acme, globex]
const plan = planOffline([], after)
const [one, other] = plan.transitions
if (one === undefined || other === undefined) throw new Error('the plan lacks what the test is about')

function codes(subject: Plan, stacks: readonly DesiredStack[] = after): string[] {
  return lint(subject, { after: stacks, affected: stacks.map((each) => each.id) }).map((each) => each.code)
}

function of(...transitions: readonly Transition[]): Plan {
  return assemblePlan({ transitions, unplanned: [] })
}

describe('the lint of a finished plan', () => {
  it('finds nothing in a sound plan', () => {
    expect(codes(plan)).toEqual([])
  })

  const broken: readonly (readonly [string, Plan, readonly string[]])[] = [
    ['a stack that was forgotten', of(one), ['stack-missing']],
    ['a stack that stands there twice', of(one, one, other), ['stack-repeated']],
    ['an order that is not one', { ...plan, transitions: [other, one] }, ['unsorted']],
    ['a digest that is not its own', { ...plan, digest: one.digest }, ['plan-digest']],
    ['a change made after the digest', of({ ...one, changes: [] }, other), ['transition-digest']],
    [
      "a stack of one customer's in another's account",
      of(transitionOf({ ...one, stack: { ...acme, accountId: globex.accountId } }), other),
      ['misplaced'],
    ],
  ]
  it.each(broken)('finds %s', (_what, subject, found) => {
    expect(codes(subject)).toEqual(found)
  })

  it('finds an identity that names another account than the stack', () => {
    const wrong = { ...acme, accountId: '999999999999' as AccountId }
    expect(codes(planOffline([], [wrong]), [wrong])).toEqual(['misplaced'])
  })

  it('finds a stack of a pipeline that is not active, and one that leaves and stays', () => {
    const idle = { ...acme, lifecycle: 'paused' as const }
    expect(lint(of(one), { after: [idle], affected: [] }).map((each) => each.code)).toEqual(['not-active'])
    const leaving = assemblePlan({ transitions: [one], unplanned: [], leaving: [one.stack] })
    expect(codes(leaving, [acme])).toEqual(['leaves-and-stays'])
    expect(codes({ ...leaving, leaving: [other.stack] }, [acme])).toEqual(['plan-digest'])
  })

  it('finds a stack that nobody wants', () => {
    expect(lint(plan, { after: [acme], affected: [] }).map((each) => each.code)).toEqual(['stack-unknown'])
  })

  it('finds what CloudFormation would not take', () => {
    const resources = Object.fromEntries(
      Array.from({ length: 501 }, (_, index) => [`T${index}`, { Type: 'AWS::SNS::Topic' }]),
    )
    const large = stack({ template: { Resources: resources }, parameters: { Long: 'é'.repeat(2_049) } })
    const messages = lint(planOffline([], [large]), { after: [large], affected: [large.id] }).map(
      (each) => each.message,
    )
    expect(messages).toEqual([
      'has 501 resources; CloudFormation takes at most 500',
      'parameter Long is longer than 4096 bytes',
    ])
  })

  it('finds a secret, and does not repeat it', () => {
    const leaky = stack({ parameters: { Shards: '4', Key: 'AKIAIOSFODNN7EXAMPLE' } })
    const findings = lint(planOffline([], [leaky]), { after: [leaky], affected: [leaky.id] })
    expect(findings.map((each) => each.code)).toEqual(['secret'])
    expect(JSON.stringify(findings)).not.toContain('AKIAIOSFODNN7EXAMPLE')
  })

  it('finds one in an output, and in what AWS says of a stack that cannot be planned', () => {
    const outputs = [{ name: 'Key', before: 'old', after: 'AKIAIOSFODNN7EXAMPLE' }]
    expect(codes(of({ ...one, outputs }, other))).toEqual(['secret'])
    const { stack: ref, to } = one
    const gap = (reason: string) =>
      codes(assemblePlan({ transitions: [other], unplanned: [{ stack: ref, to, code: 'change-set-failed', reason }] }))
    expect(gap('AKIAIOSFODNN7EXAMPLE is no such key')).toEqual(['secret'])
    expect(gap('the set failed; ClientToken=fw-4f0c9a1b2d3e')).toEqual([])
  })
})

describe('a text', () => {
  const secret: readonly (readonly [string, string])[] = [
    ['Value', 'user=x AKIAIOSFODNN7EXAMPLE'],
    ['Value', '-----BEGIN RSA PRIVATE KEY-----\nMIIE'],
    ['Value', 'postgres://root:Tr0ub4dor@db.example/x'],
    ['Value', '{"password":"kX9v2LqTz81m"}'],
    ['Value', 'account:111111111111 secret:kX9v2LqTz81m'],
    ['Properties.MasterUserPassword', 'kX9v2LqTz81m'],
    ['Value', `ghp_${'a1B2'.repeat(9)}`],
    ['Value', `ghs_123456_eyJ${'a1B2'.repeat(9)}.eyJ${'a1B2'.repeat(9)}.${'a1B2'.repeat(9)}`],
  ]
  it.each(secret)('%s = %s looks like a secret', (where, text) => {
    expect(looksSecret(where, text)).toBe(true)
  })

  const plain: readonly (readonly [string, string])[] = [
    ['Image', `registry.example/collector@sha256:${'0123456789abcdef'.repeat(4)}`],
    ['Role', 'arn:aws:iam::111111111111:role/fleetwright-service'],
    ['Properties.MasterUserPassword', '{{resolve:secretsmanager:redshift}}'],
    ['UserData', 'owner=$(secret arn:aws:secretsmanager:eu-west-1:111111111111:secret:rds!db-4f0c9a1b-Xy12Zq)'],
    ['UserData', '$' + '{AWS::Partition}:secretsmanager:eu-west-1:$' + '{AWS::AccountId}:secret:fleet/4f0c9a1b-Xy12Zq'],
    ['Value', `password=$${'{Password}'}`],
    ['Value', 'https://example.com/path?token=none'],
    ['Properties.Description', 'the password rotates every 30 days'],
    ['Properties.PasswordLength', '32'],
  ]
  it.each(plain)('%s = %s does not', (where, text) => {
    expect(looksSecret(where, text)).toBe(false)
  })
})
