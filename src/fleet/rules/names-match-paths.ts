/**
 * Is each thing called what its file and folder are called?
 *
 * People find things by path, machines by name: the two must never part.
 */
import type { Sourced } from '../draft.ts'
import type { Problem } from '../model.ts'
import { valueAt } from '../places.ts'
import type { Shape } from '../schema.ts'
import type { RuleContext } from './rule.ts'

export function namesMatchPaths({ draft }: RuleContext): readonly Problem[] {
  return [
    ...each(draft.customer, ({ raw, kind }) => [['customer', raw.customer, kind.customer, 'folder']]),
    ...each(draft.pipeline, ({ raw, kind }) => [['pipeline', raw.pipeline, kind.pipeline, 'file']]),
    ...each(draft.blueprint, ({ raw, kind }) => [
      ['blueprint', raw.blueprint, kind.blueprint, 'folder'],
      ['version', raw.version, kind.version, 'folder'],
    ]),
    ...each(draft.release, ({ raw, kind }) => [
      ['component', raw.component, kind.component, 'folder'],
      ['version', raw.version, kind.version, 'file'],
    ]),
    ...each(draft.releaseSet, ({ raw, kind }) => [['releaseSet', raw.releaseSet, kind.releaseSet, 'file']]),
  ]
}

type Pair = readonly [field: string, said: string, path: string, what: 'file' | 'folder']

function each<S extends Shape>(
  files: readonly Sourced<S>[],
  pairsOf: (file: Sourced<S>) => readonly Pair[],
): Problem[] {
  return files.flatMap((file) =>
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
