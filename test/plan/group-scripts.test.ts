/**
 * One edit of a long script that holds each stack's own name is one class, and
 * whoever says something else in it is not in that class.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its references so
import { describe, expect, it } from 'vitest'
import { transitionOf } from '../../src/plan/assemble.ts'
import { families } from '../../src/plan/families.ts'
import { group } from '../../src/plan/group.ts'
import type { ResourceChange } from '../../src/plan/model.ts'
import { normalise } from '../../src/plan/normalise.ts'
import { templateChanges } from '../../src/plan/template-diff.ts'
import type { DesiredStack } from '../../src/render/model.ts'
import { stack } from '../support/stacks.ts'

const NUMBERS = Array.from({ length: 40 }, (_, index) => String(index).padStart(3, '0'))

/** Its name stands behind whatever was once the end of what is kept. */
function script(image: string, name: string, region: string): string {
  return `#!/bin/bash\n${'# a line of text\n'.repeat(200)}docker run ${image}\n${name} is up\ncfn-signal ${name} ${region}\n`
}

function wanted(number: string, image: string): DesiredStack {
  const text = { 'Fn::Base64': { 'Fn::Sub': script(image, '${AWS::StackName}', '${AWS::Region}') } }
  const properties = { LaunchTemplateData: { UserData: text } }
  const template = { Resources: { Template: { Type: 'AWS::EC2::LaunchTemplate', Properties: properties } } }
  return stack({ customer: `customer-${number}`, account: `100000000${number}`, template })
}

/** As AWS tells it: worked out, and encoded. */
function told({ stackName, region }: DesiredStack, image: string): string {
  return Buffer.from(script(image, stackName, region)).toString('base64')
}

const RESOURCE = { LogicalResourceId: 'Template', ResourceType: 'AWS::EC2::LaunchTemplate' } as const

type Learn = (before: DesiredStack, after: DesiredStack, image: string) => readonly ResourceChange[]

const WAYS: readonly (readonly [string, Learn])[] = [
  ['read from the templates', (before, after) => templateChanges(before, after)],
  [
    'as a change set says it',
    (before, after, image) => {
      const detail = {
        Attribute: 'Properties',
        Path: '/Properties/LaunchTemplateData/UserData',
        RequiresRecreation: 'Never',
        BeforeValue: told(before, 'one:1'),
        AfterValue: told(after, image),
      }
      return normalise(
        { changes: [{ ...RESOURCE, Action: 'Modify', Replacement: 'False', Scope: [], Details: [detail] }] },
        {
          before: { stack: before, template: before.template, parameters: {} },
          after: { stack: after, template: after.template, parameters: {} },
        },
      )
    },
  ],
  [
    'of a resource that a change set adds',
    (_before, after, image) => {
      const context = JSON.stringify({ Properties: { LaunchTemplateData: { UserData: told(after, image) } } })
      return normalise(
        { changes: [{ ...RESOURCE, Action: 'Add', Scope: [], Details: [], AfterContext: context }] },
        { before: undefined, after: { stack: after, template: after.template, parameters: {} } },
      )
    },
  ],
]

describe.each(WAYS)('an edited start script, %s', (_way, learn) => {
  const transitions = (imageOf: (number: string) => string) =>
    NUMBERS.map((number) => {
      const [before, after] = [wanted(number, 'one:1'), wanted(number, imageOf(number))]
      const changes = learn(before, after, imageOf(number))
      return transitionOf({ stack: after, from: 'unknown', exactness: 'exact', changes, fedBy: [], parameters: [] })
    })

  it('is one class, with readable text and each own name in a placeholder', () => {
    const [only, ...others] = group(transitions(() => 'one:2'))
    expect(others).toEqual([])
    const after = only?.changes[0]?.properties[0]?.after ?? ''
    expect(after.replaceAll('\\n', '\n')).toContain('\ndocker run one:2\n‹stack› is up\ncfn-signal ‹stack› ‹region›\n')
  })

  it('is a class of its own where one character differs', () => {
    const classes = group(transitions((number) => (number === '017' ? 'one:3' : 'one:2')))
    expect(classes.map(({ stacks }) => stacks.length)).toEqual([1, 39])
    expect(families(classes)).toHaveLength(2)
  })

  it('has a digest for each stack all the same', () => {
    expect(new Set(transitions(() => 'one:2').map(({ digest }) => digest)).size).toBe(NUMBERS.length)
  })
})

it('the template and the change set say the same of a script', () => {
  const [before, after] = [wanted('001', 'one:1'), wanted('001', 'one:2')]
  const said = WAYS.slice(0, 2).map(([, learn]) => learn(before, after, 'one:2')[0]?.properties)
  expect(said[0]).toEqual(said[1])
})
