/**
 * What is there, in which account and region?
 *
 * Stacks and change sets by account and region, and the physical names that are
 * taken, retained leftovers included: a stream outlives the stack that kept it.
 */
import { randomUUID } from 'node:crypto'
import { AwsRefusal, validationError } from '../errors.ts'
import type { LiveResource } from '../resources/live.ts'
import type { Place } from '../template/desired.ts'
import { isSame, type Json, type JsonMap } from '../template/json.ts'
import { Alarms } from './alarms.ts'
import type { ChangeSet, Stack } from './state.ts'

export interface Spot {
  readonly accountId: string
  readonly region: string
}

/** A physical resource, whoever made it and whatever became of it since. */
interface Existing {
  readonly stackId: string
  readonly live: LiveResource
  /** What other hands made of its properties; absent while nobody touched it. */
  readonly actual?: JsonMap | 'deleted'
}

export class World {
  readonly #stacks = new Map<string, Stack[]>()
  readonly #changeSets = new Map<string, ChangeSet>()
  readonly #setsOfStack = new Map<Stack, ChangeSet[]>()
  readonly #existing = new Map<string, Existing>()
  readonly alarms = new Alarms((spot) => this.#liveIn(spot))

  stacksIn(spot: Spot): readonly Stack[] {
    return this.#stacks.get(keyOfSpot(spot)) ?? []
  }

  /** By name the one that is not deleted, by id any. */
  find(spot: Spot, nameOrId: string): Stack | undefined {
    return this.stacksIn(spot).find((stack) =>
      nameOrId.startsWith('arn:') ? stack.stackId === nameOrId : stack.stackName === nameOrId && !stack.deletedAt,
    )
  }

  addStack(spot: Spot, stackName: string, at: Temporal.Instant): Stack {
    const stack: Stack = {
      ...spot,
      stackName,
      stackId: `arn:aws:cloudformation:${spot.region}:${spot.accountId}:stack/${stackName}/${randomUUID()}`,
      createdAt: at,
      status: 'REVIEW_IN_PROGRESS',
      statusReason: 'User Initiated',
      outputs: {},
      terminationProtection: false,
      disablesRollback: false,
      token: '',
      isClaimed: false,
      drift: { status: 'NOT_CHECKED', resources: new Map() },
      detections: new Map(),
      resources: new Map(),
      events: [],
      tokens: new Set(),
    }
    this.#stacks.set(keyOfSpot(spot), [...this.stacksIn(spot), stack])
    return stack
  }

  /** For a stack whose first change set was refused after all. */
  forget(stack: Stack): void {
    this.#stacks.set(
      keyOfSpot(stack),
      this.stacksIn(stack).filter((other) => other !== stack),
    )
  }

  addChangeSet(changeSet: ChangeSet): void {
    this.#changeSets.set(changeSet.id, changeSet)
    this.#setsOfStack.set(changeSet.stack, [...(this.#setsOfStack.get(changeSet.stack) ?? []), changeSet])
  }

  /** Those that ListChangeSets shows. */
  changeSetsOf(stack: Stack): readonly ChangeSet[] {
    return this.allChangeSetsOf(stack).filter((set) => !isExecuted(set))
  }

