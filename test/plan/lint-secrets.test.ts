/**
 * A secret is found wherever a plan would show it, whether it comes or goes.
 */
import { describe, expect, it } from 'vitest'
import { lint } from '../../src/plan/lint.ts'
import type { PropertyChange, ResourceChange, Transition } from '../../src/plan/model.ts'
import { planOffline } from '../../src/plan/offline.ts'
import { change } from '../support/plan-views.ts'
import { stack } from '../support/stacks.ts'

const SECRET = 'AKIAIOSFODNN7EXAMPLE'
const acme = stack({ parameters: { Shards: '4' } })
const plan = planOffline([], [acme])
const [sound] = plan.transitions
if (sound === undefined) throw new Error('the plan lacks what the test is about')

function found(shown: Partial<Transition>): ReturnType<typeof lint> {
  // None of what is put in here stands in a digest.
  const transitions = [{ ...sound, ...shown } as Transition]
  return lint({ ...plan, transitions }, { after: [acme], affected: [acme.id] })
}

function changed(values: Pick<PropertyChange, 'before' | 'after'>): ResourceChange {
  return change({
    logicalId: 'Raw',
    properties: [{ path: 'Properties.Name', recreation: 'never', ...values }],
  })
}

const PARAMETER = { name: 'Key', causes: [] }
const PLACES: readonly (readonly [string, Partial<Transition>, string])[] = [
  ['a parameter gets', { parameters: [{ ...PARAMETER, before: 'x', after: SECRET }] }, 'Key'],
  ['a parameter had', { parameters: [{ ...PARAMETER, before: SECRET, after: 'x' }] }, 'Key'],
  ['a parameter had that goes', { parameters: [{ ...PARAMETER, before: SECRET }] }, 'Key'],
  [
    'the way of the base gets in between',
    { ways: [{ whose: 'earlier', changes: [changed({ before: 'x', after: SECRET })] }] },
    'Raw.Properties.Name',
  ],
  [
    'the way of this plan alone takes away',
    {
      ways: [
        { whose: 'earlier', changes: [changed({ before: 'x', after: 'y' })] },
        { whose: 'own', changes: [changed({ before: SECRET, after: 'z' })] },
      ],
    },
    'Raw.Properties.Name',
  ],
]

describe('a secret', () => {
  it.each(PLACES)('that %s is found, and not repeated', (_what, shown, where) => {
    const findings = found(shown)
    const message = `${where} looks like a secret written in plain text`
    expect(findings).toEqual([{ code: 'secret', message, stack: acme.id }])
    expect(JSON.stringify(findings)).not.toContain(SECRET)
  })

  it('is not found where there is none', () => {
    const parameters = [{ ...PARAMETER, before: 'x', after: 'y' }]
    const ways = [{ whose: 'own' as const, changes: [changed({ before: 'x', after: 'y' })] }]
    expect(found({ parameters, ways })).toEqual([])
  })
})
