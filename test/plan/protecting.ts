/** Which stacks are protected in these tests, and how is a change of that read? */
import type { Protection } from '../../src/fleet/protection.ts'
import type { ProtectionChange } from '../../src/plan/model.ts'
import type { DesiredStack } from '../../src/render/model.ts'
import { stack } from '../support/stacks.ts'

export const [P1, P2] = ['{"Statement":[1]}', '{"Statement":[2]}'] as const

export function protecting(protection: Protection): DesiredStack {
  return stack({ with: { protection } })
}

export function told(changes: readonly ProtectionChange[]): readonly string[] {
  return changes.map(({ what, before, after, verdict }) => `${what} ${before} ${after} ${verdict.risk}`)
}
