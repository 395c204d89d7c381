/**
 * `fleet doctor` finds each thing that is set up wrong, and nothing else.
 *
 * Many mistakes at once, in GitHub and in one account each: every finding is
 * known by what it is about, and none hides another.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { filesBelow, OWNER } from '../../src/demo/stage.ts'
import type { AccountSpec, RoleSpec } from '../../src/sim/aws/server.ts'
import { bad, FLEET_OF, manifest, openWard, type Ward } from './examined.ts'

const FLEET = new URL('../../fleet', import.meta.url).pathname
const WITHOUT_EXTERNAL_ID = '222222222222'
const WITHOUT_ROLES = '333333333333'
const OPEN_SERVICE_ROLE = '444444444444'
const ANOTHER_EXTERNAL_ID = '555555555555'
const SILENT = '666666666666'
const BOT = { principalArn: 'arn:aws:iam::999999999999:user/fleetwright' }
const CLOUDFORMATION = { service: 'cloudformation.amazonaws.com' }

let ward: Ward

beforeAll(async () => {
  const withoutRoles = [WITHOUT_EXTERNAL_ID, WITHOUT_ROLES, OPEN_SERVICE_ROLE, ANOTHER_EXTERNAL_ID]
  ward = await openWard({ withoutRoles })
})

afterAll(() => ward.end())

function account(id: string, roles: Partial<Record<'plan' | 'apply' | 'service', RoleSpec['trust']>>): AccountSpec {
  const policy = { Statement: [{ Effect: 'Allow' as const, Action: 'cloudformation:*', Resource: '*' }] }
  const entries = Object.entries(roles).map(([kind, trust]) => [`fleetwright-${kind}`, { trust, policy }] as const)
  return { id, roles: Object.fromEntries(entries) }
}

/** As customer.yml has it. */
async function soundTrusts(): Promise<(id: string) => RoleSpec['trust']> {
  const texts = [...(await filesBelow(FLEET)).values()].map(({ text }) => text).join('\n')
  const known = new Map([...texts.matchAll(/id: "(\d{12})"[\s\S]*?externalId: (\S+)/g)].map(([, id, own]) => [id, own]))
  return (id) => ({ ...BOT, externalId: known.get(id) ?? '' })
}

async function makeAccounts(): Promise<void> {
  const sound = await soundTrusts()
  const another = { ...BOT, externalId: 'of-another-operator-altogether' }
  const [open, shut] = [sound(WITHOUT_EXTERNAL_ID), sound(OPEN_SERVICE_ROLE)]
  ward.aws.addAccount(account(WITHOUT_EXTERNAL_ID, { plan: BOT, apply: open, service: CLOUDFORMATION }))
  ward.aws.addAccount(account(WITHOUT_ROLES, {}))
  ward.aws.addAccount(account(OPEN_SERVICE_ROLE, { plan: shut, apply: shut, service: BOT }))
  ward.aws.addAccount(account(ANOTHER_EXTERNAL_ID, { plan: another, apply: another, service: CLOUDFORMATION }))
  const silence = { kind: 'error', status: 503, code: 'ServiceUnavailable', message: 'later' } as const
  ward.aws.faults.onCall({ accountId: SILENT, action: 'AssumeRole' }, silence)
}

/** One permission and three events wait for nobody, one permission is too broad, the webhook goes astray. */
async function spoilGithub(): Promise<() => void> {
  const { github } = ward
  const right = await manifest()
  const { issues: _, ...fewer } = right.permissions
  const permissions = { ...fewer, contents: 'write' } as const
  github.changeApp({ permissions, events: ['push', 'pull_request'] })
  github.acceptPermissions(OWNER)
  github.changeApp({ permissions, events: right.events })
  github.setWebhookUrl(`${ward.bot.url}/elsewhere`)
  github.protect(FLEET_OF, { requiredChecks: [{ context: 'fleet / validate' }], requiredApprovals: 0 })
  return () => {
    github.changeApp(right)
    github.acceptPermissions(OWNER)
    github.setWebhookUrl(`${ward.bot.url}/api/github/webhooks`)
    const requiredChecks = ['fleet / validate', 'fleet / plan'].map((context) => ({ context, appId: 4711 }))
    github.protect(FLEET_OF, { requiredChecks, requiredApprovals: 1 })
  }
}

it('each mistake is one finding with whose move it is; nothing is changed by looking', async () => {
  await makeAccounts()
  const mend = await spoilGithub()
  const said = await ward.doctor([], { GITHUB_CLIENT_ID: 'Iv23another' })
  mend()
  expect(bad(said)).toEqual(
    [
      'app-webhook GitHub App: wrong',
      'sign-in GitHub App: wrong',
      'app-permissions GitHub App: wrong',
      'app-permissions GitHub App: risky',
      ...Array(4).fill('app-events GitHub App: wrong'),
      ...Array(2).fill('required-checks default branch main: wrong'),
      ...Array(2).fill(`plan-role-external-id ${WITHOUT_EXTERNAL_ID}: wrong`),
      `plan-role ${WITHOUT_ROLES}: wrong`,
      `apply-role ${WITHOUT_ROLES}: wrong`,
      `service-role ${OPEN_SERVICE_ROLE}: wrong`,
      `plan-role ${ANOTHER_EXTERNAL_ID}: wrong`,
      `apply-role ${ANOTHER_EXTERNAL_ID}: wrong`,
      `plan-role ${SILENT}: untold`,
      `apply-role ${SILENT}: untold`,
      `service-role ${SILENT}: untold`,
    ].sort(),
  )
  expect(said.code).toBe(1)
  const moves = said.findings.flatMap((each) => ('nextMove' in each ? [`${each.check}: ${each.nextMove}`] : []))
  for (const move of [
    'app-webhook: operator',
    'app-permissions: operator',
    'app-events: repository administrator',
    'required-checks: repository administrator',
    'plan-role-external-id: customer',
    'service-role: customer',
  ]) {
    expect(moves).toContain(move)
  }
  expect(ward.aws.journal.operations).toEqual([])
  const looks = ['', 'AssumeRole', 'GetCallerIdentity', 'DescribeStacks']
  expect(ward.aws.journal.requests.map(({ action }) => action).filter((action) => !looks.includes(action))).toEqual([])
})

it('what is as it should be ends with 0, and no secret is shown', async () => {
  const said = await ward.doctor(['--customer', 'acme'])
  expect([bad(said), said.code]).toEqual([[], 0])
  const callback = said.findings.find(({ check }) => check === 'sign-in-callback')
  expect(callback?.says).toContain(`whether ${ward.bot.url}/sign-in/callback is among its callback URLs`)
  const accounts = said.findings.flatMap(({ about }) => /\d{12}/.exec(about)?.[0] ?? [])
  expect(new Set(accounts)).toEqual(new Set(['111111111111']))
  const { PRIVATE_KEY = '', WEBHOOK_SECRET = '', AWS_SECRET_ACCESS_KEY = '' } = ward.bot.env
  for (const secret of [PRIVATE_KEY.split('\n')[1] ?? '', WEBHOOK_SECRET, AWS_SECRET_ACCESS_KEY]) {
    expect(secret).not.toBe('')
    expect(said.all).not.toContain(secret)
  }
})
