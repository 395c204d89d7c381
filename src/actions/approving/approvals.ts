/**
 * Who has agreed to this plan, and may they?
 *
 * Rebuilt from GitHub alone, so that a lost database forgets no approval: the
 * reviews, the commands, and the check runs that carry the plan's digest at
 * each reviewed commit. An approval binds to the digest, so it survives a push
 * that changes nothing and falls with one that does.
 */
import type { Approvers } from '../../fleet/policy.ts'
import type { Digest } from '../../lib/digest.ts'
import type { Required } from '../../plan/required.ts'
import { isGlassBroken, isMet } from '../../report/approval-text.ts'
import type { PolicyRuleView } from '../../report/model.ts'
import { parseCommand } from '../commands/command.ts'
import type { Conversation } from '../conversation-port.ts'
import { type Answered, type Carried, carriedFor } from '../showing/carried.ts'
import type { World } from '../world.ts'
import { type Bound, bind, boundIn } from './bound.ts'
import { asOnePerson, isWord, type Voices, voicesOf } from './voices.ts'

export interface Approvals {
  readonly needed: number
  /** The plan destroys something: a review alone is no approval of it. */
  readonly destructive: boolean
  /** Logins, sorted. */
  readonly given: readonly string[]
  /** Groups of which nobody is among them, though the policy asks for someone. */
  readonly lacking: readonly string[]
  /** Those with write access who asked for changes and have not taken it back. */
  readonly against: readonly string[]
  /** Spoke, and do not count: with the reason, for people to read. */
  readonly discounted: readonly { readonly login: string; readonly reason: string }[]
  /** Those of its group who want to let it pass by the policy, and why. */
  readonly glass: readonly { readonly login: string; readonly reason: string }[]
  /** Want it too, and are none of its group: their approval counts, and passes nothing. */
  readonly glassDenied: readonly string[]
  /** The policy rules that it meets. */
  readonly rules: readonly PolicyRuleView[]
  /** Teams of groups that are asked for, of which GitHub shows us nobody. */
  readonly unseen: readonly string[]
  /** What the next text of the plan comment has to remember. */
  readonly carried: Carried
}

/** An error of the log, because somebody has to look at it afterwards. */
export const GLASS_BROKEN = 'plan approved past the policy'

export function isApproved(approvals: Approvals): boolean {
  return isMet(approvals) || isGlassBroken(approvals)
}

/** For what is kept of them: who broke the glass is kept with why. */
export function approversIn(approvals: Approvals): readonly string[] {
  if (!isGlassBroken(approvals)) return approvals.given
  return approvals.glass.map(({ login, reason }) => `${login}, past the policy: ${reason}`)
}

/** By the base's policies (plan/required.ts): a pull request cannot lower its own bar. */
export interface Judged extends Required {
  readonly digest: Digest
  /**
   * Where this very plan is being shown, whatever its check says while it is written, and since when (ISO 8601, as
   * GitHub confirmed it): undefined where nobody could read it yet.
   */
  readonly shown?: { readonly head: string; readonly since: string | undefined }
  /** The command that is being carried out, and answered by what is said next: a comment's id. */
  readonly answers?: number | undefined
}

export async function approvalsOf(
  world: Pick<World, 'github' | 'rows'>,
  said: Conversation,
  plan: Judged,
): Promise<Approvals> {
  const before = await carriedFor(world, said)
  const { pushers } = before
  const bound = await boundIn(world, said.comments, before.answered)
  const voices = await voicesOf(world, { ...said, until: before.withdrawnUntil, bound }, plan)
  await bind(world, voices.named, plan.digest)
  const known = said.contributors
  const contributors = new Set([...(known ?? []), ...pushers].map(asOnePerson))
  const given: string[] = []
  const against: string[] = []
  const discounted: { login: string; reason: string }[] = []
  const isOwn = (login: string): boolean => known === undefined || contributors.has(asOnePerson(login))
  await world.github.people.learn([...voices.approving.filter((login) => !isOwn(login)), ...voices.against])
  for (const login of voices.approving) {
    const reason = isOwn(login) ? whyOwn(known) : await withoutRight(world, login)
    if (reason === undefined) given.push(login)
    else discounted.push({ login, reason })
  }
  for (const login of voices.against) {
    // A stranger may say what they want on a public repository: it must not stop anybody's work.
    const reason = await withoutRight(world, login)
    if (reason === undefined) against.push(login)
    else discounted.push({ login, reason })
  }
  for (const [login, reason] of voices.stale) discounted.push({ login, reason })
  // Nobody has approved what nobody could read yet: who is of which team does not matter until somebody does.
  const isNew = plan.shown !== undefined && plan.shown.since === undefined && given.length === 0
  const groups = voices.glass.size === 0 ? plan.groups : [...plan.groups, plan.glass]
  const people = await peopleOf(world, isNew ? [] : groups)
  return {
    needed: plan.needed,
    destructive: plan.destructive,
    given: given.sort(),
    lacking: lackingIn(plan, people, given),
    against: against.sort(),
    discounted,
    ...glassIn(people.of(plan.glass), { given, voices }),
    rules: plan.rules.map(({ rule: { when: _when, ...said }, ...about }) => ({ ...said, ...about })),
    unseen: people.unseen,
    carried: { ...before, answered: answeredIn(said, before.answered, { ...plan, ...voices, bound }) },
  }
}

