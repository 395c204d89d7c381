/**
 * A terminal shows the same truth as the comment, and nobody paints on it.
 */
import { describe, expect, it } from 'vitest'
import type { Problem } from '../../src/fleet/model.ts'
import { spelledOut } from '../../src/lib/markdown.ts'
import { atOnce } from '../../src/lib/turns.ts'
import { planComment } from '../../src/report/plan-comment.ts'
import { planText } from '../../src/report/plan-text.ts'
import { problemsInTerminal } from '../../src/report/terminal.ts'
import { planInTerminal } from '../../src/report/terminal-plan.ts'
import { rolloutsInTerminal, statusInTerminal } from '../../src/report/terminal-status.ts'
import { wholePlan } from '../../src/report/whole-plan.ts'
import { rolloutRow } from '../support/fake-records.ts'
import { sourceTree } from '../support/world.ts'
import { PLAN_SITUATIONS } from './plan-situations.ts'
import { ROLLOUT_SITUATIONS } from './rollout-situations.ts'
import { HOSTILE } from './situations/hostile.ts'

const PLAIN = { prefix: '', colour: false } as const

function problem(wish: Partial<Problem>, line = 2, column = 3, endColumn = 9): Problem {
  const at = { file: 'fleet.yml', line, column, endLine: line, endColumn }
  return { code: 'unknown-field', message: 'unknown field', at, ...wish }
}

function shown(text: string, of: Problem): string {
  return problemsInTerminal([of], sourceTree([['fleet.yml', text]]), PLAIN)
}

describe('a problem in a terminal', () => {
  it('stands with its place, its line, a mark, what was expected and the fix', () => {
    const of = problem({ expected: 'a region', hint: 'did you mean `region`?', related: [problem({}, 7).at] })
    expect(shown('a: 1\n  regoin: eu-west-1\n', of)).toBe(`fleet.yml:2:3 unknown-field
  unknown field
  2 |   regoin: eu-west-1
    |   ^^^^^^
  expected: a region
  did you mean \`region\`?
  see also fleet.yml:7:3

1 problem in 1 file`)
  })

  it.each([
    ['a tab in front', '\n\tregoin: x', problem({}, 2, 2, 8), '  2 |     regoin: x', '    |     ^^^^^^'],
    ['a tab within', '\nab\tregoin: x', problem({}, 2, 4, 10), '  2 | ab  regoin: x', '    |     ^^^^^^'],
    ['a tab that is marked', '\n\tregoin: x', problem({}, 2, 1, 2), '  2 |     regoin: x', '    | ^^^^'],
    ['wide characters in front', '\n名前: regoin', problem({}, 2, 5, 11), '  2 | 名前: regoin', '    |       ^^^^^^'],
    ['an emoji in front', '\n"😀": regoin', problem({}, 2, 7, 13), '  2 | "😀": regoin', '    |       ^^^^^^'],
    ['an accent of its own', '\ncafe\u0301: x', problem({}, 2, 8, 9), '  2 | cafe\u0301: x', '    |       ^'],
    ['a wide character that is marked', '\na: 名前', problem({}, 2, 4, 6), '  2 | a: 名前', '    |    ^^^^'],
    [
      'a control character in front',
      '\n\u0007: regoin',
      problem({}, 2, 4, 10),
      '  2 | \\u{7}: regoin',
      '    |        ^^^^^^',
    ],
    ['an empty range', '\nregion:', problem({}, 2, 8, 8), '  2 | region:', '    |        ^'],
    ['a place behind the line', '\nab', problem({}, 2, 9, 12), '  2 | ab', '    |   ^'],
    [
      'a number of two digits',
      `${'\n'.repeat(11)}regoin: x`,
      problem({}, 12, 1, 7),
      '  12 | regoin: x',
      '     | ^^^^^^',
    ],
  ])('is marked where it is: %s', (_name, text, of, line, mark) => {
    const lines = shown(text, of).split('\n')
    expect(lines).toContain(line)
    expect(lines[lines.indexOf(line) + 1]).toBe(mark)
  })

  it('shows the part of a long line around the mark', () => {
    const line = `${'x'.repeat(500)}regoin${'y'.repeat(500)}`
    const [, , excerpt = '', mark = ''] = shown(`\n${line}`, problem({}, 2, 501, 507)).split('\n')
    expect(excerpt.length).toBeLessThan(110)
    expect(excerpt.slice(mark.indexOf('^'), mark.lastIndexOf('^') + 1)).toBe('regoin')
  })

  it('of several lines is marked on the first, and says where it ends', () => {
    const of = { ...problem({}), at: { file: 'fleet.yml', line: 1, column: 1, endLine: 3, endColumn: 5 } }
    expect(shown('a:\n  b: 1\n  c: 2\n', of).split('\n').slice(2, 5)).toEqual([
      '  1 | a:',
      '    | ^^',
      '    | … to line 3, column 5',
    ])
  })

  it('that ends where the next line begins is of one line', () => {
    const of = { ...problem({}), at: { file: 'fleet.yml', line: 1, column: 1, endLine: 2, endColumn: 1 } }
    expect(shown('a: b\n', of)).not.toContain('to line')
  })

  it('is told by its place alone where the line is not there', () => {
    expect(shown('', problem({}, 40))).toBe('fleet.yml:40:3 unknown-field\n  unknown field\n\n1 problem in 1 file')
  })
})

