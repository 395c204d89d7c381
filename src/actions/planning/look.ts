/**
 * What stands at AWS right now, of one pipeline?
 *
 * Each stack is looked at once per question asked, and its outputs are there
 * for the stacks they feed. One notion of "the account cannot be reached", so
 * that planning and applying quarantine it alike.
 */
import { FleetwrightError } from '../../lib/errors.ts'
import { executedByHand, foreignRole, type Intervention, unaccountedSet } from '../../plan/intervention.ts'
import { desiredFrom } from '../../plan/live.ts'
import type { DesiredFrom, LiveStack } from '../../plan/model.ts'
import { parseChangeSetName, tokenFor } from '../../plan/names.ts'
import type { Given } from '../../plan/normalise.ts'
import { asksForPolicy, type Had, hadBy } from '../../plan/protection.ts'
import type { DesiredStack } from '../../render/model.ts'
import type { Alarm, Purpose } from '../aws-ports.ts'
import { UNREACHABLE } from '../failure.ts'
import type { World } from '../world.ts'

export interface Looker {
  live(stack: DesiredStack): Promise<LiveStack | undefined>
  /** Of an earlier stack of the same pipeline, by its key; undefined while it does not exist. */
  outputsOf(key: string): Promise<{ readonly [output: string]: string } | undefined>
  /** The outputs that a stack's parameters name, by stack key. */
  feeding(stack: DesiredStack): Promise<ReadonlyMap<string, { readonly [output: string]: string }>>
  /** Which of the alarms that are to watch it exist: asked once for all stacks, since all are of one account and region. */
  alarms(stack: DesiredStack): Promise<Watched>
}

export interface Watched {
  readonly existing: readonly Alarm[]
  /** ARNs. */
  readonly missing: readonly string[]
}

/** `stacks`: all of one pipeline. Nothing is asked before it is needed. */
export function lookAt(world: Pick<World, 'aws'>, stacks: readonly DesiredStack[], purpose: Purpose): Looker {
  const seen = new Map<string, Promise<LiveStack | undefined>>()
  function live(stack: DesiredStack): Promise<LiveStack | undefined> {
    const known = seen.get(stack.id)
    if (known !== undefined) return known
    const look = world.aws.reader.live(stack, purpose)
    seen.set(stack.id, look)
    return look
  }
  async function outputsOf(key: string): Promise<LiveStack['outputs'] | undefined> {
    const stack = stacks.find((each) => each.key === key)
    return stack === undefined ? undefined : (await live(stack))?.outputs
  }
  async function feeding(stack: DesiredStack): Promise<ReadonlyMap<string, LiveStack['outputs']>> {
    const found = new Map<string, LiveStack['outputs']>()
    for (const value of Object.values(stack.parameters)) {
      if (value.from !== 'output' || found.has(value.stack)) continue
      const outputs = await outputsOf(value.stack)
      if (outputs !== undefined) found.set(value.stack, outputs)
    }
    return found
  }
  let asked: Promise<readonly Alarm[]> | undefined
  async function alarms(stack: DesiredStack): Promise<Watched> {
    const { alarmArns } = stack.rollback
    if (alarmArns.length === 0) return { existing: [], missing: [] }
    const all = new Set([stack, ...stacks].flatMap(({ rollback }) => rollback.alarmArns))
    asked ??= world.aws.alarms.existing(stack, [...all].sort(), purpose)
    const existing = (await asked).filter(({ arn }) => alarmArns.includes(arn))
    return { existing, missing: alarmArns.filter((arn) => !existing.some((alarm) => alarm.arn === arn)) }
  }
  return { live, outputsOf, feeding, alarms }
}

export interface Whereabouts {
  readonly from: DesiredFrom
  /** What the stack is made of now; undefined where there is none. */
  readonly before: Given | undefined
}

