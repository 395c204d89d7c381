/**
 * A reviewer on a phone can trust the comment: it says everything that
 * matters, fits, and nothing in it was smuggled in.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its references so
import fc from 'fast-check'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { describe, expect, it } from 'vitest'
import { spelledOut } from '../../src/lib/markdown.ts'
import { MOST_BYTES, PLAN_MARKER, planComment } from '../../src/report/plan-comment.ts'
import { planInTerminal } from '../../src/report/terminal-plan.ts'
import { BASE, change, HEAD, origin, REPOSITORY, ref, shards, transition, view } from '../support/plan-views.ts'
import { PLAN_SITUATIONS } from './plan-situations.ts'
import { HOSTILE } from './situations/hostile.ts'

function textOf(of: Parameters<typeof planComment>[0]): string {
  const comment = planComment(of)
  if (comment.kind !== 'fits') throw new Error('the plan is too large to review')
  return comment.text
}

/** As GitHub would show it, with every raw HTML tag visible as such. */
function rendered(markdown: string): string {
  return micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()] })
}

describe('the plan comment', () => {
  it.each(Object.entries(PLAN_SITUATIONS))('reads as it should: %s', async (name, situation) => {
    await expect(textOf(situation())).toMatchFileSnapshot(`./plan-${name}.md`)
  })

  it.each([
    ['access-opens', '#### Access that opens, and what closes with it\n'],
    ['behind-and-going-back', '- `acme/web/streams` and `globex/web/streams`, each: its live state is not'],
    ['protection-changes', 'on 12 stacks (disruptive), for each: lets whoever may delete stacks'],
  ])('says truly what it is about, and of how many: %s', (name, words) => {
    expect(textOf(view({ ...PLAN_SITUATIONS[name]?.() }))).toContain(words)
  })

  it.each(Object.entries(PLAN_SITUATIONS))('starts with its marker and the answer: %s', (_name, situation) => {
    const [marker, answer] = textOf(situation()).split('\n')
    expect(marker).toBe(PLAN_MARKER)
    expect(answer).toMatch(/^\*\*.*Next: /)
  })

  it.each([
    ['aws-at-work', 'AWS is at work on the stack.'],
    ['rollout-on-its-way', 'A rollout is yet to reach the stack.'],
    ['rollback-failed', 'The last rollback of the stack failed and has to be continued.'],
    [undefined, 'Read from the templates: no change set could be had.'],
  ] as const)('says the true reason why a plan is bounded: %s', (because, words) => {
    const behind = { stack: ref(), reason: 'why', ...(because === undefined ? {} : { because }) }
    const text = textOf(view({ transitions: [transition(ref(), { exactness: 'bounded' })], behind: [behind] }))
    expect(text).toContain(`**Bounded, not exact**: the worst that may happen. ${words}\n`)
  })

  it('holds no link, image, mention, reference, box or HTML that we did not write', () => {
    const html = rendered(textOf(view({ ...PLAN_SITUATIONS['hostile-strings']?.() })))
    const links = [...html.matchAll(/<a [^>]*href="([^"]*)"/g)].map((match) => match[1] ?? '')
    expect(links.length).toBeGreaterThan(1)
    for (const link of links) expect(link).toMatch(/^https:\/\/github\.com\/example\/fleet\/(blob|commit)\//)
    // GitHub looks for mentions and references in what is left once code is taken out.
    const outside = html.replace(/<code[^>]*>[\s\S]*?<\/code>/g, '').replace(/<a [^>]*>/g, '')
    expect(outside).not.toMatch(/<(img|input|script|iframe)/)
    expect(outside).not.toMatch(/[@#]\w|GH-\d|https?:|www\.|\b[0-9a-f]{7,40}\b|\/fleet approve 0/)
    const line = html.replaceAll('\n', '')
    expect(spelledOut(line)).toBe(line)
  })

  it('makes any string inert wherever it comes from', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const hostile = `${text}${HOSTILE}`
        const stack = { ...ref({ customer: hostile, pipeline: text }), key: hostile }
        const html = rendered(
          textOf(view({ transitions: [transition(stack, { changes: [change({ logicalId: hostile, type: text })] })] })),
        )
        const outside = html.replace(/<code[^>]*>[\s\S]*?<\/code>/g, '').replace(/<a [^>]*>/g, '')
        expect(outside).not.toMatch(/<(img|input|script)|@octocat|#12/)
      }),
      { numRuns: 50 },
    )
  })

  it('makes any string inert in the two ways of a stack as well', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const hostile = `${text}${HOSTILE}`
        const properties = [{ path: hostile, before: text, after: hostile, recreation: 'never' }] as const
        const changes = [change({ logicalId: hostile, type: hostile, properties })]
        const ways = (['earlier', 'own', 'both', 'undone'] as const).map((whose) => ({
          whose,
          by: [{ rollout: hostile, isApproved: false }],
          changes,
        }))
        const html = rendered(textOf(view({ transitions: [transition(ref(), { changes, ways })] })))
        const outside = html.replace(/<code[^>]*>[\s\S]*?<\/code>/g, '').replace(/<a [^>]*>/g, '')
        expect(outside).not.toMatch(/<(img|input|script)|@octocat|#12/)
      }),
      { numRuns: 50 },
    )
  })

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

  it('has a table of the access that opens: what everybody may first, then the rare, then what it takes the place of', () => {
    const html = rendered(textOf(view({ ...PLAN_SITUATIONS['access-opens']?.() })))
    const rows = [...html.matchAll(/<tr>\s*<td[^>]*>([\s\S]*?)<\/td>\s*<td>([\s\S]*?)<\/td>\s*<\/tr>/g)]
    expect(rows.map(([, number, access]) => `${number}: ${access}`.replace(/<\/?code>/g, '`'))).toEqual([
      '1: `Everyone (IPv4)` reaches `${Door.GroupId}` by `TCP 443`, in `acme/web/collector`',
      '1: `arn:aws:iam::999999999999:root` may `sts:AssumeRole` on `${CollectorRole.Arn}` where `{&quot;StringEquals&quot;:{&quot;sts:ExternalId&quot;:&quot;‹customer›-prod\\u{7c}test&quot;}}`, in `globex/web/collector`',
      '4: `${CollectorRole}` may `s3:*` on `*`',
      '4: `${CollectorRole}` no longer may `s3:GetObject` on `*`',
    ])
    expect(html).toContain('could not be compared for <code>umbrella/web/collector</code>')
  })

  it('keeps a table of hostile access one table, of two cells a row', () => {
    const html = rendered(textOf(view({ ...PLAN_SITUATIONS['hostile-strings']?.() })))
    expect(html.match(/<table>/g)).toHaveLength(1)
    const rows = html.match(/<tr>[\s\S]*?<\/tr>/g) ?? []
    expect(rows.map((row) => row.match(/<t[hd]\b/g)?.length)).toEqual([2, 2, 2])
    for (const row of rows.slice(1))
      expect(row.match(/<td>[\s\S]*?<\/td>/g)?.every((cell) => cell.length > 10)).toBe(true)
  })

  it('links a line in the commit that has it there, and nowhere if none has', () => {
    const file = 'customers/acme/pipelines/web.yml'
    const of = { transitions: [transition(ref())] }
    expect(textOf(view(of))).toContain(`](${REPOSITORY}/blob/${HEAD}/${file}#L9)`)
    expect(textOf(view({ ...of, lines: { [file]: 'base' } }))).toContain(`](${REPOSITORY}/blob/${BASE}/${file}#L9)`)
    const both = textOf(view({ ...of, lines: { [file]: 'nowhere' } }))
    expect(both).toContain(`Set by \`${file}:9\` of the merge\n`)
    expect(both).not.toContain('#L9')
    const odd = transition(ref(), {
      parameters: [{ name: 'P', after: '1', causes: [origin('constructor', 9)] }],
    })
    expect(textOf(view({ transitions: [odd], lines: {} }))).toContain(`/blob/${HEAD}/constructor#L9)`)
  })

  it('shows where two long values differ', () => {
    const text = textOf(view({ ...PLAN_SITUATIONS['a-long-policy']?.() }))
    expect(text).toMatch(/\n {4}- +"Action": "s3:GetObject",\n {4}\+ +"Action": "s3:\*",\n/)
  })

  it('fits its budget at any size, and loses no destructive headline', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 0, max: 150 }), (routine, destructive) => {
        const transitions = [
          ...Array.from({ length: routine }, (_, index) =>
            transition(ref({ customer: `r${index}`, account: String(100_000_000_000 + index) }), {
              changes: [shards('1', `${index + 2}`)],
            }),
          ),
          ...Array.from({ length: destructive }, (_, index) =>
            transition(ref({ customer: `d${index}`, account: String(200_000_000_000 + index) }), {
              changes: [
                change({ replacement: 'yes', logicalId: `Stream${index}`, leftover: 'deleted' }),
                ...Array.from({ length: 6 }, (_none, of) =>
                  change({ logicalId: `Other${of}`, type: 'AWS::SNS::Topic' }),
                ),
              ],
            }),
          ),
        ]
        const text = textOf(view({ transitions }))
        expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(MOST_BYTES)
        const headlines = text.match(/^#### \d+\. Destructive, .*`Stream\d+` is replaced/gm) ?? []
        expect(headlines).toHaveLength(destructive)
        const stacks = routine + destructive
        expect(text).toContain(stacks === 0 ? 'No stack changes' : `${stacks.toLocaleString('en')} stack`)
      }),
      {
        numRuns: 12,
        examples: [
          [4000, 100],
          [0, 0],
          [3, 1],
        ],
      },
    )
  })

  it('goes on in the details of the check with what it shortens, and says where', () => {
    void fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 60 }), (routine, destructive) => {
        const transitions = Array.from({ length: routine + destructive }, (_, index) => {
          const isLost = index >= routine
          return transition(ref({ customer: `c${index}`, account: String(100_000_000_000 + index) }), {
            changes: [
              change({
                logicalId: `Stream${index}`,
                replacement: isLost ? 'yes' : 'no',
                properties: [
                  { path: 'Properties.Name', before: 'é'.repeat(50), after: 'b'.repeat(60), recreation: 'never' },
                ],
              }),
            ],
          })
        })
        const of = view({ transitions })
        const comment = planComment(of)
        if (comment.kind !== 'fits') throw new Error('the plan is too large to review')
        const { text, details } = comment
        expect(new TextEncoder().encode(details).length).toBeLessThanOrEqual(65_535)
        const isCut = text.includes('Shortened to fit')
        expect(details === '').toBe(!isCut)
        if (!isCut) return
        expect(text).toContain(`the [details of the check](${REPOSITORY}/pull/12/checks) go on.`)
        expect(textOf({ ...of, publicUrl: 'https://bot.example' })).toContain(
          `Shortened to fit: [the whole plan](https://bot.example/plans/${of.plan.digest}?pull=${of.pull}).`,
        )
        // Each class in full in one of the two, as far as there is room; what neither shows is counted.
        const headlines = new Set([...`${text}\n${details}`.matchAll(/^#### (\d+)\./gm)].map(([, number]) => number))
        const counted = /\*\*And ([\d,]+) more routine class/.exec(details)?.[1] ?? '0'
        expect(headlines.size + Number(counted.replaceAll(',', ''))).toBe(transitions.length)
      }),
      {
        numRuns: 4,
        examples: [
          [300, 60],
          [90, 5],
          [0, 60],
        ],
      },
    )
  })

  it('gives no text at all where the headlines of what is destructive do not fit', () => {
    const transitions = Array.from({ length: 1500 }, (_, index) =>
      transition(ref({ customer: `d${index}`, account: String(200_000_000_000 + index) }), {
        changes: [change({ replacement: 'yes', logicalId: `Stream${index}` })],
      }),
    )
    expect(planComment(view({ transitions }))).toEqual({ kind: 'too-large' })
  })

  it('stays small when every account is unreachable', () => {
    const unplanned = Array.from({ length: 4000 }, (_, index) => {
      const stack = ref({ customer: `c${index}`, account: String(100_000_000_000 + index) })
      return {
        stack,
        to: transition(stack).to,
        code: 'account-unreachable',
        reason: `account ${stack.accountId} cannot be reached`,
      }
    })
    const text = textOf(view({ transitions: [], unplanned }))
    expect(text.length).toBeLessThan(3000)
    expect(text).toContain('Not planned: 4,000 stacks in 4,000 accounts')
  })
})
