/**
 * What can be read of a repository, its refs, its files and its people?
 */
import { inRepository, mayRead, READ, roleOf } from '../auth/access.ts'
import { resolveCommit } from '../git/history.ts'
import { ApiError, invalid, notFound } from '../http/errors.ts'
import { type Call, numberParam, ok, paged, param, type Reply, type Route, route } from '../http/route.ts'
import { type Hub, placeOf } from '../hub.ts'
import { apiRepository, encodePath, nodeId, pageRepository } from '../payload/links.ts'
import { fullRepositoryBody } from '../payload/repository.ts'
import { userBody } from '../payload/user.ts'
import { type Permission, type Repository, userNamed } from '../state.ts'

export const repositoryRoutes: readonly Route[] = [
  route('GET', '/repos/{owner}/{repo}', inRepository(READ.metadata, getRepository)),
  route('GET', '/repositories/{repository_id}', getRepositoryById),
  route('GET', '/repos/{owner}/{repo}/git/ref/{+ref}', inRepository(READ.contents, getRef)),
  route('GET', '/repos/{owner}/{repo}/git/matching-refs/{+ref}', inRepository(READ.contents, matchingRefs)),
  route('GET', '/repos/{owner}/{repo}/contents/{+path}', inRepository(READ.contents, getContents)),
  route('GET', '/repos/{owner}/{repo}/collaborators', inRepository(READ.metadata, listCollaborators)),
  route('GET', '/repos/{owner}/{repo}/collaborators/{username}/permission', inRepository(READ.metadata, getPermission)),
]

function getRepository(call: Call, repository: Repository): Reply {
  return ok(fullRepositoryBody(call.hub, repository, callersRole(call, repository)))
}

function getRepositoryById(call: Call): Reply {
  const repository = call.hub.state.repositories.get(numberParam(call, 'repository_id'))
  if (repository === undefined || !mayRead(call.identity, repository)) throw notFound()
  return ok(fullRepositoryBody(call.hub, repository, callersRole(call, repository)))
}

function callersRole(call: Call, repository: Repository): Permission {
  return call.identity.kind === 'user' ? (roleOf(repository, call.identity.user.login) ?? 'read') : 'read'
}

async function getRef(call: Call, repository: Repository): Promise<Reply> {
  const name = `refs/${param(call, 'ref')}`
  const [found] = (await readRefs(call.hub, repository, name)).filter((each) => each.ref === name)
  if (found === undefined) throw notFound()
  return ok(refBody(call.hub, repository, found))
}

async function matchingRefs(call: Call, repository: Repository): Promise<Reply> {
  const refs = await readRefs(call.hub, repository, `refs/${param(call, 'ref')}`)
  return ok(refs.map((each) => refBody(call.hub, repository, each)))
}

interface Ref {
  readonly ref: string
  readonly sha: string
  readonly type: string
}

/** Pull requests' refs included, which git shows as any other. */
async function readRefs(hub: Hub, repository: Repository, prefix: string): Promise<Ref[]> {
  const format = '--format=%(objectname) %(objecttype) %(refname)'
  const { git, directory } = placeOf(hub, repository)
  const out = (await git.run(directory, ['for-each-ref', format])).toString('utf8')
  return out
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [sha = '', type = '', ...name] = line.split(' ')
      return { sha, type, ref: name.join(' ') }
    })
    .filter(({ ref }) => ref.startsWith(prefix))
}

function refBody(hub: Hub, repository: Repository, { ref, sha, type }: Ref) {
  const api = apiRepository(hub, repository)
  return {
    ref,
    node_id: nodeId('Ref', Number.parseInt(sha.slice(0, 8), 16)),
    url: `${api}/git/${encodePath(ref)}`,
    object: { type, sha, url: `${api}/git/${type}s/${sha}` },
  }
}

const MOST_CONTENT_BYTES = 1024 * 1024
const MOST_ITEMS = 1_000
const SYMLINK = '120000'

