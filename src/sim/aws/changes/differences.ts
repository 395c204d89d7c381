/**
 * Where do two property bags differ?
 *
 * Maps are descended into, lists are compared as one value (ASSUMED: no recording
 * has a changed list with values). A value is written as AWS writes it: scalars
 * as text, anything else as JSON.
 */
import { isList, isMap, isSame, type Json, type JsonMap } from '../template/json.ts'

export interface Difference {
  readonly path: readonly [string, ...string[]]
  readonly changeType: 'Add' | 'Remove' | 'Modify'
  readonly before?: string
  readonly after?: string
}

export function differences(before: JsonMap, after: JsonMap): readonly Difference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names.flatMap((name) => below([name], before[name], after[name]))
}

function below(
  path: readonly [string, ...string[]],
  before: Json | undefined,
  after: Json | undefined,
): readonly Difference[] {
  if (isSame(before, after)) return []
  if (isMap(before) && isMap(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return names.flatMap((name) => below([...path, name], before[name], after[name]))
  }
  return [
    {
      path,
      changeType: before === undefined ? 'Add' : after === undefined ? 'Remove' : 'Modify',
      ...(before === undefined ? {} : { before: written(before) }),
      ...(after === undefined ? {} : { after: written(after) }),
    },
  ]
}

export function written(value: Json): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(asText(value)) : String(value)
}

/** CloudFormation keeps every scalar as text. */
export function asText(value: Json): Json {
  if (isList(value)) return value.map(asText)
  if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, asText(child)]))
  return String(value)
}
