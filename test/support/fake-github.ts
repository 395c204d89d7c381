/**
 * What does GitHub say and take where it is not real?
 *
 * What people said is kept in maps that a test fills; what the bot wrote and
 * asked can be read beside it.
 */
import type { Comment, Comments } from '../../src/actions/comment-port.ts'
import type { Conversation, Review } from '../../src/actions/conversation-port.ts'
import type { DeliveryAttempt } from '../../src/actions/delivery-port.ts'
import { CHECK_NAMES, type CheckReport, type PublishedCheck, type PullRequest } from '../../src/actions/ports.ts'
import type { World } from '../../src/actions/world.ts'
import { known } from './known.ts'

export interface Said {
  /** By number. */
  readonly pulls: Map<number, PullRequest>
  readonly reviews: Map<number, readonly Review[]>
  /** Undefined: GitHub does not tell. */
  readonly contributors: Map<number, readonly string[] | undefined>
  /** Ids; the head alone where absent. */
  readonly commits: Map<number, readonly string[]>
  /** Login → permission; none where absent. */
  readonly permissions: Map<string, 'admin' | 'write' | 'read'>
  readonly teams: Map<string, readonly string[]>
  readonly comments: Map<number, Comment[]>
  /** Comments that the bot has put its eyes below. */
  readonly heard: Set<number>
  /** By `sha name`. */
  readonly checks: Map<string, PublishedCheck>
  /** Newest first. */
  readonly deliveries: DeliveryAttempt[]
}

export interface KeptWords {
  readonly said: Said
  readonly published: CheckReport[]
  /** Ids of the deliveries that were asked for again. */
  readonly askedAgain: number[]
  /** How far back deliveries were looked for, at each look. */
  readonly lookedSince: Temporal.Instant[]
  /** Heads of which the sweep asked for all checks. */
  readonly listedChecks: string[]
  /** The next calls of these ports of GitHub fail: thrown, in this order, by whichever is called. */
  readonly outages: { readonly comments: Error[]; readonly checks: Error[]; readonly deliveries: Error[] }
}

export function nothingSaid(): KeptWords {
  return {
    said: {
      pulls: new Map(),
      reviews: new Map(),
      contributors: new Map(),
      commits: new Map(),
      permissions: new Map(),
      teams: new Map(),
      heard: new Set(),
      comments: new Map(),
      checks: new Map(),
      deliveries: [],
    },
    published: [],
    askedAgain: [],
    lookedSince: [],
    listedChecks: [],
    outages: { comments: [], checks: [], deliveries: [] },
  }
}

/** `now` is GitHub's own, to the second. */
export function githubIn(kept: KeptWords, now: () => string): World['github'] {
  const { said, published, askedAgain, lookedSince, listedChecks, outages } = kept
  return {
    defaultBranch: 'main',
    repositoryUrl: 'https://github.com/example/fleet',
    pulls: {
      get: async (number) => known(said.pulls.get(number), `pull request ${number}`),
      listOpen: async () => [...said.pulls.values()].filter((each) => each.state === 'open'),
      mergedAs: async (commit) => [...said.pulls.values()].filter((each) => each.mergeCommitSha === commit),
      conversation: async (number) => conversation({ said }, known(said.pulls.get(number), `pull request ${number}`)),
    },
    checks: {
      publish: async (report) => {
        await failing(outages.checks)
        published.push(report)
        return 1
      },
      find: async (sha, name) => said.checks.get(`${sha} ${name}`),
      allOf: async (sha) => {
        listedChecks.push(sha)
        const checks = Object.values(CHECK_NAMES).map((name) => [name, said.checks.get(`${sha} ${name}`)] as const)
        return new Map(checks.flatMap(([name, check]) => (check === undefined ? [] : [[name, check] as const])))
      },
    },
    comments: commentsIn(said, { mayFail: () => failing(outages.comments), now }),
    people: {
      learn: async () => undefined,
      permission: async (login) => said.permissions.get(login) ?? 'none',
      team: async (team) => said.teams.get(team),
    },
    deliveries: {
      since: async (instant) => {
        lookedSince.push(instant)
        const attempts = said.deliveries.filter(({ at }) => Temporal.Instant.compare(at, instant) >= 0)
        return { attempts, cut: false }
      },
      again: async (id) => {
        await failing(outages.deliveries)
        askedAgain.push(id)
      },
    },
  }
}

/** All that is said of it, as GitHub would tell it now. */
export function conversation({ said }: { readonly said: Said }, pull: PullRequest): Conversation {
  const { number } = pull
  const comments = said.comments.get(number) ?? []
  return {
    pull: { ...pull, comments: comments.length },
    comments,
    reviews: said.reviews.get(number) ?? [],
    contributors: said.contributors.has(number) ? said.contributors.get(number) : [],
    commits: said.commits.get(number) ?? [pull.headSha],
  }
}

/** Someone comments; answers the comment's id. */
export function comment(
  { said, world }: { readonly said: Said; readonly world: Pick<World, 'clock'> },
  pull: number,
  login: string,
  body: string,
): number {
  const id = [...said.comments.values()].flat().length + 1
  say(said.comments, pull, { id, login, body, changedAt: world.clock.now().toString() })
  return id
}

/** Ids count from 1 over all pull requests; the bot writes its own. */
function commentsIn(
  { comments: all, heard }: Pick<Said, 'comments' | 'heard'>,
  { mayFail, now }: { readonly mayFail: () => Promise<void>; readonly now: () => string },
): Comments {
  const nextId = (): number => [...all.values()].flat().length + 1
  const add = (pull: number, body: string): void =>
    say(all, pull, { id: nextId(), login: 'fleet[bot]', body, changedAt: now() })
  return {
    get: async (id) => [...all.values()].flat().find((each) => each.id === id),
    heard: async (id) => void heard.add(id),
    sticky: async (pull, { marker }, body) => {
      await mayFail()
      const own = all.get(pull)?.findIndex((each) => each.isBot && each.body.startsWith(marker)) ?? -1
      const before = all.get(pull)?.[own]
      const changedAt = before?.body === body ? before.changedAt : now()
      if (before === undefined) add(pull, body)
      else all.get(pull)?.splice(own, 1, { ...before, body, changedAt, isTampered: false })
      return { id: before?.id ?? nextId() - 1, changedAt, ...(before === undefined ? {} : { before }) }
    },
    once: async (pull, { marker }, body) => {
      await mayFail()
      if (!all.get(pull)?.some((each) => each.isBot && each.body.startsWith(marker))) add(pull, body)
    },
  }
}

function say(
  all: Map<number, Comment[]>,
  pull: number,
  words: Pick<Comment, 'id' | 'login' | 'body' | 'changedAt'>,
): void {
  const isBot = words.login.endsWith('[bot]')
  const isOurs = words.login === 'fleet[bot]'
  const url = `https://example/${words.id}`
  all.set(pull, [...(all.get(pull) ?? []), { ...words, isBot, isOurs, isTampered: false, edited: false, url }])
}

async function failing(due: Error[]): Promise<void> {
  const error = due.shift()
  if (error !== undefined) throw error
}
