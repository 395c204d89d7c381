/**
 * What does a verb see where nothing is real?
 *
 * The ports of one world, kept in memory by hand: a test fills `said`, calls a
 * verb and looks at what was written. Git, AWS and the engine answer only what
 * the verbs about people's words ask of them.
 */
import type { Comment, Comments } from '../../src/actions/comment-port.ts'
import type { Conversation, Review } from '../../src/actions/conversation-port.ts'
import type { DeliveryAttempt } from '../../src/actions/delivery-port.ts'
import {
  CHECK_NAMES,
  type CheckReport,
  type Leftover,
  type MissedStack,
  type PlanRecord,
  type PublishedCheck,
  type PullRequest,
  type Task,
  type UnsoundHead,
} from '../../src/actions/ports.ts'
import type { World } from '../../src/actions/world.ts'
import type { SourceTree, StackId } from '../../src/fleet/model.ts'
import { digestOf } from '../../src/lib/digest.ts'
import { oneAtATime } from '../../src/lib/turnstile.ts'
import { assemblePlan } from '../../src/plan/assemble.ts'
import { isEnded } from '../../src/rollout/edits.ts'
import type { Rollout, RolloutStack } from '../../src/rollout/model.ts'
import { ref, transition } from './plan-views.ts'
import { type KeptLog, keptLog } from './quiet-log.ts'
import { world as fleetWorld } from './world.ts'

export const COMMIT = '1a2b3c4d5e6f708192a3b4c5d6e7f80912345678'
export const START = Temporal.Instant.from('2026-11-23T20:00:00Z')

