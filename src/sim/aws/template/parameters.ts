/**
 * Which value has each parameter of a stack?
 *
 * Given, kept from the last deployment, or the template's default; then checked
 * against what the template declares. Words: recorded `test_no_parameters_given`,
 * `test_invalid_parameter_type`; the others are CloudFormation's usual ones.
 */
import { validationError } from '../errors.ts'
import type { Form } from '../wire/form.ts'
import { isList, type Json, type JsonMap } from './json.ts'

export interface GivenParameter {
  readonly key: string
  readonly value?: string
  readonly usePrevious: boolean
}

export function givenParameters(form: Form): readonly GivenParameter[] {
  return (form.forms('Parameters') ?? []).map((parameter) => {
    const value = parameter.text('ParameterValue')
    const usePrevious = parameter.flag('UsePreviousValue')
    const key = parameter.required('ParameterKey')
    if (usePrevious && value !== undefined)
      throw validationError(
        `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true and non empty value for a parameter`,
      )
    return { key, usePrevious, ...(value === undefined ? {} : { value }) }
  })
}

/** @param previous values of the deployed stack; empty for a new one */
export function resolveParameters(
  declared: Readonly<Record<string, JsonMap>>,
  given: readonly GivenParameter[],
  previous: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const strangers = given.filter(({ key }) => declared[key] === undefined).map(({ key }) => key)
  if (strangers.length > 0) throw validationError(`Parameters: [${strangers.join(', ')}] do not exist in the template`)
  const entries = Object.entries(declared).map(([name, declaration]) => {
    const own = given.find(({ key }) => key === name)
    const fallback = declaration.Default === undefined ? undefined : String(declaration.Default)
    const value = own?.usePrevious ? previous[name] : (own?.value ?? fallback)
    return [name, value, declaration] as const
  })
  const missing = entries.filter(([, value]) => value === undefined).map(([name]) => name)
  if (missing.length > 0) throw validationError(`Parameters: [${missing.join(', ')}] must have values`)
  return Object.fromEntries(
    entries.map(([name, value = '', declaration]) => {
      check(name, value, declaration)
      return [name, value]
    }),
  )
}

function check(name: string, value: string, declaration: JsonMap): void {
  const { AllowedValues: allowed, AllowedPattern: pattern } = declaration
  const why = typeof declaration.ConstraintDescription === 'string' ? `: ${declaration.ConstraintDescription}` : ''
  const type = String(declaration.Type)
  if (Buffer.byteLength(value) > 4096)
    throw constraint(name, 'failed to satisfy constraint: Member must have length less than or equal to 4096', '')
  if (type === 'Number' && (value.trim() === '' || Number.isNaN(Number(value))))
    throw validationError(`Parameter '${name}' must be a number.`)
  if (isList(allowed) && !allowed.some((entry) => String(entry) === value))
    throw constraint(name, `must be one of AllowedValues`, why)
  if (typeof pattern === 'string' && !new RegExp(`^(?:${pattern})$`).test(value))
    throw constraint(name, `must match pattern ${pattern}`, why)
  const { MinLength, MaxLength, MinValue, MaxValue } = declaration
  const length = { min: MinLength, max: MaxLength, words: 'must contain at', unit: ' characters' }
  const size = { min: MinValue, max: MaxValue, words: 'must be a number at', unit: '' }
  const problem = bound(value.length, length) ?? (type === 'Number' ? bound(Number(value), size) : undefined)
  if (problem !== undefined) throw constraint(name, problem, why)
}

interface Bounds {
  readonly min: Json | undefined
  readonly max: Json | undefined
  readonly words: string
  readonly unit: string
}

function bound(value: number, { min, max, words, unit }: Bounds): string | undefined {
  if (min !== undefined && value < Number(min)) return `${words} least ${String(min)}${unit}`
  return max !== undefined && value > Number(max) ? `${words} most ${String(max)}${unit}` : undefined
}

function constraint(name: string, words: string, why: string): Error {
  return validationError(`Parameter '${name}' ${why === '' ? words : `failed to satisfy constraint${why}`}`)
}

/** Lists arrive as one comma-separated text and are lists to the template. */
export function typedValues(
  declared: Readonly<Record<string, JsonMap>>,
  values: Readonly<Record<string, string>>,
): Readonly<Record<string, Json>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const type = String(declared[name]?.Type)
      const isListType = /^(?:AWS::SSM::Parameter::Value<)?(?:CommaDelimitedList|List<)/.test(type)
      return [name, isListType ? (value === '' ? [] : value.split(',').map((entry) => entry.trim())) : value]
    }),
  )
}
