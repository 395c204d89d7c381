/**
 * What do the files of a new blueprint version say?
 *
 * Those of the version it comes from, but for the number: whoever makes one
 * changes the rest, and the comments of the old one stay.
 */
import { blueprintFolder, blueprintPath, kindOf } from '../layout.ts'
import type { SourceTree } from '../model.ts'
import { parseYaml } from '../parse.ts'
import { valueAt } from '../places.ts'
import { withoutMark } from '../plain-text.ts'
import type { NewFile } from './text.ts'

export interface NewVersion {
  readonly blueprint: string
  readonly version: string
  readonly from: string
}

/** None where the version to come from is not there. */
export function newBlueprintVersion(wish: NewVersion, tree: SourceTree): readonly NewFile[] {
  const was = blueprintFolder(wish.blueprint, wish.from)
  const is = blueprintFolder(wish.blueprint, wish.version)
  const main = blueprintPath(wish.blueprint, wish.from)
  return [...tree.values()]
    .filter(({ path }) => path.startsWith(was))
    .map((file) => ({
      path: is + file.path.slice(was.length),
      text: file.path === main ? withVersion(file.text, wish.version) : file.text,
    }))
}

function withVersion(text: string, version: string): string {
  const { line, column, endColumn } = valueAt(parseYaml({ path: '', blob: '', text }), '/version')
  const lines = withoutMark(text).split('\n')
  const changed = lines[line - 1] ?? ''
  lines[line - 1] = changed.slice(0, column - 1) + version + changed.slice(endColumn - 1)
  return lines.join('\n')
}

/** The versions of a blueprint that a tree has, the newest last. */
export function versionsOf(blueprint: string, tree: SourceTree): readonly string[] {
  return [...tree.keys()]
    .flatMap((path) => {
      const kind = kindOf(path)
      return kind.kind === 'blueprint' && kind.blueprint === blueprint ? [kind.version] : []
    })
    .sort(byNumbers)
}

/** `1.10.0` after `1.9.0`. */
function byNumbers(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}
