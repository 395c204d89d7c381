/**
 * How does a bare repository of the simulated GitHub come to be?
 *
 * Set up as GitHub serves its own: any commit may be fetched by its id,
 * `refs/pull/*` cannot be pushed to, and two hooks speak to the person who
 * pushes. The hooks are told what they need by the environment of the push.
 */
import { appendFile, chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Git } from './run.ts'

export const DEFAULT_BRANCH = 'main'

/** Who stands in a commit, and when. */
export interface Signature {
  readonly name: string
  readonly email: string
  readonly at: Temporal.Instant
}

const NOBODY_WROTE = '0'.repeat(40)

/** GitHub's words for a push to a protected branch, by what protects it. */
const UPDATE_HOOK = `#!/bin/sh
[ "$1" = "$SIM_PROTECTED_REF" ] || exit 0
if [ "$SIM_PROTECTED_BY" = ruleset ]; then
  echo "error: GH013: Repository rule violations found for $1." >&2
  echo "Review all repository rules at $SIM_REPOSITORY_URL/rules?ref=$1" >&2
  echo >&2
  echo "- Changes must be made through a pull request." >&2
else
  echo "error: GH006: Protected branch update failed for $1." >&2
  echo "error: Changes must be made through a pull request." >&2
fi
exit 1
`

/** GitHub's words after a push of a new branch. */
const POST_RECEIVE_HOOK = `#!/bin/sh
while read -r old new ref; do
  case "$ref" in "$SIM_DEFAULT_REF") continue ;; refs/heads/*) ;; *) continue ;; esac
  [ "$old" = ${NOBODY_WROTE} ] || continue
  branch="\${ref#refs/heads/}"
  echo
  echo "Create a pull request for '$branch' on GitHub by visiting:"
  echo "     $SIM_REPOSITORY_URL/pull/new/$branch"
  echo
done
`

export async function writeHooks(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true })
  for (const [name, text] of [
    ['update', UPDATE_HOOK],
    ['post-receive', POST_RECEIVE_HOOK],
  ] as const) {
    const path = join(directory, name)
    await writeFile(path, text)
    await chmod(path, 0o755)
  }
}

export async function createBare(git: Git, directory: string, hooks: string): Promise<void> {
  await mkdir(directory, { recursive: true })
  await git.run(directory, ['init', '--quiet', '--bare', '--template=', `--initial-branch=${DEFAULT_BRANCH}`])
  await configure(directory, hooks)
}

export async function forkBare(git: Git, from: string, directory: string, hooks: string): Promise<void> {
  await createBare(git, directory, hooks)
  await git.run(directory, ['fetch', '--quiet', from, '+refs/heads/*:refs/heads/*'])
}

/** Appended as text: eight settings would be eight processes. */
async function configure(directory: string, hooks: string): Promise<void> {
  await appendFile(
    join(directory, 'config'),
    `[core]
\thooksPath = ${JSON.stringify(hooks)}
[http]
\treceivepack = true
[uploadpack]
\tallowAnySHA1InWant = true
\tallowFilter = true
[receive]
\thideRefs = refs/pull
\tautogc = false
\tfsckObjects = true
[gc]
\tauto = 0
`,
  )
}

/** The first commit, by one process however many files. */
export async function seed(
  git: Git,
  directory: string,
  commit: { readonly files: ReadonlyMap<string, string>; readonly message: string; readonly author: Signature },
): Promise<void> {
  const { files, message, author } = commit
  const parts = [
    `commit refs/heads/${DEFAULT_BRANCH}\n`,
    `committer ${author.name} <${author.email}> ${seconds(author.at)} +0000\n`,
    `data ${Buffer.byteLength(message)}\n${message}\n`,
  ]
  for (const [path, content] of files) {
    parts.push(`M 100644 inline ${quoted(path)}\ndata ${Buffer.byteLength(content)}\n${content}\n`)
  }
  await git.run(directory, ['fast-import', '--quiet', '--done'], { input: `${parts.join('')}done\n` })
}

/** As C writes it, which is what git reads: JSON's escapes are others. */
function quoted(path: string): string {
  const escaped = path.replace(/[\p{Cc}"\\]/gu, (each) =>
    [...Buffer.from(each)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join(''),
  )
  return `"${escaped}"`
}

export function signatureEnvironment(author: Signature, committer: Signature = author): Record<string, string> {
  return {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_AUTHOR_DATE: `@${seconds(author.at)} +0000`,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
    GIT_COMMITTER_DATE: `@${seconds(committer.at)} +0000`,
  }
}

function seconds(at: Temporal.Instant): number {
  return Math.floor(at.epochMilliseconds / 1000)
}
