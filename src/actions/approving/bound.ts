/**
 * Which plan did somebody mean who typed some digits of its digest?
 *
 * The one that was there to be read. Two plans that share twelve digits can be
 * made on purpose, and the second one pushed once the first is agreed to. So a
 * command by fewer than all digits is held to the whole digest of the plan for
 * which it was first counted: by a row, and by a hidden mark of the plan
 * comment for when the rows are lost.
 */
import { type Digest, isDigest } from '../../lib/digest.ts'
import { parseCommand } from '../commands/command.ts'
import type { Comment } from '../comment-port.ts'
import type { Answered } from '../showing/carried.ts'
import type { World } from '../world.ts'

/** By the command's comment. */
export type Bound = ReadonlyMap<number, Digest>

type Rows = Pick<World, 'rows'>

/** `answered`: what the plan comment says of it. */
export async function boundIn(
  { rows }: Rows,
  comments: readonly Comment[],
  answered: readonly Answered[],
): Promise<Bound> {
  const marked = answered.flatMap(({ id, digest }) => (digest === undefined ? [] : [[id, digest] as const]))
  const approving = comments.filter(({ isBot, body }) => !isBot && parseCommand(body)?.verb === 'approve')
  const noted = await rows.publications.lastOf(approving.map(({ id }) => keyOf(id)))
  const known = approving.flatMap(({ id }) => {
    const digest = noted.get(keyOf(id))
    return digest === undefined || !isDigest(digest) ? [] : [[id, digest] as const]
  })
  return new Map([...marked, ...known])
}

export async function bind({ rows }: Rows, commands: readonly number[], digest: Digest): Promise<void> {
  for (const id of commands) await rows.publications.wrote(keyOf(id), digest)
}

function keyOf(command: number): string {
  return `approves:${command}`
}
