/**
 * Are all paths different to everybody who checks them out?
 *
 * Git tells `Acme` from `acme`, and one way of composing `é` from the other;
 * many disks do not. Of two such files a laptop would see only one, and not
 * the one that the bot deploys.
 */
import type { Problem } from '../model.ts'
import { startOf } from '../places.ts'
import type { RuleContext } from './rule.ts'

/** ASCII without capital letters: its own folding, as nearly all paths are. */
const PLAIN = /^[\0-@[-\x7f]*$/

export function pathsDistinct({ draft }: RuleContext): readonly Problem[] {
  const odd = [...draft.tree.keys()].filter((path) => !PLAIN.test(path) && folded(path) !== path)
  if (odd.length === 0) return []
  const told = new Set<string>()
  const spelled = spellings(draft.tree.keys())
  return odd.sort().flatMap((path): Problem[] => {
    const twin = prefixes(path).find((prefix) => spelled.get(folded(prefix)) !== prefix)
    const first = twin === undefined ? undefined : spelled.get(folded(twin))
    // Of two folders, the first file of the second is enough.
    if (twin === undefined || first === undefined || told.has(twin)) return []
    told.add(twin)
    return [
      {
        code: 'paths-collide',
        message: `\`${twin}\` and \`${first}\` are the same path on many disks`,
        expected: 'paths that differ in more than capital letters or the composition of accents',
        hint: 'rename one of the two',
        at: startOf(path),
      },
    ]
  })
}

/** Folded path of each file and folder → as it is spelled; the plainest spelling where there are several. */
function spellings(paths: Iterable<string>): ReadonlyMap<string, string> {
  const spelled = new Map<string, string>()
  for (const path of paths) {
    for (const prefix of prefixes(path)) {
      const key = folded(prefix)
      const known = spelled.get(key)
      if (known === undefined || prefix === key || (known !== key && prefix < known)) spelled.set(key, prefix)
    }
  }
  return spelled
}

/** `a`, `a/b` and `a/b/c.yml` of `a/b/c.yml`. */
function prefixes(path: string): readonly string[] {
  const parts = path.split('/')
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}

function folded(path: string): string {
  return path.normalize('NFC').toLowerCase()
}
