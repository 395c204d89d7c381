/**
 * Why can this parameter not be filled, and on which line?
 */
import { EXPECTED_REFERENCES, type Expression, type Reference } from '../fleet/expression.ts'
import { isMap } from '../fleet/layers.ts'
import type { BlueprintStack, Layer, LayerValue, Problem, Range, ResolvedPipeline } from '../fleet/model.ts'
import { valueAt } from '../fleet/setting-values.ts'
import { settingsOf } from '../fleet/settings.ts'
import { originOf } from './causes.ts'
import { textOf } from './reference-text.ts'

/** CloudFormation's own limit of a parameter value, in bytes. */
const MOST_BYTES = 4096
/** CloudFormation would resolve it after the review, from what no digest covers; of two values it could be joined. */
const DYNAMIC = /\{\{|\{$/
/** A UTF-16 unit takes at most three bytes in UTF-8. */
const MOST_BYTES_A_UNIT = 3

/** One parameter of one stack of one pipeline. */
export interface Unfilled {
  readonly resolved: ResolvedPipeline
  readonly stack: BlueprintStack
  readonly name: string
  readonly expression: Expression
}

/** Whether CloudFormation can be given it: what `parameterProblems` would find fault with as a value. */
export function mayBeGiven(value: string): boolean {
  return isShort(value) && !DYNAMIC.test(value)
}

function isShort(value: string): boolean {
  // Nearly every value: nothing of it needs to be counted.
  return value.length * MOST_BYTES_A_UNIT <= MOST_BYTES || bytesOf(value) <= MOST_BYTES
}

function bytesOf(value: string): number {
  return new TextEncoder().encode(value).length
}

export function parameterProblems(of: Unfilled): readonly Problem[] {
  const { expression, resolved } = of
  if (!expression.ok) return [refused(of, { code: 'unknown-reference', expected: EXPECTED_REFERENCES })]
  let value = ''
  let at: Range | undefined
  for (const part of expression.parts) {
    if ('text' in part) {
      value += part.text
      continue
    }
    const text = textOf(resolved, part.reference)
    if (text === undefined) return [unfound(of, part.reference)]
    value += text
    at = originOf(resolved, part.reference)?.at
  }
  return valueProblems({ ...of, value, at: at ?? placeOf(of) })
}

function unfound(of: Unfilled, reference: Reference): Problem {
  const { resolved } = of
  switch (reference.root) {
    case 'settings':
      return settingUnfound(of, reference)
    case 'release':
      return {
        code: 'component-not-in-set',
        message: `release set \`${resolved.releaseSet.name}\` has no \`${reference.component}\`, which blueprint \`${resolved.blueprint.name}\` deploys`,
        expected: `a release set with \`${reference.component}\``,
        at: originOf(resolved, reference)?.at ?? resolved.pipeline.placeOf('pipeline'),
      }
    case 'stacks':
    case 'secrets':
    case 'own':
      // Of these only an output, in the midst of text, has none itself.
      return refused(of, { code: 'output-in-text', expected: 'the output alone' })
  }
}

function settingUnfound(of: Unfilled, { path, names }: Extract<Reference, { root: 'settings' }>): Problem {
  const { pipeline, values } = of.resolved
  // Whatever is set and is no text: a map, and a list that cannot be joined.
  if (valueAt(values, names) !== undefined) {
    return {
      code: 'setting-is-map',
      message: `\`settings.${path}\` is a map, which parameter \`${of.name}\` cannot take`,
      expected: 'text, a number, true or false, or a list of those',
      at: settingsOf(of.resolved).get(path)?.origin.at ?? placeOf(of),
    }
  }
  return (
    removalOf(of, names) ?? {
      code: 'setting-unset',
      message: `nothing sets \`settings.${path}\`, which parameter \`${of.name}\` of stack \`${of.stack.key}\` needs`,
      expected: `\`${path}\` in the settings of the pipeline, its customer, its ring or the fleet`,
      at: pipeline.placeOf('settings'),
    }
  )
}

/** A `null` on purpose, or a key under which nothing stands: whatever it takes away, it is told once and where it stands. */
function removalOf({ resolved }: Unfilled, names: readonly string[]): Problem | undefined {
  const { pipeline, customer, ring } = resolved
  for (const { values, positions } of [pipeline.layer, customer.layer, ring.layer]) {
    const removed = removedIn(values, names)
    const at = removed === undefined ? undefined : positions().get(removed)
    if (at === undefined) continue
    return {
      code: 'setting-unset',
      message: `\`${removed}\` is empty here, which removes what weaker layers say, and the blueprint cannot do without it`,
      expected: 'a value',
      hint: "leave the key out where a weaker layer's value or the blueprint's default shall hold",
      at,
    }
  }
  return undefined
}

/** The null on the way to a setting, as a dotted path. */
function removedIn(values: Layer['values'], path: readonly string[]): string | undefined {
  let inner: LayerValue | undefined = values
  for (const [depth, name] of path.entries()) {
    inner = isMap(inner) ? inner[name] : undefined
    if (inner === null) return path.slice(0, depth + 1).join('.')
  }
  return undefined
}

function valueProblems(of: Unfilled & { readonly value: string; readonly at: Range }): Problem[] {
  const problems: Problem[] = []
  if (DYNAMIC.test(of.value))
    problems.push({
      code: 'dynamic-reference',
      message: `parameter \`${of.name}\` would ${of.value.includes('{{') ? 'hold `{{`' : 'end in `{`, the half of `{{`'}, which CloudFormation resolves behind the review's back`,
      expected: 'a value that stands in the repository',
      at: of.at,
    })
  if (!isShort(of.value))
    problems.push({
      code: 'value-too-long',
      message: `parameter \`${of.name}\` would have ${bytesOf(of.value)} bytes`,
      expected: `at most ${MOST_BYTES}`,
      at: of.at,
    })
  return problems
}

function refused(of: Unfilled, facts: { readonly code: string; readonly expected: string }): Problem {
  return {
    ...facts,
    message: `parameter \`${of.name}\` of stack \`${of.stack.key}\` cannot be filled`,
    at: placeOf(of),
  }
}

function placeOf({ stack, name }: Unfilled): Range {
  return stack.placeOf(name)
}
