/**
 * Where can a reader click through to?
 *
 * Links to commits and lines of the fleet repository, and the only places
 * where a foreign string (a path) goes into an address.
 */
import type { Origin } from '../fleet/model.ts'
import { inert } from '../lib/markdown.ts'

export interface Repository {
  /** Empty where it is not known, as on a laptop: then a place is named and not linked. */
  readonly repositoryUrl: string
  /** The commit that lines are linked at. */
  readonly head: string
}

/** `customers/acme/pipelines/web.yml:9`, linked to that line as it was at the head. */
export function lineLink(origin: Origin, at: Repository): string {
  const { file, line } = origin.at
  if (at.repositoryUrl === '') return inert(`${file}:${line}`)
  const path = file.split('/').map(pathSegment).join('/')
  return `[${inert(`${file}:${line}`)}](${at.repositoryUrl}/blob/${at.head}/${path}#L${line})`
}

export function commitLink(sha: string, repositoryUrl: string): string {
  return `[${inert(sha.slice(0, 12))}](${repositoryUrl}/commit/${encodeURIComponent(sha)})`
}

/** A parenthesis would end the address in Markdown. */
function pathSegment(segment: string): string {
  return encodeURIComponent(segment.toWellFormed()).replace(/[()'*!]/g, (each) => `%${each.charCodeAt(0).toString(16)}`)
}
