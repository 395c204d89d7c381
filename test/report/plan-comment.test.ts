/** Does the comment say everything that matters to a reviewer on a phone? */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its references so
import { describe, expect, it } from 'vitest'
import { PLAN_MARKER } from '../../src/report/plan-comment.ts'
import { BASE, HEAD, origin, REPOSITORY, ref, transition, view } from '../support/plan-views.ts'
import { rendered, textOf } from './comment-text.ts'
import { PLAN_SITUATIONS } from './plan-situations.ts'

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
})
