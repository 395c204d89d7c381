/**
 * What runs in a generated customer's accounts?
 */
import type { Fleet } from '../fleet/model.ts'
import { versioned } from '../fleet/normalise.ts'
import { sha256 } from '../lib/digest.ts'
import { choicesOf } from './choices.ts'
import type { CustomerFacts } from './customer.ts'
import type { Dice, Weighted } from './dice.ts'
import { knows, settingsAt } from './settings.ts'
import { PIPELINES } from './words.ts'
import { block, type Setting } from './yaml.ts'

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
  const choices = choicesOf(facts, name, dice)
  const settings = [
    ...imageOf({ facts, region: place?.region ?? '' }),
    ...settingsAt('pipeline', schema, dice),
    ...(own ? [{ path: 'collector.cookieDomain', value: `${name}.${facts.domain}` }] : []),
    ...choices.settings,
  ]
  const set = releaseSetOf(fleet, dice)
  const lifecycle = dice.weighted([
    ['active', 985],
    ['paused', 10],
    ['retiring', 5],
  ])
  const lines = [
    '# yaml-language-server: $schema=../../../../schemas/pipeline.schema.json',
    `pipeline: ${name}`,
    `account: ${account?.name ?? ''}`,
    `region: ${place?.region ?? ''}`,
    `blueprint: ${versioned(facts.blueprint.name, facts.blueprint.version)}`,
    `release: ${set.name}`,
    ...(lifecycle === 'active' ? [] : [`lifecycle: ${lifecycle}`]),
    ...(settings.length === 0 ? [] : ['settings:', ...block(settings, 2)]),
    ...(choices.secrets.length === 0 ? [] : ['secrets:', ...choices.secrets.map((secret) => `  ${secret}`)]),
    ...(dice.chance(0.6) && set.channel !== undefined ? [`upgrade: { channel: ${set.channel} }`] : []),
  ]
  return `${lines.join('\n')}\n`
}

/** An image is of one region: pipelines of another than the fleet's default was made in name their own. */
function imageOf(of: { readonly facts: CustomerFacts; readonly region: string }): readonly Setting[] {
  const path = 'machines.amiId'
  if (of.region === HOME_REGION || !knows(of.facts.blueprint.settingsSchema, path)) return []
  return [
    {
      path,
      value: `ami-${sha256(of.region).slice(0, 17)}`,
      remark: 'PLACEHOLDER: made up from the name of the region',
    },
  ]
}

const HOME_REGION = 'eu-west-1'

/** What the channels point at: most pipelines run what is regular, some what is stable, few what is rapid. */
function releaseSetOf(fleet: Fleet, dice: Dice): { readonly name: string; readonly channel?: string } {
  const shares = Object.entries(CHANNEL_SHARES).flatMap(([channel, weight]): readonly Weighted<string>[] =>
    fleet.channels.has(channel) ? [[channel, weight]] : [],
  )
  const [first, ...others] = shares
  const channel = first === undefined ? undefined : dice.weighted([first, ...others])
  const name = channel === undefined ? undefined : fleet.channels.get(channel)?.releaseSet
  if (channel === undefined || name === undefined) return { name: [...fleet.releaseSets.keys()].at(-1) ?? '' }
  return { name, channel }
}

const CHANNEL_SHARES = { regular: 70, stable: 22, rapid: 8 } as const
