/** Which roles are there to be assumed in the tests of sessions, and by whom? */
import { AssumeRoleCommand, type AssumeRoleCommandInput, type AssumeRoleCommandOutput } from '@aws-sdk/client-sts'
import type { PolicyDocument } from '../../../src/sim/aws/auth/policy.ts'
import type { RoleSpec } from '../../../src/sim/aws/server.ts'
import { type Keys, type TestWorld, testWorld } from './world.ts'

const HOME = '222222222222'
export const BOT = 'arn:aws:iam::999999999999:user/bot'
export const ANYTHING: PolicyDocument = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }

export function arn(role: string): string {
  return `arn:aws:iam::${HOME}:role/${role}`
}

export function role(principalArn: string, policy: PolicyDocument = ANYTHING): RoleSpec {
  return { trust: { principalArn }, policy }
}

/** A world whose account HOME has these roles. */
export async function home(
  roles: Readonly<Record<string, RoleSpec>> = { first: role(BOT), second: role(arn('first')) },
) {
  const world = await testWorld()
  world.sim.addAccount({ id: HOME, roles })
  return world
}

export async function assume(
  world: TestWorld,
  keys: Keys,
  input: Partial<AssumeRoleCommandInput> = {},
): Promise<AssumeRoleCommandOutput> {
  return await world.sts(keys).send(new AssumeRoleCommand({ RoleArn: arn('first'), RoleSessionName: 'fw-7', ...input }))
}
