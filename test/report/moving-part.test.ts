/**
 * Is a reviewer of a long value shown the part of it that moves?
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its references so
import { expect, it } from 'vitest'
import { judged } from '../../src/plan/classify.ts'
import { stackRef } from '../../src/plan/live.ts'
import type { ResourceChange } from '../../src/plan/model.ts'
import { movingPart } from '../../src/report/moving-part.ts'
import { stack } from '../support/stacks.ts'

const ref = stackRef(stack({ key: 'collector' }))

function changed(logicalId: string, replacement: ResourceChange['replacement']): ResourceChange {
  const properties = [{ path: 'Properties.Name', recreation: 'never' } as const]
  return judged({ action: 'modify', logicalId, type: 'AWS::Kinesis::Stream', replacement, properties })
}

function found(value: string): string | undefined {
  const changes = [changed('InPlace', 'no'), changed('Replaced', 'yes')]
  const fedBy = [{ parameter: 'Key', stack: 'streams', output: 'KeyArn' }]
  const at = movingPart({ changes, stacks: [ref] }, new Map([[ref.id, { fedBy }]]))(value)
  return at === undefined ? undefined : value.slice(at)
}

it.each([
  ['${stacks.streams.outputs.Other} ${stacks.streams.outputs.KeyArn} end', '${stacks.streams.outputs.KeyArn} end'],
  ['${InPlace} ${InPlace.Arn} ${InPlace.Size} end', '${InPlace.Size} end'],
  ['${Else} ${Replaced.Arn} end', '${Replaced.Arn} end'],
  ['${Replaced} end', '${Replaced} end'],
])('of %s it is %s', (value, part) => {
  expect(found(value)).toBe(part)
})

it.each(['', '${Else.Size}', '${!Replaced}', '${InPlace.Arn}', '{"Fn::If":["Fed","a","b"]}'])(
  'there is none in %s',
  (value) => {
    expect(found(value)).toBeUndefined()
  },
)
