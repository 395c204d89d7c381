/**
 * Is this a CloudFormation template, with sections and resources as CloudFormation has them?
 */
import { isObject } from '../layers.ts'
import type { Problem } from '../model.ts'
import { keyAt, type Parsed, pointer, valueAt } from '../places.ts'
import { remembered } from '../remembered.ts'
import { didYouMean, listed, nearest } from '../suggest.ts'
import type { RuleContext } from './rule.ts'

/** `Transform` and `Hooks` run code; template-runs-no-code says so. */
const SECTIONS = [
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Rules',
  'Mappings',
  'Conditions',
  'Resources',
  'Outputs',
] as const
const KNOWN: ReadonlySet<string> = new Set([...SECTIONS, 'Transform', 'Hooks'])

export function templateShape({ draft }: RuleContext): readonly Problem[] {
  return [...draft.templates.values()].flatMap(shapeProblems)
}

/** Once for each template: most changes leave all of them alone. */
const shapeProblems = remembered((template: Parsed): readonly Problem[] => {
  const value = isObject(template.value) ? template.value : {}
  const unknown = Object.keys(value).filter((section) => !KNOWN.has(section))
  const problems: Problem[] = unknown.map((section) => ({
    code: 'unknown-section',
    message: `\`${section}\` is no section of a template`,
    expected: `one of ${listed(SECTIONS)}`,
    ...didYouMean(section, SECTIONS),
    at: keyAt(template, pointer(section)),
  }))
  const { Resources: resources } = value
  if (!isObject(resources) || Object.keys(resources).length === 0) {
    // Of a misspelt `Resources` the spelling is what there is to say.
    if (unknown.some((section) => nearest(section, SECTIONS) === 'Resources')) return problems
    return [
      ...problems,
      {
        code: 'no-resources',
        message: 'the template has no resources',
        expected: 'at least one resource under `Resources`',
        at: keyAt(template, '/Resources'),
      },
    ]
  }
  for (const [id, resource] of Object.entries(resources)) {
    const path = pointer('Resources', id)
    if (!/^[A-Za-z0-9]{1,255}$/.test(id))
      problems.push({
        code: 'bad-logical-id',
        message: `\`${id}\` cannot name a resource`,
        expected: 'letters and digits only',
        at: keyAt(template, path),
      })
    if (!isObject(resource) || typeof resource.Type !== 'string')
      problems.push({
        code: 'resource-without-type',
        message: `resource \`${id}\` has no type`,
        expected: '`Type`, such as AWS::SQS::Queue',
        at: isObject(resource) ? keyAt(template, path) : valueAt(template, path),
      })
  }
  return problems
})
