/**
 * Can this new customer, pipeline or version be written, and if not, what is there to choose from?
 *
 * Whoever leaves out a flag is told what the fleet has, not only that the flag
 * is missing: a first change should need no other window.
 */
import type { Fleet, LayerValue, SourceTree } from '../model.ts'
import { parseYaml } from '../parse.ts'
import { didYouMean, listed } from '../suggest.ts'
import { versionsOf } from './blueprint-version.ts'
import type { NewAccount } from './customer.ts'

/** What a flag must name, or why it cannot. */
export type Wish<Value> = { readonly value: Value } | { readonly refusals: readonly string[] }

const NAME = /^[a-z][a-z0-9-]{0,30}$/
const NAME_FORM = 'at most 31 lower-case letters, digits and hyphens, beginning with a letter'

/** A name becomes a path: nothing else may come in. */
export function nameRefusal(what: string, name: string): readonly string[] {
  return NAME.test(name) ? [] : [`\`${name}\` cannot be the name of a ${what}; expected: ${NAME_FORM}`]
}

/** One of the names that the fleet has. */
export function choiceRefusal(of: {
  /** As typed, such as `--ring`. */
  readonly flag: string
  readonly said: string | undefined
  readonly exist: readonly string[]
}): readonly string[] {
  const { flag, said, exist } = of
  if (said === undefined) return [`${flag} is missing; there is ${there(exist)}`]
  if (exist.includes(said)) return []
  const { hint } = didYouMean(said, exist)
  return [`${flag}: there is no \`${said}\`; ${hint ?? `there is ${there(exist)}`}`]
}

function there(names: readonly string[]): string {
  return listed(names).replace(/^nothing, there is none$/, 'none')
}

/** `prod:111122223333:eu-west-1,eu-central-1`. */
export function accountOf(text: string): Wish<Omit<NewAccount, 'externalId'>> {
  const [account = '', id = '', places = '', ...more] = text.split(':')
  const regions = places.split(',').filter((region) => region !== '')
  const refusals = [
    ...nameRefusal('account', account),
    ...(/^[0-9]{12}$/.test(id) ? [] : [`\`${id}\` is no account id; expected: 12 digits`]),
    ...(regions.length > 0 && more.length === 0 ? [] : [`\`${text}\` is no account; expected: ${ACCOUNT_FORM}`]),
  ]
  return refusals.length > 0 ? { refusals } : { value: { account, id, regions } }
}

export const ACCOUNT_FORM = '<name>:<account id>:<region>[,<region>…], such as prod:111122223333:eu-west-1'

/** `streams.raw.shards=2`; the value is read as YAML reads it. */
export function settingOf(text: string): Wish<readonly [path: string, value: LayerValue]> {
  const [, path, written] = /^([A-Za-z][\w-]*(?:\.[A-Za-z][\w-]*)*)=(.*)$/s.exec(text) ?? []
  if (path === undefined || written === undefined)
    return { refusals: [`--set ${text}: expected <setting>=<value>, such as streams.raw.shards=2`] }
  const { value, problems } = parseYaml({ path: '--set', blob: '', text: `value: ${written}\n` })
  const [problem] = problems
  if (problem !== undefined)
    return { refusals: [`--set ${text}: ${problem.message}${problem.hint === undefined ? '' : `; ${problem.hint}`}`] }
  return { value: [path, valueIn(value)] }
}

/** YAML knows no other kinds of values; parsing let nothing else through. */
function valueIn(value: unknown): LayerValue {
  return typeof value === 'object' && value !== null && 'value' in value ? (value.value as LayerValue) : null
}

/** The newest version of a blueprint, unless another is named. */
export function versionRefusals(
  of: { readonly blueprint: string; readonly version: string; readonly from: string | undefined },
  fleet: Pick<Fleet, 'blueprints'>,
  tree: SourceTree,
): readonly string[] {
  const versions = versionsOf(of.blueprint, tree)
  const names = [...new Set([...fleet.blueprints.values()].map(({ name }) => name))]
  if (versions.length === 0) return choiceRefusal({ flag: 'blueprint', said: of.blueprint, exist: names })
  return [
    ...(/^[0-9]+\.[0-9]+\.[0-9]+$/.test(of.version)
      ? []
      : [`\`${of.version}\` is no version; expected: such as 1.1.0`]),
    ...(versions.includes(of.version) ? [`\`${of.blueprint}@${of.version}\` is there already`] : []),
    ...(of.from === undefined ? [] : choiceRefusal({ flag: '--from', said: of.from, exist: versions })),
  ]
}
