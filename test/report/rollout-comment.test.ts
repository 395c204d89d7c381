/**
 * Whoever reads a rollout knows where it stands and whose move it is.
 */
import { micromark } from 'micromark'
import { describe, expect, it } from 'vitest'
import { rolloutCheck } from '../../src/report/checks.ts'
import type { PlanView, RolloutView } from '../../src/report/model.ts'
import { MOST_BYTES, planComment } from '../../src/report/plan-comment.ts'
import { rolloutComment, rolloutMarker, rolloutNotice } from '../../src/report/rollout-comment.ts'
import { change, ref, transition, view } from '../support/plan-views.ts'
import { PLAN_SITUATIONS } from './plan-situations.ts'
import { ROLLOUT_SITUATIONS } from './rollout-situations.ts'

function situation(name: string): RolloutView {
  const found = ROLLOUT_SITUATIONS[name]
  if (found === undefined) throw new Error(`there is no situation ${name}`)
  return found
}

function planTextOf(of: PlanView): string {
  const comment = planComment(of)
  if (comment.kind !== 'fits') throw new Error('the plan is too large to review')
  return comment.text
}

describe('the rollout comment', () => {
  it.each(Object.entries(ROLLOUT_SITUATIONS))('reads as it should: %s', async (name, view) => {
    const notice = rolloutNotice(view)?.body ?? 'No new comment is written.\n'
    const { title, outcome } = rolloutCheck(view)
    const ends = outcome.status === 'completed' ? outcome.conclusion : outcome.status
    const page = [rolloutComment(view), '<!-- as a new comment -->', notice, `<!-- check: ${ends}: ${title} -->`]
    await expect(`${page.join('\n')}\n`).toMatchFileSnapshot(`./rollout-${name}.md`)
  })

  it.each(Object.entries(ROLLOUT_SITUATIONS))('starts with its marker and the answer: %s', (_name, view) => {
    const [marker, answer] = rolloutComment(view).split('\n')
    expect(marker).toBe(rolloutMarker('r-1a2b3c4d5e6f'))
    expect(answer).toMatch(/^\*\*/)
  })

  it.each(Object.entries(PLAN_SITUATIONS))('shows what a held rollout waits to do, and fits: %s', (name, plan) => {
    const waiting = plan()
    const text = rolloutComment({ ...situation('held-after-a-direct-push'), waiting })
    const headlines = planTextOf(waiting)
      .split('\n')
      .filter((line) => /^#### \d+\. Destructive|^#### Not planned/.test(line))
    for (const headline of headlines) expect(text, name).toContain(headline)
    expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(MOST_BYTES + 200)
  })

  it('says so where what it waits to do is too large to be read', () => {
    const dangerous = (index: number) =>
      transition(ref({ customer: `customer-${index}` }), {
        changes: [
          change({
            logicalId: `Stream${index}`,
            replacement: 'yes',
          }),
        ],
      })
    const waiting = view({ transitions: Array.from({ length: 1_500 }, (_, index) => dangerous(index)) })
    const text = rolloutComment({ ...situation('held-after-a-direct-push'), waiting })
    expect(text).toContain('Too large to be read here')
    expect(text).toContain('**Held: nothing moves.**')
  })

  it("lets nothing out of AWS's words", () => {
    const view = situation('hostile-words-of-aws')
    for (const text of [rolloutComment(view), rolloutNotice(view)?.body ?? '']) {
      const outside = micromark(text)
        .replace(/<code[^>]*>[\s\S]*?<\/code>/g, '')
        .replace(/<a [^>]*>/g, '')
      expect(outside).toContain('Stopped')
      expect(outside).not.toMatch(/<(img|input|script)|[@#]\w|https?:|www\./)
    }
  })
})

describe('a new comment', () => {
  it('is written for each stop once, however often it is looked at', () => {
    const stopped = situation('stopped-by-a-failure')
    const again = {
      ...stopped,
      stacks: stopped.stacks.map((row) => (row.state === 'failed' ? { ...row, attempt: row.attempt + 1 } : row)),
    }
    expect(rolloutNotice(stopped)?.marker).toBe(rolloutNotice({ ...stopped })?.marker)
    expect(rolloutNotice(again)?.marker).not.toBe(rolloutNotice(stopped)?.marker)
  })

  it.each(['applying-in-the-first-ring', 'soaking', 'queued', 'paused'])(
    'is not written while nobody has to act: %s',
    (name) => {
      expect(rolloutNotice(situation(name))).toBeUndefined()
    },
  )

  it('carries no marker by which the edited comment is found', () => {
    for (const view of Object.values(ROLLOUT_SITUATIONS)) {
      expect(rolloutNotice(view)?.body ?? '').not.toContain(rolloutMarker(view.rollout.id))
    }
  })
})
