/**
 * How do `git clone`, `git fetch` and `git push` reach a repository?
 *
 * Through git's own server program, `git http-backend`, so that the protocol
 * is the real one. Before it stands who may read and write; after a push
 * stands what the push caused, and only then does the client's git return.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { basename, dirname } from 'node:path'
import type { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { grantedTo, mayRead, ROLE_RANK, roleOf } from '../auth/access.ts'
import { actorName, actorOf, type Identity, identify } from '../auth/identity.ts'
import type { CallHow } from '../faults.ts'
import { ApiError } from '../http/errors.ts'
import { misbehaved, statusUndone, waited } from '../http/misbehave.ts'
import { type RestParts, textsOf } from '../http/rest.ts'
import type { Hub } from '../hub.ts'
import { pageRepository } from '../payload/links.ts'
import { observeBranches } from '../pulls/follow.ts'
import { mayOverride } from '../pulls/protection.ts'
import { type Repository, repositoryNamed } from '../state.ts'

const GIT = '/{owner}/{repo}.git'

type Service = 'git-upload-pack' | 'git-receive-pack'

export function serveGit(app: FastifyInstance, parts: Pick<RestParts, 'hub' | 'record'>): void {
  for (const service of ['git-upload-pack', 'git-receive-pack'] as const) {
    // A pack is no text: it goes to git as it comes.
    app.addContentTypeParser(`application/x-${service}-request`, (_request, payload, done) => done(null, payload))
    app.post(`/:owner/:repo/${service}`, (request, reply) => answer(parts, { request, reply, service, tail: service }))
  }
  app.get('/:owner/:repo/info/refs', (request, reply) => {
    const service = textsOf(request.query).service
    if (service !== 'git-upload-pack' && service !== 'git-receive-pack') {
      return reply.code(403).send('Please upgrade your git client.\n')
    }
    return answer(parts, { request, reply, service, tail: 'info/refs' })
  })
}

interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly service: Service
  /** What follows the repository in the address. */
  readonly tail: string
}

async function answer(parts: Pick<RestParts, 'hub' | 'record'>, exchange: Exchange): Promise<FastifyReply> {
  const { hub } = parts
  const { request, reply, service } = exchange
  const record = (actor: string, status: number): void =>
    parts.record({
      kind: 'git',
      at: hub.clock.now(),
      method: request.method,
      route: `${GIT}/${exchange.tail}`,
      path: request.url,
      actor,
      status,
    })
  let identity: Identity = { kind: 'anonymous' }
  const fault = hub.faults.ofCall({ names: namesOf(exchange), path: request.url, isGit: true })
  try {
    identity = identify(hub, request.headers.authorization)
    await before(fault, exchange)
    const undone = statusUndone(fault)
    if (undone !== undefined) {
      record(actorName(identity), undone)
      await misbehaved(fault, exchange)
      return reply
    }
    const repository = admit(hub, identity, exchange)
    const isHeard = fault?.kind !== 'lost-reply' && fault?.kind !== 'hang'
    reply.hijack()
    await (service === 'git-receive-pack' && exchange.tail !== 'info/refs'
      ? hub.writing(repository.id)(async () => {
          await runBackend(hub, exchange, { repository, identity, isHeard })
          await observeBranches(hub, repository, actorOf(hub, identity))
        })
      : runBackend(hub, exchange, { repository, identity, isHeard }))
    record(actorName(identity), reply.raw.statusCode)
    if (!isHeard) {
      await misbehaved(fault, exchange)
      return reply
    }
    reply.raw.end()
    return reply
  } catch (error) {
    const refusal = error instanceof ApiError ? error : new ApiError(500, String(error))
    record(actorName(identity), refusal.status)
    if (reply.sent) {
      // The answer is half written: cutting it off is the only way left to say that it is wrong.
      reply.raw.destroy()
      return reply
    }
    if (refusal.status === 401) void reply.header('www-authenticate', 'Basic realm="GitHub"')
    void reply.headers(refusal.headers)
    return reply.code(refusal.status).type('text/plain; charset=utf-8').send(`${refusal.message}\n`)
  }
}

/** git asks without its password first; that is no call that a fault is planned for. */
function namesOf({ request, service, tail }: Exchange): string[] {
  if (request.headers.authorization === undefined) return []
  return [`${request.method} ${GIT}/${tail}`, service]
}

/** git's answers are streamed as they come, so that a slow one is waited for beforehand. */
async function before(fault: CallHow | undefined, exchange: Exchange): Promise<void> {
  if (fault?.kind === 'meanwhile') await fault.run()
  if (fault?.kind === 'slow') await waited(fault.ms, exchange)
  if (fault?.kind === 'status') throw new ApiError(fault.status, fault.message ?? 'Planned fault', { ...fault })
}

