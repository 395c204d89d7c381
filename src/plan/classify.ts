/**
 * How dangerous is one change, and why?
 *
 * Every question that finds something gives a verdict, and the worst one
 * stands. The reason is what a reviewer reads, so it is written here, where the
 * decision is made. Never optimistic: what may happen counts as if it did.
 */
import { lessened } from './lessened.ts'
import { type PropertyChange, type ResourceChange, RISKS, type Risk, type Verdict } from './model.ts'
import { shortened } from './retention.ts'
import { isStateful } from './stateful.ts'
import { partsOf } from './value-parts.ts'
import { leftoverOf } from './values.ts'

/** A change before anyone has judged it. */
export type Unjudged = Omit<ResourceChange, 'verdict'>

const QUESTIONS = [gone, replaced, uncertain, unexplained, adopted, unprotected, rolled, permitted, silenced] as const

export function classify(change: Unjudged): Verdict {
  let worst: Verdict = change.action === 'add' ? routine('is created') : routine('is updated in place')
  for (const ask of QUESTIONS) {
    const verdict = ask(change)
    if (verdict !== undefined && isWorse(verdict.risk, worst.risk)) worst = verdict
  }
  for (const verdict of inPlace(change)) if (isWorse(verdict.risk, worst.risk)) worst = verdict
  return worst
}

/** All of it: one that keeps data for longer does not speak for another beside it. */
function inPlace({ action, type, properties }: Unjudged): readonly Verdict[] {
  if (action !== 'modify') return []
  const parts = properties.flatMap(partsOf)
  return [...shortened(type, parts), ...unguarded(parts), ...lessened(type, parts)]
}

export function judged(change: Unjudged): ResourceChange {
  return { ...change, verdict: classify(change) }
}

export function isWorse(one: Risk, other: Risk): boolean {
  return RISKS.indexOf(one) > RISKS.indexOf(other)
}

/** Of nothing: routine. */
export function worstRisk(risks: Iterable<Risk>): Risk {
  let worst: Risk = 'routine'
  for (const risk of risks) if (isWorse(risk, worst)) worst = risk
  return worst
}

function gone({ action, type, leftover }: Unjudged): Verdict | undefined {
  if (action !== 'remove') return undefined
  if (leftover === 'retained') return disruptive('is left behind, no longer managed')
  if (isStateful(type)) {
    return destructive(leftover === 'snapshot' ? 'is deleted after a last snapshot' : 'is deleted with what it holds')
  }
  return disruptive(isAlarm(type) ? 'is deleted: what it watched is watched no more' : 'is deleted')
}

function replaced({ action, type, replacement, leftover }: Unjudged): Verdict | undefined {
  if (action !== 'modify' || replacement === 'no') return undefined
  const words = replacement === 'yes' ? 'is replaced' : 'may be replaced'
  if (!isStateful(type)) return disruptive(words)
  if (leftover === 'retained') return destructive(`${words} by an empty one; the old one is left behind`)
  return destructive(
    `${words} by an empty one${leftover === 'snapshot' ? '; a snapshot of the old one is kept' : '; what the old one holds is deleted'}`,
  )
}

function uncertain({ action, type }: Unjudged): Verdict | undefined {
  if (action !== 'dynamic') return undefined
  return isStateful(type)
    ? destructive('may be created, changed or deleted, and it holds data')
    : disruptive('may be created, changed or deleted: not known before it happens')
}

/** Nobody can agree to what nobody is shown. */
function unexplained({ action, properties }: Unjudged): Verdict | undefined {
  return action === 'modify' && properties.length === 0
    ? disruptive('changes, and CloudFormation does not say in what')
    : undefined
}

function adopted({ action }: Unjudged): Verdict | undefined {
  return action === 'import' ? disruptive('exists already and comes under management') : undefined
}

function unprotected({ action, properties }: Unjudged): Verdict | undefined {
  if (action !== 'modify') return undefined
  const fates = properties.flatMap(({ path, after }) => {
    const once = FATES.get(path)
    return once === undefined ? [] : [`once it is ${once}, ${fateOf(after)}`]
  })
  return fates.length > 0 ? disruptive(`from now on: ${fates.join('; ')}`) : unguarded(properties)[0]
}

const FATES: ReadonlyMap<string, string> = new Map([
  ['DeletionPolicy', 'removed'],
  ['UpdateReplacePolicy', 'replaced'],
])

/** Of the resource that goes; nothing said is AWS's own rule for its type. */
function fateOf(policy: string | undefined): string {
  switch (leftoverOf(policy)) {
    case 'deleted':
      return 'it is deleted with what it holds'
    case 'retained':
      return 'it is left behind'
    case 'snapshot':
      return 'it is deleted after a last snapshot'
    default:
      return 'it goes as AWS does by itself with its type'
  }
}