async function getContents(call: Call, repository: Repository): Promise<Reply> {
  const { hub } = call
  const path = param(call, 'path').replace(/^\/+|\/+$/g, '')
  const ref = call.query.ref ?? repository.defaultBranch
  const sha = await commitNamed(hub, repository, ref)
  const { git, directory } = placeOf(hub, repository)
  const target = path === '' ? sha : `${sha}:${path}`
  const { code, stdout } = await git.attempt(directory, ['cat-file', '-t', target])
  if (code !== 0) throw notFound()
  const item = (blob: string, name: string, size: number) =>
    contentItem(hub, repository, { blob, path: name, size, ref })
  if (stdout.toString('utf8').trim() === 'blob') {
    const content = await git.run(directory, ['cat-file', 'blob', target])
    if (content.length > MOST_CONTENT_BYTES) throw tooLarge()
    const blob = (await git.run(directory, ['rev-parse', target])).toString('utf8').trim()
    return ok({
      ...item(blob, path, content.length),
      type: 'file',
      encoding: 'base64',
      content: content.toString('base64').replace(/.{60}/g, '$&\n'),
    })
  }
  const listing = (await git.run(directory, ['ls-tree', '-z', '-l', target])).toString('utf8')
  const rows = listing.split('\0').filter(Boolean).slice(0, MOST_ITEMS)
  return ok(
    rows.map((row) => {
      const found = /^(\d+) (\w+) (\w+) +(\S+)\t([\s\S]+)$/.exec(row) ?? []
      const [, mode = '', kind = '', blob = '', size = '', name = ''] = found
      const full = path === '' ? name : `${path}/${name}`
      return { ...item(blob, full, Number(size) || 0), type: typeOf(mode, kind) }
    }),
  )
}

function tooLarge(): ApiError {
  const instead = 'but you can use the Git Data API to request blobs up to 100 MB in size.'
  return new ApiError(
    403,
    `This API returns blobs up to 1 MB in size. The requested blob is too large to fetch via the API, ${instead}`,
    { errors: [{ resource: 'Blob', field: 'data', code: 'too_large' }] },
  )
}

/** A submodule is listed as a file: so old that GitHub keeps it. */
function typeOf(mode: string, kind: string): 'dir' | 'symlink' | 'file' {
  if (kind === 'tree') return 'dir'
  return mode === SYMLINK ? 'symlink' : 'file'
}

function contentItem(
  hub: Hub,
  repository: Repository,
  of: { readonly blob: string; readonly path: string; readonly size: number; readonly ref: string },
) {
  const { blob, path, size, ref } = of
  const url = `${apiRepository(hub, repository)}/contents/${encodePath(path)}?ref=${encodeURIComponent(ref)}`
  const git = `${apiRepository(hub, repository)}/git/blobs/${blob}`
  const html = `${pageRepository(hub, repository)}/blob/${encodePath(ref)}/${encodePath(path)}`
  return {
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
    sha: blob,
    size,
    url,
    html_url: html,
    git_url: git,
    download_url: html.replace('/blob/', '/raw/'),
    _links: { self: url, git, html },
  }
}

async function commitNamed(hub: Hub, repository: Repository, name: string): Promise<string> {
  const sha = await resolveCommit(placeOf(hub, repository), name)
  if (sha === undefined) throw new ApiError(404, `No commit found for the ref ${name}`)
  return sha
}

function listCollaborators(call: Call, repository: Repository): Reply {
  return paged(call, [...repository.collaborators], (page) =>
    page.flatMap(([login, role]) => {
      const user = userNamed(call.hub.state, login)
      return user === undefined ? [] : [{ ...userBody(call.hub, user), role_name: role, permissions: rights(role) }]
    }),
  )
}

function getPermission(call: Call, repository: Repository): Reply {
  const { hub } = call
  const login = param(call, 'username')
  const user = login === hub.bot.login ? hub.bot : userNamed(hub.state, login)
  if (user === undefined) throw notFound()
  if (user.type === 'Organization') throw invalid(`${login} is not a user`)
  const role = roleOf(repository, user.login)
  return ok({
    permission: role ?? 'none',
    role_name: role ?? 'none',
    user: { ...userBody(hub, user), permissions: rights(role), role_name: role ?? 'none' },
  })
}

function rights(role: Permission | undefined) {
  const may = (...roles: readonly Permission[]): boolean => role !== undefined && roles.includes(role)
  return {
    pull: role !== undefined,
    triage: may('write', 'admin'),
    push: may('write', 'admin'),
    maintain: may('admin'),
    admin: may('admin'),
  }
}
