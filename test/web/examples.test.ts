/**
 * What does the bot make of payloads as GitHub really sends them?
 *
 * The examples that Octokit gathered (`@octokit/webhooks-examples`), each
 * signed and sent to the real front, with the GitHub edge behind it: once as
 * they are, from strangers' repositories, and once as if from ours.
 */
import { createRequire } from 'node:module'
import nock from 'nock'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Intake } from '../../src/web/model.ts'
import type { Web } from '../../src/web/open.ts'
import { enterprise } from '../github/enterprise.ts'
import { openFront, signed } from './front.ts'

type Fields = Readonly<Record<string, unknown>>

interface Example {
  readonly name: string
  readonly payload: Fields
}

/** Two seconds of work, on a machine that has nothing else to do. */
const PATIENT = { timeout: 60_000 }
const EXAMPLES = examples()
const { open, lines } = enterprise()

let web: Web
let errors: string[]
/** Kinds of tasks by delivery. */
let work: Map<string, readonly string[]>

beforeEach(async () => {
  errors = []
  work = new Map()
  // The examples were recorded when default branches were called so.
  const github = await open({ repository: { default_branch: 'master' } })
  const accept: Intake['accept'] = async ({ id }, tasks) => {
    work.set(
      id,
      tasks.map(({ kind }) => kind),
    )
    return 'accepted'
  }
  const log = { info: () => undefined, warn: () => undefined, error: (message: string) => errors.push(message) }
  web = await openFront({ receive: github.receive, accept }, log)
  nock.enableNetConnect(new URL(web.url).host)
  lines.length = 0
})
afterEach(() => web.close())

it('there are as many as Octokit gathered', () => {
  expect(EXAMPLES).toHaveLength(329)
  expect(new Set(EXAMPLES.map(({ name }) => name)).size).toBe(58)
})

it('those of another repository are taken, lead to no work, and are not logged', PATIENT, async () => {
  const answers = await Promise.all(EXAMPLES.map(deliver))
  expect(answers.filter(({ status, accepted }) => status !== 202 || accepted !== 0)).toEqual([])
  expect({ work: [...work], errors, lines }).toEqual({ work: [], errors: [], lines: [] })
})

it('those of our repository are taken, and the ones we live by become work', PATIENT, async () => {
  const answers = await Promise.all(EXAMPLES.map(({ name, payload }) => deliver({ name, payload: ours(payload) })))
  const tasks: Record<string, string[]> = {}
  for (const { event, status, id, accepted } of answers) {
    const kinds = work.get(id) ?? []
    expect([event, status, accepted]).toEqual([event, 202, kinds.length])
    if (kinds.length > 0) tasks[event] = [...(tasks[event] ?? []), ...kinds]
  }
  expect({ errors, lines }).toEqual({ errors: [], lines: [] })
  expect(tasks).toEqual({
    'check_run.rerequested': ['observe-default', 'observe-default'],
    'installation.created': ['observe-default', 'observe-default'],
    'installation.new_permissions_accepted': ['observe-default'],
    'installation.unsuspend': ['observe-default'],
    'installation_repositories.added': ['observe-default', 'observe-default'],
    'issue_comment.created': ['command', 'command', 'command', 'command', 'command'],
    'merge_group.checks_requested': ['merge-group', 'merge-group'],
    'pull_request.closed': ['close-pull', 'close-pull'],
    'pull_request.opened': ['check-pull', 'check-pull', 'check-pull', 'check-pull'],
    'pull_request.ready_for_review': ['check-pull', 'check-pull', 'check-pull'],
    'pull_request.reopened': ['check-pull', 'check-pull'],
    'pull_request.synchronize': ['check-pull'],
    'pull_request_review.dismissed': ['review-pull'],
    'pull_request_review.submitted': ['review-pull', 'review-pull', 'review-pull'],
    push: ['observe-default', 'observe-default'],
  })
})

interface Answer {
  readonly event: string
  readonly id: string
  readonly status: number
  /** How many tasks the answer speaks of. */
  readonly accepted: unknown
}

async function deliver({ name, payload }: Example): Promise<Answer> {
  const body = JSON.stringify(payload)
  const id = crypto.randomUUID()
  const response = await fetch(`${web.url}/api/github/webhooks`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': name,
      'x-github-delivery': id,
      'x-hub-signature-256': signed(body),
    },
    body,
  })
  const { accepted } = fields(await response.json())
  return {
    event: typeof payload.action === 'string' ? `${name}.${payload.action}` : name,
    id,
    status: response.status,
    accepted,
  }
}

/** With our installation, our repository and our App where the example names one, and a command where it has a comment. */
function ours(payload: Fields): Fields {
  const { installation, repository, repositories_added: added, check_run: run, issue, comment } = payload
  return {
    ...payload,
    installation: { ...fields(installation), id: 34 },
    ...(repository === undefined ? {} : { repository: { ...fields(repository), id: 77 } }),
    ...(Array.isArray(added) ? { repositories_added: [...added, { id: 77 }] } : {}),
    ...(run === undefined ? {} : { check_run: { ...fields(run), app: { ...fields(fields(run).app), id: 12 } } }),
    ...(issue === undefined ? {} : { issue: { ...fields(issue), pull_request: {} } }),
    ...(comment === undefined ? {} : { comment: { ...fields(comment), body: '/fleet plan' } }),
  }
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function examples(): readonly Example[] {
  const definitions: readonly { readonly name: string; readonly examples: readonly Fields[] }[] = createRequire(
    import.meta.url,
  )('@octokit/webhooks-examples/api.github.com/index.json')
  return definitions.flatMap(({ name, examples: all }) => all.map((payload) => ({ name, payload })))
}
