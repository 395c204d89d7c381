/**
 * What can be reported about a commit, and read back?
 *
 * Only an App writes check runs, and only its own.
 */
import { inRepository, READ, WRITE } from '../auth/access.ts'
import { emptyRun, latestRuns, readCheckRun, runsOf } from '../checks.ts'
import { ApiError, malformed, notFound } from '../http/errors.ts'
import {
  type Call,
  choice,
  created,
  numberParam,
  ok,
  paged,
  param,
  type Reply,
  type Route,
  route,
} from '../http/route.ts'
import { stamp } from '../hub.ts'
import { annotationBody, checkRunBody, checkSuiteBody } from '../payload/conversation.ts'
import { commitAt } from '../pulls/facts.ts'
import type { CheckRun, Repository } from '../state.ts'
import { emitCheckRun } from '../webhooks/events.ts'
import { shaNamed } from './commits.ts'

const RUNS = '/repos/{owner}/{repo}/check-runs'
const RUN = `${RUNS}/{check_run_id}`

export const checkRoutes: readonly Route[] = [
  route('POST', RUNS, inRepository(WRITE.checks, createRun)),
  route('GET', RUN, inRepository(READ.checks, getRun)),
  route('PATCH', RUN, inRepository(WRITE.checks, updateRun)),
  route('GET', `${RUN}/annotations`, inRepository(READ.checks, listAnnotations)),
  route('POST', `${RUN}/rerequest`, inRepository(WRITE.checks, rerequest)),
  route('GET', '/repos/{owner}/{repo}/commits/{ref}/check-runs', inRepository(READ.checks, listRuns)),
  route('GET', '/repos/{owner}/{repo}/commits/{ref}/check-suites', inRepository(READ.checks, listSuites)),
  route('GET', '/repos/{owner}/{repo}/check-suites/{check_suite_id}', inRepository(READ.checks, getSuite)),
]

function demandApp(call: Call): void {
  if (call.identity.kind !== 'installation') throw new ApiError(403, 'You must authenticate via a GitHub App.')
}

async function createRun(call: Call, repository: Repository): Promise<Reply> {
  const { hub, body } = call
  demandApp(call)
  const name = body.requiredText('name')
  const sha = await shaNamed(hub, repository, body.requiredText('head_sha'))
  const { id: appId, slug: appSlug } = hub.app
  const empty = emptyRun(hub.state, { repositoryId: repository.id, sha, name, appId, appSlug })
  const run = readCheckRun(body, empty, stamp(hub))
  hub.state.checkRuns.set(run.id, run)
  emitCheckRun(hub, { repository, run, sender: hub.bot }, 'created')
  if (run.status === 'completed') emitCheckRun(hub, { repository, run, sender: hub.bot }, 'completed')
  return created(checkRunBody(hub, repository, run))
}

function updateRun(call: Call, repository: Repository): Reply {
  const { hub, body } = call
  demandApp(call)
  const previous = ownRun(call, repository)
  const run = readCheckRun(body, previous, stamp(hub))
  hub.state.checkRuns.set(run.id, run)
  if (run.status === 'completed' && previous.status !== 'completed') {
    emitCheckRun(hub, { repository, run, sender: hub.bot }, 'completed')
  }
  return ok(checkRunBody(hub, repository, run))
}

function getRun(call: Call, repository: Repository): Reply {
  return ok(checkRunBody(call.hub, repository, runNamed(call, repository)))
}

function runNamed(call: Call, repository: Repository): CheckRun {
  const run = call.hub.state.checkRuns.get(numberParam(call, 'check_run_id'))
  if (run?.repositoryId !== repository.id) throw notFound()
  return run
}

function ownRun(call: Call, repository: Repository): CheckRun {
  const run = runNamed(call, repository)
  const { id } = call.hub.app
  if (run.appId !== id) {
    const words = `Invalid app_id \`${id}\` - check run can only be modified by the GitHub App that created it.`
    throw new ApiError(403, words)
  }
  return run
}

function listAnnotations(call: Call, repository: Repository): Reply {
  const run = runNamed(call, repository)
  return paged(call, run.annotations, (page) =>
    page.map((annotation) => annotationBody(call.hub, repository, { run, annotation })),
  )
}

/** The App is told; the run itself is not updated, says GitHub's documentation. */
function rerequest(call: Call, repository: Repository): Reply {
  const { hub } = call
  demandApp(call)
  emitCheckRun(hub, { repository, run: runNamed(call, repository), sender: hub.bot }, 'rerequested')
  return created({})
}

async function listRuns(call: Call, repository: Repository): Promise<Reply> {
  const { hub, query } = call
  const of = { repositoryId: repository.id, sha: await shaNamed(hub, repository, param(call, 'ref')) }
  const all = choice(call, 'filter', ['latest', 'all']) === 'all' ? runsOf(hub.state, of) : latestRuns(hub.state, of)
  const appId = query.app_id
  if (appId !== undefined && !/^\d+$/.test(appId)) throw malformed(`For 'app_id', "${appId}" is not an integer.`)
  const runs = all
    .filter((run) => query.check_name === undefined || run.name === query.check_name)
    .filter((run) => query.status === undefined || run.status === query.status)
    .filter((run) => appId === undefined || run.appId === Number(appId))
  return paged(call, runs, (page) => ({
    total_count: runs.length,
    check_runs: page.map((each) => checkRunBody(hub, repository, each)),
  }))
}

async function listSuites(call: Call, repository: Repository): Promise<Reply> {
  const { hub } = call
  const sha = await shaNamed(hub, repository, param(call, 'ref'))
  const commit = await commitAt(hub, repository, sha)
  const runs = runsOf(hub.state, { repositoryId: repository.id, sha })
  const suites = [...new Set(runs.map(({ suiteId }) => suiteId))].map((id) => ({ id, sha, commit }))
  return paged(call, suites, (page) => ({
    total_count: suites.length,
    check_suites: page.map((each) => checkSuiteBody(hub, repository, each)),
  }))
}

async function getSuite(call: Call, repository: Repository): Promise<Reply> {
  const { hub } = call
  const id = numberParam(call, 'check_suite_id')
  const run = [...hub.state.checkRuns.values()].find(
    (each) => each.suiteId === id && each.repositoryId === repository.id,
  )
  if (run === undefined) throw notFound()
  return ok(checkSuiteBody(hub, repository, { id, sha: run.sha, commit: await commitAt(hub, repository, run.sha) }))
}
