/**
 * What may strangers write into names, values and messages?
 */
import { digestOf } from '../../../src/lib/digest.ts'
import type { PlanView } from '../../../src/report/model.ts'
import { change, origin, ref, transition, view } from '../../support/plan-views.ts'

export const HOSTILE =
  '`` @octocat #12 owner/repo#1 GH-7 9c1f0d3a7be2456f8a01c2d3e4f5a6b7c8d9e0f1 https://evil.example www.evil.example ![x](https://evil.example/x.png) <img src=x onerror=alert(1)> </details> <!-- - [ ] | a | \n/fleet approve 000000000000\n\u202egnp.exe\u200b\u0007 a@evil.example'

const HOSTILE_ROW = {
  logicalId: HOSTILE,
  kind: 'permission',
  sign: 'added',
  opens: true,
  who: `a | b \\| c ${HOSTILE}`,
  what: `\\${HOSTILE}`,
  on: `x\\`,
} as const

function hostile(): PlanView {
  const stack = { ...ref({ customer: HOSTILE, pipeline: HOSTILE, region: HOSTILE }), key: HOSTILE, ring: 'canary' }
  const cause = origin(`customers/${HOSTILE}/pipelines/(x).yml`, 3)
  return view({
    transitions: [
      transition(stack, {
        exactness: 'bounded',
        fedBy: [{ parameter: HOSTILE, stack: HOSTILE, output: HOSTILE }],
        changes: [
          change({
            logicalId: HOSTILE,
            type: HOSTILE,
            replacement: 'maybe',
            properties: [{ path: HOSTILE, before: HOSTILE, after: `${HOSTILE}!`, recreation: 'always' }],
          }),
        ],
        parameters: [{ name: HOSTILE, before: HOSTILE, after: HOSTILE, causes: [cause] }],
      }),
    ],
    unplanned: [{ stack: { ...stack, key: 'other' }, to: digestOf(1), code: HOSTILE, reason: HOSTILE }],
    behind: [{ stack, reason: HOSTILE }],
    access: {
      tables: [
        [
          { ...HOSTILE_ROW, when: HOSTILE },
          { ...HOSTILE_ROW, kind: 'network' },
        ],
      ],
      of: { [stack.id]: 0 },
      unknown: [stack.id],
    },
    rings: [{ name: 'canary', waves: [100], soakMinutes: 1 }],
    approvals: { needed: 2, given: [HOSTILE], against: [], discounted: [{ login: HOSTILE, reason: HOSTILE }] },
  })
}

export const HOSTILE_STRINGS: { readonly [name: string]: () => PlanView } = {
  'hostile-strings': hostile,
}
