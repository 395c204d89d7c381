/**
 * What does this template do that fleet.yml has to allow?
 *
 * Asked by who renders its stacks, once for each template: to walk through all
 * templates of a fleet takes longer than to read everything else about it.
 */
import type { BlueprintStack } from './model.ts'
import { remembered } from './remembered.ts'
import { hiddenIn } from './rules/template-hides-nothing.ts'
import { codeIn } from './rules/template-runs-no-code.ts'

/** In the words of `templates.allow`, sorted. */
export const exceptionsOf = remembered(({ templateBody }: BlueprintStack): readonly string[] => {
  const types = [...hiddenIn(templateBody), ...codeIn(templateBody)].flatMap((each) => each.types)
  return [...new Set(types)].sort()
})
