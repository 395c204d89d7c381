/**
 * Where does `src/plan/recreation.json` come from?
 *
 * From AWS's own description of its resource types, as `@aws-cdk/aws-service-spec`
 * packs it (a dependency of cloudformation-diff). It is kept as a table because
 * the description itself costs a process 200 MB and a second. Run this file to
 * write it again; `recreation.test.ts` fails when copy and source differ.
 */
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

interface SpecResource {
  readonly cloudFormationType: string
  readonly properties: { readonly [name: string]: { readonly causesReplacement?: 'yes' | 'no' | 'maybe' } }
}

interface SpecDatabase {
  all(entity: 'resource'): readonly SpecResource[]
}

/** Type → the properties that replace the resource when they change: `!` always, `?` conditionally. */
export function generate(): string {
  const load = createRequire(import.meta.url)
  const { loadAwsServiceSpecSync } = load('@aws-cdk/aws-service-spec') satisfies {
    loadAwsServiceSpecSync(): SpecDatabase
  }
  const spec: SpecDatabase = loadAwsServiceSpecSync()
  const types = spec.all('resource').map((resource) => {
    const words = Object.entries(resource.properties).flatMap(([name, { causesReplacement }]) =>
      causesReplacement === 'yes' ? [`${name}!`] : causesReplacement === 'maybe' ? [`${name}?`] : [],
    )
    return [resource.cloudFormationType, words.sort().join(' ')] as const
  })
  const sorted = [...types].sort(([one], [other]) => (one < other ? -1 : 1))
  return `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`
}

if (import.meta.main) writeFileSync(new URL('../../src/plan/recreation.json', import.meta.url), generate())
