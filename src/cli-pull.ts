/**
 * What does `fleet plan --pull N` show?
 *
 * The plan that the bot made of a pull request, against AWS: a laptop holds no
 * role of any customer and makes none. Where the bot runs it is asked by the
 * operator's door; from elsewhere by its own address, with a token that the
 * bot's page gives to who is signed in there.
 */
import type { Format, Said } from './cli-fleet.ts'
import { askOperator, errorIn, isObject, parsed } from './cli-operator.ts'
import { FleetwrightError } from './lib/errors.ts'
import { inert, spelledOut } from './lib/markdown.ts'
import { atOnce } from './lib/turns.ts'
import { planMarkdown } from './report/plan-markdown.ts'
import { planText } from './report/plan-text.ts'
import type { WholePlan } from './report/whole-plan.ts'

export interface PullScreen extends Format {
  readonly all: boolean
  readonly markdown: boolean
}

/** Where the bot is: on this machine by its directory, or at an address, with a token for it. */
export type Bot = { readonly directory: string } | { readonly url: string; readonly token: string | undefined }

interface Answer {
  readonly status: number
  readonly body: unknown
}

const TIMEOUT_MS = 60_000

export async function pullPlan(pull: number, bot: Bot, screen: PullScreen): Promise<Said> {
  const { status, body } = 'url' in bot ? await askFromAfar(pull, bot) : await askHere(pull, bot.directory)
  if (status === 404) return nothing(pull, screen)
  if (status === 200 && isWhole(body)) return { code: 0, text: shown(body, screen) }
  const said = errorIn({ body })
  throw failed(
    `asking the bot for the plan of #${pull}: ${said === undefined ? `it answered ${status}` : spelledOut(said)}`,
  )
}

function shown(whole: WholePlan, screen: PullScreen): string {
  if (screen.json) return JSON.stringify(whole, null, 2)
  if (!screen.markdown) return atOnce(planText(whole, screen))
  const { plan, classes, evidence, repositoryUrl, head, base, publishedAt } = whole
  const at = repositoryUrl === undefined ? {} : { at: { repositoryUrl, head, ...(base === undefined ? {} : { base }) } }
  const note = `Planned against AWS by the bot, ${inert(publishedAt)}, at ${inert(head.slice(0, 12))}.`
  return planMarkdown({ plan, classes, evidence, ...at, note }, screen)
}

function nothing(pull: number, { json }: Format): Said {
  const error = `the bot has no plan of #${pull}: where it is open, its checks say why (it does not validate, or somebody has to ask for the plan); plans are kept for 120 days`
  return { code: 1, text: json ? JSON.stringify({ error }) : error }
}

function askHere(pull: number, directory: string): Promise<Answer> {
  return askOperator(directory, { method: 'GET', path: `/operator/pulls/${pull}/plan`, timeoutMs: TIMEOUT_MS })
}

async function askFromAfar(
  pull: number,
  bot: { readonly url: string; readonly token: string | undefined },
): Promise<Answer> {
  const site = siteOf(bot.url)
  const page = new URL('/terminal', site).href
  if (bot.token === undefined) throw unknownHere(`asking ${site}: no token is set`, page)
  let response: Response
  try {
    response = await fetch(new URL(`/pulls/${pull}.json`, site), {
      headers: { authorization: `Bearer ${bot.token}`, accept: 'application/json' },
      // A token follows no redirect to another site.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const body = parsed(await response.text())
    if (response.status === 401) throw unknownHere(`asking ${site}: it does not know this token, or no longer`, page)
    return { status: response.status, body }
  } catch (cause) {
    if (cause instanceof FleetwrightError) throw cause
    throw failed(`asking the bot at ${site}`, cause)
  }
}

/** Over a line that others may read, a token is sent to nobody but this machine. */
function siteOf(url: string): string {
  const site = URL.canParse(url) ? new URL(url) : undefined
  const isLoopback = site !== undefined && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(site.hostname)
  if (site?.protocol === 'https:' || (site?.protocol === 'http:' && isLoopback)) return site.origin
  throw new FleetwrightError(`asking the bot at ${spelledOut(url)}: that is no https address`, {
    code: 'bot-address',
    nextMove: 'author',
    retryable: false,
    hint: "write the bot's address whole, such as https://fleetwright.example",
  })
}

function isWhole(body: unknown): body is WholePlan {
  return (
    isObject(body) &&
    isObject(body.plan) &&
    Array.isArray(body.plan.transitions) &&
    isObject(body.evidence) &&
    Array.isArray(body.classes) &&
    typeof body.head === 'string' &&
    typeof body.publishedAt === 'string'
  )
}

function unknownHere(message: string, page: string): FleetwrightError {
  const hint = `sign in at ${page} and put the token that it shows into FLEETWRIGHT_TOKEN`
  return new FleetwrightError(message, { code: 'bot-unknown-visitor', nextMove: 'author', retryable: false, hint })
}

function failed(message: string, cause?: unknown): FleetwrightError {
  const hint = 'see that the bot runs and is ready (/readyz); if it refuses, ask whoever runs it'
  return new FleetwrightError(message, { code: 'bot-unreachable', nextMove: 'operator', retryable: true, hint, cause })
}
