/**
 * What does a pipeline name, where does that lead, and which line says so?
 *
 * Everything about a pipeline but its settings. The lines are looked up in the
 * files again: nobody else needs them, so no pipeline carries them.
 */
import type { Window } from './calendar.ts'
import { isObject } from './layers.ts'
import { customerPath, FLEET_FILE, pipelinePath, releasePath } from './layout.ts'
import type { Range, ResolvedPipeline, SourceTree } from './model.ts'
import { parseYaml } from './parse.ts'
import { pointer, startOf, valueAt } from './places.ts'
import { secretVersion } from './secret-reference.ts'

export interface Fact {
  /** Dotted, such as `account` or `secrets.redshiftPassword`. */
  readonly name: string
  readonly value: string
  /** Absent where nothing was written and a default holds. */
  readonly at?: Range
}

/** `tree`: the files that the pipeline was resolved from. */
export function factsOf(resolved: ResolvedPipeline, tree: SourceTree): readonly Fact[] {
  const { pipeline, customer, account, ring, blueprint, releaseSet } = resolved
  const own = fileIn(tree, pipelinePath(pipeline.customer, pipeline.name))
  const { lifecycle } = pipeline
  return [
    { name: 'lifecycle', value: lifecycle, ...(own.has('lifecycle') ? { at: own.at('/lifecycle') } : {}) },
    { name: 'account', value: `${account.name} (${account.id})`, at: own.at('/account') },
    { name: 'region', value: pipeline.region, at: own.at('/region') },
    { name: 'ring', value: ring.name, at: fileIn(tree, customerPath(customer.name)).at('/ring') },
    { name: 'blueprint', value: `${blueprint.name}@${blueprint.version}`, at: own.at('/blueprint') },
    { name: 'release', value: releaseSet.name, at: own.at('/release') },
    ...releasesOf(resolved, tree),
    ...rolesOf(resolved, tree),
    ...windowsOf(resolved),
    ...upgradeOf(resolved, own),
    ...[...pipeline.secrets].map(([name, { text, at }]) => ({
      name: `secrets.${name}`,
      value: `${text}, version ${secretVersion(text) ?? 'unknown'}`,
      at: at(),
    })),
  ]
}

function releasesOf({ releases }: ResolvedPipeline, tree: SourceTree): readonly Fact[] {
  return Object.entries(releases).map(([component, { version, image }]) => ({
    name: `releases.${component}`,
    value: `${version}, ${image}`,
    at: fileIn(tree, releasePath(component, version)).at('/image'),
  }))
}

/** In customer.yml, or in fleet.yml where the account names a set of roles. */
function rolesOf({ customer, account }: ResolvedPipeline, tree: SourceTree): readonly Fact[] {
  const file = fileIn(tree, customerPath(customer.name))
  const written = isObject(file.value) && Array.isArray(file.value.accounts) ? file.value.accounts : []
  const index = written.findIndex((each) => isObject(each) && each.account === account.name)
  const raw: unknown = written[index]
  const set = isObject(raw) && typeof raw.roles === 'string' ? raw.roles : undefined
  return (['plan', 'apply', 'service'] as const).map((role) => ({
    name: `roles.${role}`,
    value: account.roles[role],
    at:
      set === undefined
        ? file.at(pointer('accounts', index, 'roles', role))
        : fileIn(tree, FLEET_FILE).at(pointer('roles', set, role)),
  }))
}

function windowsOf({ pipeline, customer }: ResolvedPipeline): readonly Fact[] {
  const { window } = pipeline.upgrade
  const windows = window === undefined ? customer.windows : [window]
  if (windows.length === 0) return [{ name: 'windows', value: 'at any time' }]
  return windows.map((each) => ({ name: 'windows', value: inWords(each), at: each.at() }))
}

function inWords({ days, from, to, timezone }: Window): string {
  return `${days.join(', ')} from ${from} to ${to}, ${timezone}`
}

function upgradeOf({ pipeline }: ResolvedPipeline, own: File): readonly Fact[] {
  const { channel, pin } = pipeline.upgrade
  return [
    ...(channel === undefined ? [] : [{ name: 'upgrade.channel', value: channel, at: own.at('/upgrade/channel') }]),
    ...(pin === undefined ? [] : [{ name: 'upgrade.pin', value: `until ${pin.until}: ${pin.reason}`, at: pin.at() }]),
  ]
}

interface File {
  readonly value: unknown
  readonly has: (field: string) => boolean
  /** Where a JSON pointer stands. */
  readonly at: (path: string) => Range
}

function fileIn(tree: SourceTree, path: string): File {
  const file = tree.get(path)
  if (file === undefined) return { value: undefined, has: () => false, at: () => startOf(path) }
  const parsed = parseYaml(file)
  const { value } = parsed
  return { value, has: (field) => isObject(value) && Object.hasOwn(value, field), at: (at) => valueAt(parsed, at) }
}
