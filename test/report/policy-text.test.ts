/**
 * Promise: who reviews a stack policy reads all of it that they have to judge, and nothing that was smuggled in.
 */
import fc from 'fast-check'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { describe, expect, it } from 'vitest'
import type { ProtectionChange } from '../../src/plan/model.ts'
import { protectionChanges } from '../../src/plan/protection.ts'
import { planComment } from '../../src/report/plan-comment.ts'
import { policyLines } from '../../src/report/policy-text.ts'
import { planInTerminal } from '../../src/report/terminal-plan.ts'
import { ref, transition, view } from '../support/plan-views.ts'
import { HOSTILE } from './situations/hostile.ts'

function changed(before: unknown, after: unknown): ProtectionChange {
  const [change] = protectionChanges({
    had: before === undefined ? {} : { stackPolicy: JSON.stringify(before) },
    wanted: { stackPolicy: JSON.stringify(after) },
  })
  if (change === undefined) throw new Error('the two are the same')
  return change
}

function guarding(resources: readonly string[]): unknown {
  return { Statement: [{ Effect: 'Deny', Resource: resources }] }
}

const MANY = Array.from({ length: 500 }, (_, index) => `LogicalResourceId/Resource${index}`)

describe('a stack policy that changes', () => {
  it('is shown whole, with what goes and what comes among what stays', () => {
    expect(policyLines(changed(guarding(['A', 'B']), guarding(['A', 'C'])), 1_000)).toEqual([
      '  {',
      '    "Statement": [',
      '      {',
      '        "Effect": "Deny",',
      '        "Resource": [',
      '          "A",',
      '-         "B"',
      '+         "C"',
      '        ]',
      '      }',
      '    ]',
      '  }',
    ])
  })

  it('is all new where there was none', () => {
    const lines = policyLines(changed(undefined, guarding(['A'])), 1_000)
    expect(lines.every((line) => line.startsWith('+ '))).toBe(true)
  })

  it('keeps what differs where it is too long, and says how much is left out', () => {
    const lines = policyLines(changed(guarding(MANY), guarding(MANY.with(250, 'Other'))), 1_500)
    expect(lines.filter((line) => /^[-+]/.test(line))).toEqual([
      '-         "LogicalResourceId/Resource250",',
      '+         "Other",',
    ])
    expect(lines.at(0)).toBe('  … 250 more lines')
    expect(lines.at(-1)).toBe('  … 248 more lines')
    const cut = policyLines(changed(guarding(MANY), guarding(MANY.map((name) => `${name}x`))), 1_500)
    expect(cut.join('\n').length).toBeLessThan(1_600)
    expect(cut.at(-1)).toMatch(/^ {2}… [\d,]+ more lines$/)
  })

  it('loses no line of either, whatever the two are', () => {
    const resources = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 })
    fc.assert(
      fc.property(resources, resources, (one, other) => {
        fc.pre(one.join() !== other.join())
        const lines = policyLines(changed(guarding(one), guarding(other)), 100_000)
        const of = (sign: string) => lines.filter((line) => !line.startsWith(sign)).map((line) => line.slice(2))
        expect(JSON.parse(of('+').join('\n'))).toEqual(guarding(one))
        expect(JSON.parse(of('-').join('\n'))).toEqual(guarding(other))
      }),
    )
  })
})

it('stands whole in a terminal that is to show all', () => {
  const change = changed(guarding(MANY), guarding(MANY.with(250, 'Other')))
  const of = view({ transitions: [transition(ref(), { changes: [], parameters: [], protections: [change] })] })
  const whole = `Stack policy: ${change.before} → ${change.after} (disruptive: `
  expect(planInTerminal(of, { colour: false, all: true })).toContain(whole)
  expect(planInTerminal(of, { colour: false, all: false })).not.toContain('Resource499')
})

describe('in the plan comment', () => {
  function textOf(...protections: readonly ProtectionChange[]): string {
    const comment = planComment(
      view({ transitions: [transition(ref(), { changes: [], parameters: [], protections })] }),
    )
    if (comment.kind !== 'fits') throw new Error('the plan is too large to review')
    return comment.text
  }

  it('each word of a long policy stands in a part that opens', () => {
    const text = textOf(changed(guarding(MANY.slice(0, 100)), guarding(MANY.slice(1, 100))))
    for (const name of MANY.slice(0, 100)) expect(text).toContain(`"${name}"`)
    expect(text).toContain('<details><summary>The stack policy, line by line</summary>\n\n```diff\n')
  })

  it('the longest policies that there are fit', () => {
    const of = (end: string) =>
      guarding(Array.from({ length: 400 }, (_, index) => `LogicalResourceId/${index}${'x'.repeat(15)}${end}`))
    const text = textOf(changed(of('a'), of('b')))
    expect(Buffer.byteLength(text)).toBeLessThan(56_000)
    expect(text).toContain('line by line')
  })

  it('a policy of somebody else is inert', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.constantFrom('', '```', '\n```\n', '~~~'),
        (text, fence) => {
          const hostile = `${fence}${text}${HOSTILE}${'x'.repeat(200)}`
          for (const change of [changed(guarding([hostile]), guarding(['x'])), foreign(hostile)]) {
            const html = micromark(textOf(change), { extensions: [gfm()], htmlExtensions: [gfmHtml()] })
            const outside = html.replace(/<code[^>]*>[\s\S]*?<\/code>/g, '').replace(/<a [^>]*>/g, '')
            expect(outside).not.toMatch(/<(img|input|script)|@octocat|#12/)
          }
        },
      ),
      { numRuns: 50 },
    )
  })

  /** What AWS says, and no JSON. */
  function foreign(before: string): ProtectionChange {
    const verdict = { risk: 'disruptive', reason: 'other updates are denied' } as const
    return { what: 'stack-policy', before, after: `${before}.`, verdict }
  }
})
