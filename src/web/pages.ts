/**
 * What can somebody look at who may read the fleet repository?
 *
 * What was planned and where it goes, and every plan whole: as a page, as
 * plain text, as JSON. All of it behind the door; an address that leads to
 * nothing says no more than that.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { PlanOwner } from '../actions/ports.ts'
import { isDigest } from '../lib/digest.ts'
import { type Fragment, html } from '../lib/html.ts'
import { inTurns } from '../lib/turns.ts'
import { planPath } from '../report/links.ts'
import { planPage } from '../report/plan-page.ts'
import { planText } from '../report/plan-text.ts'
import type { WholePlan } from '../report/whole-plan.ts'
import { stamp } from '../report/words.ts'
import { knownBy } from './guard.ts'
import { button, PRIVATE, sendPage } from './layout.ts'
import type { KeptPlan, Library, Move } from './model.ts'
import { formTokenIn, refuseForm } from './sign-in.ts'
import { isFormOf, TERMINAL_PREFIX, type Visits } from './visits.ts'

const PLAN_NAME = /^([0-9a-f]+)(\.txt|\.json)?$/
const PULL_NAME = /^([1-9]\d{0,8})(\.txt|\.json)?$/
const OWNER = /^(?:none|[1-9]\d{0,8})$/
const WHOLE = { colour: false, all: true } as const

export interface Pages {
  readonly library: Library
  readonly visits: Visits
  /** Where people reach the bot. */
  readonly origin: () => string
}

export function pageRoutes(app: FastifyInstance, pages: Pages): void {
  const { library } = pages
  app.get('/', async (request, reply) => sendPage(reply, { ...(await home(library)), looker: knownBy(request) }))
  app.get('/plans/:name', async (request, reply) => {
    const [, digits = '', form = ''] = PLAN_NAME.exec(nameIn(request)) ?? []
    const of = ownerIn(request)
    if (of === 'nobody') return nothingHere(request, reply)
    const digest = isDigest(digits) ? digits : await library.digestOf(digits)
    if (digest !== undefined && digest !== digits) return reply.redirect(planPath({ digest, ...of }, form), 302)
    const whole = digest === undefined ? undefined : await library.plan(digest, of.pull)
    return whole === undefined ? nothingHere(request, reply) : show(whole, { request, reply, form: form || undefined })
  })
  app.get('/pulls/:name', async (request, reply) => {
    const [, pull, form] = PULL_NAME.exec(nameIn(request)) ?? []
    const whole = pull === undefined ? undefined : await library.planOf(Number(pull))
    if (whole === undefined) return nothingHere(request, reply)
    // A page has one address, that of its plan, so that what was sent to somebody stays what it was.
    if (form === undefined) {
      const address = planPath({ digest: whole.plan.digest, pull: Number(pull) })
      return reply.header('cache-control', 'no-store').redirect(address, 302)
    }
    return show(whole, { request, reply, form })
  })
  terminalRoutes(app, pages)
}

function nameIn({ params }: FastifyRequest): string {
  return typeof params === 'object' && params !== null && 'name' in params ? String(params.name) : ''
}

/** Whose plan an address asks for: of whoever's is the newest where it names nobody, `nobody` where it names none there can be. */
function ownerIn({ query }: FastifyRequest): { readonly pull?: PlanOwner } | 'nobody' {
  if (typeof query !== 'object' || query === null || !('pull' in query)) return {}
  const { pull } = query
  if (typeof pull !== 'string' || !OWNER.test(pull)) return 'nobody'
  return { pull: pull === 'none' ? pull : Number(pull) }
}

function nothingHere(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  void reply.code(404)
  if (!request.headers.accept?.includes('text/html')) {
    return reply.headers(PRIVATE).send({ error: 'there is nothing here' })
  }
  const main = html`<h1>There is nothing here</h1><p>Plans are kept for 120 days. <a href="/">Home</a></p>`
  return sendPage(reply, { title: 'Nothing here', main, looker: knownBy(request) })
}

interface Wish {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly form: string | undefined
}

