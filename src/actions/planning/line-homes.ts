/**
 * In which commit does a line stand that set a value?
 *
 * What is planned is the merge of head and base, and a line has its number
 * there. In the head it stands there too, unless the base changed the same
 * file: then the number is the base's, or, where both changed it, no commit's.
 */
import type { SourceTree } from '../../fleet/model.ts'
import { causesOf } from '../../plan/group.ts'
import type { Plan, PlanEvidence } from '../../plan/model.ts'
import type { MergeResult } from '../git-port.ts'

export function lineHomes(
  { transitions }: Plan,
  merge: Extract<MergeResult, { readonly kind: 'clean' }>,
  base: SourceTree,
): Pick<PlanEvidence, 'lines'> {
  const files = new Set(transitions.flatMap((each) => causesOf(each).map(({ at }) => at.file)))
  const notOfHead = merge.notOfHead === undefined ? files : new Set(merge.notOfHead)
  const homes = [...files].filter((file) => notOfHead.has(file)).map((file) => [file, homeOf(file, merge.files, base)])
  return homes.length === 0 ? {} : { lines: Object.fromEntries(homes) }
}

/** Git hands out the same object for a file that has not changed; an equal text is as good. */
function homeOf(file: string, merged: SourceTree, base: SourceTree): 'base' | 'nowhere' {
  const [one, other] = [merged.get(file), base.get(file)]
  return one !== undefined && (one === other || one.text === other?.text) ? 'base' : 'nowhere'
}
