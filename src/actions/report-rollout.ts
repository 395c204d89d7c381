/**
 * What do people see of a rollout?
 *
 * One comment on its pull request and one check on its commit, both edited,
 * and at each end or stop one new comment. Written only when they say
 * something new; what could not be written is written at the next look,
 * because no failure to report may ever fail an apply.
 */
import { digestOf } from '../lib/digest.ts'
import { FleetwrightError } from '../lib/errors.ts'
import { rolloutCheck } from '../report/checks.ts'
import type { RolloutView } from '../report/model.ts'
import { rolloutComment, rolloutMarker, rolloutNotice } from '../report/rollout-comment.ts'
import type { World } from './world.ts'

export type Reported = Omit<RolloutView, 'repositoryUrl'>

export async function reportRollout(world: World, reported: Reported): Promise<void> {
  const view: RolloutView = { ...reported, repositoryUrl: world.github.repositoryUrl }
  const { rollout } = view
  const check = rolloutCheck(view)
  await whenNew(world, { key: `${rollout.id}:check`, content: check }, () => world.github.checks.publish(check))
  if (rollout.pull === undefined) return
  const pull = rollout.pull
  const body = rolloutComment(view)
  await whenNew(world, { key: `${rollout.id}:comment`, content: body }, () =>
    world.github.comments.sticky(pull, rolloutMarker(rollout.id), body),
  )
  const notice = rolloutNotice(view)
  if (notice === undefined) return
  await whenNew(world, { key: `${rollout.id}:notice`, content: notice }, () =>
    world.github.comments.once(pull, notice.marker, notice.body),
  )
}

async function whenNew(
  world: World,
  what: { readonly key: string; readonly content: unknown },
  write: () => Promise<void>,
): Promise<void> {
  const digest = digestOf(what.content)
  if ((await world.rows.publications.last(what.key)) === digest) return
  try {
    await write()
  } catch (error) {
    if (!(error instanceof FleetwrightError)) throw error
    world.log.warn('report not written', { rollout: what.key, code: error.code })
    return
  }
  await world.rows.publications.wrote(what.key, digest)
}
