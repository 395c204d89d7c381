/**
 * What runs in a generated customer's accounts?
 */
import type { Fleet } from '../fleet/model.ts'
import { versioned } from '../fleet/normalise.ts'
import type { CustomerFacts } from './customer.ts'
import type { Dice, Weighted } from './dice.ts'
import { knows, settingsAt } from './settings.ts'
import { PIPELINES } from './words.ts'
import { block } from './yaml.ts'

/** Name → text, one to three of them. */
export function pipelineTexts(
  fleet: Fleet,
  facts: CustomerFacts,
  dice: Dice,
): readonly (readonly [name: string, text: string])[] {
  const count = dice.weighted([
    [1, 62],
    [2, 27],
    [3, 11],
  ])
  const from = dice.chance(0.8) ? 0 : 1
  return PIPELINES.slice(from, from + count).map((name, at) => [name, pipelineText({ fleet, facts, name, at, dice })])
}

function pipelineText(of: {
  readonly fleet: Fleet
  readonly facts: CustomerFacts
  readonly name: string
  readonly at: number
  readonly dice: Dice
}): string {
  const { fleet, facts, name, at, dice } = of
  const account = facts.accounts[at % facts.accounts.length]
  const place = account === undefined ? undefined : dice.pick(account.places)
  const schema = facts.blueprint.settingsSchema
  const own = dice.chance(0.3) && knows(schema, 'collector.cookieDomain')
  const settings = [
    ...settingsAt('pipeline', schema, dice),
    ...(own ? [{ path: 'collector.cookieDomain', value: `${name}.${facts.domain}` }] : []),
  ]
  const lines = [
    '# yaml-language-server: $schema=../../../../schemas/pipeline.schema.json',
    `pipeline: ${name}`,
    `account: ${account?.name ?? ''}`,
    `region: ${place?.region ?? ''}`,
    `blueprint: ${versioned(facts.blueprint.name, facts.blueprint.version)}`,
    `release: ${releaseSetOf(fleet, dice)}`,
    ...(settings.length === 0 ? [] : ['settings:', ...block(settings, 2)]),
  ]
  return `${lines.join('\n')}\n`
}

/** What the channels point at: most pipelines run what is regular, some what is stable, few what is rapid. */
function releaseSetOf(fleet: Fleet, dice: Dice): string {
  const shares = Object.entries(CHANNEL_SHARES).flatMap(([channel, weight]): readonly Weighted<string>[] => {
    const set = fleet.channels.get(channel)?.releaseSet
    return set === undefined ? [] : [[set, weight]]
  })
  const [first, ...others] = shares
  return first === undefined ? ([...fleet.releaseSets.keys()][0] ?? '') : dice.weighted([first, ...others])
}

const CHANNEL_SHARES = { regular: 70, stable: 22, rapid: 8 } as const
