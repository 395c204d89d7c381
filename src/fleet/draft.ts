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
import { type Parsed, startOf } from './places.ts'
import type { Shapes } from './raw.ts'
import { type ReadCache, readOnce } from './read-file.ts'
import type { Shape } from './schema.ts'

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

/** What one file adds to a draft. */
interface Share {
  readonly add?: (files: { [S in Shape]: Sourced<S>[] }) => void
  readonly template?: Parsed
  readonly problems: readonly Problem[]
}

const NOTHING: Share = { problems: [] }
const shares = new WeakMap<SourceFile, Share>()

/** Files that were looked at before are not looked at again: of ten thousand, a pull request changes three. */
export function draftOf(tree: SourceTree, cache?: ReadCache): Draft {
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
    const { add, template, problems: found } = shareOf(file, cache)
    add?.(files)
    if (template !== undefined) templates.set(file.path, template)
    if (found.length > 0) problems.push(...found)
  }
  return { ...files, tree, templates, problems }
}

const FILES_A_STEP = 128

/** The same, in steps of some milliseconds where many files are new. */
export function* draftSteps(tree: SourceTree, cache?: ReadCache): Generator<undefined, Draft> {
  let count = 0
  for (const file of tree.values()) {
    if (count % FILES_A_STEP === 0) yield undefined
    shareOf(file, cache)
    count += 1
  }
  return draftOf(tree, cache)
}

function shareOf(file: SourceFile, cache: ReadCache | undefined): Share {
  const known = shares.get(file)
  if (known !== undefined) return known
  const share = newShare(file, cache)
  shares.set(file, share)
  return share
}

function newShare(file: SourceFile, cache: ReadCache | undefined): Share {
  const kind = kindOf(file.path)
  switch (kind.kind) {
    case 'other':
      return NOTHING
    case 'stray':
      return { problems: [strayProblem(file, kind.expected)] }
    case 'template': {
      const { parsed } = readOnce(file, cache)
      if (isObject(parsed.value)) return { template: parsed, problems: parsed.problems }
      return { problems: parsed.value === undefined ? parsed.problems : [...parsed.problems, noTemplate(file)] }
    }
    default: {
      const { parsed, misfits } = readOnce(file, cache)
      if (misfits !== undefined) return { problems: [...parsed.problems, ...misfits] }
      return { add: adding(kind.kind, kind, parsed), problems: parsed.problems }
    }
  }
}

/** By path, whatever order the tree was read in: equal trees give equal drafts. */
function inOrder(tree: SourceTree): SourceFile[] {
  const files = [...tree.values()]
  const isSorted = files.every((file, at) => at === 0 || (files[at - 1]?.path ?? '') < file.path)
  return isSorted ? files : files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** The schema let it through as what its path says it is. */
function adding<S extends Shape>(shape: S, kind: Sourced<S>['kind'], parsed: Parsed): NonNullable<Share['add']> {
  const sourced: Sourced<S> = { path: parsed.file, kind, raw: parsed.value as Shapes[S], parsed }
  return (files) => files[shape].push(sourced)
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
