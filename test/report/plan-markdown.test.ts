/** Markdown to be pasted has every part that the comment and the terminal have, and says how to get what it cuts. */
import { describe, expect, it } from 'vitest'
import type { AccessRow } from '../../src/plan/evidence.ts'
import { planComment } from '../../src/report/plan-comment.ts'
import { planMarkdown } from '../../src/report/plan-markdown.ts'
import { ref, transition, view } from '../support/plan-views.ts'
import { PLAN_SITUATIONS } from './plan-situations.ts'

const PARTS =
  /^(?:\*\*(?:Behind|Before the change|Changes the rules|Leaves the fleet|Left out|New accounts|Beside the resources|Rollback alarms|Access unknown)\b|#### (?:Not planned|Access)).*$/gm

function markdownOf(shown: ReturnType<typeof view>, all = false): string {
  const { plan, classes, repositoryUrl, head, base } = shown
  return planMarkdown({ plan, classes, evidence: shown, at: { repositoryUrl, head, base }, note: 'A note.' }, { all })
}

describe('a plan as Markdown', () => {
  it.each(Object.entries(PLAN_SITUATIONS))('has every part of the comment: %s', (_name, situation) => {
    const shown = situation()
    const comment = planComment(shown)
    if (comment.kind !== 'fits') throw new Error('the plan is too large to review')
    const parts = comment.text.match(PARTS) ?? []
    const lines = markdownOf(shown).split('\n')
    expect(lines).toEqual(expect.arrayContaining(parts))
    expect(markdownOf(shown, true).split('\n').length).toBeGreaterThanOrEqual(lines.length)
  })

  it('names the pipelines that are active again', () => {
    const { plan, classes } = view({ transitions: [] })
    const resumed = [ref(), ref({ key: 'collector' }), ref({ pipeline: '@octocat' })]
    expect(planMarkdown({ plan, classes, evidence: {}, resumed, note: 'A note.' }, { all: false })).toBe(
      '**No stack changes.**\n\nA note.\n\n**Active again, and planned against AWS in the pull request:**\n\n- `acme/web`\n- `acme/@octocat`',
    )
  })

  it('cuts long lists with a word on what lists the rest, and does not cut them where all are asked for', () => {
    const opened = Array.from({ length: 33 }, (_, index): AccessRow => {
      const what = { what: `s3:Get${index}`, who: 'a', on: '*' }
      return { logicalId: 'Role', kind: 'permission', sign: 'added', opens: true, ...what }
    })
    const stacks = Array.from({ length: 12 }, (_, index) => ref({ customer: `c${index}` }))
    const shown = view({
      transitions: stacks.map((stack) => transition(stack)),
      access: { tables: [opened], of: { [ref({ customer: 'c0' }).id]: 0 }, unknown: [] },
      behind: stacks.map((stack) => ({ stack, reason: 'it waits' })),
    })
    expect(markdownOf(shown)).toContain('… and 18 more lines of access: `--all` lists them.')
    expect(markdownOf(shown)).toContain('and 9 more, each: it waits')
    const all = markdownOf(shown, true)
    expect(all).toContain('`s3:Get32`')
    expect(all).toContain('`c11/web/streams`, each: it waits')
    expect(all).not.toMatch(/\d+ more/)
  })
})
