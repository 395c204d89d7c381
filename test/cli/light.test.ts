/**
 * The command line starts fast on a laptop: it loads neither the engine nor an
 * edge to GitHub or AWS, but for `doctor`, which asks both by itself.
 */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { importsOf } from '../support/architecture.ts'

const DOCTOR = 'cli-doctor.ts'

/** Every module and package that could ever be loaded from `path`, types left out; the doctor is not entered. */
function reachable(path: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(path)) return seen
  seen.add(path)
  if (!path.endsWith('.ts') || path.endsWith(`/${DOCTOR}`)) return seen
  const text = readFileSync(path, 'utf8').replace(/\nimport type [^;]*? from '[^']+'/g, '')
  for (const specifier of importsOf(text)) {
    reachable(specifier.startsWith('.') ? new URL(specifier, `file://${path}`).pathname : specifier, seen)
  }
  return seen
}

it('loads no engine, no edge and no vendor package', () => {
  const root = new URL('../../src/', import.meta.url).pathname
  const loaded = [...reachable(`${root}cli.ts`)].map((path) => path.replace(root, ''))
  expect(loaded).toContain('cli-fleet.ts')
  expect(loaded).toContain('plan/offline.ts')
  expect(loaded.filter((path) => /^(aws|github|web|store|workflows|sim)\//.test(path))).toEqual([])
  const packages = loaded.filter(
    (path) => !path.endsWith('.ts') && !path.endsWith('.json') && !path.startsWith('node:'),
  )
  expect(packages.sort()).toEqual(['ajv/dist/2020.js', 'commander', 'diff', 'js-yaml', 're2js', 'semver', 'yaml'])
})

it('loads the doctor for its own command alone', () => {
  const program = readFileSync(new URL('../../src/cli.ts', import.meta.url), 'utf8')
  expect(program.split(DOCTOR)).toHaveLength(2)
  expect(program).toContain(`await import('./${DOCTOR}')`)
})
