/**
 * Do the walls of the house stand?
 *
 * The import table, the purity of the core and the length of files, for the
 * tree as it is; and, so that this test cannot rot, for planted violations.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { violations } from './support/architecture.ts'

const ROOT = new URL('..', import.meta.url).pathname

function sources(): Map<string, string> {
  const paths = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  )
  return new Map(paths.map((path) => [`src/${path}`, readFileSync(join(ROOT, 'src', path), 'utf8')]))
}

describe('the house', () => {
  it('keeps its import table, its purity and its file length', () => {
    const tree = sources()
    expect(tree.size).toBeGreaterThan(100)
    expect(violations(tree)).toEqual([])
  })

  const planted: readonly (readonly [string, string, string])[] = [
    ['an edge that imports another edge', 'src/aws/x.ts', "import { a } from '../github/a.ts'"],
    ['a core that imports an edge', 'src/plan/x.ts', "import type { A } from '../aws/a.ts'"],
    ['a core that uses a vendor package', 'src/fleet/x.ts', "import { S3 } from '@aws-sdk/client-s3'"],
    ['a dynamic import around the table', 'src/rollout/x.ts', "const a = import('../store/a.ts')"],
    ['a simulator that borrows from the bot', 'src/sim/aws/x.ts', "import { diff } from '../../plan/diff.ts'"],
    ['a core that waits', 'src/render/x.ts', 'export async function f() {}'],
    ['a core that reads the clock', 'src/rollout/x.ts', 'export const now = Temporal.Now.instant()'],
    ['a core that uses chance', 'src/plan/x.ts', 'export const x = Math.random()'],
    ['a room that reads the environment', 'src/aws/x.ts', 'export const x = process.env.HOME'],
    ['a room that nobody designed', 'src/helpers/x.ts', 'export const x = 1'],
    ['a file outside of every room', 'src/helpers.ts', 'export const x = 1'],
    ['a module loaded around the table', 'src/lib/x.ts', "export const x = require('pg')"],
    ['a file of 301 lines', 'src/lib/x.ts', '// line\n'.repeat(301)],
  ]
  it.each(planted)('finds %s', (_name, path, text) => {
    expect(violations(new Map([[path, text]]))).toHaveLength(1)
  })

  it('is not misled by words in comments and strings', () => {
    const text = "// await the clock: Date.now()\nexport const words = 'process.env and await'\n"
    expect(violations(new Map([['src/fleet/x.ts', text]]))).toEqual([])
  })
})
