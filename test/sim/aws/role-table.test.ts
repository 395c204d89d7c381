/**
 * What may each of the three roles do, action by action?
 *
 * Every action that the simulator knows, against the roles as the bootstrap
 * template makes them: a permission added to the template, or lost from it, shows
 * as one cell of this table. A call that is allowed may still fail for what it
 * asks; only AccessDenied is a no.
 */
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { post, query, sign } from './by-hand.ts'
import { ACCOUNT, EXTERNAL_ID, type Keys, keysOf, REGION, SERVICE_ROLE, type TestWorld, testWorld } from './world.ts'

const OWN = 'fw-1'
const FOREIGN = 'release-9'
const TEMPLATE = 'Resources: { T: { Type: AWS::SNS::Topic } }'
const arnOf = (name: string): string => `arn:aws:cloudformation:${REGION}:${ACCOUNT}:changeSet/${name}/1-2-3`
const make = (name: string, more: Readonly<Record<string, string>>): Readonly<Record<string, string>> => ({
  StackName: 'web',
  ChangeSetName: name,
  ChangeSetType: 'CREATE',
  TemplateBody: TEMPLATE,
  ...more,
})
const WEB = { StackName: 'web' }

interface Row {
  readonly title: string
  readonly action: string
  readonly fields: Readonly<Record<string, string>>
  readonly plan: boolean
  readonly apply: boolean
}

function row(action: string, fields: Row['fields'], [plan, apply]: readonly [boolean, boolean]): Row {
  const on = fields.ChangeSetName === undefined ? '' : ` ${fields.ChangeSetName.replace(/^arn:.*:/, 'arn:…')}`
  const by = fields.RoleARN === undefined ? '' : ` for ${fields.RoleARN.replace(/.*:/, '')}`
  return { title: `${action}${on}${by}`, action, fields, plan, apply }
}

const BOTH = [true, true] as const
const PLAN = [true, false] as const
const APPLY = [false, true] as const
const NOBODY = [false, false] as const

const ROWS: readonly Row[] = [
  row('DescribeStacks', WEB, BOTH),
  row('DescribeStacks', {}, BOTH),
  row('DescribeStackEvents', WEB, BOTH),
  row('DescribeStackResources', WEB, BOTH),
  row('ListStackResources', WEB, BOTH),
  row('ListChangeSets', WEB, BOTH),
  row('GetTemplate', WEB, BOTH),
  row('GetStackPolicy', WEB, BOTH),
  row('ListStacks', {}, PLAN),
  row('ValidateTemplate', { TemplateBody: TEMPLATE }, PLAN),
  row('GetTemplateSummary', { TemplateBody: TEMPLATE }, PLAN),
  row('DescribeChangeSet', { ...WEB, ChangeSetName: OWN }, BOTH),
  row('DescribeChangeSet', { ChangeSetName: arnOf(OWN) }, BOTH),
  row('DescribeChangeSet', { ...WEB, ChangeSetName: FOREIGN }, NOBODY),
  row('DescribeChangeSet', { ChangeSetName: arnOf(FOREIGN) }, NOBODY),
  row('CreateChangeSet', make(OWN, { RoleARN: SERVICE_ROLE }), PLAN),
  row('CreateChangeSet', make(FOREIGN, { RoleARN: SERVICE_ROLE }), NOBODY),
  row('CreateChangeSet', make(OWN, {}), NOBODY),
  row('CreateChangeSet', make(OWN, { RoleARN: `arn:aws:iam::${ACCOUNT}:role/admin` }), NOBODY),
  row('CreateChangeSet', make(OWN, { RoleARN: `arn:aws:iam::${ACCOUNT}:role/fleetwright-apply` }), NOBODY),
  row('CreateChangeSet', make(OWN, { RoleARN: 'arn:aws:iam::222222222222:role/fleetwright-service' }), NOBODY),
  row('DeleteChangeSet', { ...WEB, ChangeSetName: OWN }, BOTH),
  row('DeleteChangeSet', { ChangeSetName: arnOf(OWN) }, BOTH),
  row('DeleteChangeSet', { ...WEB, ChangeSetName: FOREIGN }, APPLY),
  row('ExecuteChangeSet', { ...WEB, ChangeSetName: OWN }, APPLY),
  row('ExecuteChangeSet', { ChangeSetName: arnOf(OWN) }, APPLY),
  row('ExecuteChangeSet', { ...WEB, ChangeSetName: FOREIGN }, NOBODY),
  row('ExecuteChangeSet', { ChangeSetName: arnOf(FOREIGN) }, NOBODY),
  row('DeleteStack', WEB, APPLY),
  row('DeleteStack', { ...WEB, RoleARN: SERVICE_ROLE }, NOBODY),
  row('CancelUpdateStack', WEB, APPLY),
  row('ContinueUpdateRollback', WEB, APPLY),
  row('UpdateTerminationProtection', { ...WEB, EnableTerminationProtection: 'false' }, APPLY),
  row('SetStackPolicy', { ...WEB, StackPolicyBody: '{"Statement":[]}' }, APPLY),
  row('CreateStack', { ...WEB, TemplateBody: TEMPLATE, RoleARN: SERVICE_ROLE }, NOBODY),
  row('UpdateStack', { ...WEB, TemplateBody: TEMPLATE, RoleARN: SERVICE_ROLE }, NOBODY),
]

describe.each(['plan', 'apply'] as const)('the %s role', (name) => {
  let world: TestWorld
  let keys: Keys

  beforeAll(async () => {
    world = await testWorld()
    keys = await sessionOf(world, name)
  })
  afterAll(() => world.sim.close())

  test.each(ROWS)(`$title: $${name}`, async ({ action, fields, [name]: allowed }) => {
    const reply = await post(world.sim.url, sign(world.sim.url, keys, { body: query(action, fields) }))
    expect({ allowed: reply.code !== 'AccessDenied', denied: reply.status === 403 }).toEqual({
      allowed,
      denied: !allowed,
    })
  })
})

test.each(['plan', 'apply'] as const)(
  'the %s role opens no further session, nor reaches another account',
  async (name) => {
    await using world = await testWorld()
    const keys = await sessionOf(world, name)
    for (const role of ['fleetwright-plan', 'fleetwright-apply', 'fleetwright-service'])
      await expect(
        world.sts(keys).send(
          new AssumeRoleCommand({
            RoleArn: `arn:aws:iam::${ACCOUNT}:role/${role}`,
            RoleSessionName: 'fw-8',
            ExternalId: EXTERNAL_ID,
          }),
        ),
      ).rejects.toMatchObject({ name: 'AccessDenied' })
    const elsewhere = `arn:aws:cloudformation:${REGION}:222222222222:stack/web/1-2-3`
    const body = query('DescribeStacks', { StackName: elsewhere })
    expect(await post(world.sim.url, sign(world.sim.url, keys, { body }))).toMatchObject({ code: 'AccessDenied' })
  },
)

async function sessionOf(world: TestWorld, role: 'plan' | 'apply'): Promise<Keys> {
  return keysOf(
    await world.sts(world.bot).send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${ACCOUNT}:role/fleetwright-${role}`,
        RoleSessionName: 'fw-7',
        ExternalId: EXTERNAL_ID,
      }),
    ),
  )
}
