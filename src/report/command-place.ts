/**
 * Where is a command about this rollout said?
 *
 * Whoever finds a cause says `/fleet retry`, because most rollouts have a pull
 * request. One without has no place for a comment: there the same command is
 * an operator's.
 */
import type { Rollout } from '../rollout/model.ts'

type Place = Pick<Rollout, 'id' | 'pull'>

/** `words`: our own, with commands in code spans. */
export function asSaidHere(words: string, { id, pull }: Place): string {
  if (pull !== undefined) return words
  return words
    .replaceAll(/`\/fleet (retry|skip|pause|resume|abort)`/g, `\`npx fleet rollouts $1 ${id}\``)
    .replaceAll(/`\/fleet approve ([0-9a-f]+)`/g, '`npx fleet rollouts approve $1`')
}
