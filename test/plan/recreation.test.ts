/**
 * Does the table of replacing properties still say what AWS says?
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { recreationOf } from '../../src/plan/recreation.ts'
import { generate } from './recreation-table.ts'

describe('what replaces a resource', () => {
  it("is read from AWS's own description", () => {
    const copy = readFileSync(new URL('../../src/plan/recreation.json', import.meta.url), 'utf8')
    expect(copy).toBe(generate())
  })

  it.each([
    ['AWS::Kinesis::Stream', 'Name', 'always'],
    ['AWS::Kinesis::Stream', 'ShardCount', 'never'],
    ['AWS::EC2::Instance', 'InstanceType', 'conditionally'],
    ['Vendor::New::Thing', 'Size', 'conditionally'],
  ])('%s %s: %s', (type, property, recreation) => {
    expect(recreationOf(type, property)).toBe(recreation)
  })
})
