/**
 * What do people see of a rollout?
 *
 * One comment on its pull request and one check on its commit, both edited,
 * and at each end or stop one new comment. Written only when they say
 * something new; what could not be written is written at the next look,
 * because no failure to report may ever fail an apply.
 */
import { digestOf } from '../../lib/digest.ts'
import { group } from '../../plan/group.ts'
import { rolloutCheck } from '../../report/checks.ts'
import type { RolloutView } from '../../report/model.ts'
import { rolloutComment, rolloutMarker, rolloutNotice } from '../../report/rollout-comment.ts'
import { isEnded } from '../../rollout/edits.ts'
import type { Rollout } from '../../rollout/model.ts'
import { guarded } from '../guarded.ts'
import type { World } from '../world.ts'
import { isRefused } from './merge-hold.ts'

export type Reported = Omit<RolloutView, 'repositoryUrl' | 'waiting'>

/** Never throws: what could not be worded or written is logged, and written at the next look. */
export async function reportRollout(world: World, reported: Reported): Promise<void> {
  const { rollout, stacks } = reported
  const unread = { message: 'waiting plan not read', fields: { rollout: rollout.id } }
  const waiting = await guarded(world, unread, () => waitingFor(world, rollout))
  const view: RolloutView = {
    ...reported,
    ...(waiting.ok && waiting.value !== undefined ? { waiting: waiting.value } : {}),
    repositoryUrl: world.github.repositoryUrl,
  }
  let isWritten = true
  for (const [place, publish] of Object.entries(PLACES)) {
    const failed = { message: 'report not written', fields: { rollout: rollout.id } }
    const written = await guarded(world, failed, () =>
      whenNew(world, `${rollout.id}:${place}`, () => publish(world, view)),
    )
    isWritten &&= written.ok
  }
  // What still runs at AWS after an abort settles later, and is told too.
  if (!isWritten || !isEnded(rollout) || stacks.some(({ state }) => state === 'applying')) return
  const failed = { message: 'last report not noted', fields: { rollout: rollout.id } }
  await guarded(world, failed, () => world.rows.publications.wrote(lastWord(rollout), rollout.state))
}

/** What somebody has to read before they can let it start. */
async function waitingFor(world: World, { state, hold, planDigest }: Rollout): Promise<RolloutView['waiting']> {
  if (state !== 'held' || !(hold?.waitingOn === 'approval' || isRefused(hold))) return undefined
  const record = await world.rows.plans.byDigest(planDigest)
  if (record === undefined) return undefined
  const { plan, evidence } = record
  const { publicUrl } = world
  return {
    plan,
    classes: group(plan.transitions, evidence.own),
    behind: evidence.behind,
    ...(evidence.access === undefined ? {} : { access: evidence.access }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
  }
}

/** Of the newest so many rollouts, those whose end is not told yet: ended by a person, or while GitHub was away. */
export async function reportEnded(world: World, newest: number): Promise<void> {
  for (const rollout of await world.rows.rollouts.list({ open: false, newest })) {
    if (!isEnded(rollout)) continue
    await guarded(world, { message: 'end not reported', fields: { rollout: rollout.id } }, async () => {
      if ((await world.rows.publications.last(lastWord(rollout))) !== undefined) return
      const found = await world.rows.rollouts.get(rollout.id)
      if (found !== undefined) await reportRollout(world, found)
    })
  }
}

function lastWord({ id }: Rollout): string {
  return `${id}:ended`
}

interface Due {
  readonly content: unknown
  readonly send: () => Promise<unknown>
}

/** In this order; each words it, or says that there is nothing to say. */
const PLACES: { readonly [place: string]: (world: World, view: RolloutView) => Due | undefined } = {
  check({ github }, view) {
    const content = rolloutCheck(view)
    return { content, send: () => github.checks.publish(content) }
  },
  comment({ github }, view) {
    const { pull, id } = view.rollout
    if (pull === undefined) return undefined
    const content = rolloutComment(view)
    return { content, send: () => github.comments.sticky(pull, { marker: rolloutMarker(id) }, content) }
  },
  notice({ github }, view) {
    const { pull } = view.rollout
    const content = pull === undefined ? undefined : rolloutNotice(view)
    if (pull === undefined || content === undefined) return undefined
    return { content, send: () => github.comments.once(pull, content, content.body) }
  },
}

async function whenNew(world: World, key: string, word: () => Due | undefined): Promise<void> {
  const due = word()
  if (due === undefined) return
  const digest = digestOf(due.content)
  if ((await world.rows.publications.last(key)) === digest) return
  await due.send()
  await world.rows.publications.wrote(key, digest)
}
