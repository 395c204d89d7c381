/**
 * Where does `src/plan/access-types.json` come from?
 *
 * From AWS's own description of its resource types: those that cloudformation-diff
 * reads permissions or network rules out of. It is kept as a table so that a
 * plan that touches none of them starts no process to say so. Run this file to
 * write it again; `access.test.ts` fails when copy and source differ.
 */
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

interface SpecResource {
  readonly cloudFormationType: string
  readonly scrutinizable?: string
  readonly properties: { readonly [name: string]: { readonly scrutinizable?: string } }
}

interface SpecDatabase {
  all(entity: 'resource'): readonly SpecResource[]
}

/** Type → the properties that are looked at, or `*` for the whole resource; any scrutiny but `None`. */
export function generate(): string {
  const load = createRequire(import.meta.url)
  const { loadAwsServiceSpecSync } = load('@aws-cdk/aws-service-spec') satisfies {
    loadAwsServiceSpecSync(): SpecDatabase
  }
  const spec: SpecDatabase = loadAwsServiceSpecSync()
  const isLookedAt = ({ scrutinizable }: { readonly scrutinizable?: string }) =>
    scrutinizable !== undefined && scrutinizable !== 'None'
  const types = spec.all('resource').flatMap((resource) => {
    const names = Object.entries(resource.properties).flatMap(([name, property]) =>
      isLookedAt(property) ? [name] : [],
    )
    const words = isLookedAt(resource) ? ['*'] : names.sort()
    return words.length === 0 ? [] : [[resource.cloudFormationType, words.join(' ')] as const]
  })
  const sorted = [...types].sort(([one], [other]) => (one < other ? -1 : 1))
  return `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`
}

if (import.meta.main) writeFileSync(new URL('../../src/plan/access-types.json', import.meta.url), generate())