describe('a plan in a terminal', () => {
  it('says what it was read from', () => {
    const plan = PLAN_SITUATIONS['small-change-in-two-accounts']?.()
    if (plan === undefined) throw new Error('there is no such situation')
    const screen = { colour: false, all: false }
    expect(planInTerminal({ ...plan, note: 'Asked of AWS just now.' }, screen)).toMatch(/\n\nAsked of AWS just now\.\n/)
    expect(planInTerminal(plan, screen)).toContain('AWS was not asked')
    expect(planInTerminal({ ...plan, note: 'Asked of AWS just now.' }, screen)).not.toContain('AWS was not asked')
  })

  it.each(Object.entries(PLAN_SITUATIONS))('is readable: %s', async (name, situation) => {
    await expect(`${planInTerminal(situation(), { colour: false, all: false })}\n`).toMatchFileSnapshot(
      `./terminal-${name}.txt`,
    )
  })

  // Where names are too long for a comment, they are cut in it.
  const short = Object.entries(PLAN_SITUATIONS).filter(([name]) => name !== 'hostile-strings')
  it.each(short)("says why it is not exact in the comment's words: %s", (_name, situation) => {
    const shown = situation()
    const comment = planComment(shown)
    if (comment.kind !== 'fits') throw new Error('the plan is too large to review')
    const words = (text: string) => text.replace(/[*`]/g, '')
    const told = /^\*\*(?:Bounded, not exact|Live state unknown|Behind: one apply|Behind, and nothing)\b.*/
    const marks = comment.text.split('\n').filter((line) => told.test(line))
    const lines = words(planInTerminal(shown, { colour: false, all: true })).split('\n')
    expect(lines).toEqual(expect.arrayContaining(marks.map((line) => `   ${words(line)}`)))
    const { rings: _, ...record } = shown
    const whole = wholePlan(
      { ...record, tree: '', evidence: { ...shown, changeSets: {} }, publishedAt: shown.plannedAt },
      '',
    )
    const page = words(atOnce(planText(whole, { colour: false, all: true }))).split('\n')
    expect(page).toEqual(
      expect.arrayContaining(marks.filter((line) => line.startsWith('**Bounded')).map((line) => `   ${words(line)}`)),
    )
  })

  it('lists every stack where all are asked for', () => {
    const { plan, classes } = PLAN_SITUATIONS['four-thousand-stacks']?.() ?? { plan: undefined, classes: [] }
    if (plan === undefined) throw new Error('the situation is missing')
    const stacks = (all: boolean): number =>
      planInTerminal({ plan, classes }, { colour: false, all }).match(/^ {3}c\d{4}\/web\/streams in/gm)?.length ?? 0
    expect(stacks(true)).toBe(4000)
    expect(stacks(false)).toBe(42)
  })
})

it('paints only what we painted', () => {
  const hostile = PLAN_SITUATIONS['hostile-strings']?.()
  if (hostile === undefined) throw new Error('the situation is missing')
  const rollouts = Object.values(ROLLOUT_SITUATIONS).map((view) => view.rollout)
  const texts = [
    planInTerminal(hostile, { colour: true, all: true }),
    problemsInTerminal([problem({ message: HOSTILE, hint: HOSTILE, expected: HOSTILE, code: 'x' })], new Map(), {
      prefix: '',
      colour: true,
    }),
    rolloutsInTerminal(rollouts, true),
    statusInTerminal({ repository: HOSTILE, defaultBranch: HOSTILE, head: HOSTILE, rollouts }, true),
  ]
  for (const text of texts) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequences that colour a terminal
    const rest = text.replace(/\u001b\[\d+m/g, '').replaceAll('\n', '')
    expect(text).toContain('\u001b[')
    expect(spelledOut(rest)).toBe(rest)
  }
})

it.each([
  [
    'waits for an approval',
    { waitingOn: 'approval', reason: 'it was pushed' },
    ['npx fleet rollouts approve dbf9868785714c25'],
  ],
  [
    'the policy refuses',
    { waitingOn: 'policy', reason: 'it was pushed' },
    [
      'npx fleet rollouts abort r-1a2b3c4d5e6f, once a pull request has taken it back',
      'npx fleet rollouts approve dbf9868785714c25, which passes the policy',
    ],
  ],
  [
    'the default branch is broken for',
    { waitingOn: 'fix', reason: 'it was pushed' },
    ['an engineer merges a fix; nothing can be approved before'],
  ],
  [
    'brings an open account',
    { waitingOn: 'account', reason: 'it was pushed' },
    [
      "the customer mends the role's trust policy; /fleet approve dbf9868785714c25 on #12 tries it again",
      'npx fleet rollouts abort r-1a2b3c4d5e6f, once a pull request has taken it back',
      'npx fleet rollouts approve dbf9868785714c25, which tries nothing and passes the policy',
    ],
  ],
] as const)('a held rollout that %s names what an operator may do', (_which, hold, moves) => {
  const said = rolloutsInTerminal([rolloutRow({ state: 'held', hold })], false).split('\n')
  expect(said.slice(2)).toEqual(['  it was pushed', ...moves.map((move) => `  ${move}`)])
})
