/**
 * What does somebody do to a resource past CloudFormation?
 *
 * The simulator's door for a person at the console: what stands in the account is
 * changed, what CloudFormation believes is not, and the difference is drift.
 */
import { isList, isMap, type Json } from '../template/json.ts'
import type { World } from './world.ts'

export function changeLive(
  world: World,
  at: { readonly accountId: string; readonly region: string; readonly stackName: string; readonly logicalId: string },
  change: Readonly<Record<string, unknown>> | 'deleted',
): void {
  const stack = world.find(at, at.stackName)
  const live = stack?.resources.get(at.logicalId)?.live
  if (!stack || !live) throw new Error(`there is no ${at.logicalId} in ${at.stackName} to change`)
  const changed =
    change === 'deleted'
      ? change
      : Object.fromEntries(Object.entries(change).map(([name, value]) => [name, asJson(name, value)]))
  world.touch(live, stack, changed)
}

function asJson(name: string, value: unknown): Json | undefined {
  if (value === undefined) return undefined
  const copy: Json = JSON.parse(JSON.stringify(value))
  if (isMap(copy) || isList(copy) || typeof copy !== 'object') return copy
  throw new Error(`${name} cannot be null`)
}
