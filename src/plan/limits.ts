/**
 * Would CloudFormation take this at all?
 *
 * Its quotas, as far as a plan can know them before anything is sent
 * (facts from the API's own descriptions and the published quotas).
 */
import type { DesiredStack } from '../render/model.ts'
import { parseTemplate } from './template.ts'

const MOST_TEMPLATE_BYTES = 51_200
const MOST_RESOURCES = 500
const MOST_PARAMETERS = 200
const MOST_OUTPUTS = 200
const MOST_MAPPINGS = 200
const MOST_PARAMETER_BYTES = 4_096
const MOST_TAGS = 50
const STACK_NAME = /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/

/** In plain words, one line a limit. */
export function limitsOf(stack: DesiredStack): readonly string[] {
  const template = parseTemplate(stack.template)
  const counts: readonly (readonly [string, number, number])[] = [
    ['bytes of template', bytesOf(stack.template), MOST_TEMPLATE_BYTES],
    ['resources', Object.keys(template.resources).length, MOST_RESOURCES],
    ['parameters', Object.keys(template.parameters).length, MOST_PARAMETERS],
    ['outputs', Object.keys(template.outputs).length, MOST_OUTPUTS],
    ['mappings', Object.keys(template.mappings).length, MOST_MAPPINGS],
    ['tags', Object.keys(stack.tags).length, MOST_TAGS],
  ]
  const over = counts
    .filter(([, count, most]) => count > most)
    .map(([what, count, most]) => `has ${count} ${what}; CloudFormation takes at most ${most}`)
  const long = Object.entries(stack.parameters)
    .filter(([, value]) => value.from === 'value' && bytesOf(value.value) > MOST_PARAMETER_BYTES)
    .map(([name]) => `parameter ${name} is longer than ${MOST_PARAMETER_BYTES} bytes`)
  const unnamed = STACK_NAME.test(stack.stackName) ? [] : [`${stack.stackName} cannot be the name of a stack`]
  return [...over, ...long, ...unnamed]
}

/** In UTF-8, as AWS counts. A pure folder has no Buffer; one code point is one to four bytes. */
function bytesOf(text: string): number {
  let bytes = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}
