/**
 * Which machines does a group wait for?
 *
 * A creation policy waits until so many machines have signalled that they serve;
 * a rolling update replaces them batch by batch and waits for each batch. Here
 * machines always boot and signal success (ASSUMED): what fails a group is an
 * injected fault.
 */
import { randomBytes } from 'node:crypto'
import type { LiveResource } from '../resources/live.ts'
import { evaluate, type Scope } from '../template/evaluate.ts'
import { isMap, isSame, type Json, type JsonMap } from '../template/json.ts'
import type { TemplateResource } from '../template/parse.ts'

/** Machines that boot one batch after the other; each batch takes a resource's time. */
export interface Boot {
  /** Said before the first batch. */
  readonly opening?: string
  /** Of each batch, how many machines. */
  readonly batches: readonly number[]
}

/** What makes the machines of now obsolete (doc "UpdatePolicy attribute"). */
const REPLACES_MACHINES = ['LaunchTemplate', 'LaunchConfigurationName', 'VPCZoneIdentifier'] as const

interface Group {
  readonly resource: TemplateResource
  readonly before: LiveResource | undefined
  readonly after: LiveResource
}

export function bootOf({ resource, before, after }: Group, scope: Scope): Boot | undefined {
  const { CreationPolicy: creation, UpdatePolicy: updates } = resource.attributes
  if (before?.physicalId !== after.physicalId) {
    const signal = mapIn(creation, 'ResourceSignal')
    return signal && { batches: [Number(evaluate(signal.Count ?? 1, scope))] }
  }
  const rolling = mapIn(updates, 'AutoScalingRollingUpdate')
  const isObsolete = REPLACES_MACHINES.some((name) => !isSame(before.properties[name], after.properties[name]))
  if (rolling === undefined || !isObsolete) return undefined
  const said = (name: string, otherwise: Json): Json => evaluate(rolling[name] ?? otherwise, scope) ?? otherwise
  const machines = Number(after.properties.DesiredCapacity ?? after.properties.MinSize)
  const size = Number(said('MaxBatchSize', 1))
  const waits = String(said('WaitOnResourceSignals', false)) === 'true'
  return {
    opening: `Rolling update initiated. Terminating ${machines} obsolete instance(s) in batches of ${size}, while keeping at least ${String(said('MinInstancesInService', 0))} instance(s) in service.${waits ? ` Waiting on resource signals with a timeout of ${String(said('PauseTime', 'PT5M'))} when new instances are added to the autoscaling group.` : ''}`,
    batches: Array.from({ length: Math.ceil(machines / size) }, (_, index) => Math.min(size, machines - index * size)),
  }
}

/** What CloudFormation writes down for each machine of a batch. */
export function signalsOf(machines: number): readonly string[] {
  return Array.from(
    { length: machines },
    () => `Received SUCCESS signal with UniqueId i-${randomBytes(9).toString('hex').slice(0, 17)}`,
  )
}

function mapIn(policy: Json | undefined, name: string): JsonMap | undefined {
  const inner = policy !== undefined && isMap(policy) ? policy[name] : undefined
  return inner !== undefined && isMap(inner) ? inner : undefined
}
