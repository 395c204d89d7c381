/**
 * What do other people do in a customer's account?
 *
 * An administrator with hands of his own: he goes through the same actions as a
 * caller on the wire, so that he can do nothing that AWS would refuse, but he
 * needs no client, no socket and no place in the journal of requests. His
 * operations stand in the journal of operations under his name.
 */
import { randomUUID } from 'node:crypto'
import { perform } from './api/actions.ts'
import type { Request } from './api/request.ts'
import type { Caller } from './auth/identities.ts'
import type { Pages } from './server.ts'
import { begin, type Engine } from './stacks/engine.ts'
import { noteStack } from './stacks/events.ts'
import { isInProgress } from './stacks/state.ts'
import type { Spot } from './stacks/world.ts'
import { parseTemplate } from './template/parse.ts'
import { parseForm } from './wire/form.ts'

export interface SomeoneElse {
  /** He in the journal of operations. */
  readonly principalArn: string
  createStack(stackName: string, change: ForeignChange): void
  /** What is not given stays as it is. */
  updateStack(stackName: string, change: ForeignChange): void
  deleteStack(stackName: string): void
  /** An update of his is under way for `ms` of the simulation's clock, then he cancels it: nothing has changed. */
  holdStack(stackName: string, ms: number): void
}

export interface ForeignChange {
  readonly template?: string
  readonly parameters?: Readonly<Record<string, string>>
  readonly tags?: Readonly<Record<string, string>>
  /** The service role it is made with, and every later operation on the stack that names none. */
  readonly roleArn?: string
}

export interface Place {
  readonly engine: Engine
  readonly pages: Pages
  readonly spot: Spot
}

export function someoneElse(place: Place, caller: Caller): SomeoneElse {
  const act = (action: string, fields: Readonly<Record<string, string>>): void => {
    place.engine.timeline.catchUp()
    const body = new URLSearchParams({ Action: action, Version: '2010-05-15', ...fields })
    const request: Request = { ...place, caller, id: randomUUID(), form: parseForm(body.toString()) }
    perform('cloudformation', action, request)
  }
  return {
    principalArn: caller.arn,
    createStack: (stackName, change) => act('CreateStack', fieldsOf(stackName, change)),
    updateStack(stackName, change) {
      act('UpdateStack', { ...fieldsOf(stackName, change), ...kept(place, stackName, change) })
    },
    deleteStack: (stackName) => act('DeleteStack', { StackName: stackName }),
    holdStack: (stackName, ms) => hold(place, caller, { stackName, ms }),
  }
}

function hold({ engine, spot }: Place, caller: Caller, { stackName, ms }: { stackName: string; ms: number }): void {
  engine.timeline.catchUp()
  const stack = engine.world.find(spot, stackName)
  if (!stack?.deployed || isInProgress(stack)) throw new Error(`there is no stack ${stackName} at rest to hold`)
  for (const set of engine.world.changeSetsOf(stack)) set.executionStatus = 'OBSOLETE'
  const order = { stack, caller, token: '', requestId: randomUUID() }
  begin(
    engine,
    { kind: 'update', order, delayMs: 0 },
    (function* () {
      noteStack(stack, { at: engine.timeline.now(), status: 'UPDATE_IN_PROGRESS', reason: 'User Initiated' })
      yield ms
      for (const status of [
        'UPDATE_ROLLBACK_IN_PROGRESS',
        'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
        'UPDATE_ROLLBACK_COMPLETE',
      ])
        noteStack(stack, { at: engine.timeline.now(), status })
    })(),
  )
}

/** UpdateStack forgets what it is not told to keep. */
function kept(
  { engine, spot }: Place,
  stackName: string,
  { template, parameters = {} }: ForeignChange,
): Readonly<Record<string, string>> {
  const deployed = engine.world.find(spot, stackName)?.deployed
  const declared = template === undefined ? deployed?.template.parameters : parseTemplate(template).parameters
  const names = Object.keys(deployed?.parameters ?? {}).filter(
    (name) => declared && name in declared && !(name in parameters),
  )
  const first = Object.keys(parameters).length + 1
  return {
    ...(template === undefined ? { UsePreviousTemplate: 'true' } : {}),
    ...Object.fromEntries(
      names.flatMap((name, index) => [
        [`Parameters.member.${first + index}.ParameterKey`, name],
        [`Parameters.member.${first + index}.UsePreviousValue`, 'true'],
      ]),
    ),
  }
}

/** As the Query protocol has them. */
export function fieldsOf(
  stackName: string,
  { template, parameters = {}, tags = {}, roleArn }: ForeignChange,
): Readonly<Record<string, string>> {
  return {
    StackName: stackName,
    ...(roleArn === undefined ? {} : { RoleARN: roleArn }),
    'Capabilities.member.1': 'CAPABILITY_NAMED_IAM',
    ...(template === undefined ? {} : { TemplateBody: template }),
    ...members('Parameters', ['ParameterKey', 'ParameterValue'], parameters),
    ...members('Tags', ['Key', 'Value'], tags),
  }
}

/** A map as the numbered pairs of the Query protocol. */
function members(
  list: string,
  [key, value]: readonly [string, string],
  entries: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(entries).flatMap(([name, text], index) => [
      [`${list}.member.${index + 1}.${key}`, name],
      [`${list}.member.${index + 1}.${value}`, text],
    ]),
  )
}
