/**
 * Which parameters get another value, and which line of YAML says so?
 *
 * By what the base wants, and by what AWS has where that is not what the base
 * wants: a value that came while a pipeline rested, or by hand, is one that this
 * change takes away, whoever wrote its line. What a value is to the base or to
 * the head it is to the change: a new version must not be a way around a mark.
 */
import { byText } from '../lib/sorted.ts'
import type { DesiredStack, ParameterValue } from '../render/model.ts'
import { type Outputs, withOutputs } from './live.ts'
import type { ParameterChange } from './model.ts'
import { parseTemplate } from './template.ts'
import { bounded } from './values.ts'

/** Of a stack that is not where the base wants it. */
export interface Held {
  /** As AWS has them. */
  readonly parameters: { readonly [name: string]: string }
  readonly outputs: Outputs
  /** Parameters of the head whose value will only be known later. */
  readonly fed: readonly string[]
}

/** Sorted by name. Of a new stack: all of them. */
export function affectedParameters(
  before: DesiredStack | undefined,
  after: DesiredStack,
  held?: Held,
): readonly ParameterChange[] {
  const names = new Set([
    ...Object.keys(before?.parameters ?? {}),
    ...Object.keys(after.parameters),
    ...Object.keys(held?.parameters ?? {}),
  ])
  const moved = held === undefined ? undefined : movedFrom(held, after)
  return [...names].sort(byText).flatMap((name): readonly ParameterChange[] => {
    const wanted = written(before?.parameters[name])
    const becomes = written(after.parameters[name])
    const isMoved = moved?.has(name) === true
    // Where AWS has it, nobody's wish is what it was.
    const isMeant = wanted !== becomes && (moved === undefined || before !== undefined)
    if (!isMoved && !isMeant) return []
    const touches = touched([before, after], name)
    const had = isMoved ? held?.parameters[name] : wanted
    // What somebody gave by hand for a secret may be one.
    const was = isMoved && touches.touches === 'secret' ? otherThan(becomes, wanted) : had
    return [
      {
        name,
        ...(was === undefined ? {} : { before: bounded(was) }),
        ...(becomes === undefined ? {} : { after: bounded(becomes) }),
        causes: (becomes === undefined ? before : after)?.causes(name) ?? [],
        ...touches,
      },
    ]
  })
}

/** Those that AWS has with another value than the head gives; one that is only known later is told by what feeds it. */
function movedFrom({ parameters, outputs, fed }: Held, after: DesiredStack): ReadonlySet<string> {
  const given = withOutputs(after, outputs, fed).parameters
  const defaults = parseTemplate(after.template).parameters
  return new Set(
    [...Object.keys(given), ...Object.keys(parameters)].filter((name) => {
      const parameter = given[name]
      if (parameter?.from === 'output') return false
      return parameters[name] !== (parameter?.value ?? defaults[name]?.default)
    }),
  )
}

function otherThan(one: string | undefined, other: string | undefined): string | undefined {
  return one === other ? undefined : other
}

/** What a parameter is to any of these. */
export function touched(ends: readonly (DesiredStack | undefined)[], name: string): Pick<ParameterChange, 'touches'> {
  if (ends.some((each) => each?.identityParameters.includes(name))) return { touches: 'identity' }
  return ends.some((each) => each?.secretParameters.includes(name)) ? { touches: 'secret' } : {}
}

/** An output is written as a blueprint writes it; whatever it is at the moment is no part of the desired state. */
function written(value: ParameterValue | undefined): string | undefined {
  if (value === undefined) return undefined
  return value.from === 'value' ? value.value : `\${stacks.${value.stack}.outputs.${value.output}}`
}
