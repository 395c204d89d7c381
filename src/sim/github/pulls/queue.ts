/**
 * What does a merge queue make of a pull request?
 *
 * A commit of its own on a branch of its own, and a question to whoever is
 * asked for its checks. No more: this bot answers no to each, so nothing ever
 * comes out of the queue.
 */
import { log } from '../git/history.ts'
import { commitTree, updateRef } from '../git/merge.ts'
import { type Hub, placeOf } from '../hub.ts'
import type { RepositoryName } from '../server.ts'
import { pullKey, repositoryNamed, type User, userNamed } from '../state.ts'
import { emit } from '../webhooks/events.ts'
import { baseSha, testMerge } from './facts.ts'
import { observeBranches } from './follow.ts'

/** The queue's commit. */
export async function queue(
  hub: Hub,
  of: RepositoryName,
  entry: { readonly pull: number; readonly by: string },
): Promise<string> {
  const repository = repositoryNamed(hub.state, of.owner, of.name)
  const pull = repository && hub.state.pulls.get(pullKey(repository.id, entry.pull))
  const sender = userNamed(hub.state, entry.by)
  if (repository === undefined || pull === undefined || sender === undefined) throw new Error('nothing to queue')
  return hub.writing(repository.id)(async () => {
    const test = await testMerge(hub, repository, pull)
    if (!test.clean) throw new Error('a pull request in conflict enters no queue')
    const base = baseSha(repository, pull)
    const place = placeOf(hub, repository)
    const signature = personOf(sender, hub)
    const sha = await commitTree(place, {
      tree: test.tree,
      parents: [base, pull.head.sha],
      message: `Merge pull request #${pull.number} from ${repository.owner}/${pull.head.ref}\n\n${pull.title}`,
      author: signature,
      committer: { ...signature, name: 'GitHub', email: 'noreply@github.com' },
    })
    const ref = `refs/heads/gh-readonly-queue/${pull.base.ref}/pr-${pull.number}-${base}`
    await updateRef(place, ref, { to: sha })
    await observeBranches(hub, repository, sender)
    const [commit] = await log(place, [sha], 1)
    if (commit === undefined) throw new Error('the queue has made a commit')
    const { author, committer, message, tree } = commit
    emit(hub, repository, {
      event: 'merge_group',
      action: 'checks_requested',
      sender,
      payload: {
        merge_group: {
          head_sha: sha,
          head_ref: ref,
          base_sha: base,
          base_ref: `refs/heads/${pull.base.ref}`,
          head_commit: {
            id: sha,
            tree_id: tree,
            message,
            timestamp: committer.date,
            author: { name: author.name, email: author.email },
            committer: { name: committer.name, email: committer.email },
          },
        },
      },
    })
    return sha
  })
}

function personOf({ name, email }: User, { clock }: Hub) {
  return { name, email, at: clock.now() }
}