function admit(hub: Hub, identity: Identity, { request, service }: Exchange): Repository {
  const { owner = '', repo = '' } = textsOf(request.params)
  if (identity.kind === 'anonymous' || identity.kind === 'app') throw new ApiError(401, 'Invalid username or token.')
  const repository = repositoryNamed(hub.state, owner, repo.replace(/\.git$/, ''))
  if (repository === undefined || !mayRead(identity, repository)) throw new ApiError(404, 'Repository not found.')
  const isPush = service === 'git-receive-pack'
  if (!mayUse(identity, repository, isPush)) {
    const verb = isPush ? 'Permission to' : 'Read access to'
    const name = `${repository.owner}/${repository.name}.git`
    throw new ApiError(403, `${verb} ${name} denied to ${actorOf(hub, identity).login}.`)
  }
  return repository
}

function mayUse(identity: Identity, repository: Repository, isPush: boolean): boolean {
  const granted = grantedTo(identity, repository)
  const isGranted = granted?.contents === 'write' || (granted?.contents === 'read' && !isPush)
  if (identity.kind === 'installation' || (granted !== undefined && !isGranted)) return isGranted
  const role = identity.kind === 'user' ? roleOf(repository, identity.user.login) : undefined
  return role !== undefined && ROLE_RANK[role] >= (isPush ? ROLE_RANK.write : ROLE_RANK.read)
}

interface Admitted {
  readonly repository: Repository
  readonly identity: Identity
  /** False: done, but nobody shall hear of it. */
  readonly isHeard: boolean
}

/** Resolves when git has ended and everything it said is written; the response stays open. */
async function runBackend(hub: Hub, exchange: Exchange, admitted: Admitted): Promise<void> {
  const { request, reply } = exchange
  const child = spawn('git', ['http-backend'], { env: backendEnvironment(hub, exchange, admitted), cwd: '/' })
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => resolve())
  })
  // Whoever gave up must not keep a process of ours.
  request.raw.on('close', () => {
    if (!request.raw.complete) child.kill()
  })
  feed(child, request.body)
  child.stderr.resume()
  if (admitted.isHeard) await writeCgi(child.stdout, reply)
  else child.stdout.resume()
  await ended
}

function feed(child: ChildProcessWithoutNullStreams, body: unknown): void {
  child.stdin.on('error', () => undefined)
  if (isReadable(body)) body.pipe(child.stdin)
  else child.stdin.end()
}

function isReadable(body: unknown): body is Readable {
  return typeof body === 'object' && body !== null && 'pipe' in body
}

function backendEnvironment(hub: Hub, exchange: Exchange, { repository, identity }: Admitted): Record<string, string> {
  const { request, service, tail } = exchange
  const actor = actorOf(hub, identity)
  const header = (name: string): string => String(request.headers[name] ?? '')
  const isHeld = repository.protection !== undefined && !mayOverride(repository, actor)
  const length = header('content-length')
  return {
    ...hub.git.environment,
    GIT_PROJECT_ROOT: dirname(repository.directory),
    PATH_INFO: `/${basename(repository.directory)}/${tail}`,
    GIT_HTTP_EXPORT_ALL: '1',
    REQUEST_METHOD: request.method,
    QUERY_STRING: tail === 'info/refs' ? `service=${service}` : '',
    CONTENT_TYPE: header('content-type'),
    ...(length === '' ? {} : { CONTENT_LENGTH: length }),
    HTTP_CONTENT_ENCODING: header('content-encoding'),
    GIT_PROTOCOL: header('git-protocol'),
    REMOTE_USER: actor.login,
    // Read by the hooks that bare.ts writes.
    SIM_PROTECTED_REF: isHeld ? `refs/heads/${repository.defaultBranch}` : '',
    SIM_PROTECTED_BY: repository.protection?.kind ?? 'rule',
    SIM_DEFAULT_REF: `refs/heads/${repository.defaultBranch}`,
    SIM_REPOSITORY_URL: pageRepository(hub, repository),
  }
}

/** CGI: header lines, an empty line, then the body as it comes. */
async function writeCgi(output: Readable, reply: FastifyReply): Promise<void> {
  let head: Buffer | undefined = Buffer.alloc(0)
  for await (const chunk of output) {
    if (head === undefined) {
      await write(reply, chunk)
      continue
    }
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end === -1) continue
    writeHead(head.subarray(0, end).toString('latin1'), reply)
    const rest = head.subarray(end + 4)
    head = undefined
    if (rest.length > 0) await write(reply, rest)
  }
  if (head !== undefined) throw new ApiError(500, 'git ended without an answer')
}

function writeHead(head: string, reply: FastifyReply): void {
  const lines = head.split('\r\n').map((line) => line.split(/:\s*/, 2))
  const status = lines.find(([name]) => name?.toLowerCase() === 'status')?.[1]
  const headers = lines.flatMap(([name = '', value = '']) => (name.toLowerCase() === 'status' ? [] : [[name, value]]))
  reply.raw.writeHead(Number.parseInt(status ?? '200', 10), Object.fromEntries(headers))
}

/** Waits while the client reads slower than git writes. */
async function write(reply: FastifyReply, chunk: Buffer): Promise<void> {
  if (reply.raw.destroyed || reply.raw.write(chunk)) return
  await new Promise<void>((resolve) => {
    const done = (): void => {
      reply.raw.off('drain', done).off('close', done)
      resolve()
    }
    reply.raw.on('drain', done).on('close', done)
  })
}
