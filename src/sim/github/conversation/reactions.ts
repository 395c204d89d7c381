/**
 * How does somebody say that they have seen a comment?
 */
import { type Hub, stamp } from '../hub.ts'
import type { Comment, Reaction, User } from '../state.ts'

export function reactionsTo(hub: Hub, { id }: Comment): readonly Reaction[] {
  return hub.state.reactions.filter((each) => each.comment === id)
}

/** Doc "Create reaction for an issue comment": the same one again is answered with the first, and no event is sent. */
export function react(
  hub: Hub,
  of: { readonly comment: Comment; readonly author: User },
  content: Reaction['content'],
): { readonly reaction: Reaction; readonly isNew: boolean } {
  const { comment, author } = of
  const known = reactionsTo(hub, comment).find((each) => each.login === author.login && each.content === content)
  if (known !== undefined) return { reaction: known, isNew: false }
  const id = hub.state.nextId()
  const reaction: Reaction = { id, comment: comment.id, login: author.login, content, createdAt: stamp(hub) }
  hub.state.reactions.push(reaction)
  return { reaction, isNew: true }
}
