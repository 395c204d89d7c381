/**
 * Where does GitHub say that things are?
 *
 * API addresses and addresses of pages, from the two roots of the hub. Global
 * ids are made as GitHub once made them: opaque, and stable for an object.
 */
import type { Hub } from '../hub.ts'
import type { Repository } from '../state.ts'

export function nodeId(kind: string, id: number): string {
  return Buffer.from(`0${kind.length}:${kind}${id}`).toString('base64')
}

export function apiRepository(hub: Hub, repository: Repository): string {
  return `${hub.apiUrl}/repos/${repository.owner}/${repository.name}`
}

export function pageRepository(hub: Hub, repository: Repository): string {
  return `${hub.url}/${repository.owner}/${repository.name}`
}

export function pagePull(hub: Hub, repository: Repository, number: number): string {
  return `${pageRepository(hub, repository)}/pull/${number}`
}

export function cloneUrl(hub: Hub, repository: Repository): string {
  return `${pageRepository(hub, repository)}.git`
}

/** A branch or path inside an address: slashes stay. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}