/** Which of the candidates a live stack is at, by its last change set's name and its content together. */
export async function whereIs(
  world: Pick<World, 'aws'>,
  live: LiveStack | undefined,
  of: {
    readonly stack: DesiredStack
    readonly candidates: readonly DesiredStack[]
    readonly outputs: ReadonlyMap<string, { readonly [output: string]: string }>
    readonly purpose: Purpose
    /** Where it has been asked for already. */
    readonly template?: Promise<string> | undefined
  },
): Promise<Whereabouts> {
  if (live === undefined) return { from: 'absent', before: undefined }
  const { stack, outputs } = of
  const template = await (of.template ?? world.aws.reader.template(stack, of.purpose))
  const from = desiredFrom(live, template, of.candidates, (key) => outputs.get(key))
  return { from, before: { stack, template, parameters: live.parameters } }
}

/** What protects it, as AWS has it; its policy is asked for where one of these says what that is to be. */
export async function protectionOf(
  world: Pick<World, 'aws'>,
  live: LiveStack,
  of: { readonly stack: DesiredStack; readonly base?: DesiredStack; readonly purpose: Purpose },
): Promise<Had> {
  const policy = asksForPolicy(of.stack, of.base) ? await world.aws.protection.policy(of.stack, of.purpose) : undefined
  return hadBy(live, policy)
}

/** What somebody did to it past our rollouts: told where it is found, and held by whoever asks. */
export async function interventionIn(
  world: Pick<World, 'aws' | 'log'>,
  live: LiveStack,
  of: {
    readonly stack: DesiredStack
    /** Whose service roles it may have. */
    readonly wanted: readonly DesiredStack[]
    /** What it may be at without anybody's asking who brought it there. */
    readonly accounted: readonly DesiredStack[]
    readonly purpose: Purpose
  },
): Promise<Intervention | undefined> {
  const { stack, wanted, accounted, purpose } = of
  const foreign = foreignRole(live, wanted)
  const found =
    foreign !== undefined && !(await isAsWeLeftIt(world, live, of))
      ? foreign
      : await handExecution(world, live, { stack, accounted, purpose })
  if (found !== undefined) {
    const { id, customer, accountId: account, region, pipeline } = stack
    world.log.error('stack moved past its rollouts', {
      stack: id,
      customer,
      account,
      region,
      pipeline,
      code: found.code,
    })
  }
  return found
}

/** Nobody ordered anything since our last set, which named a role that reviewers saw. */
async function isAsWeLeftIt(
  world: Pick<World, 'aws'>,
  { lastChangeSetName: name }: LiveStack,
  { stack, purpose }: { readonly stack: DesiredStack; readonly purpose: Purpose },
): Promise<boolean> {
  if (name === undefined || parseChangeSetName(name) === undefined) return false
  const last = await world.aws.reader.lastOperation(stack, purpose)
  return last?.token === tokenFor('execute', name)
}

async function handExecution(
  world: Pick<World, 'aws'>,
  live: LiveStack,
  of: { readonly stack: DesiredStack; readonly accounted: readonly DesiredStack[]; readonly purpose: Purpose },
): Promise<Intervention | undefined> {
  const changeSet = unaccountedSet(live, of.accounted)
  if (changeSet === undefined) return undefined
  const token = tokenFor('execute', changeSet)
  const begun = await world.aws.reader.wasBegun(of.stack, { token, purpose: of.purpose })
  return begun === 'no' ? executedByHand(changeSet) : undefined
}

/** Our own credentials and our own clock. */
const OF_ALL: ReadonlySet<string> = new Set(['aws-identity', 'aws-clock'])

/** An answer of AWS about one stack: it costs that stack its plan, never the fleet. */
export function isOfOneStack(error: unknown): error is FleetwrightError {
  if (!(error instanceof FleetwrightError) || OF_ALL.has(error.code)) return false
  return error.code === UNREACHABLE || error.code.startsWith('aws-')
}

/** Somebody else came first, between our look and our order: AWS did nothing of it. */
const OVERTAKEN: ReadonlySet<string> = new Set([
  'aws-change-set-gone',
  'aws-change-set-status',
  'aws-stack-busy',
  'aws-not-found',
])

export function isOvertaken(error: unknown): error is FleetwrightError {
  return error instanceof FleetwrightError && OVERTAKEN.has(error.code)
}

export function isUnreachable(error: unknown): error is FleetwrightError {
  return error instanceof FleetwrightError && error.code === UNREACHABLE
}
