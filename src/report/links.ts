/**
 * Where can a reader click through to?
 *
 * Links to commits and lines of the fleet repository, and the only places
 * where a foreign string (a path) goes into an address.
 */
import type { PlanOwner } from '../actions/ports.ts'
import type { Origin } from '../fleet/model.ts'
import { inert } from '../lib/markdown.ts'
import type { PlanEvidence } from '../plan/model.ts'

export interface Repository {
  /** Empty where it is not known, as on a laptop: then a place is named and not linked. */
  readonly repositoryUrl: string
  /** The commit that lines are linked at. */
  readonly head: string
  readonly base?: string
  /** Files whose lines are not the head's. */
  readonly lines?: PlanEvidence['lines'] & {}
  /** The bot's own page of the whole plan, where it serves one to people. */
  readonly planUrl?: string
}

/** Two pull requests may do the same, and many do nothing: the address says whose plan it is. */
export function planPath(of: { readonly digest: string; readonly pull?: PlanOwner }, form = ''): string {
  return `/plans/${of.digest}${form}${of.pull === undefined ? '' : `?pull=${of.pull}`}`
}

/** `publicUrl`: where people reach the bot, as its operator says. */
export function planPage(publicUrl: string, of: Parameters<typeof planPath>[0]): string {
  return `${publicUrl.replace(/\/$/, '')}${planPath(of)}`
}

/** `customers/acme/pipelines/web.yml:9`, linked to that line in the commit that has it there; no link where none has. */
export function lineLink(origin: Origin, at: Repository): string {
  const { file, line } = origin.at
  const name = inert(`${file}:${line}`)
  if (at.repositoryUrl === '') return name
  const home = at.lines !== undefined && Object.hasOwn(at.lines, file) ? at.lines[file] : 'head'
  const commit = home === 'head' ? at.head : home === 'base' ? at.base : undefined
  if (commit === undefined || commit === '') return `${name} of the merge`
  const path = file.split('/').map(pathSegment).join('/')
  return `[${name}](${at.repositoryUrl}/blob/${commit}/${path}#L${line})`
}

export function commitLink(sha: string, repositoryUrl: string): string {
  return `[${inert(sha.slice(0, 12))}](${repositoryUrl}/commit/${encodeURIComponent(sha)})`
}

/** A parenthesis would end the address in Markdown. */
function pathSegment(segment: string): string {
  return encodeURIComponent(segment.toWellFormed()).replace(/[()'*!]/g, (each) => `%${each.charCodeAt(0).toString(16)}`)
}
