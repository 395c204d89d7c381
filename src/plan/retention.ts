/**
 * Does a change in place delete what is kept now?
 *
 * A shorter retention, a rule by which objects expire, a time to live: each
 * deletes what a replacement would lose, and CloudFormation shows it as an
 * update in place. What a property means where it is absent differs, and is
 * told here as AWS documents it; where that is not known, a person looks.
 */
import type { Verdict } from './model.ts'
import { isStateful } from './stateful.ts'
import type { Part } from './value-parts.ts'

/** What it means where nothing is said, and which number of its own means for ever. */
interface Keeping {
  readonly absent: number
  readonly forever?: number
}

const KEEPINGS: ReadonlyMap<string, Keeping> = new Map([
  // What is absent keeps for ever.
  ['DeleteAfterDays', { absent: Number.POSITIVE_INFINITY }],
  ['ExpirationInDays', { absent: Number.POSITIVE_INFINITY }],
  ['NoncurrentDays', { absent: Number.POSITIVE_INFINITY }],
  ['NoncurrentVersionExpirationInDays', { absent: Number.POSITIVE_INFINITY }],
  ['RetentionDays', { absent: Number.POSITIVE_INFINITY, forever: 0 }],
  ['RetentionInDays', { absent: Number.POSITIVE_INFINITY }],
  // What is absent keeps for a time of AWS's choice, or not at all.
  ['AutomatedSnapshotRetentionPeriod', { absent: 1 }],
  ['BackupRetentionPeriod', { absent: 1 }],
  ['ManualSnapshotRetentionPeriod', { absent: -1, forever: -1 }],
  ['MessageRetentionPeriod', { absent: 345_600 }],
  ['NewerNoncurrentVersions', { absent: 0 }],
  ['PerformanceInsightsRetentionPeriod', { absent: 7 }],
  ['RetentionPeriodHours', { absent: 24 }],
  ['SnapshotRetentionLimit', { absent: 0 }],
])

export function shortened(type: string, parts: readonly Part[]): readonly Verdict[] {
  if (!isStateful(type)) return []
  return parts.flatMap((part) => expiry(type, part) ?? kept(part))
}

function kept({ path, before, after, isOpen }: Part): readonly Verdict[] {
  const name = path.slice(path.lastIndexOf('.') + 1)
  const keeping = KEEPINGS.get(name)
  if (keeping === undefined && !/Retention\w*$/.test(name)) return []
  if (isOpen) return [MAY_SHORTEN]
  const [was, is] = [timeOf(before, keeping), timeOf(after, keeping)]
  if (was === undefined || is === undefined) return [disruptive('keeps data for another time than before')]
  if (Number.isNaN(was) || Number.isNaN(is)) return [MAY_SHORTEN]
  return is < was ? [destructive('keeps data for a shorter time: the older is deleted')] : []
}

const MAY_SHORTEN = destructive('may keep data for a shorter time: the older is deleted')

/** Undefined where nobody here knows what its absence means. */
function timeOf(text: string | undefined, keeping: Keeping | undefined): number | undefined {
  const time = text === undefined ? keeping?.absent : Number(text)
  return time !== undefined && time === keeping?.forever ? Number.POSITIVE_INFINITY : time
}

/** Undefined where it is none of these. */
function expiry(type: string, part: Part): readonly Verdict[] | undefined {
  if (type === 'AWS::S3::Bucket' && LIFECYCLE.test(part.path)) return expiring(part)
  if (type.startsWith('AWS::DynamoDB::') && /\.TimeToLiveSpecification(\.|$)/.test(part.path)) return living(part)
  if (type === 'AWS::ECR::Repository' && /\.LifecyclePolicy(\.|$)/.test(part.path)) {
    return part.after === undefined && !part.isOpen ? [] : [destructive('may delete images that it keeps now')]
  }
  return undefined
}

const LIFECYCLE = /^Properties\.LifecycleConfiguration(\.|$)/
const MOVES_OR_NAMES =
  /\.(Id|(Noncurrent(Version)?)?Transitions?(InDays)?|TransitionDefaultMinimumObjectSize|AbortIncompleteMultipartUpload|ExpiredObjectDeleteMarker)(\.|$)/
const CHOOSES = /\.(Prefix|ObjectSizeGreaterThan|ObjectSizeLessThan|TagFilters)(\.|$)/

/** Of a bucket's rules; undefined where it is a time, which is compared. */
function expiring({ path, before, after, isOpen, goesWithAll }: Part): readonly Verdict[] | undefined {
  const deletes = [destructive('may delete objects that it keeps now')]
  if (MOVES_OR_NAMES.test(path) || goesWithAll) return []
  if (KEEPINGS.has(path.slice(path.lastIndexOf('.') + 1))) return undefined
  if (isOpen) return deletes
  // A rule that comes says in its times what it deletes.
  if (path.endsWith('.Status')) return before !== undefined && after === 'Enabled' ? deletes : []
  if (CHOOSES.test(path)) return before === undefined ? [] : deletes
  return after === undefined ? [] : deletes
}

function living({ path, before, after, isOpen }: Part): readonly Verdict[] {
  const deletes = [destructive('deletes items once their time is over')]
  if (isOpen) return deletes
  if (path.endsWith('.Enabled')) return after === 'true' ? deletes : []
  return before !== undefined && after !== undefined ? deletes : []
}

function disruptive(reason: string): Verdict {
  return { risk: 'disruptive', reason }
}

function destructive(reason: string): Verdict {
  return { risk: 'destructive', reason }
}
