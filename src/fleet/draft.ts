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
import type { FileKind } from './layout.ts'
import type { Problem, SourceTree } from './model.ts'
import { type Parsed, startOf } from './places.ts'
import type { Shapes } from './raw.ts'
import { type ReadCache, type ReadFile, readOnce } from './read-file.ts'
import type { Shape } from './schema.ts'

/** One file that fits its schema. */
export interface Sourced<S extends Shape> extends ReadFile {
  readonly kind: Extract<FileKind, { readonly kind: S }>
  readonly raw: Shapes[S]
}

type Files = { readonly [S in Shape]: readonly Sourced<S>[] }

export interface Draft extends Files {
  readonly tree: SourceTree
  /** Template path → template, where it could be read. */
  readonly templates: ReadonlyMap<string, Parsed>
  readonly problems: readonly Problem[]
}

const FILES_A_STEP = 128

export function draftOf(tree: SourceTree, cache?: ReadCache): Draft {
  return atOnce(draftSteps(tree, cache))
}

/** In steps of some milliseconds. Files that were looked at before are not looked at again. */
export function* draftSteps(tree: SourceTree, cache?: ReadCache): Generator<undefined, Draft> {
  const files: Open['files'] = {
    fleet: [],
    customer: [],
    pipeline: [],
    blueprint: [],
    release: [],
    releaseSet: [],
    channels: [],
  }
  const open: Open = { files, templates: new Map(), problems: [] }
  // By path, whatever order the tree was read in: equal trees give equal drafts.
  for (const [index, file] of sorted([...tree.values()], byPath).entries()) {
    if (index % FILES_A_STEP === 0) yield undefined
    add(open, readOnce(file, cache))
  }
  return { ...files, tree, templates: open.templates, problems: open.problems }
}

/** A draft that files are added to. */
interface Open {
  readonly files: { readonly [S in Shape]: Sourced<S>[] }
  readonly templates: Map<string, Parsed>
  readonly problems: Problem[]
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

/** Adds what a file says to what the others do. */
function add(to: Open, read: ReadFile): void {
  const { path, kind, parsed, misfits } = read
  if (parsed.problems.length > 0) to.problems.push(...parsed.problems)
  if (kind.kind === 'other') return
  if (kind.kind === 'stray') to.problems.push(strayProblem(path, kind.expected))
  else if (kind.kind !== 'template') {
    if (misfits !== undefined) to.problems.push(...misfits)
    else addTo(to.files, kind.kind, read)
  } else if (isObject(parsed.value)) to.templates.set(path, parsed)
  else if (parsed.value !== undefined) to.problems.push(noTemplate(path))
}

/** The schema let it through as what its path says it is. */
function addTo<S extends Shape>(files: Open['files'], shape: S, read: ReadFile): void {
  files[shape].push(read as Sourced<S>)
}

function noTemplate(path: string): Problem {
  return {
    code: 'not-a-template',
    message: 'this is no CloudFormation template',
    expected: 'a map with `Resources`',
    at: startOf(path),
  }
}

function strayProblem(path: string, expected: string): Problem {
  return { code: 'stray-file', message: 'nothing reads a file of this name here', expected, at: startOf(path) }
}
