/**
 * Which pages are there for people, and who may see them?
 *
 * Plain HTML with one style sheet and one small script of our own; the
 * security policy allows nothing else, so that a comment cannot bring code
 * with it even where the sanitiser should fail.
 */
import { readFileSync } from 'node:fs'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { html } from '../../../lib/html.ts'
import { mayRead, repositoryOr404 } from '../auth/access.ts'
import { ApiError, notFound } from '../http/errors.ts'
import { type RestParts, textsOf } from '../http/rest.ts'
import { encodePath, pagePull, pageRepository } from '../payload/links.ts'
import { pullKey, type Repository } from '../state.ts'
import { actOnPull, openByForm } from './actions.ts'
import { serveAuthorize } from './authorize.ts'
import { comparePage } from './compare.ts'
import { layout, type View } from './layout.ts'
import { pullPage, TABS, type Tab } from './pull.ts'
import { blobPage, commitPage, commitsPage, indexPage, type Page, repositoryPage, treePage } from './repository.ts'
import { isFormOf, type Session, type Sessions } from './session.ts'
import { serveSignIn } from './sign-in.ts'

/** Browsers hold the answer to a form to the policy too: where it leads to another site, that site is named. */
export function policyFor(formsLeadTo = ''): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "connect-src 'self'",
    `form-action 'self' ${formsLeadTo}`.trim(),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': policyFor(),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
} as const

export function servePages(app: FastifyInstance, parts: RestParts, sessions: Sessions): void {
  serveAssets(app)
  serveSignIn(app, parts, sessions)
  serveAuthorize(app, parts, sessions)
  app.get('/', (request, reply) => show(parts, sessions, { request, reply }, (view) => indexPage(view)))
  for (const [path, make] of REPOSITORY_PAGES) {
    app.get(path, (request, reply) =>
      show(parts, sessions, { request, reply }, (view) => {
        const params = textsOf(request.params)
        return make(view, readable(view, params), params)
      }),
    )
  }
  app.get('/:owner/:repo/pull/new/*', (request, reply) => {
    const { owner = '', repo = '', '*': branch = '' } = textsOf(request.params)
    return show(parts, sessions, { request, reply }, (view) => {
      const repository = readable(view, { owner, repo })
      return `${pageRepository(parts.hub, repository)}/compare/${repository.defaultBranch}...${encodePath(branch)}`
    })
  })
  serveActs(app, parts, sessions)
}

type Make = (
  view: View,
  repository: Repository,
  params: Readonly<Record<string, string>>,
) => Promise<Page> | Page | string

const REPOSITORY_PAGES: readonly (readonly [string, Make])[] = [
  ['/:owner/:repo', (view, repository) => repositoryPage(view, repository)],
  ['/:owner/:repo/pulls', (view, repository) => pageRepository(view.hub, repository)],
  ['/:owner/:repo/commits', (view, repository) => commitsPage(view, repository)],
  ['/:owner/:repo/commit/:sha', (view, repository, params) => commitPage(view, repository, params.sha ?? '')],
  ['/:owner/:repo/tree/*', (view, repository, params) => treePage(view, repository, params['*'] ?? '')],
  ['/:owner/:repo/blob/*', (view, repository, params) => blobPage(view, repository, params['*'] ?? '')],
  ['/:owner/:repo/compare/*', (view, repository, params) => comparePage(view, repository, params['*'] ?? '')],
  ['/:owner/:repo/pull/:number', (view, repository, params) => pullTab(view, repository, params)],
  ['/:owner/:repo/pull/:number/:tab', (view, repository, params) => pullTab(view, repository, params)],
  ['/:owner/:repo/runs/:run', (view, repository, params) => runAddress(view, repository, Number(params.run))],
]

function pullTab(view: View, repository: Repository, params: Readonly<Record<string, string>>): Promise<Page> {
  const pull = view.hub.state.pulls.get(pullKey(repository.id, Number(params.number)))
  const tab: Tab | undefined = TABS.find((each) => each === (params.tab ?? 'conversation'))
  if (pull === undefined || tab === undefined) throw notFound()
  return pullPage({ ...view, repository, pull }, tab)
}

