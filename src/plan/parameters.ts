/**
 * Which parameters get another value, and which line of YAML says so?
 */
import { byText } from '../lib/sorted.ts'
import type { DesiredStack, ParameterValue } from '../render/model.ts'
import type { ParameterChange } from './model.ts'
import { bounded } from './values.ts'

/** Sorted by name. Of a new stack: all of them. */
export function affectedParameters(before: DesiredStack | undefined, after: DesiredStack): readonly ParameterChange[] {
  const names = new Set([...Object.keys(before?.parameters ?? {}), ...Object.keys(after.parameters)])
  return [...names].sort(byText).flatMap((name): readonly ParameterChange[] => {
    const was = written(before?.parameters[name])
    const becomes = written(after.parameters[name])
    if (was === becomes) return []
    return [
      {
        name,
        ...(was === undefined ? {} : { before: bounded(was) }),
        ...(becomes === undefined ? {} : { after: bounded(becomes) }),
        causes: (becomes === undefined ? before : after)?.causes(name) ?? [],
        ...touched(after, name),
      },
    ]
  })
}

function touched(
  { identityParameters, secretParameters }: DesiredStack,
  name: string,
): Pick<ParameterChange, 'touches'> {
  if (identityParameters.includes(name)) return { touches: 'identity' }
  return secretParameters.includes(name) ? { touches: 'secret' } : {}
}

/** An output is written as a blueprint writes it; whatever it is at the moment is no part of the desired state. */
function written(value: ParameterValue | undefined): string | undefined {
  if (value === undefined) return undefined
  return value.from === 'value' ? value.value : `\${stacks.${value.stack}.outputs.${value.output}}`
}
