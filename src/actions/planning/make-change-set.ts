/**
 * How does one stack get its change set, once, whatever happens in between?
 *
 * Name and token are derived from the transition and a numbered attempt, so a
 * repeated call finds the same set. A set that was spent in an earlier life
 * (executed, obsolete) makes this one take the next number; it is never used
 * again, and never executed by mistake.
 */
import { short } from '../../lib/digest.ts'
import { FleetwrightError } from '../../lib/errors.ts'
import { hasValues } from '../../plan/live.ts'
import type { DescribedChangeSet, DesiredFrom } from '../../plan/model.ts'
import { type ChangeSetName, changeSetName, parseChangeSetName, tokenFor, transitionKey } from '../../plan/names.ts'
import { desiredDigest } from '../../render/desired.ts'
import type { DesiredStack } from '../../render/model.ts'
import type { Alarm, Purpose } from '../aws-ports.ts'
import type { World } from '../world.ts'

export interface ChangeSetWish {
  readonly stack: DesiredStack
  readonly from: DesiredFrom
  readonly type: 'CREATE' | 'UPDATE'
  readonly parameters: { readonly [name: string]: string }
  /** That exist. */
  readonly alarms: readonly Alarm[]
  readonly description: string
  readonly purpose: Purpose
  /** Whose attempt it is, such as `r-1a2b3c4d5e6f#2`: the same wish is given the same number again. */
  readonly of: string
}

const MOST_NUMBERS = 20

export async function makeChangeSet(
  world: Pick<World, 'aws' | 'rows'>,
  wish: ChangeSetWish,
): Promise<DescribedChangeSet> {
  const { stack, type, parameters, alarms, description, purpose } = wish
  const to = desiredDigest(stack)
  const key = transitionKey(stack.id, wish.from, to)
  for (let round = 0; round < MOST_NUMBERS; round++) {
    const attempt = await world.rows.attempts.number(key, round === 0 ? wish.of : `${wish.of}+${round}`)
    const name = changeSetName({ to, key, attempt })
    const token = tokenFor('create', name)
    const set = await world.aws.changeSets.create({
      stack,
      type,
      name,
      description,
      parameters,
      alarms,
      token,
      purpose,
    })
    if (!isSpent(set) && isAsWished(set, wish)) return set
  }
  throw new FleetwrightError(`making a change set of ${stack.stackName}: ${MOST_NUMBERS} numbers were taken`, {
    code: 'change-sets-taken',
    nextMove: 'operator',
    retryable: false,
    hint: `delete old change sets named fw-* of the stack ${stack.stackName} in account ${stack.accountId}`,
  })
}

/** May this set of an earlier call be executed for this wish: the same way, the same values, and not spent? */
export function stillFits(
  set: DescribedChangeSet | undefined,
  wish: Pick<ChangeSetWish, 'stack' | 'from' | 'parameters' | 'alarms'>,
): boolean {
  if (set?.status !== 'created' || isSpent(set) || !isAsWished(set, wish)) return false
  return leadsTheWay(parseChangeSetName(set.name), wish)
}

/** By its name alone: which way of which stack it goes. Spares asking AWS about a set that cannot fit. */
export function leadsTheWay(
  name: ChangeSetName | undefined,
  { stack, from }: Pick<ChangeSetWish, 'stack' | 'from'>,
): boolean {
  const to = desiredDigest(stack)
  return name?.desired === short(to) && name.transition === short(transitionKey(stack.id, from, to))
}

/**
 * The same number answers with the same set, although an output that feeds the stack may have moved since, or an alarm
 * that is to watch it have come or gone.
 */
function isAsWished(
  set: DescribedChangeSet,
  { stack, parameters, alarms }: Pick<ChangeSetWish, 'stack' | 'parameters' | 'alarms'>,
): boolean {
  if (set.status !== 'created') return true
  const isWatched =
    set.alarmArns.toSorted().join() ===
    alarms
      .map(({ arn }) => arn)
      .toSorted()
      .join()
  return isWatched && hasValues(set, stack, parameters)
}

function isSpent(set: DescribedChangeSet): boolean {
  if (set.status === 'no-changes' || set.status === 'failed') return false
  return set.status === 'deleted' || set.executionStatus !== 'AVAILABLE'
}
