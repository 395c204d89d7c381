/**
 * Which files of this tree could be read, and what do they say as written?
 *
 * A draft is all that structure alone can promise: each file that parses and
 * fits its schema, still by the names in it. One broken file does not hide the
 * mistakes in the others, so the rules look at drafts and not at fleets.
 */
import { byText, mended, sorted, stretch } from '../lib/sorted.ts'
import { atOnce } from '../lib/turns.ts'
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

const FILES_A_STEP = 128

export function draftOf(tree: SourceTree, cache?: ReadCache): Draft {
  return atOnce(draftSteps(tree, cache))
}

/** In steps of some milliseconds. Files that were looked at before are not looked at again. */
export function* draftSteps(tree: SourceTree, cache?: ReadCache): Generator<undefined, Draft> {
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
  // By path, whatever order the tree was read in: equal trees give equal drafts.
  for (const [index, file] of sorted([...tree.values()], byPath).entries()) {
    if (index % FILES_A_STEP === 0) yield undefined
    const { add, template, problems: found } = shareOf(file, cache)
    add?.(files)
    if (template !== undefined) templates.set(file.path, template)
    if (found.length > 0) problems.push(...found)
  }
  return { ...files, tree, templates, problems }
}

/** How a tree differs from the one of a draft that is known and has no problems. */
export interface Edit {
  readonly tree: SourceTree
  /** Of files that differ, have come or are gone; all of them customers'. */
  readonly paths: readonly string[]
}

/** The same as `draftSteps`, for the price of what differs. Lists without a difference are the same lists. */
export function* editedDraftSteps(known: Draft, { tree, paths }: Edit, cache?: ReadCache): Generator<undefined, Draft> {
  const there = paths.flatMap((path) => tree.get(path) ?? [])
  const { customer, pipeline, problems } = yield* draftSteps(new Map(there.map((file) => [file.path, file])), cache)
  return {
    ...known,
    tree,
    customer: mended(known.customer, { gone: atPaths(known.customer, paths), come: customer }, byPath),
    pipeline: mended(known.pipeline, { gone: atPaths(known.pipeline, paths), come: pipeline }, byPath),
    problems,
  }
}

function atPaths<S extends Shape>(files: readonly Sourced<S>[], paths: readonly string[]): readonly Sourced<S>[] {
  return paths.flatMap((path) =>
    stretch(
      files,
      (each) => each.path < path,
      (each) => each.path === path,
    ),
  )
}

export function byPath(one: { readonly path: string }, other: { readonly path: string }): number {
  return byText(one.path, other.path)
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