interface Said {
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

export interface FakeWorld {
  readonly world: World
  readonly said: Said
  readonly log: KeptLog
  readonly rollouts: Map<string, { rollout: Rollout; stacks: readonly RolloutStack[] }>
  readonly plans: Map<number, PlanRecord>
  /** Pull requests whose plan stands for what was reviewed alone. */
  readonly closedPlans: Set<number>
  readonly leftovers: Leftover[]
  readonly unsound: Map<number, UnsoundHead>
  readonly publications: Map<string, string>
  /** Logins, by pull request. */
  readonly pushers: Map<number, ReadonlySet<string>>
  /** Likewise, by commit. */
  readonly pushedHeads: Map<string, ReadonlySet<string>>
  readonly tasks: { readonly key: string; readonly task: Task }[]
  readonly published: CheckReport[]
  /** Ids of the deliveries that were asked for again. */
  readonly askedAgain: number[]
  /** How far back deliveries were looked for, at each look. */
  readonly lookedSince: Temporal.Instant[]
  /** Heads of which the sweep asked for all checks. */
  readonly listedChecks: string[]
  /** Moves the clock, and GitHub's with it. */
  pass(minutes: number): void
  /** GitHub's clock goes so many minutes before ours from now on; behind it, if negative. */
  githubAhead(minutes: number): void
  /** The next calls of these ports of GitHub fail: thrown, in this order, by whichever is called. */
  readonly outages: { readonly comments: Error[]; readonly checks: Error[]; readonly deliveries: Error[] }
}

export function fakeWorld(given: { readonly files?: SourceTree } = {}): FakeWorld {
  const said: Said = {
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
  }
  const askedAgain: number[] = []
  const listedChecks: string[] = []
  const lookedSince: Temporal.Instant[] = []
  const rollouts: FakeWorld['rollouts'] = new Map()
  const plans = new Map<number, PlanRecord>()
  const closedPlans = new Set<number>()
  const withdrawn: PlanRecord[] = []
  const compared = new Map<PlanRecord, string>()
  const leftovers: Leftover[] = []
  const unsound = new Map<number, UnsoundHead>()
  const publications = new Map<string, string>()
  const pushers: FakeWorld['pushers'] = new Map()
  const pushedHeads: FakeWorld['pushedHeads'] = new Map()
  const tasks: { key: string; task: Task }[] = []
  const published: CheckReport[] = []
  const outages: FakeWorld['outages'] = { comments: [], checks: [], deliveries: [] }
  const log = keptLog()
  const files = given.files ?? fleetWorld().tree()
  let now = START
  let ahead = 0
  const githubNow = (): string => now.add({ minutes: ahead }).toString({ smallestUnit: 'second' })

  async function failing(due: Error[]): Promise<void> {
    const error = due.shift()
    if (error !== undefined) throw error
  }

  const standing = () =>
    [...plans.values()].flatMap((record) => {
      const { pull, base } = record
      if (pull === undefined || base === undefined || closedPlans.has(pull)) return []
      return [{ pull, compared: compared.get(record) ?? base }]
    })
  const forget = ({ pull, of }: Pick<Leftover, 'pull' | 'of'>): void => {
    const at = leftovers.findIndex((each) => each.pull === pull && each.of === of)
    if (at !== -1) leftovers.splice(at, 1)
  }

  const world: World = {
    git: {
      fetchDefault: async () => ({ sha: COMMIT, tree: COMMIT, parents: [] }),
      files: async () => files,
      mergeResult: async () => ({ kind: 'clean', tree: COMMIT, files }),
      // By whatever a test puts in the place of the two.
      async mergeIntoDefault(request) {
        const tip = await this.fetchDefault()
        return { tip, merge: await this.mergeResult({ ...request, base: tip.sha }) }
      },
      firstParents: async () => [],
    },
    github: {
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
      comments: commentsIn(said, { mayFail: () => failing(outages.comments), now: githubNow }),
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
    },
    aws: {
      reader: { live: away, template: away, failure: away, lastOperation: away, wasBegun: away },
      changeSets: { create: away, describe: away, list: away, refusal: away, discard: away },
      operations: { execute: away, deleteLeftover: away },
      alarms: { existing: away },
      doors: () => ({ enter: away, knock: away }),
      protection: { policy: away, switchTermination: away, setPolicy: away },
    },
    access: { compare: async (questions) => questions.map(() => []) },
    rows: {
      plans: {
        save: async (record) => {
          if (record.pull === undefined) return
          plans.set(record.pull, record)
          closedPlans.delete(record.pull)
        },
        latest: async (pull) => plans.get(pull),
        ofCommit: async () => undefined,
        byTree: async () => [],
        byDigest: async (digest, of) =>
          [...plans.values(), ...withdrawn.toReversed()].find(
            ({ plan, pull = 'none' }) => plan.digest === digest && (of === undefined || pull === of),
          ),
      },
      standing: {
        list: async () => standing(),
        naming: async (stacks) =>
          standing().flatMap(({ pull }) => {
            const named = namedBy(known(plans.get(pull), `plan of ${pull}`)).filter((id) => stacks.includes(id))
            return named.length === 0 ? [] : [{ pull, stacks: named }]
          }),
        compare: async ({ pulls, from, to }) => {
          for (const record of pulls.flatMap((pull) => plans.get(pull) ?? []))
            if ((compared.get(record) ?? record.base) === from) compared.set(record, to)
        },
        withdraw: async (pull) => {
          const record = plans.get(pull)
          if (record !== undefined) withdrawn.push(record)
          plans.delete(pull)
        },
        close: async (pull) => void closedPlans.add(pull),
      },
      unsound: {
        note: async (head) => void unsound.set(head.pull, head),
        forget: async (pull) => void unsound.delete(pull),
        list: async () => [...unsound.values()],
        compare: async ({ pull, head, compared }, to) => {
          const now = unsound.get(pull)
          if (now?.head === head && now.compared === compared) unsound.set(pull, { ...now, compared: to })
        },
      },
      leftovers: {
        note: async (leftover) => {
          forget(leftover)
          leftovers.push(leftover)
        },
        forget: async (leftover) => forget(leftover),
        of: async (pull) => leftovers.filter((each) => each.pull === pull),
        pulls: async () => [...new Set(leftovers.map(({ pull }) => pull))],
      },
      rollouts: {
        create: async (rollout, stacks) =>
          void (rollouts.has(rollout.id) || rollouts.set(rollout.id, { rollout, stacks })),
        get: async (id) => rollouts.get(id),
        list: async ({ open, pull, newest }) =>
          [...rollouts.values()]
            .map(({ rollout }) => rollout)
            .filter((each) => (!open || !isEnded(each)) && (pull === undefined || each.pull === pull))
            .slice(newest === undefined ? 0 : -newest),
        save: async (rollout, rows = []) => {
          const before = rollouts.get(rollout.id)
          if (before === undefined || isEnded(before.rollout)) return
          const now = new Map(rows.map((row) => [row.ref.id, row]))
          const stacks = before.stacks.map((row) => now.get(row.ref.id) ?? row)
          rollouts.set(rollout.id, { rollout, stacks })
        },
        saveStack: async (id, stack) => {
          const before = known(rollouts.get(id), id)
          const stacks = before.stacks.map((each) => (each.ref.id === stack.ref.id ? stack : each))
          rollouts.set(id, { ...before, stacks })
        },
      },
      missed: {
        list: async () => {
          const found = new Map<string, Pick<MissedStack, 'rollout' | 'state'>>()
          for (const { rollout, stacks } of rollouts.values()) {
            for (const { ref: each, state } of stacks) {
              if (state === 'done') found.delete(each.id)
              else found.set(each.id, { rollout, state })
            }
          }
          return [...found].map(([stack, missed]) => ({ stack, ...missed }))
        },
      },
      publications: {
        last: async (key) => publications.get(key),
        lastOf: async (keys) => new Map([...publications].filter(([key]) => keys.includes(key))),
        wrote: async (key, digest) => void publications.set(key, digest),
      },
      attempts: attemptsInMemory(),
      pushers: {
        note: async (pull, login) => void pushers.set(pull, new Set([...(pushers.get(pull) ?? []), login])),
        of: async (pull) => [...(pushers.get(pull) ?? [])],
        noteHead: async (head, login) => void pushedHeads.set(head, new Set([...(pushedHeads.get(head) ?? []), login])),
        ofHeads: async (heads) => [...new Set(heads.flatMap((head) => [...(pushedHeads.get(head) ?? [])]))].sort(),
      },
    },
    work: {
      tasks: { enqueue: async (key, task) => void tasks.push({ key, task }) },
      applies: { start: async () => undefined },
    },
    exclusively: oneAtATime(),
    clock: { now: () => now, sleep: async () => undefined },
    log,
    concurrency: 1,
  }
  const pass = (minutes: number): void => {
    now = now.add({ minutes })
  }
  const githubAhead = (minutes: number): void => {
    ahead = minutes
  }
  const kept = {
    rollouts,
    plans,
    closedPlans,
    leftovers,
    unsound,
    publications,
    pushers,
    pushedHeads,
    tasks,
    published,
    askedAgain,
    lookedSince,
    listedChecks,
  }
  return { world, said, log, ...kept, pass, githubAhead, outages }
}

/** All that is said of it, as GitHub would tell it now. */
export function conversation({ said }: Pick<FakeWorld, 'said'>, pull: PullRequest): Conversation {
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

/** As the rows number them: stable when asked again. */
function attemptsInMemory(): World['rows']['attempts'] {
  const numbers = new Map<string, Map<string, number>>()
  return {
    async number(transition, of) {
      const known = numbers.get(transition) ?? new Map<string, number>()
      numbers.set(transition, known)
      const number = known.get(of) ?? known.size + 1
      known.set(of, number)
      return number
    },
  }
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

/** Someone comments; answers the comment's id. */
export function comment({ said, world }: FakeWorld, pull: number, login: string, body: string): number {
  const id = [...said.comments.values()].flat().length + 1
  say(said.comments, pull, { id, login, body, changedAt: world.clock.now().toString() })
  return id
}

export function pullRequest(number: number, wish: Partial<PullRequest> = {}): PullRequest {
  return {
    number,
    title: `change ${number}`,
    author: 'engineer',
    headSha: String(number).padStart(40, 'a'),
    headRef: `change-${number}`,
    baseRef: 'main',
    state: 'open',
    merged: false,
    draft: false,
    fork: false,
    url: `https://github.com/example/fleet/pull/${number}`,
    ...wish,
  }
}

/** A plan that one person may approve, by whatever they say. */
export const ONE_APPROVAL = {
  digest: digestOf('plan'),
  needed: 1,
  destructive: false,
  groups: [],
  glass: { users: [], teams: [] },
  rules: [],
}

/** Of pull request 12, running, in one ring, unless said otherwise. */
export function rolloutRow(wish: Partial<Rollout> = {}): Rollout {
  const rules = { waves: [100], soakMinutes: 1, concurrency: 5, failureBudget: 0, unreachablePercent: 0 }
  return {
    id: 'r-1a2b3c4d5e6f',
    commit: COMMIT,
    parent: COMMIT,
    pull: 12,
    planDigest: digestOf('plan'),
    state: 'running',
    rings: [{ name: 'canary', ...rules }],
    createdAt: START.toString(),
    approvedBy: [],
    ...wish,
  }
}

export function stackRow(wish: Partial<RolloutStack> = {}): RolloutStack {
  return { ref: ref(), to: digestOf('to'), state: 'waiting', attempt: 0, ...wish }
}

/** Of one changed stack. */
export function planRecord(pull: PullRequest): PlanRecord {
  const plan = assemblePlan({ transitions: [transition(ref())], unplanned: [] })
  const evidence = { behind: [], changeSets: {} }
  const shown = { plan, evidence, publishedAt: START.toString() }
  return { pull: pull.number, head: pull.headSha, base: COMMIT, tree: COMMIT, ...shown }
}

function namedBy({ plan }: PlanRecord): readonly StackId[] {
  return [...plan.transitions, ...plan.unplanned].map(({ stack }) => stack.id).sort()
}

async function away(): Promise<never> {
  throw new Error('no test of people’s words asks AWS')
}

function known<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`the fake world has no ${what}`)
  return value
}
