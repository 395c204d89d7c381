/**
 * Do the golden tables hold enough mistakes, and one for every problem that we know?
 *
 * A problem without its text in a table is a message that nobody has read.
 */
import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const ROOT = new URL('../..', import.meta.url).pathname

function texts(pattern: string): readonly string[] {
  return globSync(pattern, { cwd: ROOT }).map((path) => readFileSync(`${ROOT}${path}`, 'utf8'))
}

/** `file:1:2-1:3 code: message`, as told.ts writes it. */
const TOLD = /\S+:\d+:\d+-\d+:\d+ ([a-z-]+): [^\n]+/g

const told = texts('test/{fleet,render}/**/*.test.ts').flatMap((text) => [...text.matchAll(TOLD)])

/** Thrown where a call could not do its job: no author reads it at a line. */
const THROWN = /FleetwrightError\([^{]*?(?:\$\{[^}]*\}[^{]*?)*\{\s*code: '([a-z-]+)'/g

it('the golden tables hold at least sixty mistakes', () => {
  expect(new Set(told.map(([words]) => words)).size).toBeGreaterThanOrEqual(60)
})

it('the golden tables hold every problem that an author can be told', () => {
  const sources = texts('src/{fleet,render}/**/*.ts')
  const codes = (pattern: RegExp): readonly string[] =>
    sources.flatMap((text) => [...text.matchAll(pattern)]).flatMap(([, code]) => code ?? [])
  const golden = new Set([...told.flatMap(([, code]) => code ?? []), ...codes(THROWN)])
  expect(codes(/\bcode: '([a-z-]+)'/g).filter((code) => !golden.has(code))).toEqual([])
})
