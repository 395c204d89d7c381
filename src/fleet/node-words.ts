/**
 * How does an author hear that a value is none that a fleet can use?
 *
 * What YAML allows and a fleet does not: each with its limit, so that no file
 * can grow beyond what anybody reviews.
 */
import type { Problem, Range } from './model.ts'
import { CORE } from './plain-value.ts'

export const MOST_LEVELS = 60
/** Nodes after aliases are written out: the alias bomb's only lever. */
export const MOST_NODES = 100_000
export const MOST_ALIASES = 100
/** YAML's own limit of a key that stands before its colon. */
export const MOST_KEY_CHARACTERS = 1_024

export type Unplaced = Omit<Problem, 'at'>

export const TOO_DEEP: Unplaced = {
  code: 'too-deep',
  message: 'the file nests deeper than anything a fleet needs',
  expected: `at most ${MOST_LEVELS} levels`,
}

export const TOO_MANY_VALUES: Unplaced = {
  code: 'too-many-values',
  message: 'the file holds too many values once its aliases are written out',
  expected: `at most ${MOST_NODES}`,
}

export const TOO_MANY_ALIASES: Unplaced = {
  code: 'too-many-aliases',
  message: 'the file uses too many YAML aliases',
  expected: `at most ${MOST_ALIASES}`,
}

export const NO_NAME: Unplaced = {
  code: 'odd-key',
  message: 'this key is no name',
  expected: 'plain text before the colon',
}

export const LONG_KEY: Unplaced = {
  code: 'yaml-syntax',
  message: 'this key is longer than any name',
  expected: `at most ${MOST_KEY_CHARACTERS} characters before the colon`,
}

export const MERGE_KEY: Unplaced = {
  code: 'merge-key',
  message: '`<<` would merge another map into this one, which a fleet does not do',
  expected: 'every key where it holds',
  hint: 'write the keys out, or use an alias for the whole map',
}

export const PROTOTYPE: Unplaced = {
  code: 'odd-key',
  message: '`__proto__` would not become a key but a prototype',
  expected: 'another name',
}

export function unknownAlias(name: string): Unplaced {
  return {
    code: 'unknown-alias',
    message: `no value before this one is anchored as \`&${name}\``,
    hint: `put text that begins with * in quotes: "*${name}"`,
  }
}

export function wrongTag(tag: string): Unplaced {
  return {
    code: 'wrong-tag',
    message: `the value is not what \`${shortTag(tag)}\` says it is`,
    hint: 'remove the tag',
  }
}

export function unknownTag(tag: string): Unplaced {
  return {
    code: 'unknown-tag',
    message: `\`${shortTag(tag)}\` is no tag that is known here`,
    expected: 'plain values: a fleet is data, no tag makes anything else of it',
    hint: 'remove the tag and write the value itself',
  }
}

/** `first`: where the key stands that counts. */
export function duplicateKey(key: string, first: Range | undefined): Unplaced {
  return {
    code: 'duplicate-key',
    message: `\`${key}\` is set twice here${first ? `, first in line ${first.line}` : ''}`,
    expected: 'each key once',
    hint: 'remove one of the two',
    ...(first && { related: [first] }),
  }
}

function shortTag(tag: string): string {
  return tag.replace(CORE, '!!')
}
