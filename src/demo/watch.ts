/**
 * What do people see on GitHub and in AWS just now?
 *
 * Read over the same doors that people use: REST with a person's token, and
 * for AWS the simulator's own view of its accounts.
 */
import type { AwsSim, StackView } from '../sim/aws/server.ts'
import type { Person } from './person.ts'
import { NAME, OWNER, type Stage } from './stage.ts'
import { caught, until } from './until.ts'

export const REPOSITORY = `/repos/${OWNER}/${NAME}`

export interface CheckSeen {
  readonly id: number
  readonly name: string
  readonly status: string
  readonly conclusion: string | null
  readonly external_id: string | null
  readonly output: {
    readonly title: string | null
    readonly summary: string | null
    readonly annotations_count: number
  }
}

export interface AnnotationSeen {
  readonly path: string
  readonly start_line: number
  readonly start_column: number | null
  readonly message: string
}

export interface CommentSeen {
  readonly id: number
  readonly body: string
  readonly html_url: string
  readonly user: { readonly login: string }
}

export interface PullSeen {
  readonly number: number
  readonly html_url: string
  readonly head: { readonly sha: string }
}

/** Of a comment that was waited for in vain: its marker and first lines. */
const SEEN_CHARACTERS = 600

export const VALIDATE = 'fleet / validate'
export const PLAN = 'fleet / plan'

/** The check of this name once it is finished, and `fits` holds. */
export function finishedCheck(
  person: Person,
  of: { readonly sha: string; readonly name: string },
  fits: (check: CheckSeen) => boolean = () => true,
): Promise<CheckSeen> {
  const query = `check_name=${encodeURIComponent(of.name)}`
  let seen: CheckSeen | undefined
  const what = (): string => {
    const last = seen === undefined ? 'none' : `${seen.conclusion ?? seen.status}, ${seen.output.title}`
    return `the check ${of.name} of ${of.sha.slice(0, 8)} is finished as expected (seen last: ${last})`
  }
  return until(what, async () => {
    const { check_runs: runs } = await person.api<{ check_runs: CheckSeen[] }>(
      'GET',
      `${REPOSITORY}/commits/${of.sha}/check-runs?${query}`,
    )
    seen = runs[0]
    return seen?.status === 'completed' && fits(seen) ? seen : undefined
  })
}

export function annotationsOf(person: Person, check: CheckSeen): Promise<readonly AnnotationSeen[]> {
  return person.api('GET', `${REPOSITORY}/check-runs/${check.id}/annotations`)
}

export function commentsOn(person: Person, pull: number): Promise<readonly CommentSeen[]> {
  return person.api('GET', `${REPOSITORY}/issues/${pull}/comments?per_page=100`)
}

/** The bot's comments that carry this marker. */
export async function markedComments(person: Person, pull: number, marker: string): Promise<readonly CommentSeen[]> {
  return (await commentsOn(person, pull)).filter((comment) => comment.body.startsWith(`<!-- fleetwright:${marker}`))
}

/** Waits for a comment with the marker whose text fits. */
export function commentThat(
  person: Person,
  of: { readonly pull: number; readonly marker: string; readonly what: string },
  fits: (body: string) => boolean,
): Promise<CommentSeen> {
  let seen: readonly CommentSeen[] = []
  const what = (): string => {
    const last = seen.map(({ body }) => body.slice(0, SEEN_CHARACTERS)).join('\n---\n')
    return `${of.what} (comment on #${of.pull}; seen last: ${last || 'none'})`
  }
  return until(what, async () => {
    seen = await markedComments(person, of.pull, of.marker)
    return seen.find((comment) => fits(comment.body))
  })
}

/** The bot's last word on the rollout of this pull request. */
export function rolloutDone(person: Person, pull: number): Promise<CommentSeen> {
  return commentThat(
    person,
    { pull, marker: 'rollout-notice ', what: 'the rollout says it is done' },
    (body) => body.split('\n', 1)[0]?.endsWith(' done -->') ?? false,
  )
}

export async function openPull(
  person: Person,
  of: { readonly head: string; readonly title: string; readonly body: string },
): Promise<PullSeen> {
  return person.api('POST', `${REPOSITORY}/pulls`, { ...of, base: 'main' })
}

/** Approves what the plan check of the head shows, as a reviewer does once it is there. */
export async function approve(person: Person, pull: number): Promise<void> {
  await person.read()
  await person.api('POST', `${REPOSITORY}/pulls/${pull}/reviews`, { event: 'APPROVE', body: 'Read on my phone. Go.' })
}

/** Presses the merge button when GitHub lets it be pressed; answers the merge commit. */
export async function merge(person: Person, pull: PullSeen, sha: string): Promise<string> {
  const { sha: merged } = await person.api<{ sha: string }>('PUT', `${REPOSITORY}/pulls/${pull.number}/merge`, {
    sha,
    merge_method: 'merge',
  })
  return merged
}

/** What somebody says to what is shown by now. */
export async function comment(person: Person, pull: number, body: string): Promise<CommentSeen> {
  await person.read()
  return person.api('POST', `${REPOSITORY}/issues/${pull}/comments`, { body })
}

/** All live stacks of the accounts, by stack name. */
export function liveStacks(stage: Pick<Stage, 'aws' | 'places'>): ReadonlyMap<string, StackView> {
  const found = stage.places().flatMap(({ accountId, region }) => stage.aws.stacks(accountId, region))
  return new Map(found.map((stack) => [stack.stackName, stack]))
}

export function operationsOn(aws: AwsSim, stackName: string): readonly AwsSim['journal']['operations'][number][] {
  return aws.journal.operations.filter((operation) => operation.stackId.includes(`:stack/${stackName}/`))
}

/** Waits until CloudFormation works on some of these stacks, and says on which: no longer than a blink on our clock. */
export function atWork(aws: AwsSim, stackNames: readonly string[]): Promise<readonly string[]> {
  return caught('a stack of this rollout is at work', () => {
    const busy = stackNames.filter((name) => operationsOn(aws, name).some((each) => each.endedAt === undefined))
    return busy.length > 0 && busy
  })
}

/** Answers how often a stack was updated since now. */
export function updatesSince(aws: AwsSim, stackNames: readonly string[]): (stackName: string) => number {
  const updates = (name: string): number => operationsOn(aws, name).filter((each) => each.kind === 'update').length
  const before = new Map(stackNames.map((name) => [name, updates(name)]))
  return (name) => updates(name) - (before.get(name) ?? 0)
}
