/**
 * How does the mirror stay small when git's own housekeeping is off?
 *
 * Each fetch leaves one pack. When there are many they are rolled into fewer,
 * after a fetch and not whenever git likes. Nothing is ever pruned: a rollout
 * may still ask for a commit that a forced push took off the branch.
 */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Does nothing while there are at most `most` packs. */
export async function tidy(
  repository: string,
  most: number,
  git: (args: readonly string[]) => Promise<unknown>,
): Promise<void> {
  const names = await readdir(join(repository, 'objects', 'pack'))
  const packs = names.filter((name) => name.endsWith('.pack'))
  if (packs.length > most) await git(['repack', '--quiet', '--geometric=2', '-d'])
}
