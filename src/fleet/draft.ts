/**
 * Which files of this tree could be read, and what do they say as written?
 *
 * A draft is all that structure alone can promise: each file that parses and
 * fits its schema, still by the names in it. One broken file does not hide the
 * mistakes in the others, so the rules look at drafts and not at fleets.
 */
import { isObject } from './layers.ts'
import { type FileKind, kindOf } from './layout.ts'
import type { Problem, SourceFile, SourceTree } from './model.ts'
import { type ParseCache, parseYaml } from './parse.ts'
import { parseTemplate } from './parse-template.ts'
import { type Parsed, startOf } from './places.ts'
import type { Shapes } from './raw.ts'
import { checkShape, type Shape } from './schema.ts'

/** One file that fits its schema. */
export interface Sourced<S extends Shape> {
  readonly path: string
  /** What the path says of it. */
  readonly kind: Extract<FileKind, { readonly kind: S }>
  readonly raw: Shapes[S]
  readonly parsed: Parsed
}

type Files = { readonly [S in Shape]: readonly Sourced<S>[] }

export interface Draft extends Files {
  readonly tree: SourceTree
  /** Template path → template, where it could be read. */
  readonly templates: ReadonlyMap<string, Parsed>
  readonly problems: readonly Problem[]
}

export function draftOf(tree: SourceTree, cache?: ParseCache): Draft {
  const files: { [S in Shape]: Sourced<S>[] } = {
    fleet: [],
    customer: [],
    pipeline: [],
    blueprint: [],
    release: [],
    releaseSet: [],
    channels: [],
  }
  const templates = new Map<string, Parsed>()
  const problems: Problem[] = []
  for (const file of inOrder(tree)) {
    const kind = kindOf(file.path)
    switch (kind.kind) {
      case 'other':
        break
      case 'stray':
        problems.push(strayProblem(file, kind.expected))
        break
      case 'template': {
        const parsed = parseTemplate(file, cache)
        problems.push(...parsed.problems)
        if (isObject(parsed.value)) templates.set(file.path, parsed)
        else if (parsed.value !== undefined) problems.push(noTemplate(file))
        break
      }
      default:
        problems.push(...take({ files, shape: kind.kind, kind, parsed: parseYaml(file, cache) }))
    }
  }
  return { ...files, tree, templates, problems }
}

/** By path, whatever order the tree was read in: equal trees give equal drafts. */
function inOrder(tree: SourceTree): SourceFile[] {
  return [...tree.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}

function take<S extends Shape>(of: {
  readonly files: { [K in Shape]: Sourced<K>[] }
  readonly shape: S
  readonly kind: Sourced<S>['kind']
  readonly parsed: Parsed
}): readonly Problem[] {
  const { files, shape, kind, parsed } = of
  const checked = checkShape(shape, parsed)
  if (!checked.ok) return [...parsed.problems, ...checked.problems]
  files[shape].push({ path: parsed.file, kind, raw: checked.value, parsed })
  return parsed.problems
}

function noTemplate(file: SourceFile): Problem {
  return {
    code: 'not-a-template',
    message: 'this is no CloudFormation template',
    expected: 'a map with `Resources`',
    at: startOf(file.path),
  }
}

function strayProblem(file: SourceFile, expected: string): Problem {
  return { code: 'stray-file', message: 'nothing reads a file of this name here', expected, at: startOf(file.path) }
}
