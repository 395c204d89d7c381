/**
 * How does a pipeline of the example fleet look with other releases?
 *
 * The committed catalog, with a set made up for the question and releases that
 * are older than what it keeps. Nothing is validated here: the tests ask one
 * rule or function at a time.
 */
import { stringify } from 'yaml'
import { draftOf } from '../../src/fleet/draft.ts'
import type { ResolvedPipeline } from '../../src/fleet/model.ts'
import { normalise } from '../../src/fleet/normalise.ts'
import type { ReadCache } from '../../src/fleet/read-file.ts'
import { resolvePipeline } from '../../src/fleet/resolve.ts'
import type { Side } from '../../src/fleet/rules/rule.ts'
import { exampleFleet, sourceTree } from '../support/world.ts'
import { release } from './catalog-ground.ts'

export interface State {
  /** Component → version, where it is not as before any license. */
  readonly releases?: { readonly [component: string]: string }
  readonly settings?: { readonly [name: string]: unknown }
}

/** The newest releases that ask for no license. */
const OLDEST = {
  'iglu-server': '0.11.0',
  collector: '2.10.0',
  enrich: '3.9.0',
  's3-loader': '2.3.0',
  'transformer-kinesis': '5.7.5',
  'rdb-loader': '5.7.5',
  'snowflake-loader': '0.5.1',
}

/** Real versions that are older than the example's catalog begins. */
const BEFORE_THE_CATALOG = [release('s3-loader', '0.6.0'), release('s3-loader', '1.0.0'), release('s3-loader', '2.1.3')]

const cache: ReadCache = new Map()
const example = exampleFleet()

export function sideIn({ releases = {}, settings = {} }: State): Side {
  const set = { releaseSet: 'asked', releases: { ...OLDEST, ...releases } }
  const pipeline = {
    pipeline: 'asked',
    account: 'prod',
    region: 'eu-west-1',
    blueprint: 'snowplow-kinesis@1.0.0',
    release: 'asked',
    settings: { warehouse: { kind: 'none' }, ...settings },
  }
  const files = [
    ...BEFORE_THE_CATALOG,
    ['releases/sets/asked.yml', set] as const,
    ['customers/acme/pipelines/asked.yml', pipeline] as const,
  ]
  const texts = files.map(([path, content]) => [path, stringify(content)] as const)
  const draft = draftOf(new Map([...example, ...sourceTree(texts)]), cache)
  return { draft, fleet: normalise(draft) }
}

export function resolvedIn({ fleet }: Side): ResolvedPipeline {
  const pipeline = fleet.pipelines.find(({ name }) => name === 'asked')
  if (pipeline === undefined) throw new Error('the pipeline that is asked about is not valid')
  return resolvePipeline(fleet, pipeline)
}
