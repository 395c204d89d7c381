/**
 * Promise: an account that a pull request brings gets no call, unless the base's fleet.yml has its plan role tried; then it
 * is assumed once with the external id and once without, asked whose the session is, and nothing else.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AccountDoors } from '../../../src/actions/aws-ports.ts'
import { probeAccounts } from '../../../src/actions/planning/probe-accounts.ts'
import { accountUnreachable } from '../../../src/aws/errors.ts'
import { loadFleet } from '../../../src/fleet/load.ts'
import type { AccountId, SourceTree } from '../../../src/fleet/model.ts'
import { FleetwrightError } from '../../../src/lib/errors.ts'
import { probeLines } from '../../../src/report/probe-text.ts'
import type { RoleSpec } from '../../../src/sim/aws/server.ts'
import { fakeWorld } from '../../support/fake-world.ts'
import { sourceFile, world } from '../../support/world.ts'
import { type Ground, ground } from '../aws-ground.ts'
import { REGION } from '../aws-scene.ts'
import { type PullScene, pullScene } from '../pull-ground.ts'

const SWITCH = 'newAccounts: { probe: true, atOnce: 2 }\n'
const PERMITTED = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } as const
const UNKNOWN = new FleetwrightError('no', { code: 'x', nextMove: 'nobody', retryable: false, hint: 'none' })
const EXTERNAL_ID = 'hooli-prod-0123456789abcdef'

let on: Ground
let at: PullScene
/** Each test has accounts of its own. */
let next = 700_000_000_000

beforeAll(async () => {
  on = await ground()
})
afterAll(() => on[Symbol.asyncDispose]())
beforeEach(async () => {
  at = await pullScene(on)
})

function file(tree: SourceTree, path: string, text: string): SourceTree {
  return new Map([...tree, [path, sourceFile(path, text)]])
}

function switched(tree: SourceTree): SourceTree {
  return file(tree, 'fleet.yml', `${tree.get('fleet.yml')?.text}${SWITCH}`)
}

/** A new customer of these accounts, with a pipeline in the first. */
function withCustomer(tree: SourceTree, ids: readonly string[]): SourceTree {
  const accounts = ids.map((id, index) => {
    const roles = '{ plan: fleetwright-plan, apply: fleetwright-apply, service: fleetwright-service }'
    return `  - { account: prod-${index}, id: "${id}", regions: [${REGION}], roles: ${roles}, externalId: ${idOf(index)} }\n`
  })
  const customer = `customer: hooli\nring: canary\naccounts:\n${accounts.join('')}`
  const pipeline = `pipeline: web\naccount: prod-0\nregion: ${REGION}\nblueprint: small@1.0.0\nrelease: 2026.08.0\n`
  const found = file(tree, 'customers/hooli/customer.yml', customer)
  return file(found, 'customers/hooli/pipelines/web.yml', pipeline)
}

/** Rules of rollouts do not change together with stacks. */
function withoutPipeline(tree: SourceTree): SourceTree {
  return new Map([...tree].filter(([path]) => !path.startsWith('customers/hooli/pipelines/')))
}

function idOf(index: number): string {
  return `${EXTERNAL_ID}${index}`
}

/** An account whose plan role trusts the bot, who says this external id or any. */
function account(externalId?: string): string {
  const id = String(next++)
  const principalArn = on.sim.journal.requests.find(({ action }) => action === 'AssumeRole')?.principalArn ?? ''
  const trust = { principalArn, ...(externalId === undefined ? {} : { externalId }) }
  const role: RoleSpec = { trust, policy: PERMITTED }
  on.sim.addAccount({ id, roles: { 'fleetwright-plan': role } })
  return id
}

/** What was asked of an account, and by which role; STS's answer about a session is noted under the session's account. */
function calls(id: string): readonly string[] {
  return on.sim.journal.requests
    .filter(({ accountId }) => accountId === id)
    .map(({ action, roleName, code }) => `${action} ${roleName} ${code ?? 'ok'}`)
}

const SOUND = [
  'AssumeRole fleetwright-plan ok',
  'GetCallerIdentity fleetwright-plan ok',
  'AssumeRole fleetwright-plan AccessDenied',
]

async function planned(head: SourceTree): Promise<string> {
  await at.push('c', head)
  return at.comment()
}

async function baseTree(): Promise<SourceTree> {
  return at.delayed(0)
}

