/**
 * Are we still the program that wrote this down?
 *
 * Of everything that decides what a file says and whether a tree is sound:
 * our own pure code, the schemas, and the versions of the libraries. Nobody
 * has to remember to count a number up.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

const ROOT = new URL('../../', import.meta.url)
const PARTS = ['schemas/', 'src/fleet/', 'src/render/', 'src/lib/', 'src/reading/', 'src/git/'] as const

export function codeVersion(): string {
  const hash = createHash('sha256')
  for (const part of PARTS) {
    const folder = new URL(part, ROOT)
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()) {
      if (!/\.(?:ts|json)$/.test(name)) continue
      hash
        .update(`${part}${name}\0`)
        .update(readFileSync(new URL(name, folder)))
        .update('\0')
    }
  }
  return hash
    .update(readFileSync(new URL('package.json', ROOT)))
    .update(process.version)
    .digest('hex')
}
