/**
 * Is each thing called what its file and folder are called?
 *
 * People find things by path, machines by name: the two must never part.
 */
import type { Sourced } from '../draft.ts'
import type { Problem } from '../model.ts'
import { valueAt } from '../places.ts'
import type { Shape } from '../schema.ts'
import { ofEach } from './of-each.ts'
import type { RuleContext } from './rule.ts'

export function namesMatchPaths({ draft }: RuleContext): readonly Problem[] {
  return [
    ...customers(draft.customer),
    ...pipelines(draft.pipeline),
    ...blueprints(draft.blueprint),
    ...releases(draft.release),
    ...releaseSets(draft.releaseSet),
  ]
}

const customers = matching<'customer'>(({ raw, kind }) => [['customer', raw.customer, kind.customer, 'folder']])
const pipelines = matching<'pipeline'>(({ raw, kind }) => [['pipeline', raw.pipeline, kind.pipeline, 'file']])
const blueprints = matching<'blueprint'>(({ raw, kind }) => [
  ['blueprint', raw.blueprint, kind.blueprint, 'folder'],
  ['version', raw.version, kind.version, 'folder'],
])
const releases = matching<'release'>(({ raw, kind }) => [
  ['component', raw.component, kind.component, 'folder'],
  ['version', raw.version, kind.version, 'file'],
])
const releaseSets = matching<'releaseSet'>(({ raw, kind }) => [['releaseSet', raw.releaseSet, kind.releaseSet, 'file']])

type Pair = readonly [field: string, said: string, path: string, what: 'file' | 'folder']

function matching<S extends Shape>(pairsOf: (file: Sourced<S>) => readonly Pair[]) {
  return ofEach<S>((file) =>
    pairsOf(file)
      .filter(([, said, path]) => said !== path)
      .map(([field, said, path, what]) => ({
        code: 'name-mismatch',
        message: `\`${field}\` is \`${said}\`, but its ${what} is called \`${path}\``,
        expected: `\`${path}\``,
        hint: `write \`${field}: ${path}\`, or rename the ${what}`,
        at: valueAt(file.parsed, `/${field}`),
      })),
  )
}
