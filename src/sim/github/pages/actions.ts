/**
 * What may a signed-in person do by form?
 *
 * The same acts as the API's, under the same rights; a form adds only that it
 * must be ours.
 */
import { demand, type Need, repositoryOr404, WRITE } from '../auth/access.ts'
import { writeComment } from '../conversation/comments.ts'
import { REVIEW_EVENTS, writeReview } from '../conversation/reviews.ts'
import { ApiError, malformed, notFound } from '../http/errors.ts'
import type { Hub } from '../hub.ts'
import { pagePull } from '../payload/links.ts'
import { editPull, markReady } from '../pulls/edit.ts'
import { mergePull } from '../pulls/merge.ts'
import { openPull } from '../pulls/open.ts'
import { type Pull, pullKey, type Repository, type User } from '../state.ts'
import { emitCheckRun } from '../webhooks/events.ts'

export interface Act {
  readonly hub: Hub
  readonly person: User
  readonly repository: Repository
  readonly fields: Readonly<Record<string, string>>
}

interface PullAct extends Act {
  readonly pull: Pull
}

/** Answers the address to go on to. */
type Doing = (act: PullAct) => Promise<unknown> | unknown

/** `/{owner}/{repo}/pull/{number}/{name}` → what it takes, and what it does. */
export const PULL_ACTS: Readonly<Record<string, { readonly need: Need; readonly act: Doing }>> = {
  comment: {
    need: WRITE.comments,
    act: ({ hub, person, repository, pull, fields }) =>
      writeComment(hub, { repository, pull, author: person }, lines(fields.body)),
  },
  review: {
    need: WRITE.pulls,
    act: ({ hub, person, repository, pull, fields }) => {
      const event = REVIEW_EVENTS.find((each) => each === fields.event)
      if (event === undefined) throw malformed(`"event" wasn't supplied.`)
      return writeReview(hub, { repository, pull, reviewer: person }, { event, body: lines(fields.body) })
    },
  },
  merge: {
    need: WRITE.contents,
    act: ({ hub, person, repository, pull, fields }) =>
      mergePull(
        hub,
        { repository, pull, merger: person },
        {
          method: fields.method === 'squash' ? 'squash' : 'merge',
          override: fields.override === 'yes',
          // What the person looked at: a push in the meantime must be seen first.
          sha: fields.sha ?? '',
        },
      ),
  },
  state: {
    need: WRITE.pulls,
    act: ({ hub, person, repository, pull, fields }) =>
      editPull(hub, { repository, pull, editor: person }, { state: fields.state === 'open' ? 'open' : 'closed' }),
  },
  ready: {
    need: WRITE.pulls,
    act: ({ hub, person, repository, pull }) => markReady(hub, { repository, pull, editor: person }),
  },
  rerun: {
    need: WRITE.contents,
    act: ({ hub, person, repository, fields }) => {
      const run = hub.state.checkRuns.get(Number(fields.run))
      if (run?.repositoryId !== repository.id) throw notFound()
      emitCheckRun(hub, { repository, run, sender: person }, 'rerequested')
    },
  },
}

export async function actOnPull(
  of: Omit<Act, 'repository'>,
  path: { readonly owner: string; readonly repo: string; readonly number: string; readonly name: string },
): Promise<string> {
  const known = PULL_ACTS[path.name]
  const repository = repositoryOr404(of.hub, path.owner, path.repo)
  if (known === undefined) throw new ApiError(404, `Not Found: nobody can ${path.name} a pull request`)
  demand({ kind: 'user', user: of.person }, repository, known.need)
  const pull = of.hub.state.pulls.get(pullKey(repository.id, Number(path.number)))
  if (pull === undefined) throw notFound()
  await known.act({ ...of, repository, pull })
  const page = pagePull(of.hub, repository, pull.number)
  return path.name === 'rerun' ? `${page}/checks` : page
}

export async function openByForm(act: Act): Promise<string> {
  const { hub, person, repository, fields } = act
  demand({ kind: 'user', user: person }, repository, WRITE.pulls)
  const body = lines(fields.body)
  const pull = await openPull(
    hub,
    { repository, author: person },
    {
      title: fields.title ?? '',
      body: body === '' ? null : body,
      head: fields.head ?? '',
      base: fields.base ?? '',
      draft: fields.draft === 'yes',
    },
  )
  return pagePull(hub, repository, pull.number)
}

/** Browsers send line ends as CR LF. */
function lines(text: string | undefined): string {
  return (text ?? '').replaceAll('\r\n', '\n')
}