async function show(whole: WholePlan, { request, reply, form }: Wish): Promise<FastifyReply> {
  switch (form ?? formFor(request)) {
    case '.json':
      return reply.headers(PRIVATE).type('application/json; charset=utf-8').send(JSON.stringify(whole))
    case '.txt':
      return reply
        .headers(PRIVATE)
        .type('text/plain; charset=utf-8')
        .send(`${await inTurns(planText(whole, WHOLE))}\n`)
    default: {
      const main = await inTurns(planPage(whole))
      return sendPage(reply, { title: titleOf(whole), main, looker: knownBy(request) })
    }
  }
}

/** By what the client asks for; a browser asks for a page before all else. */
function formFor({ headers: { accept = '' } }: FastifyRequest): '.json' | '.txt' | undefined {
  if (accept.includes('text/html')) return undefined
  if (accept.includes('application/json')) return '.json'
  return accept.includes('text/plain') ? '.txt' : undefined
}

function titleOf({ pull, plan }: WholePlan): string {
  const digest = plan.digest.slice(0, 12)
  return pull === undefined ? `Plan ${digest}` : `Plan ${digest} of #${pull}`
}

async function home(library: Library): Promise<{ readonly title: string; readonly main: Fragment }> {
  const { open, others } = await library.recent()
  const url = library.repositoryUrl()
  const links = [
    ...(url === undefined ? [] : [html`<a href="${url}/pulls">Pull requests on GitHub</a>`]),
    html`<a href="/terminal">Use it from a terminal</a>`,
    html`<a href="/readyz">Is it ready?</a>`,
  ]
  const main = html`<h1>${library.repository}</h1>
<p>This bot carries reviewed pull requests to the AWS accounts of a fleet, wave by wave. Approvals and progress stand on the
pull requests themselves; here is every plan in full.</p>
<h3>Open pull requests</h3>
${listOf(open, 'None with a plan.')}
<h3>The newest other plans</h3>
${listOf(others, 'None yet.')}
<p class="ways">${links}</p>`
  return { title: library.repository, main }
}

type Listed = KeptPlan & { readonly move?: Move }

const MOVES = {
  reviewer: 'waits for a reviewer',
  merger: 'waits for whoever merges it',
  author: 'waits for its author',
  nobody: 'is being planned',
} as const satisfies { readonly [move in Move]: string }

/** Nobody scrolls through more on a phone: whoever looks for one knows its number. */
const MOST_LINES = 200

function listOf(plans: readonly Listed[], none: string): Fragment {
  if (plans.length === 0) return html`<p class="faint">${none}</p>`
  const left = plans.length - MOST_LINES
  const more = left > 0 && html`<p class="faint">… and ${left.toLocaleString('en')} more</p>`
  return html`<ul>${plans.slice(0, MOST_LINES).map(lineOf)}</ul>${more}`
}

function lineOf({ pull, head, digest, keptAt, move }: Listed): Fragment {
  const of = pull === undefined ? 'Default branch' : `Pull request #${pull}`
  const waits = move !== undefined && ` ${MOVES[move]}`
  return html`<li><a href="${planPath({ digest, pull: pull ?? 'none' })}">${of}</a>${waits} <span class="faint">at <code>${head.slice(0, 12)}</code>, ${stamp(keptAt)}</span></li>`
}

function terminalRoutes(app: FastifyInstance, { visits, origin }: Pages): void {
  app.get('/terminal', async (request, reply) => {
    const known = knownBy(request)
    const main = html`<h1>Use it from a terminal</h1>
<p>A laptop holds no role in any account: the plan it shows is the one this bot made. It needs a token of yours, which reads
what you can read here and does nothing else, and ends when this session ends, at ${stamp(known.endsAt)}, or when you sign out.</p>
${button('/terminal', 'Make a token', known)}`
    return sendPage(reply, { title: 'Terminal', main, looker: known })
  })
  app.post('/terminal', async (request, reply) => {
    const known = knownBy(request)
    if (!isFormOf(known, formTokenIn(request.body))) return refuseForm(reply)
    const token = `${TERMINAL_PREFIX}${await visits.beside(known)}`
    const main = html`<h1>Your token</h1>
<p>It is shown this once. It ends at ${stamp(known.endsAt)}, or when you sign out.</p>
<pre>${token}</pre>
<p>In a terminal, where the prompt does not show what you paste:</p>
<pre>read -rs FLEETWRIGHT_TOKEN && export FLEETWRIGHT_TOKEN
npx fleet plan --pull 12 --bot ${origin()}</pre>`
    return sendPage(reply, { title: 'Your token', main, looker: known })
  })
}