/** A check run's own address leads to it under its pull request, or to its commit. */
function runAddress(view: View, repository: Repository, id: number): string {
  const run = view.hub.state.checkRuns.get(id)
  if (run?.repositoryId !== repository.id) throw notFound()
  const pull = [...view.hub.state.pulls.values()].find(
    (each) => each.repositoryId === repository.id && each.head.sha === run.sha,
  )
  if (pull === undefined) return `${pageRepository(view.hub, repository)}/commit/${run.sha}`
  return `${pagePull(view.hub, repository, pull.number)}/checks#run-${run.id}`
}

/** Nobody is told of a repository that they may not read. */
function readable(view: View, params: Readonly<Record<string, string>>): Repository {
  const repository = repositoryOr404(view.hub, params.owner ?? '', params.repo ?? '')
  const { session } = view
  if (session === undefined) throw new ApiError(401, 'Sign in to see this page.')
  if (!mayRead({ kind: 'user', user: session.user }, repository)) throw notFound()
  return repository
}

interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** A page, or the address to look at instead. */
async function show(
  parts: RestParts,
  sessions: Sessions,
  { request, reply }: Exchange,
  make: (view: View) => Promise<Page> | Page | string,
): Promise<FastifyReply> {
  const view = { hub: parts.hub, session: sessions.of(request.headers.cookie) }
  try {
    const page = await make(view)
    if (typeof page === 'string') return reply.redirect(page, 302)
    return reply.headers(PAGE_HEADERS).send(layout(view, page))
  } catch (error) {
    return refuse(view, reply, error)
  }
}

export function refuse(view: View, reply: FastifyReply, error: unknown): FastifyReply {
  if (!(error instanceof ApiError)) throw error
  const more = (error.errors ?? []).map((each) => (typeof each === 'string' ? each : (each.message ?? each.code)))
  const words = [error.message, ...more].join(' ')
  const main = html`<h1>That did not work</h1><p>${words}</p><p>${
    error.status === 401 ? html`<a href="/sign-in">Sign in</a>` : html`<a href="/">All repositories</a>`
  }</p>`
  return reply
    .code(error.status)
    .headers(PAGE_HEADERS)
    .send(layout(view, { title: 'That did not work', main }))
}

function serveActs(app: FastifyInstance, parts: RestParts, sessions: Sessions): void {
  const { hub } = parts
  app.post('/:owner/:repo/pulls', (request, reply) =>
    act(parts, sessions, { request, reply, route: '/{owner}/{repo}/pulls' }, (person, fields) => {
      const { owner = '', repo = '' } = textsOf(request.params)
      return openByForm({ hub, person, fields, repository: repositoryOr404(hub, owner, repo) })
    }),
  )
  app.post('/:owner/:repo/pull/:number/:name', (request, reply) =>
    act(parts, sessions, { request, reply, route: '/{owner}/{repo}/pull/{number}/{name}' }, (person, fields) => {
      const { owner = '', repo = '', number = '', name = '' } = textsOf(request.params)
      return actOnPull({ hub, person, fields }, { owner, repo, number, name })
    }),
  )
}

async function act(
  parts: RestParts,
  sessions: Sessions,
  exchange: Exchange & { readonly route: string },
  doing: (person: Session['user'], fields: Readonly<Record<string, string>>) => Promise<string>,
): Promise<FastifyReply> {
  const { request, reply, route } = exchange
  const session = sessions.of(request.headers.cookie)
  const view = { hub: parts.hub, session }
  try {
    const fields = fieldsOf(request.body)
    if (session === undefined) throw new ApiError(401, 'Sign in first.')
    if (!isFormOf(session, fields.form_token ?? ''))
      throw new ApiError(403, 'This form is not ours; load the page again.')
    const next = await doing(session.user, fields)
    return reply.redirect(next, 303)
  } catch (error) {
    return refuse(view, reply, error)
  } finally {
    parts.record({
      kind: 'page',
      at: parts.hub.clock.now(),
      method: 'POST',
      route,
      path: request.url,
      actor: session?.user.login ?? 'anonymous',
      status: reply.statusCode,
    })
  }
}

export function fieldsOf(body: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(typeof body === 'string' ? body : ''))
}

function serveAssets(app: FastifyInstance): void {
  for (const [name, type] of [
    ['style.css', 'text/css'],
    ['content.css', 'text/css'],
    ['page.js', 'text/javascript'],
  ] as const) {
    const text = readFileSync(new URL(`./${name}`, import.meta.url), 'utf8')
    app.get(`/-/${name}`, (_request, reply) => reply.type(`${type}; charset=utf-8`).send(text))
  }
}
