/**
 * Is the template of each stack there, and used?
 */
import { sharedFiles } from '../layout.ts'
import type { Problem, SourceTree } from '../model.ts'
import { templatePath } from '../normalise-blueprint.ts'
import { startOf, valueAt } from '../places.ts'
import { didYouMean, listed } from '../suggest.ts'
import type { RuleContext } from './rule.ts'

export function templateExists({ draft }: RuleContext): readonly Problem[] {
  const used = new Set<string>()
  const missing = draft.blueprint.flatMap((file) =>
    file.raw.stacks.flatMap((stack, index): Problem[] => {
      const path = templatePath(file, stack)
      used.add(path)
      if (draft.tree.has(path)) return []
      const beside = templatesBeside(draft.tree, file.kind)
      return [
        {
          code: 'template-missing',
          message: `there is no \`${stack.template}\` beside this blueprint`,
          expected: listed(beside),
          ...didYouMean(stack.template, beside),
          at: valueAt(file.parsed, `/stacks/${index}/template`),
        },
      ]
    }),
  )
  // A blueprint that could not be read may well use its templates.
  const readable = new Set(draft.blueprint.map(({ kind }) => `${kind.blueprint}/${kind.version}`))
  const unused = sharedFiles(draft.tree).flatMap(({ path, kind }): Problem[] => {
    if (kind.kind !== 'template' || used.has(path) || !readable.has(`${kind.blueprint}/${kind.version}`)) return []
    return [
      {
        code: 'template-unused',
        message: 'no stack of this blueprint uses this template',
        expected: 'a stack in blueprint.yml with this template',
        at: startOf(path),
      },
    ]
  })
  return [...missing, ...unused]
}

function templatesBeside(tree: SourceTree, of: { readonly blueprint: string; readonly version: string }): string[] {
  return sharedFiles(tree).flatMap(({ kind }) => {
    return kind.kind === 'template' && kind.blueprint === of.blueprint && kind.version === of.version
      ? [kind.template]
      : []
  })
}
