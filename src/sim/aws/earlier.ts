/**
 * What was there before the story begins?
 *
 * A stack that a change set brought about, made and carried out through the
 * same actions as on the wire, in no time: a bench that needs four thousand of
 * them does not wait for their resources one after another.
 */
import { randomUUID } from 'node:crypto'
import { perform } from './api/actions.ts'
import type { Caller } from './auth/identities.ts'
import type { Timing } from './server.ts'
import { type ForeignChange, fieldsOf, type Place } from './someone-else.ts'
import { parseForm } from './wire/form.ts'

export interface EarlierStack extends ForeignChange {
  readonly stackName: string
  readonly changeSetName: string
}

const AT_ONCE: Timing = { changeSetMs: 0, resourceMs: 0, eventualMs: 0, driftMs: 0, callMs: 0 }

/** @throws AwsRefusal as the wire would; an Error where the creation did not come to its end. */
export function deployEarlier({ engine, ...place }: Place, caller: Caller, stack: EarlierStack): void {
  const { stackName, changeSetName } = stack
  const hurried = { ...engine, timing: AT_ONCE }
  const act = (action: string, fields: Readonly<Record<string, string>>): void => {
    const body = new URLSearchParams({ Action: action, Version: '2010-05-15', StackName: stackName, ...fields })
    const form = parseForm(body.toString())
    perform('cloudformation', action, { ...place, engine: hurried, caller, id: randomUUID(), form })
    engine.timeline.catchUp()
  }
  const set = { ChangeSetName: changeSetName }
  act('CreateChangeSet', { ...fieldsOf(stackName, stack), ...set, ChangeSetType: 'CREATE' })
  act('ExecuteChangeSet', { ...set, ClientRequestToken: `execute-${changeSetName}` })
  const status = engine.world.find(place.spot, stackName)?.status
  if (status !== 'CREATE_COMPLETE') throw new Error(`${stackName} was to be there already, and is ${status}`)
}
