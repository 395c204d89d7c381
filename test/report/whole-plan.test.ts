/**
 * Is the whole plan whole, and does it stay ours whatever strangers wrote into it?
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PlanRecord } from '../../src/actions/ports.ts'
import { html } from '../../src/lib/html.ts'
import { spelledOut } from '../../src/lib/markdown.ts'
import { atOnce } from '../../src/lib/turns.ts'
import type { PlanView } from '../../src/report/model.ts'
import { planPage } from '../../src/report/plan-page.ts'
import { planText } from '../../src/report/plan-text.ts'
import { type WholePlan, wholePlan } from '../../src/report/whole-plan.ts'
import { change, REPOSITORY, ref, shards, transition, view } from '../support/plan-views.ts'
import { PLAN_SITUATIONS } from './plan-situations.ts'
import { HOSTILE } from './situations/hostile.ts'

const ALL = { colour: false, all: true } as const

function wholeOf(shown: PlanView, own: PlanRecord['evidence']['own'] = {}): WholePlan {
  const {
    pull,
    plan,
    behind,
    leftOut,
    elsewhere,
    preceding,
    access,
    lines,
    alarms,
    head,
    base,
    repositoryUrl,
    plannedAt,
    probed,
  } = shown
  const record: PlanRecord = {
    pull,
    plan,
    head,
    base,
    tree: 'f'.repeat(40),
    evidence: {
      changeSets: {},
      behind,
      own,
      ...(leftOut && { leftOut }),
      ...(elsewhere && { elsewhere }),
      ...(preceding && { preceding }),
      ...(access && { access }),
      ...(lines && { lines }),
      ...(alarms && { alarms }),
      ...(probed && { probed }),
    },
    publishedAt: plannedAt,
  }
  return wholePlan(record, repositoryUrl)
}

function pageOf(shown: PlanView): string {
  return atOnce(planPage(wholeOf(shown))).text
}

function textOf(shown: PlanView): string {
  return atOnce(planText(wholeOf(shown), ALL))
}

const GOLDEN = [
  'new-accounts-are-tried',
  'rollback-alarms',
  'service-role-changes',
  'protection-changes',
  'stack-policy-changes',
  'small-change-in-two-accounts',
  'replacement-of-a-stream',
  'two-accounts-cannot-be-reached',
  'stacks-leave-the-fleet',
  'rules-of-rollouts-change',
  'behind-the-default-branch',
  'behind-two-changes-of-others',
  'behind-and-left-by-two-changes-of-others',
  'behind-and-going-back',
  'access-opens',
  'nothing-changes',
  'hostile-strings',
] as const

describe('the whole plan as text', () => {
  it.each(GOLDEN)('reads as whole-%s.txt', async (name) => {
    const shown = PLAN_SITUATIONS[name]?.()
    if (shown === undefined) throw new Error(`there is no situation ${name}`)
    await expect(`${textOf(view(shown))}\n`).toMatchFileSnapshot(`whole-${name}.txt`)
  })

  it('says of every placeholder that it is own, also of what AWS alone knows', () => {
    const stacks = ['acme', 'globex'].map((customer) => ref({ customer }))
    const arnOf = (customer: string): string => `arn:aws:kinesis:eu-west-1:111111111111:stream/of-${customer}-1a2b3c4d`
    const transitions = stacks.map((stack) => {
      const property = { path: 'Properties.Value', after: arnOf(stack.customer), recreation: 'never' } as const
      return transition(stack, { changes: [change({ properties: [property] })], parameters: [] })
    })
    const own = Object.fromEntries(stacks.map(({ id, customer }) => [id, { 'streams.RawArn': arnOf(customer) }]))
    const text = atOnce(planText(wholeOf(view({ transitions }), own), ALL))
    expect(text).toContain("‹streams.RawArn›: each stack's own.")
  })

  it('names a line in the commit that has it, and links none that no commit has', () => {
    const shown = PLAN_SITUATIONS['small-change-in-two-accounts']?.()
    const [file, ...others] = shown?.classes[0]?.causes.map(({ at }) => at.file) ?? []
    if (shown === undefined || file === undefined) throw new Error('the situation has a cause')
    const linesOf = (home: 'base' | 'nowhere') => {
      const lines = Object.fromEntries([file, ...others].map((each) => [each, home]))
      return atOnce(planPage(wholeOf({ ...shown, lines }))).text
    }
    expect(linesOf('base')).toContain(`/blob/${shown.base}/${file}#L`)
    expect(linesOf('nowhere')).not.toContain('/blob/')
    expect(linesOf('nowhere')).toContain(' of the merge')
  })

  it('lists the first stacks of many, and all of them if asked', () => {
    const transitions = Array.from({ length: 30 }, (_, index) => transition(ref({ customer: `c${index}` })))
    const whole = wholeOf(view({ transitions }))
    const brief = atOnce(planText(whole, { colour: false, all: false }))
    expect(brief).toContain('… and 10 more (--all lists them)')
    expect(brief).not.toContain('c29/web/streams')
    expect(textOf(view({ transitions }))).toContain('c29/web/streams')
  })
})

describe('nothing is folded or cut', () => {
  it.each(Object.keys(PLAN_SITUATIONS))(
    'of %s: every class, stack and value is on the page and in the text',
    (name) => {
      const shown = view(PLAN_SITUATIONS[name]?.() ?? {})
      const [page, text] = [pageOf(shown), textOf(shown)]
      const names = [
        ...shown.plan.transitions.map(({ stack }) => `${stack.customer}/${stack.pipeline}/${stack.key}`),
        ...shown.plan.unplanned.flatMap(({ stack, reason }) => [stack.key, reason]),
        ...shown.plan.rules,
        ...shown.classes.flatMap(({ changes, parameters, causes }) => [
          ...changes.map(({ logicalId }) => logicalId),
          ...parameters.map((each) => each.name),
          ...causes.map(({ at }) => `${at.file}:${at.line}`),
        ]),
      ]
      for (const each of names) {
        expect(text).toContain(spelledOut(each))
        expect(page).toContain(escaped(spelledOut(each)))
      }
      const properties = shown.classes
        .filter(({ stacks }) => stacks.length > 1)
        .flatMap(({ changes }) => changes.flatMap((each) => each.properties))
      for (const each of properties.flatMap(({ before, after }) => [before, after])) {
        if (each === undefined) continue
        expect(text).toContain(spelledOut(each))
        expect(unmarked(page)).toContain(escaped(boxed(each)))
      }
    },
  )

  it('a value of thousands of characters is there to its end, with what differs marked', () => {
    const [before, after] = [
      `${'x'.repeat(9_000)}-old-${'y'.repeat(9_000)}`,
      `${'x'.repeat(9_000)}-new-${'y'.repeat(9_000)}`,
    ]
    const properties = [{ path: 'Properties.Policy', before, after, recreation: 'never' }] as const
    const shown = view({ transitions: [transition(ref(), { changes: [change({ properties })] })] })
    const text = textOf(shown)
    expect(text).toContain(before)
    expect(text).toContain(after)
    const page = pageOf(shown)
    expect(page).toContain('<mark>old</mark>')
    expect(page).toContain('<mark>new</mark>')
    expect(unmarked(page)).toContain(before)
    expect(unmarked(page)).toContain(after)
  })

  it('marks whole characters only', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 40 }),
        fc.string({ unit: 'grapheme', minLength: 40 }),
        (one, other) => {
          const properties = [
            { path: 'Properties.Value', before: `😀${one}😁`, after: `😀${other}😂`, recreation: 'never' },
          ] as const
          const page = pageOf(view({ transitions: [transition(ref(), { changes: [change({ properties })] })] }))
          expect(unmarked(page)).toContain(escaped(boxed(`😀${one}😁`)))
          expect(unmarked(page)).toContain(escaped(boxed(`😀${other}😂`)))
        },
      ),
      { numRuns: 200 },
    )
  })

  it('the four thousandth stack is on the page', () => {
    const page = pageOf(view(PLAN_SITUATIONS['four-thousand-stacks']?.() ?? {}))
    expect(page.match(/<li>c\d{4}\/web\/streams in /g)).toHaveLength(4_000)
  })
})

describe('a page stays ours', () => {
  const TAGS = /^(h1|h2|h3|p|strong|dl|dt|dd|a|nav|ul|li|section|div|span|mark|em)$/
  const ATTRIBUTES =
    /^(?:class="[\w -]+"|id="class-\d+"|href="(?:\/plans\/[0-9a-f]{64}\.(?:txt|json)\?pull=(?:none|\d+)|#class-\d+|https:\/\/github\.com\/example\/fleet\/[^"]*)")$/

  /** Every tag with its attributes; what is left of the page between them is text. */
  function check(page: string): void {
    const between = page.replace(
      /<(\/?)([a-z0-9]+)((?: [a-z-]+="[^"]*")*)>/g,
      (_whole, _end, tag: string, attributes: string) => {
        expect(tag).toMatch(TAGS)
        for (const [each] of attributes.matchAll(/[a-z-]+="[^"]*"/g)) expect(each).toMatch(ATTRIBUTES)
        return ''
      },
    )
    expect(between).not.toMatch(/[<>]/)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that none of them is left is what is asked
    expect(between).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/)
  }

  it.each(Object.keys(PLAN_SITUATIONS))('in the situation %s', (name) => {
    check(pageOf(view(PLAN_SITUATIONS[name]?.() ?? {})))
  })

  it.each([
    '</section></main><script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    'javascript:alert(1)',
    '<!-- --><style>*{display:none}</style>',
    '&lt;script&gt;',
    '\u202eevil\u2066',
    '\u0000\u0007\u200b',
    HOSTILE,
  ])('whatever stands in names, values and reasons: %j', (text) => {
    const stack = { ...ref({ customer: text, pipeline: text, region: text }), key: text }
    const properties = [{ path: text, before: text, after: `${text}!`, recreation: 'always' }] as const
    const changes = [change({ logicalId: text, type: text, properties })]
    const causes = [{ layer: 'pipeline', at: { file: text, line: 1, column: 1, endLine: 1, endColumn: 2 } }] as const
    const parameters = [{ name: text, before: text, after: `${text}!`, causes }]
    const fedBy = [{ parameter: text, stack: text, output: text }]
    const transitions = [transition(stack, { changes, parameters, fedBy, exactness: 'bounded' })]
    const shown = view({
      transitions,
      rules: [text],
      leaving: [stack],
      unplanned: [{ stack, to: transitions[0]?.to ?? fail(), code: text, reason: text }],
      behind: [{ stack, reason: text }],
      head: text,
      base: text,
    })
    check(pageOf(shown))
    const lines = textOf(shown).split('\n').length
    const plain = 'a'
    expect(lines).toBe(textOf(renamed(shown, text, plain)).split('\n').length)
  })

  it('links to nothing but the fleet repository, and not at all where its address is odd', () => {
    for (const repositoryUrl of ['javascript:alert(1)//', 'data:text/html,x']) {
      const page = pageOf(view({ repositoryUrl, transitions: [transition(ref(), { changes: [shards('4', '8')] })] }))
      expect(page).not.toContain(repositoryUrl)
    }
    expect(pageOf(view())).toContain(`href="${REPOSITORY}/pull/12"`)
  })
})

function fail(): never {
  throw new Error('the plan has a transition')
}

/** The same plan with another word in every place. */
function renamed(shown: PlanView, from: string, to: string): PlanView {
  const swap = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replaceAll(from, to)
    if (Array.isArray(value)) return value.map(swap)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, swap(each)]))
  }
  return { ...shown, ...(swap(shown) as PlanView), plannedAt: shown.plannedAt }
}

/** As a box on the page shows a value: its own line breaks kept. */
function boxed(value: string): string {
  return value.includes('\n') ? value.split('\n').map(spelledOut).join('\n') : spelledOut(value)
}

function unmarked(page: string): string {
  return page.replace(/<\/?mark>/g, '')
}

function escaped(text: string): string {
  return html`${text}`.text
}
