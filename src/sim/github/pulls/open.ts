/**
 * When does a branch become a pull request?
 *
 * When it has commits that the base has not, and no open pull request yet
 * from this branch into that base.
 */
import { isTooLong, TOO_LONG } from '../conversation/bodies.ts'
import { resolveCommit } from '../git/history.ts'
import { type ApiError, invalid } from '../http/errors.ts'
import { type Hub, placeOf, stamp } from '../hub.ts'
import { type Pull, pullKey, type Repository, repositoryNamed, type User } from '../state.ts'
import { emitPull } from '../webhooks/events.ts'
import { commitsBetween } from './facts.ts'
import { nextNumber, openPullsFrom, takeHead } from './follow.ts'
import { currentRepository } from './record.ts'

export interface PullWish {
  readonly title: string
  readonly body: string | null
  /** `branch`, or `owner:branch` of a fork. */
  readonly head: string
  readonly base: string
  readonly draft: boolean
}

const MOST_TITLE = 256

export function openPull(hub: Hub, of: { repository: Repository; author: User }, wish: PullWish): Promise<Pull> {
  return hub.writing(of.repository.id)(() => opened(hub, { ...of, wish }))
}

async function opened(
  hub: Hub,
  of: { readonly repository: Repository; readonly author: User; readonly wish: PullWish },
): Promise<Pull> {
  const { author, wish } = of
  const repository = currentRepository(hub, of.repository)
  checkTexts(wish)
  const baseTip = repository.refs.get(wish.base)
  if (baseTip === undefined) throw invalid({ resource: 'PullRequest', field: 'base', code: 'invalid' })
  const { headRepository, branch, sha } = await headOf(hub, repository, wish.head)
  const label = `${headRepository.owner}:${branch}`
  const others = openPullsFrom(hub, { repositoryId: headRepository.id, branch })
  if (others.some((other) => other.repositoryId === repository.id && other.base.ref === wish.base)) {
    throw refused(`A pull request already exists for ${label}.`)
  }
  const number = nextNumber(hub, repository)
  await takeHead(hub, { repository, headRepository, number, sha })
  const commits = await commitsBetween(hub, repository, { from: baseTip, to: sha })
  if (commits.length === 0) throw refused(`No commits between ${wish.base} and ${branch}`)
  const at = stamp(hub)
  const pull: Pull = {
    id: hub.state.nextId(),
    repositoryId: repository.id,
    number,
    title: wish.title,
    body: wish.body,
    author: author.login,
    state: 'open',
    draft: wish.draft,
    head: { repositoryId: headRepository.id, ref: branch, sha },
    base: { ref: wish.base, sha: baseTip },
    createdAt: at,
    updatedAt: at,
    timeline: [{ at, login: author.login, text: `opened this from ${branch}` }],
  }
  hub.state.pulls.set(pullKey(repository.id, number), pull)
  await emitPull(hub, { repository, pull, sender: author }, { action: 'opened' })
  return pull
}

export function checkTexts(texts: { readonly title?: string; readonly body?: string | null }): void {
  if (texts.title?.trim() === '') throw invalid({ resource: 'PullRequest', code: 'missing_field', field: 'title' })
  if ((texts.title?.length ?? 0) > MOST_TITLE) throw refused(`title is too long (maximum is ${MOST_TITLE} characters)`)
  if (isTooLong(texts.body ?? '')) throw refused(TOO_LONG)
}

async function headOf(
  hub: Hub,
  repository: Repository,
  head: string,
): Promise<{ readonly headRepository: Repository; readonly branch: string; readonly sha: string }> {
  const [owner, branch] = head.includes(':')
    ? [head.slice(0, head.indexOf(':')), head.slice(head.indexOf(':') + 1)]
    : [undefined, head]
  const headRepository = owner === undefined ? repository : repositoryOfOwner(hub, repository, owner)
  // Only a branch can be followed: a commit's id or a tag is refused.
  const isBranch = headRepository?.refs.has(branch) === true
  const sha = isBranch ? await resolveCommit(placeOf(hub, headRepository), branch) : undefined
  if (headRepository === undefined || sha === undefined) {
    throw invalid({ resource: 'PullRequest', field: 'head', code: 'invalid' })
  }
  return { headRepository, branch, sha }
}

/** The repository itself or a fork of it. */
function repositoryOfOwner(hub: Hub, repository: Repository, owner: string): Repository | undefined {
  if (owner.toLowerCase() === repository.owner.toLowerCase()) return repository
  const found = repositoryNamed(hub.state, owner, repository.name)
  return found?.parentId === repository.id ? found : undefined
}

export function refused(message: string): ApiError {
  return invalid({ resource: 'PullRequest', code: 'custom', message })
}
