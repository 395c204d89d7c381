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

const secretsIn = remembered((layer: Layer): readonly Problem[] => {
  const problems: Problem[] = []
  for (const [key, value] of Object.entries(layer.values)) lookAt({ layer, path: key, value, problems })
  return problems
})

function lookAt(of: { layer: Layer; path: string; value: LayerValue; problems: Problem[] }): void {
  const { layer, path, value, problems } = of
  if (isMap(value)) {
    for (const [key, inner] of Object.entries(value)) lookAt({ ...of, path: `${path}.${key}`, value: inner })
    return
  }
  const texts = (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string')
  const isReference = texts.some((text) => text.startsWith('ref+'))
  if (!isReference && !texts.some((text) => looksSecret(path, text))) return
  const at = layer.positions.get(path)
  if (at === undefined) return
  if (isReference) {
    problems.push({
      code: 'secret-in-settings',
      message: `\`${path}\` refers to a secret, and settings are never looked up`,
      expected: 'the reference under `secrets` of the pipeline, by a name that its blueprint declares',
      at,
    })
  } else {
    problems.push({
      code: 'secret-in-settings',
      message: `\`${path}\` looks like a secret, and settings can be read by everybody`,
      expected: 'a reference to Vault under `secrets` of the pipeline',
      hint: 'what was pushed once is no secret any more: change it',
      at,
    })
  }
}
