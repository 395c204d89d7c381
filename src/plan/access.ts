/**
 * What has to be asked about who may do what, and who reaches what?
 *
 * Of each resource that carries permissions or network rules and is not as it
 * was, that resource alone, with the values of parameters worked out and a
 * stack's own names as placeholders: so four thousand stacks of one pair of
 * templates ask one question. The answers are a library's, given elsewhere;
 * here they become verdicts and evidence. No answer is an answer too: what is
 * not known is a change to look at.
 */
import { canonicalJson } from '../lib/digest.ts'
import type { DesiredStack } from '../render/model.ts'
import types from './access-types.json' with { type: 'json' }
import type { Affected } from './affected.ts'
import { withChanges } from './assemble.ts'
import { isWorse } from './classify.ts'
import type { AccessEvidence, AccessRow } from './evidence.ts'
import { holds, knownProperty, type Scope, scopeOf } from './known.ts'
import { stackRef } from './live.ts'
import type { Transition, Verdict } from './model.ts'
import { ownNames } from './own-names.ts'
import {
  isList,
  isMap,
  type Json,
  type JsonMap,
  parseTemplate,
  type Template,
  type TemplateResource,
} from './template.ts'

/** Type → what of it is looked at; generated from AWS's own description (test/plan/access-types.ts). */
const LOOKED_AT: ReadonlyMap<string, string> = new Map(Object.entries(types))

/** One resource before and after, as CloudFormation writes them; absent where it is not. */
export interface AccessQuestion {
  readonly logicalId: string
  readonly before?: JsonMap
  readonly after?: JsonMap
}

/** Nothing where nobody could answer. */
export type AccessAnswer = readonly AccessRow[] | undefined

type Parse = (template: string) => Template

/** Of one stack: `parse` may remember templates that many share. */
export function questionsOf(
  before: DesiredStack | undefined,
  after: DesiredStack,
  parse: Parse = parseTemplate,
): readonly AccessQuestion[] {
  const old = before === undefined ? undefined : lookedAtIn(before, parse)
  const wanted = lookedAtIn(after, parse)
  const logicalIds = new Set([...(old?.keys() ?? []), ...wanted.keys()])
  return [...logicalIds].flatMap((logicalId) => {
    const [was, becomes] = [old?.get(logicalId), wanted.get(logicalId)]
    if (canonicalJson(was) === canonicalJson(becomes)) return []
    return [{ logicalId, ...(was && { before: was }), ...(becomes && { after: becomes }) }]
  })
}

/** Each question once, whoever asks it. */
export interface AccessInquiry {
  readonly questions: readonly AccessQuestion[]
  /** Stack id → indices of its questions. */
  readonly asked: ReadonlyMap<string, readonly number[]>
}

/** In steps, one a stack. */
export function* accessInquiry(pairs: Iterable<Affected>): Generator<undefined, AccessInquiry> {
  const templates = new Map<string, Template>()
  const parse: Parse = (text) => {
    const parsed = templates.get(text) ?? parseTemplate(text)
    templates.set(text, parsed)
    return parsed
  }
  const indices = new Map<string, number>()
  const questions: AccessQuestion[] = []
  const asked = new Map<string, readonly number[]>()
  for (const { before, after } of pairs) {
    const own = questionsOf(before, after, parse).map((question) => {
      const text = canonicalJson(question)
      const index = indices.get(text) ?? questions.push(question) - 1
      indices.set(text, index)
      return index
    })
    if (own.length > 0) asked.set(after.id, own)
    yield
  }
  return { questions, asked }
}

/** Of stacks that are not where the base wants them, what AWS has is compared in place of what the base says. */
export function askedInstead(
  inquiry: AccessInquiry,
  instead: ReadonlyMap<string, readonly AccessQuestion[]>,
): AccessInquiry {
  const questions = [...inquiry.questions]
  const indices = new Map(questions.map((question, index) => [canonicalJson(question), index]))
  const asked = new Map(inquiry.asked)
  for (const [id, own] of instead) {
    const found = own.map((question) => {
      const text = canonicalJson(question)
      const index = indices.get(text) ?? questions.push(question) - 1
      indices.set(text, index)
      return index
    })
    asked.set(id, found)
  }
  return { questions, asked }
}