interface GroupPeople {
  /** As one person each. */
  of(group: Approvers): ReadonlySet<string>
  readonly unseen: readonly string[]
}

/** Of each team GitHub is asked once, however many groups it is in. */
async function peopleOf({ github }: Pick<World, 'github'>, groups: readonly Approvers[]): Promise<GroupPeople> {
  const teams = new Map<string, readonly string[] | undefined>()
  for (const team of new Set(groups.flatMap((group) => group.teams))) {
    teams.set(team, await github.people.team(team))
  }
  return {
    of: ({ users, teams: own }) =>
      new Set([...users, ...own.flatMap((team) => teams.get(team) ?? [])].map(asOnePerson)),
    unseen: [...teams].flatMap(([team, members]) => (members === undefined ? [team] : [])).sort(),
  }
}

function lackingIn({ groups }: Required, people: GroupPeople, given: readonly string[]): readonly string[] {
  return groups
    .filter((group) => {
      const own = people.of(group)
      return !given.some((login) => own.has(asOnePerson(login)))
    })
    .map(({ name }) => name)
}

/** Only who may approve at all: neither the author nor anyone without write access breaks the glass. */
function glassIn(
  group: ReadonlySet<string>,
  { given, voices }: { readonly given: readonly string[]; readonly voices: Voices },
): Pick<Approvals, 'glass' | 'glassDenied'> {
  const wanting = given.flatMap((login) => voices.glass.get(asOnePerson(login)) ?? [])
  const isOfGroup = ({ login }: { readonly login: string }): boolean => group.has(asOnePerson(login))
  const denied = wanting.filter((each) => !isOfGroup(each))
  return { glass: wanting.filter(isOfGroup), glassDenied: denied.map(({ login }) => login) }
}

/** Of commands that are still there, so that the comment grows with nobody's. */
function answeredIn(
  { comments }: Conversation,
  before: readonly Answered[],
  {
    answers,
    digest,
    bound,
    named,
  }: Pick<Judged, 'answers' | 'digest'> & Pick<Voices, 'named'> & { readonly bound: Bound },
): readonly Answered[] {
  const there = new Set(comments.map(({ id }) => id))
  const ids = new Set([...before.map(({ id }) => id), ...(answers === undefined ? [] : [answers])])
  const now = new Map([...bound, ...named.map((id) => [id, digest] as const)])
  return [...ids].filter((id) => there.has(id)).map((id) => ({ id, digest: now.get(id) }))
}

/** Among more commits than GitHub lists there may be anyone's: nobody is known not to have written part of it. */
function whyOwn(known: readonly string[] | undefined): string {
  return known === undefined
    ? 'may have written part of it: it has too many commits to look at each, so the author has to squash them'
    : 'wrote or pushed part of this change'
}

async function withoutRight(world: Pick<World, 'github'>, login: string): Promise<string | undefined> {
  return (await hasWriteAccess(world, login)) ? undefined : 'has no write access'
}

/** As it was at most five minutes ago. */
export async function hasWriteAccess(world: Pick<World, 'github'>, login: string): Promise<boolean> {
  const permission = await world.github.people.permission(login)
  return permission === 'admin' || permission === 'write'
}

/** Whose rights a judgement of this plan may hang on: people who reviewed, or approve it by command. */
export function speakersIn({ reviews, comments }: Conversation, digest: Digest): readonly string[] {
  const commanders = comments.filter(({ isBot, edited, body }) => {
    const command = isBot || edited ? undefined : parseCommand(body)
    return command?.verb === 'approve' && command.digest !== undefined && digest.startsWith(command.digest)
  })
  return [...reviews.filter(isWord), ...commanders].map(({ login }) => login)
}
