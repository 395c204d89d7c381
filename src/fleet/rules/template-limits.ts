/**
 * Will CloudFormation take a template of this size?
 *
 * The limits of an inline template
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html).
 */
import { canonicalJson } from '../../lib/digest.ts'
import type { Problem } from '../model.ts'
import { keyAt, type Parsed, startOf } from '../places.ts'
import { remembered } from '../remembered.ts'
import type { RuleContext } from './rule.ts'
import { sectionOf } from './walk-template.ts'

export const MOST_TEMPLATE_BYTES = 51_200
const MOST_IN = { Resources: 500, Parameters: 200, Outputs: 200, Mappings: 200 } as const

export function templateLimits({ draft }: RuleContext): readonly Problem[] {
  return [...draft.templates.values()].flatMap(limitProblems)
}

/** Once for each template: most changes leave all of them alone. */
const limitProblems = remembered((template: Parsed): readonly Problem[] => [
  ...sizeProblems(template),
  ...countProblems(template),
])

function sizeProblems(template: Parsed): Problem[] {
  // Minified, as it is sent: comments and indentation cost nothing.
  const bytes = new TextEncoder().encode(canonicalJson(template.value)).length
  if (bytes <= MOST_TEMPLATE_BYTES) return []
  return [
    {
      code: 'template-too-large',
      message: `the template has ${bytes} bytes without its white space`,
      expected: `at most ${MOST_TEMPLATE_BYTES}`,
      hint: 'move some of its resources to a stack of their own',
      at: startOf(template.file),
    },
  ]
}

function countProblems(template: Parsed): Problem[] {
  return Object.entries(MOST_IN).flatMap(([section, most]): Problem[] => {
    const count = sectionOf(template.value, section).length
    if (count <= most) return []
    return [
      {
        code: 'template-too-large',
        message: `the template has ${count} entries under \`${section}\``,
        expected: `at most ${most}`,
        hint: 'move some of its resources to a stack of their own',
        at: keyAt(template, `/${section}`),
      },
    ]
  })
}
