/**
 * What does an operator ask of the running bot?
 *
 * The bot leaves its address and a token in its directory; whoever can read
 * that file may ask. Its commands speak HTTP to this machine and nothing
 * else.
 */
import { readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { Format, Said } from './cli-fleet.ts'
import { FleetwrightError } from './lib/errors.ts'
import { spelledOut } from './lib/markdown.ts'
import { group } from './plan/group.ts'
import type { Plan, PlanEvidence } from './plan/model.ts'
import { planInTerminal } from './report/terminal-plan.ts'
import { rolloutsInTerminal, statusInTerminal } from './report/terminal-status.ts'
import type { Rollout, RolloutEdit } from './rollout/model.ts'
import type { Approved, Status } from './web/model.ts'

interface EditRequest {
  readonly id: string
  readonly edit: RolloutEdit
}

const TIMEOUT_MS = 15_000
/** Every account of the fleet is asked. */
const PLAN_TIMEOUT_MS = 15 * 60_000

const LIVE = 'Asked of AWS just now, for the default branch as it is. Its change sets are deleted again.'

export async function status(directory: string, format: Format): Promise<Said> {
  const body = wanted(await askOperator(directory, { method: 'GET', path: '/operator/status' }), isStatus)
  return said(body, format, () => statusInTerminal(body, format.colour))
}

export async function listRollouts(directory: string, format: Format): Promise<Said> {
  const body = wanted(await askOperator(directory, { method: 'GET', path: '/operator/rollouts' }), hasRollouts)
  return said(body, format, () => rolloutsInTerminal(body.rollouts, format.colour))
}

/** The default branch against AWS as it is now. */
export async function livePlan(directory: string, screen: Format & { readonly all: boolean }): Promise<Said> {
  const answer = await askOperator(directory, { method: 'POST', path: '/operator/plan', timeoutMs: PLAN_TIMEOUT_MS })
  const { plan, evidence } = wanted(answer, hasPlan)
  const classes = group(plan.transitions, evidence.own)
  return said({ plan, classes }, screen, () => planInTerminal({ ...evidence, plan, classes, note: LIVE }, screen))
}

/** A digest that is malformed, or that not exactly one thing waits for, is a refusal, not a failure to ask. */
export async function approveRollout(directory: string, digest: string, format: Format): Promise<Said> {
  const body = { digest: digest.toLowerCase(), operator: operator() }
  const answer = await askOperator(directory, { method: 'POST', path: '/operator/rollouts/approve', body })
  if ([400, 404, 409].includes(answer.status)) {
    return refused(errorIn(answer) ?? `nothing waits for ${digest}`, format)
  }
  const approved = wanted(answer, isApproved)
  return said(approved, format, () =>
    [
      ...approved.rollouts.map((id) => `rollout ${id} may start`),
      ...approved.stacks.map((id) => `stack ${id} may go on`),
    ].join('\n'),
  )
}

/** What may not be done to it is a refusal, not a failure to ask. */
export async function editRollout(directory: string, asked: EditRequest, format: Format): Promise<Said> {
  const answer = await askOperator(directory, { method: 'POST', path: '/operator/rollouts/edit', body: asked })
  if (answer.status === 400 || answer.status === 409) return refused(errorIn(answer) ?? 'it was refused', format)
  const edited = wanted(answer, isEdited)
  return said(edited, format, () => `rollout ${spelledOut(edited.id)} is ${spelledOut(edited.state)}`)
}

function refused(reason: string, format: Format): Said {
  const why = spelledOut(reason)
  return { code: 1, text: format.json ? JSON.stringify({ error: why }) : why }
}

function said(body: object, format: Format, words: () => string): Said {
  return { code: 0, text: format.json ? JSON.stringify(body, null, 2) : words() }
}

interface Question {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: object
  readonly timeoutMs?: number
}

interface Answer {
  readonly url: string
  readonly status: number
  readonly body: unknown
}

export async function askOperator(
  directory: string,
  { method, path, body, timeoutMs = TIMEOUT_MS }: Question,
): Promise<Answer> {
  const { url, token } = await door(directory)
  const json = body === undefined ? {} : { 'content-type': 'application/json' }
  try {
    const response = await fetch(new URL(path, url), {
      method,
      headers: { authorization: `Bearer ${token}`, ...json },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    })
    return { url, status: response.status, body: parsed(await response.text()) }
  } catch (cause) {
    throw failed(`asking the bot at ${url}`, 'start the bot, or wait until it answers', cause)
  }
}

function wanted<Body extends object>(answer: Answer, isRight: (body: unknown) => body is Body): Body {
  if (answer.status === 200 && isRight(answer.body)) return answer.body
  const why = errorIn(answer) ?? `it answered ${answer.status} with what this command does not understand`
  throw failed(`asking the bot at ${answer.url}: ${spelledOut(why)}`, "look at the bot's log")
}

export function errorIn({ body }: Pick<Answer, 'body'>): string | undefined {
  return isObject(body) && typeof body.error === 'string' ? body.error : undefined
}

function hasRollouts(body: unknown): body is Pick<Status, 'rollouts'> {
  return isObject(body) && Array.isArray(body.rollouts)
}

function hasPlan(body: unknown): body is { readonly plan: Plan; readonly evidence: PlanEvidence } {
  return isObject(body) && isObject(body.plan) && Array.isArray(body.plan.transitions) && isObject(body.evidence)
}

function isStatus(body: unknown): body is Status {
  return hasRollouts(body) && 'repository' in body && 'defaultBranch' in body
}

function isApproved(body: unknown): body is Approved {
  return hasRollouts(body) && 'stacks' in body && Array.isArray(body.stacks)
}

function isEdited(body: unknown): body is Pick<Rollout, 'id' | 'state'> {
  return isObject(body) && typeof body.id === 'string' && typeof body.state === 'string'
}

export function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null
}

/** Where the bot is and how to be let in; written by the bot when it serves. */
async function door(directory: string): Promise<{ readonly url: string; readonly token: string }> {
  const path = join(directory, 'operator.json')
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    const hint = 'run this where the bot runs, as its user, with FLEETWRIGHT_DIR as the bot has it'
    throw failed(`reading ${path}: no bot that we may ask runs here`, hint, cause)
  }
  const key = parsed(text)
  if (isObject(key) && typeof key.url === 'string' && typeof key.token === 'string' && URL.canParse(key.url)) {
    return { url: key.url, token: key.token }
  }
  throw failed(`reading ${path}: it is not what the bot writes`, 'restart the bot: it writes the file anew')
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Whoever asked finds that it is not what was wanted, and says so.
    return undefined
  }
}

/** For the record of who approved; a name that the bot would refuse is left out. */
function operator(): string {
  const { username } = userInfo()
  return /^[\w.@-]{1,64}$/.test(username) ? username : 'operator'
}

function failed(message: string, hint: string, cause?: unknown): FleetwrightError {
  return new FleetwrightError(message, { code: 'bot-unreachable', nextMove: 'operator', retryable: true, hint, cause })
}