describe('an account that a pull request brings', () => {
  it('gets no call without the switch', async () => {
    const id = account(idOf(0))
    const comment = await planned(withCustomer(await baseTree(), [id]))
    expect(comment).toContain('hooli')
    expect(comment).not.toContain('New accounts')
    expect(calls(id)).toEqual([])
  })

  it('gets no call by a switch that stands in the head alone', async () => {
    const id = account(idOf(0))
    const comment = await planned(withoutPipeline(switched(withCustomer(await baseTree(), [id]))))
    expect(comment).toContain(
      'new accounts: not called before they are merged → tried when they are planned, 2 at once',
    )
    expect(calls(id)).toEqual([])
  })

  it('is entered once, asked whose it is, and knocked at without the external id', async () => {
    const base = switched(await baseTree())
    at.base('d', base)
    const ids = [account(idOf(0)), account(idOf(1)), account(idOf(2))]
    const comment = await planned(withCustomer(base, ids))
    for (const id of ids) expect(calls(id)).toEqual(SOUND)
    expect(comment).toContain('- 3 accounts: roles can be assumed, and refuse without the external id')
    const own = on.sim.journal.requests.filter(({ accountId }) => ids.includes(accountId))
    expect(new Set(own.map(({ sessionName }) => sessionName))).toEqual(new Set(['fw-pull-7']))
  })

  it('that is not new is not tried, and reached as the base says', async () => {
    const base = switched(await baseTree())
    at.base('d', base)
    const before = calls(at.scene.accountId).length
    await planned(at.delayed(90, base))
    expect(calls(at.scene.accountId).slice(before)).not.toContain('GetCallerIdentity fleetwright-plan ok')
  })

  it('that lets in whoever knows the name of its role is refused, though no stack is wanted there', async () => {
    const base = switched(await baseTree())
    at.base('d', base)
    const [open, sound] = [account(), account(idOf(1))]
    const comment = await planned(withoutPipeline(withCustomer(base, [open, sound])))
    expect(comment).toContain('**No stack changes.** **Refused** by the policy rule `new-account-is-open`')
    expect(comment).toContain(`- 1 account (\`hooli/prod-0\` (\`${open}\`)): **lets in whoever knows its role's name**`)
    expect(at.planCheck('c'.repeat(40))).toMatchObject({
      outcome: { conclusion: 'failure' },
      title: 'No stack changes: is refused by the policy rule new-account-is-open',
    })
  })

  it('passes once it lets nobody in, and is planned again', async () => {
    const base = switched(await baseTree())
    at.base('d', base)
    const id = account()
    await planned(withCustomer(base, [id]))
    expect(at.planCheck('c'.repeat(40))).toMatchObject({ outcome: { conclusion: 'failure' } })
    on.sim.faults.revokeRole({ accountId: id, roleName: 'fleetwright-plan' })
    await at.check({ again: 'comment-9' })
    expect(at.planCheck('c'.repeat(40))).toMatchObject({ outcome: { conclusion: 'action_required' } })
  })

  it('that has no roles yet is told, is knocked at once, and holds up nobody', async () => {
    const base = switched(await baseTree())
    at.base('d', base)
    const id = String(next++)
    const comment = await planned(withCustomer(base, [id]))
    expect(calls(id)).toEqual(['AssumeRole fleetwright-plan AccessDenied'])
    expect(comment).toContain('the roles are still to be made')
    expect(at.planCheck('c'.repeat(40))).toMatchObject({ outcome: { conclusion: 'action_required' } })
  })

  it('of a head from a fork gets no call before somebody has that head planned', async () => {
    const base = switched(await baseTree())
    at.base('d', base)
    const id = account(idOf(0))
    at.edit({ fork: true, author: 'stranger' })
    await planned(withCustomer(base, [id]))
    expect(calls(id)).toEqual([])
    await at.check({ again: 'comment-9', named: 'c'.repeat(40), asker: 'engineer' })
    expect(calls(id)).toEqual(SOUND)
  })
})

it('tries no more at once than the base says', async () => {
  const { fleet: base } = loadFleet(switched(world().tree()))
  const { fleet: head } = loadFleet(
    withCustomer(
      world().tree(),
      ['1', '2', '3', '4', '5'].map((digit) => digit.repeat(12)),
    ),
  )
  if (base === undefined || head === undefined) throw new Error('a fleet is unsound')
  let [inside, most] = [0, 0]
  const doors: AccountDoors = {
    async enter({ accountId }) {
      inside += 1
      most = Math.max(most, inside)
      await Promise.resolve()
      return accountId
    },
    async knock() {
      inside -= 1
      throw accountUnreachable('trying', { roleArn: 'arn:aws:iam::1:role/plan', hint: 'none', cause: UNKNOWN })
    },
  }
  const fake = fakeWorld().world
  const probed = await probeAccounts({ aws: { ...fake.aws, doors: () => doors } }, { base, head, purpose: 'pull-7' })
  expect(most).toBe(2)
  expect(probed.map(({ accountId, outcome }) => `${accountId.slice(0, 1)} ${outcome}`)).toEqual([
    '1 sound',
    '2 sound',
    '3 sound',
    '4 sound',
    '5 sound',
  ])
})

it('tells each outcome once, the worst first, with names where somebody has to mend something', () => {
  const of = (outcome: 'sound' | 'open' | 'refused' | 'elsewhere' | 'untold', account = 'prod') => {
    return { customer: 'hooli', account, accountId: '777777777777' as AccountId, outcome }
  }
  expect(
    probeLines([of('sound'), of('untold'), of('refused'), of('elsewhere'), of('open'), of('open', 'test')]),
  ).toEqual([
    '**New accounts**, tried with the plan role:',
    '',
    "- 2 accounts (`hooli/prod` (`777777777777`) and `hooli/test` (`777777777777`)): **let in whoever knows its role's name**: no external id is asked for. Next: the customer",
    '- 1 account (`hooli/prod` (`777777777777`)): leads us into another account. Next: an operator, who checks which AWS the bot talks to',
    '- 1 account (`hooli/prod` (`777777777777`)): does not let us in with the external id: the roles are still to be made. Next: the customer, before the merge',
    '- 1 account (`hooli/prod` (`777777777777`)): is unknown: AWS did not say. Next: nobody, the next plan asks again',
    '- 1 account: role can be assumed, and refuses without the external id',
  ])
  expect(probeLines([])).toEqual([])
})
