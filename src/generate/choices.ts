/**
 * Which choices bring several settings, and secrets, with them?
 *
 * A warehouse has an address and a password, a schema registry of one's own two
 * keys. Only where the blueprint declares those secrets.
 */
import type { CustomerFacts } from './customer.ts'
import type { Dice } from './dice.ts'
import { knows } from './settings.ts'
import type { Setting } from './yaml.ts'

export interface Choices {
  readonly settings: readonly Setting[]
  /** Lines `name: reference`. */
  readonly secrets: readonly string[]
}

interface Choice {
  readonly share: number
  readonly settings: (facts: CustomerFacts) => readonly Setting[]
  /** Name of a secret → the last part of its path, and its key. */
  readonly secrets: readonly (readonly [name: string, path: string, key: string])[]
}

/** Of each line at most one. */
const LINES: readonly (readonly Choice[])[] = [
  [
    {
      share: 0.2,
      settings: ({ domain }) => [
        { path: 'warehouse.kind', value: 'redshift' },
        { path: 'warehouse.redshift.host', value: `events.${domain}` },
      ],
      secrets: [['redshiftPassword', 'redshift', 'password']],
    },
    {
      share: 0.15,
      settings: ({ name }) => [
        { path: 'warehouse.kind', value: 'snowflake' },
        { path: 'warehouse.snowflake.url', value: `https://${name}.snowflakecomputing.com` },
      ],
      secrets: [['snowflakePrivateKey', 'snowflake', 'privateKey']],
    },
  ],
  [
    {
      share: 0.1,
      settings: () => [{ path: 'iglu.kind', value: 'server' }],
      secrets: [
        ['igluDbPassword', 'iglu', 'database'],
        ['igluSuperApiKey', 'iglu', 'superApiKey'],
      ],
    },
  ],
]

export function choicesOf(facts: CustomerFacts, pipeline: string, dice: Dice): Choices {
  const { blueprint, name } = facts
  const chosen = LINES.flatMap((line): readonly Choice[] => {
    const made = line.find(({ share }) => dice.chance(share))
    if (made === undefined) return []
    const isKnown = made.settings(facts).every(({ path }) => knows(blueprint.settingsSchema, path))
    return isKnown && made.secrets.every(([secret]) => blueprint.secrets.has(secret)) ? [made] : []
  })
  const version = 1 + dice.below(5)
  return {
    settings: chosen.flatMap(({ settings }) => settings(facts)),
    secrets: chosen
      .flatMap(({ secrets }) => secrets)
      .map(
        ([secret, path, key]) =>
          `${secret}: ref+vault://kv/customers/${name}/${pipeline}/${path}?version=${version}#/${key}`,
      ),
  }
}
