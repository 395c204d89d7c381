/**
 * Does each template parameter get a value, and each value reach a parameter?
 *
 * Defaults in a template feed nothing: a value that no line of the fleet sets
 * could not be explained by one.
 */
import type { Sourced } from '../draft.ts'
import type { Problem } from '../model.ts'
import { templatePath } from '../normalise-blueprint.ts'
import { keyAt, pointer } from '../places.ts'
import { didYouMean, listed, nearest } from '../suggest.ts'
import type { RuleContext } from './rule.ts'
import { sectionOf } from './walk-template.ts'

export function parametersFed({ draft }: RuleContext): readonly Problem[] {
  return draft.blueprint.flatMap((file) =>
    file.raw.stacks.flatMap((stack, index) => {
      const template = draft.templates.get(templatePath(file, stack))
      if (template === undefined) return []
      const wanted = sectionOf(template.value, 'Parameters').map(([name]) => name)
      return feedProblems({ file, index, wanted, fed: Object.keys(stack.parameters ?? {}) })
    }),
  )
}

interface Feed {
  readonly file: Sourced<'blueprint'>
  readonly index: number
  readonly wanted: readonly string[]
  readonly fed: readonly string[]
}

function feedProblems({ file, index, wanted, fed }: Feed): Problem[] {
  const path = `/stacks/${index}/parameters`
  const hungry = wanted.filter((name) => !fed.includes(name))
  const unknown = fed.filter((name) => !wanted.includes(name))
  // A slip in one name would otherwise be told twice.
  const meant = new Set(unknown.map((name) => nearest(name, hungry)))
  return [
    ...unknown.map((name) => ({
      code: 'unknown-parameter',
      message: `the template has no parameter \`${name}\``,
      expected: listed(wanted),
      ...didYouMean(name, hungry.length > 0 ? hungry : wanted),
      at: keyAt(file.parsed, path + pointer(name)),
    })),
    ...hungry
      .filter((name) => !meant.has(name))
      .map((name) => ({
        code: 'parameter-not-fed',
        message: `nothing feeds the template's parameter \`${name}\``,
        expected: `\`${name}\` under \`parameters\``,
        at: file.parsed.places().has(path) ? keyAt(file.parsed, path) : keyAt(file.parsed, `/stacks/${index}`),
      })),
  ]
}
