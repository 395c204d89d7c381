/**
 * Who is the n-th customer of a generated fleet?
 */
import type { Blueprint, Fleet } from '../fleet/model.ts'
import { sha256 } from '../lib/digest.ts'
import type { Dice } from './dice.ts'
import { knows, settingsAt } from './settings.ts'
import { FIRST_WORDS, PLACES, type Place, SECOND_WORDS, TOP_LEVELS } from './words.ts'
import { block, type Setting } from './yaml.ts'

export interface CustomerFacts {
  readonly name: string
  readonly ring: string
  readonly domain: string
  readonly accounts: readonly AccountFacts[]
  /** As it is written: a name of fleet.yml's, or the roles themselves. */
  readonly roles: string
  readonly blueprint: Blueprint
  readonly settings: readonly Setting[]
}

export interface AccountFacts {
  readonly name: string
  readonly id: string
  readonly externalId: string
  readonly places: readonly [Place, ...Place[]]
}

const ACCOUNTS = ['prod', 'europe', 'analytics'] as const
/** Account ids begin here and lie apart, so that none of a fleet that people typed is hit; example ids are repdigits. */
const FIRST_ACCOUNT = 200_000_000_003
const BETWEEN_ACCOUNTS = 7_654_321

export function customerFacts(of: {
  readonly fleet: Fleet
  readonly ring: string
  readonly index: number
  readonly dice: Dice
}): CustomerFacts {
  const { fleet, ring, index, dice } = of
  const name = `${dice.pick(FIRST_WORDS)}-${dice.pick(SECOND_WORDS)}-${String(index + 1).padStart(4, '0')}`
  const domain = `${name}.${dice.weighted(TOP_LEVELS)}`
  const count = dice.weighted([
    [1, 78],
    [2, 17],
    [3, 5],
  ])
  const accounts = ACCOUNTS.slice(0, count).map((account, at): AccountFacts => {
    const id = String(FIRST_ACCOUNT + (index * ACCOUNTS.length + at) * BETWEEN_ACCOUNTS)
    const first = dice.weighted(PLACES)
    const second = dice.weighted(PLACES)
    const isSpread = dice.chance(0.1) && second.region !== first.region
    const externalId = `${name}-${sha256(`${id} ${account}`).slice(0, 20)}`
    return { name: account, id, externalId, places: isSpread ? [first, second] : [first] }
  })
  const blueprint = blueprintOf(fleet, dice)
  const settings = [
    ...settingsAt('customer', blueprint.settingsSchema, dice),
    ...(knows(blueprint.settingsSchema, 'collector.cookieDomain')
      ? [{ path: 'collector.cookieDomain', value: domain }]
      : []),
  ]
  const [standard] = fleet.roles.keys()
  const roles = standard !== undefined && dice.chance(0.9) ? standard : ROLES
  return { name, ring, domain, accounts, roles, blueprint, settings }
}

export function customerText(facts: CustomerFacts, dice: Dice): string {
  const lines = [
    '# yaml-language-server: $schema=../../../schemas/customer.schema.json',
    ...(dice.chance(0.2) ? [`# ${dice.pick(REMARKS)}`] : []),
    `customer: ${facts.name}`,
    `ring: ${facts.ring}`,
    ...(dice.chance(0.4) ? [`contacts: ["data@${facts.domain}"]`] : []),
    'accounts:',
    ...facts.accounts.flatMap((account) => [
      `  - account: ${account.name}`,
      `    id: "${account.id}"`,
      `    regions: [${account.places.map(({ region }) => region).join(', ')}]`,
      `    roles: ${facts.roles}`,
      `    externalId: ${account.externalId}`,
    ]),
    ...(dice.chance(0.25) ? ['windows:', `  - ${windowText(facts, dice)}`] : []),
    ...(facts.settings.length === 0 ? [] : ['settings:', ...block(facts.settings, 2)]),
  ]
  return `${lines.join('\n')}\n`
}

const ROLES = '{ plan: fleetwright-plan, apply: fleetwright-apply, service: fleetwright-service }'

/** Some nights of a week, in the customer's own time; none in which clocks are changed. */
function windowText({ accounts }: CustomerFacts, dice: Dice): string {
  const days = dice.pick(['mon, tue, wed, thu', 'tue, wed, thu', 'tue, thu'] as const)
  const timezone = accounts[0]?.places[0].timezone ?? 'Etc/UTC'
  return `{ days: [${days}], from: "${dice.pick(['21:00', '22:00', '23:30'] as const)}", to: "05:00", timezone: ${timezone} }`
}

const REMARKS = [
  'Moved here from the old fleet; their own tags stayed as they were.',
  'Their security team reads every plan before it is merged.',
  'Sales season: November to January.',
  'Billing is done in the analytics account.',
] as const

/** The blueprint with the most stacks is the product's main one: nine in ten customers run it, in its newest version. */
function blueprintOf(fleet: Fleet, dice: Dice): Blueprint {
  const [main, ...others] = [...fleet.blueprints.values()].toSorted((a, b) => b.stacks.length - a.stacks.length)
  if (main === undefined) throw new RangeError('a fleet without a blueprint has nothing to generate')
  const isMain = dice.chance(0.9)
  const [other = main] = others
  return isMain ? main : other
}