/** CloudFormation shows the group or service as updated in place, and replaces what runs in it. */
function rolled({ action, type, properties }: Unjudged): Verdict | undefined {
  if (action !== 'modify') return undefined
  if (properties.some(({ path }) => /^UpdatePolicy\b/.test(path)))
    return disruptive('another rule decides how what runs in it is replaced')
  const runs = RUNS.get(type)
  return runs !== undefined && properties.some(({ path }) => runs.by.test(path)) ? disruptive(runs.words) : undefined
}

/**
 * By AWS's references of `UpdatePolicy` (which changes of a group begin a rolling update) and of
 * `AWS::ECS::Service` (a deployment).
 */
const RUNS: ReadonlyMap<string, { readonly by: RegExp; readonly words: string }> = new Map([
  [
    'AWS::AutoScaling::AutoScalingGroup',
    {
      by: /^Properties\.(LaunchTemplate|LaunchConfigurationName|MixedInstancesPolicy|VPCZoneIdentifier|AvailabilityZones)\b/,
      words: 'its machines are replaced by new ones, as its update policy says',
    },
  ],
  [
    'AWS::ECS::Service',
    {
      by: /^Properties\.(TaskDefinition|NetworkConfiguration|PlatformVersion)\b/,
      words: 'its tasks are replaced by new ones',
    },
  ],
])

function unguarded(properties: readonly { readonly path: string }[]): readonly Verdict[] {
  const isGuarded = properties.some(({ path }) =>
    /(DeletionProtection|PointInTimeRecovery|Versioning|Encrypt)/i.test(path),
  )
  return isGuarded ? [disruptive('its protection changes')] : []
}

/** Not by comparing statements: any change of who may do what, or reach what, is one to look at. */
function permitted({ action, type, properties }: Unjudged): Verdict | undefined {
  if (action === 'add') return opened(type, properties)
  if (action !== 'modify') return undefined
  if (type.startsWith('AWS::IAM::') || type.startsWith('AWS::SSO::') || isGrant(type)) {
    if (properties.some(({ path }) => !/^(Tags|Metadata|Properties\.(Tags|Description)\b)/.test(path)))
      return disruptive('permissions change')
  }
  if (type.includes('::SecurityGroup') || type.includes('::NetworkAcl') || type === 'AWS::EC2::Route')
    return disruptive('network access changes')
  return properties.some(isPolicy) ? disruptive('permissions change') : undefined
}

/** By what comes into a stack that exists already; whom a new identity trusts, and with what, is read in its values. */
function opened(type: string, properties: readonly PropertyChange[]): Verdict | undefined {
  if (isGrant(type)) return disruptive('grants permissions to what exists already')
  if (IDENTITY.test(type)) return disruptive('may be used by whomever it trusts, with permissions of its own')
  const isWayIn = /::SecurityGroup(Ingress|Egress)$/.test(type) || properties.some(({ path }) => INLINE_RULE.test(path))
  return isWayIn ? disruptive('opens network access') : undefined
}

const IDENTITY = /^AWS::(IAM::(Role|User|Group|AccessKey|OIDCProvider|SAMLProvider)|SSO::)/
const INLINE_RULE = /^Properties\.SecurityGroup(Ingress|Egress)\b/

function isGrant(type: string): boolean {
  return /(?:Policy|::Permission)$/.test(type) && !/(?:Scaling|Lifecycle)Policy$/.test(type)
}

function isPolicy({ path }: PropertyChange): boolean {
  return /\.(\w*PolicyDocument|ManagedPolicyArns|Policies|KeyPolicy|ResourcePolicy|PermissionsBoundary)\b/.test(path)
}

function silenced({ action, type, properties }: Unjudged): Verdict | undefined {
  if (action !== 'modify' || !isAlarm(type)) return undefined
  const mutes = properties.some(({ path }) => /\.(ActionsEnabled|AlarmActions|TreatMissingData)\b/.test(path))
  return mutes ? disruptive('who is told of an alarm, or when, changes') : undefined
}

function isAlarm(type: string): boolean {
  return type === 'AWS::CloudWatch::Alarm' || type === 'AWS::CloudWatch::CompositeAlarm'
}

function routine(reason: string): Verdict {
  return { risk: 'routine', reason }
}

function disruptive(reason: string): Verdict {
  return { risk: 'disruptive', reason }
}

function destructive(reason: string): Verdict {
  return { risk: 'destructive', reason }
}
