/**
 * Is each shape that leaks most known by itself, at a place that tells nothing?
 *
 * Put together here, so that nobody who looks for lost secrets finds these.
 */
import { expect, it } from 'vitest'
import { looksSecret } from '../../src/fleet/looks-secret.ts'

const random = (length: number): string => 'a1B2c3D4'.repeat(20).slice(0, length)
const capital = (length: number): string => 'Q7RT4XW2'.repeat(5).slice(0, length)

/** The beginning, and the least that has to follow it. */
const SHAPES: readonly (readonly [start: string, rest: string])[] = [
  ['AKIA', capital(16)],
  ['ASIA', capital(16)],
  ['ghp_', random(36)],
  ['gho_', random(36)],
  ['ghu_', random(36)],
  ['ghs_', random(36)],
  ['ghr_', random(36)],
  ['github_pat_', `${random(22)}_${random(37)}`],
  ['xoxa-', random(10)],
  ['xoxb-', `1234567890-${random(24)}`],
  ['xoxp-', random(10)],
  ['xoxr-', random(10)],
  ['xoxs-', random(10)],
  ['hvs.', `CAESI-_${random(17)}`],
  ['hvb.', random(24)],
]

it.each(SHAPES)('%s… is a secret, alone and in a text', (start, rest) => {
  expect(looksSecret('Value', `${start}${rest}`)).toBe(true)
  expect(looksSecret('Value', `say "${start}${rest}" to them`)).toBe(true)
})

it.each(SHAPES)('%s and too little behind it is none', (start, rest) => {
  expect(looksSecret('Value', `${start}${rest.slice(0, 4)}`)).toBe(false)
})
