/**
 * Is what a change set shows of a value all of it?
 *
 * "Large values can be truncated", says CloudFormation's reference of
 * `ResourceTargetDefinition`, and neither from which length on nor how that is
 * marked. So a long value is held against the template that it comes from: a
 * beginning is replaced by the whole, or, of a text that only AWS could work
 * out, goes on as the template says. Where neither can be, the digest of what
 * the template says tells two values apart.
 */
import { canonicalJson, sha256, short } from '../lib/digest.ts'
import { encodedText } from './encoded.ts'
import { completed, fits, textWithHoles } from './holes.ts'
import { knownProperty, type Scope } from './known.ts'
import { isList, isMap, type Json } from './template.ts'

/** Where a value stands in a template; `scope` is absent where there is no such template. */
export interface Place {
  readonly scope: Scope | undefined
  readonly logicalId: string
  /** Such as `Properties`, `Environment`, `Variables`. */
  readonly path: readonly string[]
}

/** What is shorter is no large value, whatever AWS takes for one. */
const SHORTEST_CUT = 64
/** Room for whatever mark AWS puts where it cuts. */
const LONGEST_MARK = 24
const COMPLETED = '\n(CloudFormation shows the beginning; the rest is as the template says)'
/** Together with the digest it stays below what a plan shows of a value. */
const MOST_BESIDE_DIGEST = 16_000

export function wholeValue(shown: string, place: Place): string {
  if (shown.length < SHORTEST_CUT) return shown
  const value = valueAt(place)
  if (value !== undefined && isAllOf(value, shown)) return shown
  const whole = value === undefined ? undefined : textOf(value)
  if (whole !== undefined && isBeginning(shown, whole)) return whole
  const goingOn = value === undefined || whole !== undefined ? undefined : completedText(shown, value)
  if (goingOn !== undefined) return goingOn
  const [head, tail] = [shown.slice(0, MOST_BESIDE_DIGEST), shown.slice(MOST_BESIDE_DIGEST)]
  const digest = short(sha256(canonicalJson([tail, anonymousValue(place) ?? null])))
  return `${head} … (CloudFormation may show a part only; with what the template says, SHA-256 ${digest})`
}

/** What is surely of the value goes on as the template does; encoded text is read. */
function completedText(shown: string, value: Json): string | undefined {
  if (isStructure(value)) return undefined
  const sure = shown.slice(0, -LONGEST_MARK)
  const encoded = base64Of(value)
  const beginning = encoded === undefined ? sure : beginningIn(sure)
  const text = beginning === undefined ? undefined : completed(beginning, textWithHoles(encoded ?? value))
  if (text === undefined) return undefined
  return `${encoded === undefined ? text : encodedText(text)}${COMPLETED}`
}

/** Of encoded text that is cut anywhere. */
function beginningIn(encoded: string): string | undefined {
  if (!/^[A-Za-z0-9+/]*$/.test(encoded)) return undefined
  const bytes = Buffer.from(encoded.slice(0, encoded.length - (encoded.length % 4)), 'base64')
  return new TextDecoder().decode(bytes, { stream: true })
}

function isBeginning(shown: string, whole: string): boolean {
  if (whole.length <= shown.length - LONGEST_MARK) return false
  let equal = 0
  while (equal < shown.length && shown[equal] === whole[equal]) equal += 1
  return equal >= SHORTEST_CUT - LONGEST_MARK && equal >= shown.length - LONGEST_MARK
}

function isAllOf(value: Json, shown: string): boolean {
  // No part of a list or map is JSON.
  if (isStructure(value)) return isJson(shown)
  const encoded = base64Of(value)
  if (encoded !== undefined) {
    const plain = Buffer.from(shown, 'base64')
    return plain.toString('base64') === shown && isAllOf(encoded, plain.toString('utf8'))
  }
  return fits(shown, textWithHoles(value))
}

/** As CloudFormation writes it; undefined where only AWS can work it out. */
function textOf(value: Json): string | undefined {
  if (isStructure(value)) return hasFunction(value) ? undefined : JSON.stringify(withTextScalars(value))
  const encoded = base64Of(value)
  const plain = encoded === undefined ? undefined : textOf(encoded)
  if (plain !== undefined) return Buffer.from(plain, 'utf8').toString('base64')
  return isMap(value) ? undefined : String(value)
}

function withTextScalars(value: Json): Json {
  if (isList(value)) return value.map(withTextScalars)
  if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withTextScalars(each)]))
  return String(value)
}

function isStructure(value: Json): boolean {
  return isList(value) || (isMap(value) && !isFunction(value))
}

function isFunction(value: Json): boolean {
  if (!isMap(value)) return false
  const [only, ...others] = Object.keys(value)
  return only !== undefined && others.length === 0 && (only === 'Ref' || only.startsWith('Fn::'))
}

function hasFunction(value: Json): boolean {
  if (isFunction(value)) return true
  return (isList(value) ? value : isMap(value) ? Object.values(value) : []).some(hasFunction)
}

function base64Of(value: Json): Json | undefined {
  return isMap(value) && isFunction(value) ? value['Fn::Base64'] : undefined
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** What the template says there, worked out as far as that can be done; undefined where that is nothing. */
export function valueAt({ scope, logicalId, path }: Place): Json | undefined {
  let value = rootOf({ scope, logicalId, path: path.slice(0, 2) })
  for (const key of path.slice(2)) {
    if (value === undefined || isFunction(value)) return undefined
    value = isList(value) ? value[Number(key)] : isMap(value) ? value[key] : undefined
  }
  return value
}

/** The property that it stands in, worked out as far as that can be done. */
function rootOf({ scope, logicalId, path }: Place): Json | undefined {
  const resource = scope?.template.resources[logicalId]
  const [attribute = '', name = ''] = path
  const value = attribute === 'Properties' ? resource?.properties[name] : resource?.attributes[attribute]
  if (scope === undefined || value === undefined) return undefined
  const worked = knownProperty(value, scope)
  return attribute === 'Properties' || name === '' ? worked : isMap(worked) ? worked[name] : undefined
}

/** Without what is the stack's own, so that stacks which say the same have the same digest. */
function anonymousValue({ scope, ...place }: Place): Json | undefined {
  if (scope === undefined) return undefined
  const values = new Map([...scope.values].filter(([name]) => !name.startsWith('AWS::')))
  return rootOf({ ...place, scope: { ...scope, values } })
}
