/**
 * Does a secret stand among the settings?
 *
 * Settings become parameters of CloudFormation, stand in plans and comments and
 * can be read by everybody with access to either; references are not looked up
 * there at all.
 */
import { isMap } from '../layers.ts'
import { looksSecret } from '../looks-secret.ts'
import type { Layer, LayerValue, Problem } from '../model.ts'
import { remembered } from '../remembered.ts'
import type { RuleContext } from './rule.ts'

export function settingsHoldNoSecret({ fleet }: RuleContext): readonly Problem[] {
  const problems: Problem[] = []
  const look = ({ layer }: { readonly layer: Layer }): void => {
    const found = secretsIn(layer)
    if (found.length > 0) problems.push(...found)
  }
  look({ layer: fleet.defaults })
  fleet.rings.forEach(look)
  fleet.customers.forEach(look)
  fleet.pipelines.forEach(look)
  fleet.blueprints.forEach(look)
  return problems
}

/** A layer is as old as its file: of ten thousand, only those that have changed are read again. */
const secretsIn = remembered((layer: Layer): readonly Problem[] => {
  const problems: Problem[] = []
  inMap(layer.values, '', (path, words) => {
    const at = layer.positions().get(path)
    if (at !== undefined) problems.push({ ...words, at })
  })
  return problems
})

type Words = Omit<Problem, 'at'>

function inMap(
  values: { readonly [key: string]: LayerValue },
  above: string,
  tell: (path: string, words: Words) => void,
): void {
  for (const key of Object.keys(values)) {
    const value = values[key]
    const path = above === '' ? key : `${above}.${key}`
    if (isMap(value)) {
      inMap(value, path, tell)
      continue
    }
    const words = Array.isArray(value) ? value.map((item) => wordsOf(path, item)).find(isThere) : wordsOf(path, value)
    if (words !== undefined) tell(path, words)
  }
}

function isThere(words: Words | undefined): words is Words {
  return words !== undefined
}

/** The shortest text that can be anything of the kind. */
const LEAST_LENGTH = 5

function wordsOf(path: string, value: unknown): Words | undefined {
  if (typeof value !== 'string' || value.length < LEAST_LENGTH) return undefined
  if (value.startsWith('ref+')) {
    return {
      code: 'secret-in-settings',
      message: `\`${path}\` refers to a secret, and settings are never looked up`,
      expected: 'the reference under `secrets` of the pipeline, by a name that its blueprint declares',
    }
  }
  if (!looksSecret(path, value)) return undefined
  return {
    code: 'secret-in-settings',
    message: `\`${path}\` looks like a secret, and settings can be read by everybody`,
    expected: 'a reference to Vault under `secrets` of the pipeline',
    hint: 'what was pushed once is no secret any more: change it',
  }
}
