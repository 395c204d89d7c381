/**
 * Which value does each template parameter get, and which lines of YAML caused it?
 */
import {
  EXPECTED_REFERENCES,
  type Expression,
  type OwnName,
  type Reference,
  readExpression,
} from '../fleet/expression.ts'
import { isMap } from '../fleet/layers.ts'
import type {
  BlueprintStack,
  Layer,
  LayerValue,
  Origin,
  Problem,
  Range,
  ResolvedPipeline,
  ResolvedSetting,
  SettingValue,
} from '../fleet/model.ts'
import { remembered } from '../fleet/remembered.ts'
import { secretVersion } from '../fleet/secret-reference.ts'
import type { ParameterValue } from './model.ts'

/** CloudFormation's own limit of a parameter value, in bytes. */
const MOST_BYTES = 4096
/** CloudFormation would resolve it after the review, from what no digest covers; of two values it could be joined. */
const DYNAMIC = /\{\{|\{$/
/** A UTF-16 unit takes at most three bytes in UTF-8. */
const MOST_BYTES_A_UNIT = 3

export interface RenderedParameters {
  readonly parameters: { readonly [name: string]: ParameterValue }
  readonly problems: readonly Problem[]
}

export function renderParameters(resolved: ResolvedPipeline, stack: BlueprintStack): RenderedParameters {
  const parameters: Record<string, ParameterValue> = {}
  const problems: Problem[] = []
  for (const { name, expression } of expressionsOf(stack)) {
    const value = onlySetting(resolved, expression)
    if (value !== undefined) {
      parameters[name] = value
      continue
    }
    const rendered = renderParameter({ resolved, stack, name, expression })
    if ('value' in rendered) parameters[name] = rendered.value
    else problems.push(...rendered.problems)
  }
  return { parameters, problems }
}

/** A parameter that is one setting and no more, as most are: pipelines that have its value in common share it. */
function onlySetting({ settings }: ResolvedPipeline, expression: Expression): ParameterValue | undefined {
  if (!expression.ok || expression.parts.length !== 1) return undefined
  const [part] = expression.parts
  if (part === undefined || 'text' in part || part.reference.root !== 'settings') return undefined
  const setting = settings.get(part.reference.path)
  return setting && plainValue(setting)
}

const plainValue = remembered(({ value }: ResolvedSetting): ParameterValue | undefined => {
  const text = asText(value)
  return text === undefined || !isPlain(text) ? undefined : { from: 'value', value: text }
})

/** Parameter → the places in YAML that its value comes from. Asked of the few stacks that somebody looks at. */
export function causesOf(
  resolved: ResolvedPipeline,
  stack: BlueprintStack,
): { readonly [name: string]: readonly Origin[] } {
  return Object.fromEntries(
    expressionsOf(stack).map(({ name, expression }) => {
      const causes: Origin[] = []
      renderParameter({ resolved, stack, name, expression, causes })
      return [name, causes]
    }),
  )
}

/** By name. Read once: a blueprint is shared by every pipeline that uses it. */
const expressionsOf = remembered((stack: BlueprintStack) =>
  Object.keys(stack.parameters)
    .toSorted()
    .map((name) => ({ name, expression: readExpression(stack.parameters[name] ?? '') })),
)

interface One {
  readonly resolved: ResolvedPipeline
  readonly stack: BlueprintStack
  readonly name: string
  readonly expression: Expression
  /** Where its causes are to be written, if anybody asks for them. */
  readonly causes?: Origin[]
}

type Rendered = { readonly value: ParameterValue } | { readonly problems: readonly Problem[] }

function renderParameter(one: One): Rendered {
  const { expression } = one
  if (!expression.ok) return refused(one, { code: 'unknown-reference', expected: EXPECTED_REFERENCES })
  const [first] = expression.parts
  if (first !== undefined && 'reference' in first && first.reference.root === 'stacks') {
    // An output stays symbolic: its value is CloudFormation's to say, and known after apply at the earliest.
    return expression.parts.length > 1
      ? refused(one, { code: 'output-in-text', expected: 'the output alone' })
      : { value: { from: 'output', stack: first.reference.stack, output: first.reference.output } }
  }
  let value = ''
  let last: Looked | undefined
  for (const part of expression.parts) {
    if ('text' in part) {
      value += part.text
      continue
    }
    const looked = look(one, part.reference)
    if ('problem' in looked) return { problems: [looked.problem] }
    value += looked.value
    last = looked
    if (one.causes !== undefined) note(one.causes, looked.origin())
  }
  if (isPlain(value)) return { value: { from: 'value', value } }
  const problems = valueProblems({ ...one, value, at: last?.origin().at ?? placeOf(one) })
  return problems.length > 0 ? { problems } : { value: { from: 'value', value } }
}

function note(causes: Origin[], origin: Origin): void {
  if (!causes.some(({ at }) => at === origin.at)) causes.push(origin)
}

/** Nearly every value: nothing of it needs to be counted. */
function isPlain(value: string): boolean {
  return value.length * MOST_BYTES_A_UNIT <= MOST_BYTES && !DYNAMIC.test(value)
}

interface Looked {
  readonly value: string
  readonly origin: () => Origin
}

interface Unfound {
  readonly problem: Problem
}

function look(one: One, reference: Reference): Looked | Unfound {
  const { resolved } = one
  const { pipeline } = resolved
  const field = (name: string) => (): Origin => ({
    layer: 'pipeline',
    at: pipeline.positions.get(name) ?? pipeline.at,
  })
  switch (reference.root) {
    case 'settings':
      return lookUpSetting(one, reference.path)
    case 'release': {
      const { component } = reference
      const release = Object.hasOwn(resolved.releases, component) ? resolved.releases[component] : undefined
      if (release !== undefined) return { value: release[reference.field], origin: field('release') }
      return {
        problem: {
          code: 'component-not-in-set',
          message: `release set \`${resolved.releaseSet.name}\` has no \`${reference.component}\`, which blueprint \`${resolved.blueprint.name}\` deploys`,
          expected: `a release set with \`${reference.component}\``,
          at: field('release')().at,
        },
      }
    }
    case 'secrets': {
      const source = pipeline.secrets.get(reference.secret)
      // A secret that only some pipelines need has no version in the others.
      const value = source === undefined ? '' : (secretVersion(source.text) ?? '')
      return { value, origin: source === undefined ? field('pipeline') : () => ({ layer: 'pipeline', at: source.at }) }
    }
    case 'own':
      return { value: OWN_VALUES[reference.name](resolved), origin: field(OWN_FIELDS[reference.name]) }
    case 'stacks':
      return { problem: problemOf(one, { code: 'output-in-text', expected: 'the output alone' }) }
  }
}

const OWN_FIELDS = {
  'customer.name': 'pipeline',
  'pipeline.name': 'pipeline',
  'account.id': 'account',
  'account.region': 'region',
} as const

const OWN_VALUES: { readonly [name in OwnName]: (resolved: ResolvedPipeline) => string } = {
  'customer.name': ({ customer }) => customer.name,
  'pipeline.name': ({ pipeline }) => pipeline.name,
  'account.id': ({ account }) => account.id,
  'account.region': ({ pipeline }) => pipeline.region,
}

function lookUpSetting(one: One, path: string): Looked | Unfound {
  const { settings, pipeline } = one.resolved
  const setting = settings.get(path)
  const text = setting && asText(setting.value)
  if (setting !== undefined && text !== undefined) return { value: text, origin: () => setting.origin }
  const isBranch = setting !== undefined || [...settings.keys()].some((each) => each.startsWith(`${path}.`))
  return {
    problem: isBranch
      ? {
          code: 'setting-is-map',
          message: `\`settings.${path}\` is a map, which parameter \`${one.name}\` cannot take`,
          expected: 'text, a number, true or false, or a list of those',
          at: setting?.origin.at ?? placeOf(one),
        }
      : (removalOf(one, path) ?? {
          code: 'setting-unset',
          message: `nothing sets \`settings.${path}\`, which parameter \`${one.name}\` of stack \`${one.stack.key}\` needs`,
          expected: `\`${path}\` in the settings of the pipeline, its customer, its ring or the fleet`,
          at: pipeline.positions.get('settings') ?? pipeline.at,
        }),
  }
}

/** A `null` on purpose, or a key under which nothing stands: whatever it takes away, it is told once and where it stands. */
function removalOf({ resolved }: One, path: string): Problem | undefined {
  const { pipeline, customer, ring } = resolved
  for (const { values, positions } of [pipeline.layer, customer.layer, ring.layer]) {
    const removed = removedIn(values, path.split('.'))
    const at = removed === undefined ? undefined : positions.get(removed)
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

/** As CloudFormation takes it: lists joined by comma, so no item may hold one. */
function asText(value: SettingValue): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (!Array.isArray(value)) return undefined
  const items = value.map((item) => (Array.isArray(item) ? undefined : asText(item)))
  return items.every((item) => item !== undefined && !item.includes(',')) ? items.join(',') : undefined
}

function valueProblems(of: One & { readonly value: string; readonly at: Range }): Problem[] {
  const problems: Problem[] = []
  if (DYNAMIC.test(of.value))
    problems.push({
      code: 'dynamic-reference',
      message: `parameter \`${of.name}\` would ${of.value.includes('{{') ? 'hold `{{`' : 'end in `{`, the half of `{{`'}, which CloudFormation resolves behind the review's back`,
      expected: 'a value that stands in the repository',
      at: of.at,
    })
  const bytes = new TextEncoder().encode(of.value).length
  if (bytes > MOST_BYTES)
    problems.push({
      code: 'value-too-long',
      message: `parameter \`${of.name}\` would have ${bytes} bytes`,
      expected: `at most ${MOST_BYTES}`,
      at: of.at,
    })
  return problems
}

function refused(one: One, facts: { readonly code: string; readonly expected: string }): Rendered {
  return { problems: [problemOf(one, facts)] }
}

function problemOf(one: One, facts: { readonly code: string; readonly expected: string }): Problem {
  return {
    ...facts,
    message: `parameter \`${one.name}\` of stack \`${one.stack.key}\` cannot be filled`,
    at: placeOf(one),
  }
}

function placeOf(one: One): Range {
  return one.stack.positions.get(`parameters.${one.name}`) ?? one.resolved.blueprint.at
}
