/**
 * What exists in an account once CloudFormation has made it?
 *
 * A resource as a bag of properties with its physical id and attributes. Ids are
 * made here, once, from the row of its type in identities.json: they look as AWS's
 * do (recorded `test_kinesis`, `test_sns`, `test_replacement`) and are never guessed
 * from outside.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { isMap, type Json, type JsonMap } from '../template/json.ts'
import source from './identities.json' with { type: 'json' }
import { resourceType } from './types.ts'

/** How a type names its resources, and the calls of creation, update and deletion that the service role must be allowed. */
interface IdentityRow {
  readonly name?: string
  readonly ref: string
  readonly arn: string
  readonly calls: string
  readonly attributes?: Readonly<Record<string, string | undefined>>
  /** Properties that the service takes and never tells again; drift cannot see them (recorded `test_drift_detection`). */
  readonly writeOnly?: string
  /** Whether nobody can ask the service what stands there. */
  readonly isUnreadable?: boolean
}

const IDENTITIES: Readonly<Record<string, IdentityRow | undefined>> = source

export interface LiveResource {
  readonly logicalId: string
  readonly type: string
  readonly physicalId: string
  readonly arn: string
  readonly attributes: Readonly<Record<string, string>>
  /** Resolved, as they were last deployed, without the stack's tags. */
  readonly properties: JsonMap
  readonly tags: Readonly<Record<string, string>>
  /** Whether the template gave the name, so that a replacement would collide with itself. */
  readonly isNamed: boolean
  /** Chosen once, kept through updates in place. */
  readonly seeds: Readonly<Record<string, string>>
}

export interface Birthplace {
  readonly accountId: string
  readonly region: string
  readonly stackName: string
}

export interface ResourceSpec {
  readonly logicalId: string
  readonly type: string
  readonly properties: JsonMap
  readonly tags: Readonly<Record<string, string>>
}

/** @param predecessor what this one replaces: numbered types count on from it */
export function createResource(spec: ResourceSpec, place: Birthplace, predecessor?: LiveResource): LiveResource {
  const row = IDENTITIES[spec.type]
  const given = row?.name === undefined ? undefined : spec.properties[row.name]
  const seeds = {
    name:
      typeof given === 'string'
        ? given.replace(spec.type === 'AWS::SSM::Parameter' ? /^\// : /^$/, '')
        : generatedName(spec, place),
    given: typeof given === 'string' ? given : '',
    hex17: randomBytes(9).toString('hex').slice(0, 17),
    uuid: randomUUID(),
    suffix: letters(6),
    caps16: letters(16).toUpperCase(),
    number: String(randomBytes(4).readUInt32BE()),
    byte: String(1 + ((randomBytes(1)[0] ?? 0) % 254)),
    version: row?.ref.includes('{version}') ? String(Number(predecessor?.seeds.version ?? 0) + 1) : '1',
  }
  return incarnate(spec, place, seeds, typeof given === 'string')
}

/** The same resource with other properties; what counts versions counts one up. */
export function updateResource(live: LiveResource, spec: ResourceSpec, place: Birthplace): LiveResource {
  const version = String(Number(live.seeds.version) + 1)
  return incarnate(spec, place, { ...live.seeds, version }, live.isNamed)
}

/** `undefined` for an attribute that the type does not have. */
export function attributeOf(live: LiveResource, name: string): Json | undefined {
  return live.attributes[name] ?? live.properties[name] ?? (knowsAttribute(live.type, name) ? '' : undefined)
}

export function knowsAttribute(type: string, name: string): boolean {
  const known = resourceType(type)
  return known !== undefined && (known.attributes.has(name) || known.properties.has(name))
}

/** Of the three calls that a row names; none for what needs no permission. */
export function callFor(type: string, verb: 'create' | 'update' | 'delete'): string | undefined {
  const [service, names = ''] = (IDENTITIES[type]?.calls ?? '').split(':')
  const name = names.split(' ')[['create', 'update', 'delete'].indexOf(verb)]
  return service && name ? `${service}:${name}` : undefined
}

/** The properties that drift detection compares; `undefined` for a type that it cannot read. */
export function readableProperties({ type, properties }: LiveResource): JsonMap | undefined {
  const row = IDENTITIES[type]
  if (!row || row.isUnreadable) return undefined
  const hidden = (row.writeOnly ?? '').split(' ')
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !hidden.includes(name)))
}

/** The property that names a resource of this type, if the template may choose the name. */
export function namePropertyOf(type: string): string | undefined {
  return IDENTITIES[type]?.name
}

function incarnate(
  spec: ResourceSpec,
  place: Birthplace,
  seeds: Readonly<Record<string, string>>,
  isNamed: boolean,
): LiveResource {
  const row = IDENTITIES[spec.type]
  if (!row) throw new Error(`no identity is written for ${spec.type}`)
  const fill = (text: string): string =>
    text.replace(/\{(?:property:)?(\w+)\}/g, (found, key: string) => {
      if (key === 'arn') return fill(row.arn)
      if (key === 'region') return place.region
      if (key === 'account') return place.accountId
      if (key === 'path') return typeof spec.properties.Path === 'string' ? spec.properties.Path : '/'
      if (found.startsWith('{property:')) return textOf(spec.properties[key])
      return seeds[key] ?? ''
    })
  const ref = spec.type === 'AWS::SSM::Parameter' && seeds.given ? seeds.given : fill(row.ref)
  return {
    ...spec,
    physicalId: ref,
    arn: fill(row.arn),
    attributes: Object.fromEntries(Object.entries(row.attributes ?? {}).map(([name, text = '']) => [name, fill(text)])),
    isNamed,
    seeds,
  }
}

/** `stack-LogicalId-AbC123…`; what must be lower case is, and SSM's has its own prefix (recorded: `CFN-Parameter-gE4nEU6CQEj9`). */
function generatedName({ type, logicalId, properties }: ResourceSpec, { stackName }: Birthplace): string {
  if (type === 'AWS::SSM::Parameter') return `CFN-${logicalId}-${letters(12)}`
  const name = `${stackName}-${logicalId}-${letters(12)}`
  if (type === 'AWS::S3::Bucket' || type.startsWith('AWS::RDS::')) return name.toLowerCase().slice(-63)
  if (type === 'AWS::SQS::Queue' && String(properties.FifoQueue) === 'true') return `${name}.fifo`
  return type.startsWith('AWS::ElasticLoadBalancingV2::') ? `${name.slice(0, 19)}-${letters(12)}` : name
}

function letters(count: number): string {
  return randomBytes(count * 2)
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, count)
}

function textOf(value: Json | undefined): string {
  return value === undefined || isMap(value) ? '' : String(value)
}
