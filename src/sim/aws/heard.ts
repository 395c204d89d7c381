/**
 * What is known of a call, however far it came?
 *
 * A fault and an assertion speak of accounts, stacks and roles; a request speaks of
 * keys and ARNs. This file translates, for the plan of faults and for the journal.
 */
import type { Caller } from './auth/identities.ts'
import type { Call, CallEffect } from './faults.ts'
import type { RequestEntry } from './journal.ts'
import type { Pages } from './server.ts'
import type { Engine } from './stacks/engine.ts'
import type { Spot } from './stacks/world.ts'
import type { Answer } from './wire/deliver.ts'
import type { Form } from './wire/form.ts'
import type { Service } from './wire/xml.ts'

export interface Heard {
  readonly engine: Engine
  readonly pages: Pages
  readonly requestId: string
  form: Form
  action: string
  service: Service
  isJson?: boolean
  region: string
  caller?: Caller
  effect?: CallEffect
}

/** How the plan of faults sees it. */
export function callOf(heard: Heard): Call {
  const roleName = roleNameOf(heard)
  return {
    ...spotOf(heard),
    action: heard.action,
    ...stackNameOf(heard),
    ...(roleName === undefined ? {} : { roleName }),
  }
}

export function entryOf(heard: Heard, { status, code }: Answer): RequestEntry {
  const { engine, caller, form, action, effect, requestId } = heard
  const token = form.text('ClientRequestToken') ?? form.text('ClientToken')
  const sessionName = caller?.session?.name ?? form.text('RoleSessionName')
  const sourceIdentity = caller?.session?.sourceIdentity ?? form.text('SourceIdentity')
  const roleName = roleNameOf(heard)
  return {
    action,
    ...spotOf(heard),
    callerAccountId: caller?.accountId ?? '',
    principalArn: caller?.arn ?? '',
    ...(roleName === undefined ? {} : { roleName }),
    ...(sessionName === undefined ? {} : { sessionName }),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    ...stackNameOf(heard),
    ...(token === undefined ? {} : { token }),
    ...(effect === undefined ? {} : { effect: effect.kind }),
    requestId,
    at: engine.timeline.now(),
    status,
    ...(code === undefined ? {} : { code }),
  }
}

/** For AssumeRole the account that is entered, which is what a story is about; else the caller's own. */
export function spotOf({ form, region, caller }: Heard): Spot {
  const entered = /^arn:aws:iam::(\d{12}):/.exec(form.text('RoleArn') ?? '')?.[1]
  return { accountId: entered ?? caller?.accountId ?? '', region }
}

function roleNameOf({ form, caller }: Heard): string | undefined {
  return (
    /^arn:aws:iam::\d{12}:role\/(?:.*\/)?([^/]+)$/.exec(form.text('RoleArn') ?? '')?.[1] ?? caller?.session?.role.name
  )
}

/** A call by ARN is noted under the name of its stack, so that a fault or an assertion need not know ids. */
function stackNameOf({ engine, form, caller, region }: Heard): { stackName?: string } {
  const setArn = form.text('ChangeSetName')
  const spot = { accountId: caller?.accountId ?? '', region }
  const named =
    form.text('StackName') ??
    (setArn?.startsWith('arn:') ? engine.world.stackOfSet(spot, setArn)?.stackName : undefined)
  return named === undefined ? {} : { stackName: /^arn:[^/]*:stack\/([^/]+)/.exec(named)?.[1] ?? named }
}