  allChangeSetsOf(stack: Stack): readonly ChangeSet[] {
    return (this.#setsOfStack.get(stack) ?? []).filter(({ isDeleted }) => !isDeleted)
  }

  /** Deleted sets count as well: who may ask does not depend on whether it is still there. */
  stackOfSet(spot: Spot, changeSetArn: string): Stack | undefined {
    const stack = this.#changeSets.get(changeSetArn)?.stack
    return stack && isIn(stack, spot) ? stack : undefined
  }

  /**
   * An executed set is still found by its ARN (recorded `test_name_conflicts`), not by its name (ASSUMED).
   * @throws AwsRefusal in the recorded words of `test_changesets`
   */
  changeSet(spot: Spot, nameOrId: string, stackName: string | undefined): ChangeSet {
    if (nameOrId.startsWith('arn:')) {
      const found = this.#changeSets.get(nameOrId)
      if (!found || found.isDeleted || !isIn(found.stack, spot)) throw notFound(nameOrId)
      return found
    }
    if (stackName === undefined)
      throw validationError('StackName must be specified if ChangeSetName is not specified as an ARN.')
    const stack = this.find(spot, stackName)
    if (!stack) throw validationError(`Stack [${stackName}] does not exist`)
    const found = this.changeSetsOf(stack).find(({ name }) => name === nameOrId)
    if (!found) throw notFound(nameOrId)
    return found
  }

  /** Whether another live resource has this identity; the answer names its stack. */
  ownerOf(live: LiveResource, place: Place): string | undefined {
    return this.#existing.get(keyOf(live, place))?.stackId
  }

  take(live: LiveResource, place: Place): void {
    this.#existing.set(keyOf(live, place), { stackId: place.stackId, live })
  }

  release(live: LiveResource, place: Place): void {
    this.#existing.delete(keyOf(live, place))
  }

  /** The properties that the service itself would tell, `deleted` if it knows nothing of the resource. */
  actual(live: LiveResource, place: Place): JsonMap | 'deleted' {
    return this.#existing.get(keyOf(live, place))?.actual ?? live.properties
  }

  /** An update in place sends what changed in the template: what else other hands did stays done. */
  updated(before: LiveResource, after: LiveResource, place: Place): void {
    const existing = this.#existing.get(keyOf(before, place))
    if (!existing) return
    this.#existing.delete(keyOf(before, place))
    const { actual } = existing
    const untouched = { stackId: place.stackId, live: after }
    this.#existing.set(
      keyOf(after, place),
      actual === undefined ? untouched : { ...untouched, actual: applied(actual, before, after) },
    )
  }

  /** What a person does on the console; `undefined` takes a property away. */
  touch(live: LiveResource, place: Place, change: Readonly<Record<string, Json | undefined>> | 'deleted'): void {
    const now = this.actual(live, place)
    const entries = Object.entries({ ...(now === 'deleted' ? {} : now), ...(change === 'deleted' ? {} : change) })
    const actual = Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
    this.#existing.set(keyOf(live, place), {
      stackId: place.stackId,
      live,
      actual: change === 'deleted' ? 'deleted' : actual,
    })
  }

  /** What the services of this account and region would tell of. */
  #liveIn(spot: Spot): readonly LiveResource[] {
    const here = ` ${keyOfSpot(spot)} `
    return [...this.#existing].flatMap(([key, { live, actual }]) =>
      key.includes(here) && actual !== 'deleted' ? [live] : [],
    )
  }

  /** Parameter Store's answer: what an `AWS::SSM::Parameter::Value<…>` of this name resolves to. */
  ssmValue(spot: Spot, name: string): string | undefined {
    const found = [...this.#existing].find(([key]) => key === `AWS::SSM::Parameter ${keyOfSpot(spot)} ${name}`)?.[1]
    const actual = found && (found.actual ?? found.live.properties)
    return actual === undefined || actual === 'deleted' ? undefined : String(actual.Value)
  }
}

function applied(actual: JsonMap | 'deleted', before: LiveResource, after: LiveResource): JsonMap | 'deleted' {
  if (actual === 'deleted') return actual
  const names = [...new Set([...Object.keys(before.properties), ...Object.keys(after.properties)])]
  const changed = names.filter((name) => !isSame(before.properties[name], after.properties[name]))
  const kept = Object.entries(actual).filter(([name]) => !changed.includes(name))
  return {
    ...Object.fromEntries(kept),
    ...Object.fromEntries(Object.entries(after.properties).filter(([name]) => changed.includes(name))),
  }
}

/** Bucket names are one space for everybody. */
function keyOf({ type, physicalId }: LiveResource, { accountId, region }: Spot): string {
  if (type === 'AWS::S3::Bucket') return `${type} ${physicalId}`
  return type.startsWith('AWS::IAM::')
    ? `${type} ${accountId} ${physicalId}`
    : `${type} ${accountId} ${region} ${physicalId}`
}

function keyOfSpot({ accountId, region }: Spot): string {
  return `${accountId} ${region}`
}

function isIn(stack: Stack, { accountId, region }: Spot): boolean {
  return stack.accountId === accountId && stack.region === region
}

export function isExecuted({ executionStatus }: ChangeSet): boolean {
  return executionStatus.startsWith('EXECUTE_')
}

function notFound(name: string): AwsRefusal {
  return new AwsRefusal('ChangeSetNotFound', `ChangeSet [${name}] does not exist`, 404)
}
