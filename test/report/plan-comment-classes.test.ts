/** Are stacks that change alike read as one, and is it said whose values are which? */
import { describe, expect, it } from 'vitest'
import { planInTerminal } from '../../src/report/terminal-plan.ts'
import { change, ref, shards, transition, view } from '../support/plan-views.ts'
import { textOf } from './comment-text.ts'
import { PLAN_SITUATIONS } from './plan-situations.ts'

describe('the plan comment', () => {
  it('shows the values of each customer in both ways where they differ in a regular way', () => {
    const left = (customer: string, account: string, before: string) => {
      const ways = [
        { whose: 'earlier', by: [], changes: [shards(before, `${Number(before) * 2}`)] },
        { whose: 'own', changes: [shards(`${Number(before) * 2}`, `${Number(before) * 4}`)] },
      ] as const
      const changes = [shards(before, `${Number(before) * 4}`)]
      return transition(ref({ customer, account }), { changes, ways, parameters: [] })
    }
    const text = textOf(view({ transitions: [left('a', '1'.repeat(12), '1'), left('b', '2'.repeat(12), '2')] }))
    expect(text.match(/^#### \d/gm)).toHaveLength(1)
    expect(text).toContain('\n  - `ShardCount`: `1` → `2` on 1 and `2` → `4` on 1\n')
    expect(text).toContain('\n  - `ShardCount`: `2` → `4` on 1 and `4` → `8` on 1\n')
  })

  it('says whose values are which where they differ in what is between alone', () => {
    const left = (account: number, between: string) => {
      const ways = [
        { whose: 'earlier', by: [], changes: [shards('1', between)] },
        { whose: 'own', changes: [shards(between, '9')] },
      ] as const
      const stack = ref({ customer: `c${account}`, account: String(account).repeat(12) })
      return transition(stack, { changes: [shards('1', '9')], ways, parameters: [] })
    }
    const transitions = [left(1, '3'), left(2, '3'), left(3, '4'), left(4, '4'), left(5, '4')]
    const text = textOf(view({ transitions }))
    expect(text.match(/^#### \d/gm)).toHaveLength(1)
    expect(text).toContain('\n`1` → `3`:\n\n- `c1`: ')
    expect(text).toContain('\n`1` → `4`:\n\n- `c3`: ')
    const terminal = planInTerminal(view({ transitions }), { colour: false, all: false })
    expect(terminal).toContain('\n   1 → 3:\n')
    expect(terminal).toContain('\n   1 → 4:\n')
  })

  it('reads four thousand stacks that go both ways alike as one, whatever their own names are in between', () => {
    const transitions = Array.from({ length: 4000 }, (_, index) => {
      const [customer, account] = [`customer-${index}`, String(100_000_000_000 + index)]
      const named = (before: string, after: string) =>
        change({
          logicalId: 'Config',
          type: 'AWS::SSM::Parameter',
          properties: [
            {
              path: 'Properties.Value',
              before: `${before}-${customer}`,
              after: `${after}-${customer}`,
              recreation: 'never',
            },
          ],
        })
      const by = [{ rollout: 'r-1', pull: 9, isApproved: true }]
      const ways = [
        { whose: 'earlier', by, changes: [named('one', 'two')] },
        { whose: 'own', changes: [named('two', 'three')] },
      ] as const
      return transition(ref({ customer, account }), { changes: [named('one', 'three')], ways, parameters: [] })
    })
    const text = textOf(view({ transitions }))
    expect(text.match(/^#### \d/gm)).toHaveLength(1)
    expect(text).toContain('**Live → base** (reviewed in `#9`):')
    expect(text).toContain('\n  - `Value`: `one-‹customer›` → `two-‹customer›`\n')
    expect(text).toContain('\n  - `Value`: `two-‹customer›` → `three-‹customer›`\n')
    expect(text).toContain("`‹customer›`: each stack's own.")
  })

  it('shows the two outliers among four thousand first, and names the number of all others', () => {
    const text = textOf(view({ ...PLAN_SITUATIONS['four-thousand-stacks']?.() }))
    const headlines = text.split('\n').filter((line) => line.startsWith('#### ') && /\d\. /.test(line))
    expect(headlines.map((line) => line.replace(/:.*/, ''))).toEqual([
      '#### 1. Destructive, 1 stack in 1 account',
      '#### 2. Routine, 1 stack in 1 account',
      '#### 3. Routine, 3,998 stacks in 3,998 accounts',
    ])
    expect(text).toContain('`ShardCount`: `8` → `16` on 1,399 and `4` → `8` on 2,599\n')
  })

  it('names the customers of each class, the first twenty, and says where the others are', () => {
    const transitions = Array.from({ length: 30 }, (_, index) =>
      transition(ref({ customer: `c${String(index).padStart(2, '0')}`, account: String(100_000_000_000 + index) })),
    )
    const alone = textOf(view({ transitions }))
    expect(alone.match(/^- `c\d\d`: `web\/streams` in `\d{12}`, `eu-west-1`$/gm)).toHaveLength(20)
    expect(alone).toContain('\n- … and 10 more customers\n')
    const of = view({ transitions, publicUrl: 'https://bot.example/' })
    expect(textOf(of)).toContain(
      `\n- … and 10 more customers: [all of them](https://bot.example/plans/${of.plan.digest}?pull=${of.pull})\n`,
    )
  })

  it('names every stack of a customer', () => {
    const transitions = ['a', 'b', 'c', 'd', 'e'].map((pipeline) => transition(ref({ pipeline })))
    const places = transitions.map(({ stack }) => `\`${stack.pipeline}/streams\` in \`111111111111\`, \`eu-west-1\``)
    expect(textOf(view({ transitions }))).toContain(`\n- \`acme\`: ${places.join('; ')}\n`)
  })

  it('says once what differs by customer, and lists whose value is which', () => {
    const grown = (customer: string, account: string, after: string) =>
      transition(ref({ customer, account }), { changes: [shards('1', after)], parameters: [] })
    const transitions = Array.from({ length: 15 }, (_, index) =>
      grown(`c${String(index).padStart(2, '0')}`, String(100_000_000_000 + index), String(index + 2)),
    )
    const text = textOf(view({ transitions }))
    expect(text).toContain('\n#### 1. Routine, 15 stacks in 15 accounts: `RawStream` changes in place, in 15 ways\n')
    expect(text).toContain('  - `ShardCount`: `1` → `2` on 1, `1` → `3` on 1, ')
    expect(text).toContain(', `1` → `15` on 1 and `1` → `16` on 1\n')
    expect(text).toContain('\n`1` → `2`:\n\n- `c00`: ')
    expect(text).toContain('\n`1` → `16`:\n\n- `c14`: ')
  })
})
