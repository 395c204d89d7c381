/**
 * What may a template do that is refused in general?
 *
 * Only what the base allows to this blueprint by this very word.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what the author of a template writes
import { describe, expect, it } from 'vitest'
import type { World } from '../support/world.ts'
import { ground, PIPELINE, QUEUE, replace, toldOf } from './told.ts'

function allow(...types: readonly string[]): (w: World) => World {
  const entries = types.map((type) => `{ blueprint: small, type: "${type}", reason: x }`)
  return (w) => w.edit('fleet.yml', (text) => `${text}templates: { allow: [${entries.join(', ')}] }\n`)
}

/** Nobody is pinned to the blueprint yet, so that its templates may change. */
const open = ground.without(PIPELINE)

const USES: readonly (readonly [type: string, use: (w: World) => World])[] = [
  ['Custom::Warmup', replace(QUEUE, 'Resources:', 'Resources:\n  Warm: { Type: "Custom::Warmup" }')],
  [
    'AWS::CloudFormation::Stack',
    replace(QUEUE, 'Resources:', 'Resources:\n  In: { Type: AWS::CloudFormation::Stack }'),
  ],
  ['Acme::Safe::Queue::MODULE', replace(QUEUE, 'Resources:', 'Resources:\n  In: { Type: Acme::Safe::Queue::MODULE }')],
  ['Transform', (w) => w.edit(QUEUE, (text) => `Transform: AWS::LanguageExtensions\n${text}`)],
  ['NoEcho', replace(QUEUE, 'Type: Number', 'Type: Number, NoEcho: true')],
  ['AWS::SSM::Parameter::Value', replace(QUEUE, 'Type: Number', 'Type: AWS::SSM::Parameter::Value<String>')],
  ['resolve:ssm', replace(QUEUE, '!Ref DelaySeconds', '"{{resolve:ssm-secure:/delay:1}}"')],
  [
    'resolve:secretsmanager',
    replace(QUEUE, '!Ref DelaySeconds', '!Sub "{{resolve:secretsmanager:${AWS::StackName}}}"'),
  ],
  ['Fn::ImportValue', replace(QUEUE, '!Ref DelaySeconds', '!ImportValue delay')],
]

describe('a template', () => {
  it.each(USES)('may use %s where the base allows it', (type, use) => {
    const base = allow(type)(open)
    expect(toldOf(use(base), base)).toEqual([])
    // What is merged stays sound without anything to compare it with.
    expect(toldOf(use(base))).toEqual([])
  })

  it.each(USES)('may not use %s where only another word is allowed', (type, use) => {
    const base = allow('Custom::Other')(open)
    expect(codes(use(base), base)).toHaveLength(1)
    expect(type).not.toBe('Custom::Other')
  })

  it.each(USES)('may not use %s in the pull request that allows it', (type, use) => {
    expect(codes(allow(type)(use(open)), open)).toHaveLength(1)
  })

  it.each(USES)('still needs the exception for %s once it is used', (type, use) => {
    const base = use(allow(type)(open))
    expect(
      codes(
        base.edit('fleet.yml', (text) => text.replace(/templates:.*\n/, '')),
        base,
      ),
    ).toHaveLength(1)
  })
})

describe('an author is told', () => {
  const [, use] = USES[0] ?? []
  if (use === undefined) throw new Error('the table of uses is empty')

  it('to merge the exception first', () => {
    expect(toldOf(allow('Custom::Warmup')(use(open)), open)).toEqual(TOLD_FIRST)
  })

  it('of an exception that another blueprint has', () => {
    const base = allow('Custom::Warmup')(open).edit('fleet.yml', (text) =>
      text.replace('blueprint: small', 'blueprint: large'),
    )
    expect(codes(use(base), base)).toEqual(['template-runs-code', 'unknown-blueprint'])
  })

  it('of what no exception allows', () => {
    const base = allow('Transform', 'resolve:ssm', 'resolve:secretsmanager')(open)
    const hooks = base.edit(QUEUE, (text) => `Hooks: { Green: { Type: AWS::CodeDeploy::BlueGreen } }\n${text}`)
    expect(codes(hooks, base)).toEqual(['template-runs-code'])
    const pieces = replace(QUEUE, '!Ref DelaySeconds', '!Join ["", ["{{reso", "lve:ssm:/delay}}"]]')(base)
    expect(codes(pieces, base)).toEqual(['template-hides-value'])
    const mixed = replace(QUEUE, '!Ref DelaySeconds', '"{{resolve:ssm:/a}}{{resolve:${x}"')(base)
    expect(codes(mixed, base)).toEqual(['template-hides-value'])
  })
})

const TOLD_FIRST = [
  'blueprints/small/1.0.0/queue.template.yml:4:17-4:33 template-runs-code: a custom resource would deploy what no reviewer of this template sees | expected resources of AWS types, in this template | fleet.yml allows it from the next pull request on: merge the exception first',
]

function codes(head: World, base: World): string[] {
  const told = toldOf(head, base)
  return told.map((line) => /^\S+ ([a-z-]+):/.exec(line)?.[1] ?? line).sort()
}
