/**
 * Is what the simulator knows of resource types what AWS says of them?
 */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { generate } from './resource-types.ts'

test('the committed types are those of the source', () => {
  expect(read('types')).toEqual(JSON.parse(generate()))
})

test('each type has an identity, and each identity a type', () => {
  expect(Object.keys(read('identities'))).toEqual(Object.keys(read('types')))
})

function read(name: string): object {
  return JSON.parse(readFileSync(new URL(`../../src/sim/aws/resources/${name}.json`, import.meta.url), 'utf8'))
}
