/**
 * How does the record of a pull request change?
 *
 * Always from the newest one: between reading and writing there may be a wait
 * for git, in which somebody else wrote.
 */
import { type Hub, stamp } from '../hub.ts'
import { type Pull, pullKey, type Repository } from '../state.ts'

export function currentPull(hub: Hub, pull: Pull): Pull {
  return hub.state.pulls.get(pullKey(pull.repositoryId, pull.number)) ?? pull
}

/** `told`, where given, becomes a line of the timeline. */
export function changePull(
  hub: Hub,
  pull: Pull,
  change: Partial<Pull>,
  told?: { readonly login: string; readonly text: string },
): Pull {
  const current = currentPull(hub, pull)
  const at = stamp(hub)
  const timeline = told === undefined ? current.timeline : [...current.timeline, { at, ...told }]
  const next: Pull = { ...current, ...change, updatedAt: at, timeline }
  hub.state.pulls.set(pullKey(next.repositoryId, next.number), next)
  return next
}

/** `closedAt` cannot be set to undefined by a change, so that a record never says two things. */
export function reopened(hub: Hub, pull: Pull, login: string): Pull {
  const { closedAt: _, ...open } = currentPull(hub, pull)
  hub.state.pulls.set(pullKey(pull.repositoryId, pull.number), { ...open, state: 'open' })
  return changePull(hub, pull, {}, { login, text: 'reopened this' })
}

/** The repository's newest record: its branches move while we wait. */
export function currentRepository(hub: Hub, repository: Repository): Repository {
  return hub.state.repositories.get(repository.id) ?? repository
}

export function headRepositoryOf(hub: Hub, pull: Pull): Repository | undefined {
  return hub.state.repositories.get(pull.head.repositoryId)
}
