/**
 * What changes beside resources, and what is left out?
 */
import type { Protection, StackPolicyStatement } from '../../../src/fleet/protection.ts'
import { canonicalJson } from '../../../src/lib/digest.ts'
import type { StackRef } from '../../../src/plan/model.ts'
import { protectionChanges, rollbackChanges, withSet } from '../../../src/plan/protection.ts'
import type { PlanView } from '../../../src/report/model.ts'
import { ref, transition, view } from '../../support/plan-views.ts'

const CALM: StackPolicyStatement = { Action: 'Update:*', Effect: 'Allow', Principal: '*', Resource: '*' }

function policy(...guarded: readonly string[]): Protection {
  const Resource = guarded.map((name) => `LogicalResourceId/${name}`)
  const guard = { Action: ['Update:Replace', 'Update:Delete'], Effect: 'Deny', Principal: '*', Resource } as const
  return { stackPolicy: canonicalJson({ Statement: [CALM, guard] }) }
}

/** Of three resources that a policy guards, one is guarded no more; another stack gets the policy. */
function otherPolicy(): PlanView {
  const [had, wanted] = [policy('BadRows', 'GoodStream', 'RawStream'), policy('BadRows', 'GoodStream')]
  const alone = { changes: [], parameters: [] }
  return view({
    transitions: [
      transition(ref(), { ...alone, protections: protectionChanges({ had, wanted }) }),
      transition(ref({ customer: 'globex', account: '222222222222' }), {
        protections: protectionChanges({ had: {}, wanted }),
      }),
    ],
  })
}

/** Twelve lose their protection, two get it with a change, one is let go of. */
function protectedStacks(): PlanView {
  const [off, on, dropped] = [
    protectionChanges({ wanted: { terminationProtection: false }, had: { terminationProtection: true } }),
    protectionChanges({
      wanted: { terminationProtection: true, stackPolicy: '{"Statement":[{"Effect":"Allow"}]}' },
      had: { terminationProtection: false },
    }),
    protectionChanges({
      wanted: {},
      had: { stackPolicy: '{"Statement":[{"Effect":"Deny"}]}' },
      base: { stackPolicy: '{"Statement":[{"Effect":"Deny"}]}' },
    }),
  ]
  const alone = { changes: [], parameters: [] }
  return view({
    transitions: [
      ...Array.from({ length: 12 }, (_, index) =>
        transition(ref({ customer: `customer-${index + 10}`, account: String(100_000_000_010 + index) }), {
          ...alone,
          protections: off,
        }),
      ),
      ...['acme', 'globex'].map((customer, index) =>
        transition(ref({ customer, account: String(200_000_000_000 + index) }), { protections: on }),
      ),
      transition(ref({ customer: 'initech', account: '300000000000' }), { ...alone, protections: dropped }),
    ],
  })
}

/** Alarms of the stacks' own names: of some one is missing, of one nobody has looked. */
function watchedStacks(): PlanView {
  const refs = ['acme', 'globex', 'initech', 'hooli'].map((customer, index) =>
    ref({ customer, account: String(200_000_000_000 + index) }),
  )
  const arn = (stack: StackRef, name: string) => `arn:aws:cloudwatch:${stack.region}:${stack.accountId}:alarm:${name}`
  const both = (stack: StackRef) => [arn(stack, `${stack.stackName}-age`), arn(stack, 'depth')]
  const protections = rollbackChanges(
    { monitoringMinutes: 0, alarmArns: [] },
    { monitoringMinutes: 15, alarmArns: ['a', 'b'] },
  )
  const looked = refs.map((stack, index) => {
    const [age = '', depth = ''] = both(stack)
    const missing = index === 0 ? [] : index === 1 ? [age, depth] : [age]
    return [stack.id, { watching: both(stack).filter((each) => !missing.includes(each)), missing }] as const
  })
  const [last] = looked.splice(-1)
  return view({
    transitions: refs.map((stack) => transition(stack, { protections })),
    alarms: { ...Object.fromEntries(looked), ...(last && { [last[0]]: 'unasked' as const }) },
  })
}

export const SAFEGUARDS: { readonly [name: string]: () => PlanView } = {
  'pipelines-that-are-not-active': () =>
    view({
      leftOut: [
        { pipeline: 'acme/web', lifecycle: 'paused', waiting: [ref(), ref({ key: 'collector' })] },
        { pipeline: 'globex/app', lifecycle: 'paused', waiting: [] },
        { pipeline: 'initech/web', lifecycle: 'retiring', waiting: [ref({ customer: 'initech' })] },
        { pipeline: 'umbrella/web', lifecycle: 'retiring', waiting: [] },
      ],
    }),
  'protection-changes': protectedStacks,
  'stack-policy-changes': otherPolicy,
  'rollback-alarms': watchedStacks,
  'service-role-changes': () => {
    const rollback = { monitoringMinutes: 0, alarmArns: [] }
    const [before = '', after = ''] = ['', '-2'].map(
      (end) => `arn:aws:iam::111111111111:role/fleetwright-service${end}`,
    )
    const protections = withSet({ rollback, serviceRoleArn: before }, { rollback, serviceRoleArn: after })
    return view({
      transitions: ['acme', 'globex'].flatMap((customer, index) =>
        ['network', 'streams', 'collector', 'enrich'].map((key, order) =>
          transition(ref({ customer, key, order, account: String(200_000_000_000 + index) }), {
            changes: [],
            protections,
            parameters: [],
          }),
        ),
      ),
      rules: ['acme, globex: service fleetwright-service → fleetwright-service-2'],
    })
  },
  'stacks-leave-the-fleet': () => view({ transitions: [], leaving: [ref(), ref({ key: 'collector' })] }),
}