const UNKNOWN: Verdict = { risk: 'disruptive', reason: 'who may do what, or reach what, could not be compared' }

export interface AnsweredAccess {
  readonly transitions: readonly Transition[]
  /** Absent where nothing opens and nothing is unknown. */
  readonly access?: AccessEvidence
}

/** `answers`: one a question, in order. */
export function withAccess(
  transitions: readonly Transition[],
  { questions, asked }: AccessInquiry,
  answers: readonly AccessAnswer[],
): AnsweredAccess {
  const tables = new Map<string, { readonly index: number; readonly rows: readonly AccessRow[] }>()
  const of: Record<string, number> = {}
  const unknown: string[] = []
  const judged = transitions.map((transition) => {
    const { id } = transition.stack
    const verdicts = new Map<string, Verdict>()
    const rows: AccessRow[] = []
    for (const index of asked.get(id) ?? []) {
      const [question, answer] = [questions[index], answers[index]]
      if (question === undefined || !transition.changes.some((each) => each.logicalId === question.logicalId)) continue
      if (answer === undefined) verdicts.set(question.logicalId, UNKNOWN)
      const opening = answer?.filter(({ opens }) => opens) ?? []
      if (answer === undefined || opening.length === 0) continue
      rows.push(...answer)
      verdicts.set(question.logicalId, verdictOf(opening))
    }
    if ([...verdicts.values()].includes(UNKNOWN)) unknown.push(id)
    if (rows.length > 0) {
      const text = canonicalJson(rows)
      const table = tables.get(text) ?? { index: tables.size, rows }
      tables.set(text, table)
      of[id] = table.index
    }
    return verdicts.size === 0 ? transition : withChanges(transition, aggravate(transition.changes, verdicts))
  })
  if (tables.size === 0 && unknown.length === 0) return { transitions: judged }
  return { transitions: judged, access: { tables: [...tables.values()].map(({ rows }) => rows), of, unknown } }
}

function aggravate(changes: Transition['changes'], verdicts: ReadonlyMap<string, Verdict>): Transition['changes'] {
  return changes.map((change) => {
    const verdict = verdicts.get(change.logicalId)
    return verdict !== undefined && isWorse(verdict.risk, change.verdict.risk) ? { ...change, verdict } : change
  })
}

function verdictOf(opening: readonly AccessRow[]): Verdict {
  const isNetwork = opening.every(({ kind }) => kind === 'network')
  return { risk: 'disruptive', reason: isNetwork ? 'opens network access' : 'grants permissions' }
}

/** Logical id → type and properties, of what may exist and is looked at. */
function lookedAtIn(stack: DesiredStack, parse: Parse): ReadonlyMap<string, JsonMap> {
  const scope = scopeOf(stack, parse(stack.template))
  const own = ownNames(stackRef(stack))
  return new Map(
    Object.entries(scope.template.resources).flatMap(([logicalId, resource]) => {
      const shown = LOOKED_AT.has(resource.type) ? lookedAt(resource, scope) : undefined
      return shown === undefined ? [] : [[logicalId, abstracted(shown, own)] as const]
    }),
  )
}

function lookedAt(resource: TemplateResource, scope: Scope): JsonMap | undefined {
  const exists = holds(resource.condition, scope)
  if (exists === false) return undefined
  const names = LOOKED_AT.get(resource.type)?.split(' ') ?? []
  const properties = Object.entries(resource.properties).flatMap(([name, expression]) => {
    const value = names.includes('*') || names.includes(name) ? knownProperty(expression, scope) : undefined
    return value === undefined ? [] : [[name, value] as const]
  })
  if (properties.length === 0) return undefined
  return { Type: resource.type, Properties: Object.fromEntries(properties) }
}

function abstracted(value: JsonMap, own: ReturnType<typeof ownNames>): JsonMap {
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inside(each, key, own)]))
}

function inside(value: Json, field: string, own: ReturnType<typeof ownNames>): Json {
  if (typeof value === 'string') return own(value, field)
  if (isList(value)) return value.map((each) => inside(each, field, own))
  return isMap(value) ? abstracted(value, own) : value
}
