/**
 * Which files do two trees have in common?
 *
 * What is known of a file is remembered by the object that it is, so two trees
 * that were read apart are made to share the objects of the files in which
 * they agree.
 */
import type { SourceFile, SourceTree } from './model.ts'

/** The same tree, of the objects of `near` where path and content are the same. */
export function sharing(tree: SourceTree, near: SourceTree): SourceTree {
  return new Map([...tree].map(([path, file]): [string, SourceFile] => [path, same(file, near.get(path))]))
}

function same(file: SourceFile, other: SourceFile | undefined): SourceFile {
  return other?.blob === file.blob ? other : file
}

/** Paths of the files that are not the same object in both: what differs, has come or is gone. */
export function unsharedPaths(before: SourceTree, after: SourceTree): readonly string[] {
  const paths: string[] = []
  let both = 0
  for (const [path, file] of after) {
    const was = before.get(path)
    if (was !== undefined) both += 1
    if (was !== file) paths.push(path)
  }
  if (both < before.size) for (const path of before.keys()) if (!after.has(path)) paths.push(path)
  return paths
}

/** Paths of the files that say something else, have come or are gone: by their content, whoever read the two trees. */
export function changedPaths(before: SourceTree, after: SourceTree): readonly string[] {
  return unsharedPaths(before, after).filter((path) => before.get(path)?.blob !== after.get(path)?.blob)
}
