/**
 * Does a reader see a change that moves no resource?
 */
import { expect, it } from 'vitest'
import { planOffline } from '../../src/plan/offline.ts'
import { planComment } from '../../src/report/plan-comment.ts'
import { planInTerminal } from '../../src/report/terminal-plan.ts'
import { view } from '../support/plan-views.ts'
import { stack } from '../support/stacks.ts'

/** A parameter that no resource reads. */
const idle = (image: string) =>
  stack({
    template: { Parameters: { Image: { Type: 'String' } }, Resources: { Queue: { Type: 'AWS::SQS::Queue' } } },
    parameters: { Image: image },
  })
const { transitions } = planOffline([idle('iglu:1')], [idle('iglu:2')])

it('in the comment, by its name and both values', () => {
  const comment = planComment(view({ transitions }))
  const text = comment.kind === 'too-large' ? '' : comment.text
  expect(text).toContain('no resource changes; 1 parameter does')
  expect(text).toContain('- Parameter `Image`: `iglu:1` → `iglu:2`')
})

it('in a terminal', () => {
  const shown = view({ transitions })
  const text = planInTerminal({ plan: shown.plan, classes: shown.classes, note: '' }, { colour: false, all: false })
  expect(text).toContain('* Parameter Image: iglu:1 → iglu:2')
})
