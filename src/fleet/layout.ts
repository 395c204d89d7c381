/**
 * What is this file, going by its path?
 *
 * The layout of a fleet repository as data: the names that a path already
 * says, to be held against the names in the file, and which files nobody would
 * ever read.
 */
import type { SourceTree } from './model.ts'
import { remembered } from './remembered.ts'

export type FileKind =
  | { readonly kind: 'fleet' }
  | { readonly kind: 'customer'; readonly customer: string }
  | { readonly kind: 'pipeline'; readonly customer: string; readonly pipeline: string }
  | { readonly kind: 'blueprint'; readonly blueprint: string; readonly version: string }
  | { readonly kind: 'template'; readonly blueprint: string; readonly version: string; readonly template: string }
  | { readonly kind: 'release'; readonly component: string; readonly version: string }
  | { readonly kind: 'releaseSet'; readonly releaseSet: string }
  | { readonly kind: 'channels' }
  /** YAML in a folder of the fleet's that no reader will look at: most likely misplaced. */
  | { readonly kind: 'stray'; readonly expected: string }
  /** README files and whatever else people keep beside a fleet. */
  | { readonly kind: 'other' }

export const FLEET_FILE = 'fleet.yml'
/** The fleet's files and folders at the root of the repository: what git/listing.ts reads, and of these YAML alone. */
export const ROOTS = [FLEET_FILE, 'customers', 'blueprints', 'releases', 'images', 'bootstrap'] as const
export const CHANNELS_FILE = 'releases/channels.yml'

export function kindOf(path: string): FileKind {
  if (path === FLEET_FILE) return { kind: 'fleet' }
  if (path === CHANNELS_FILE) return { kind: 'channels' }
  const end = path.indexOf('/')
  const folder = end < 0 ? undefined : FOLDERS.get(path.slice(0, end))
  const kind = folder?.read(path.slice(end + 1))
  if (kind !== undefined) return kind
  const expected = folder?.expected ?? (/^fleet\.ya?ml$/i.test(path) ? FLEET_FILE : undefined)
  return expected !== undefined && /\.ya?ml$/i.test(path) ? { kind: 'stray', expected } : { kind: 'other' }
}

/** What stands in the folders that customers share, readable or not: few files, beside thousands of customers'. */
export const sharedFiles = remembered((tree: SourceTree): readonly SharedFile[] =>
  [...tree.keys()].filter((path) => !isOfCustomer(path)).map((path) => ({ path, kind: kindOf(path) })),
)

/** Whether the file stands in a folder that belongs to one customer. */
export function isOfCustomer(path: string): boolean {
  return path.startsWith('customers/')
}

/** With all that is the customer's. */
export function customerFolder(customer: string): string {
  return `customers/${customer}/`
}

export interface SharedFile {
  readonly path: string
  readonly kind: FileKind
}

export function customerPath(customer: string): string {
  return `${customerFolder(customer)}customer.yml`
}

export function pipelinePath(customer: string, pipeline: string): string {
  return `${customerFolder(customer)}pipelines/${pipeline}.yml`
}

/** The folder that is frozen as a whole once a pipeline uses it. */
export function blueprintFolder(blueprint: string, version: string): string {
  return `blueprints/${blueprint}/${version}/`
}

export function blueprintPath(blueprint: string, version: string): string {
  return `${blueprintFolder(blueprint, version)}blueprint.yml`
}

export function releasePath(component: string, version: string): string {
  return `releases/${component}/${version}.yml`
}

export function releaseSetPath(releaseSet: string): string {
  return `releases/sets/${releaseSet}.yml`
}

interface Folder {
  /** By the path within the folder. */
  readonly read: (path: string) => FileKind | undefined
  readonly expected: string
}

const FOLDERS: ReadonlyMap<string, Folder> = new Map([
  [
    'customers',
    {
      read: inCustomers,
      expected: 'customers/<customer>/customer.yml or customers/<customer>/pipelines/<pipeline>.yml',
    },
  ],
  [
    'blueprints',
    { read: inBlueprints, expected: 'blueprints/<name>/<version>/blueprint.yml or a .template.yml beside it' },
  ],
  [
    'releases',
    {
      read: inReleases,
      expected: 'releases/<component>/<version>.yml, releases/sets/<name>.yml or releases/channels.yml',
    },
  ],
])

function inCustomers(path: string): FileKind | undefined {
  const end = path.indexOf('/')
  if (end < 0) return undefined
  const customer = path.slice(0, end)
  if (path.endsWith('/customer.yml') && path.length === end + '/customer.yml'.length)
    return { kind: 'customer', customer }
  if (!path.startsWith('pipelines/', end + 1)) return undefined
  const pipeline = withoutYml(path.slice(end + 1 + 'pipelines/'.length))
  return pipeline === undefined || pipeline.includes('/') ? undefined : { kind: 'pipeline', customer, pipeline }
}

function inBlueprints(path: string): FileKind | undefined {
  const parts = path.split('/')
  const [blueprint, version, file] = parts
  if (parts.length !== 3 || blueprint === undefined || version === undefined || file === undefined) return undefined
  if (file === 'blueprint.yml') return { kind: 'blueprint', blueprint, version }
  return file.endsWith('.template.yml') ? { kind: 'template', blueprint, version, template: file } : undefined
}

function inReleases(path: string): FileKind | undefined {
  const parts = path.split('/')
  const [folder, file] = parts
  const name = parts.length === 2 ? withoutYml(file) : undefined
  if (folder === undefined || name === undefined) return undefined
  return folder === 'sets'
    ? { kind: 'releaseSet', releaseSet: name }
    : { kind: 'release', component: folder, version: name }
}

function withoutYml(file: string | undefined): string | undefined {
  return file?.endsWith('.yml') && file !== '.yml' ? file.slice(0, -'.yml'.length) : undefined
}
