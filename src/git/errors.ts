/**
 * What did git mean, and whose move is it?
 *
 * The one place that reads git's exit codes and words. What git prints can
 * quote a stranger's branch or path, so it goes into the cause, made visible
 * and capped, and never into a message of ours.
 */
import { FleetwrightError } from '../lib/errors.ts'
import { spelledOut } from '../lib/markdown.ts'
import type { GitExit } from './run.ts'

/** Longest piece of git's own words that we keep. */
const KEPT_WORDS = 500

export function failed(doing: string, exit: Pick<GitExit, 'stderr' | 'timedOut' | 'ended'>): FleetwrightError {
  const cause = new Error(`git ${exit.ended}: ${words(exit.stderr)}`)
  const message = `${doing} failed`
  const known = KNOWN.find(({ says }) => says.test(exit.stderr))
  if (known) return new FleetwrightError(message, { ...known.facts, cause })
  if (exit.timedOut) {
    return new FleetwrightError(`${doing} took too long and was ended`, { ...UNREACHABLE, code: 'git-timeout', cause })
  }
  return new FleetwrightError(message, {
    code: 'git-failed',
    nextMove: 'operator',
    retryable: true,
    hint: "read git's own words in the log, and check disk space and permissions of the mirror",
    cause,
  })
}

const UNREACHABLE = {
  code: 'git-unreachable',
  nextMove: 'operator',
  retryable: true,
  hint: 'check that this machine reaches the Git server; it is tried again by itself',
} as const

const KNOWN = [
  {
    says: /couldn't find remote ref|Couldn't find remote ref/,
    facts: {
      code: 'repository-empty',
      nextMove: 'author',
      retryable: true,
      hint: 'push a first commit with a fleet.yml to the default branch',
    },
  },
  {
    says: /not our ref|did not send all necessary objects|Not a valid object name|not a tree object|bad object|bad revision|Invalid revision range/,
    facts: {
      code: 'commit-gone',
      nextMove: 'nobody',
      retryable: false,
      hint: 'the commit was replaced by a newer push, which is handled by itself',
    },
  },
  {
    says: /unrelated histories/,
    facts: {
      code: 'unrelated-histories',
      nextMove: 'author',
      retryable: false,
      hint: 'start the branch from the default branch: the two share no commit',
    },
  },
  {
    says: /Authentication failed|HTTP 40[13]|error: 40[13]|could not read Username/,
    facts: {
      code: 'git-refused',
      nextMove: 'operator',
      retryable: true,
      hint: 'check that the App is installed on the repository with read access to its contents',
    },
  },
  {
    says: /fsck error|error: object [0-9a-f]{40}|error in object/,
    facts: {
      code: 'objects-malformed',
      nextMove: 'author',
      retryable: false,
      hint: 'the branch holds objects that git itself calls broken: make the commits again with an ordinary git',
    },
  },
  {
    says: /Could not resolve host|Failed to connect|Connection (refused|reset|timed out)|RPC failed|HTTP 5\d\d|error: 5\d\d|early EOF|unable to access/,
    facts: UNREACHABLE,
  },
] as const

/** A stranger's path in a sentence of ours. */
export function shown(path: string): string {
  return spelledOut(path).slice(0, 200)
}

/** The head brings more than we take in from a pull request. */
export function tooLarge(what: string, limit: string): FleetwrightError {
  return new FleetwrightError(`${what} is larger than ${limit}`, {
    code: 'too-large',
    nextMove: 'author',
    retryable: false,
    hint: 'remove the large files from the branch: a fleet is described by small YAML files',
  })
}

/** Something in the fleet's folders is not a file that could be read as text. */
export function notPlain(path: string, what: string): FleetwrightError {
  return new FleetwrightError(`${shown(path)} is ${what}, which is never read`, {
    code: 'not-a-plain-file',
    nextMove: 'author',
    retryable: false,
    hint: "keep plain files under UTF-8 paths only in the fleet's folders: no symbolic links, no submodules",
  })
}

export function notACommit(sha: string): FleetwrightError {
  return new FleetwrightError(`${spelledOut(sha).slice(0, 64)} is not a full commit id`, {
    code: 'not-a-commit',
    nextMove: 'operator',
    retryable: false,
    hint: 'report this as a defect of Fleetwright',
  })
}

export function tooOld(version: string): FleetwrightError {
  return new FleetwrightError(`git ${version} is too old`, {
    code: 'git-too-old',
    nextMove: 'operator',
    retryable: false,
    hint: 'install git 2.38 or newer: merges in the object store need it',
  })
}

export function notFound(cause: unknown): FleetwrightError {
  return new FleetwrightError('git could not be started', {
    code: 'git-missing',
    nextMove: 'operator',
    retryable: false,
    hint: 'install git 2.38 or newer and see that it is on the PATH',
    cause,
  })
}

function words(stderr: string): string {
  return spelledOut(stderr.trim().replaceAll('\n', ' · ')).slice(0, KEPT_WORDS)
}
