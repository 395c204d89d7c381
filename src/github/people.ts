/**
 * What may this person do here, and who is in this team?
 *
 * A team's and an organisation's grants are in GitHub's answer to the first
 * question already; the second needs a right to read members, for which a
 * token is made only once a policy names a team. Answers are kept for five
 * minutes, in which a pull request is judged again and again; who is about to
 * carry out what somebody asked for asks anew, since rights are taken away
 * between a comment and its execution.
 */
import type { People, Permission } from '../actions/ports.ts'
import type { Clock } from '../lib/clock.ts'
import type { Client } from './client.ts'
import { FORBIDDEN, isCode, NOT_FOUND, REFUSED } from './errors.ts'
import { PAGE, type Served } from './served.ts'

const KEPT_MS = 5 * 60_000
/** More people than ever speak at once. */
const MOST_KEPT = 1_000

/** `members`: asks with a token that may read the organisation's members. */
export function people(served: Served, members: Client, clock: Clock): People {
  const permissions = kept(clock, (login) => permissionOf(served, login))
  const teams = kept(clock, (team) => membersOf(members, { org: served.at.owner, team_slug: team }))
  return {
    permission: (login, when) => permissions(login.toLowerCase(), when),
    team: (team) => teams(team),
  }
}

async function permissionOf({ client, at }: Served, username: string): Promise<Permission> {
  try {
    const { data } = await client.rest.repos.getCollaboratorPermissionLevel({ ...at, username })
    // GitHub folds its finer roles into these four: maintain into write, triage into read.
    const { permission } = data
    return permission === 'admin' || permission === 'write' || permission === 'read' ? permission : 'none'
  } catch (error) {
    if (isCode(error, NOT_FOUND)) return 'none'
    throw error
  }
}

/** Refused is who may not read members, be it that no organisation owns the repository. */
async function membersOf(
  client: Client,
  team: { readonly org: string; readonly team_slug: string },
): Promise<readonly string[] | undefined> {
  try {
    const members = await client.paginate(client.rest.teams.listMembersInOrg, { ...team, ...PAGE })
    return members.map(({ login }) => login)
  } catch (error) {
    // 422 is the answer to a token that no installation without this right is given.
    if ([NOT_FOUND, FORBIDDEN, REFUSED].some((code) => isCode(error, code))) return undefined
    throw error
  }
}

/** Callers at the same time share one request; a failure is not kept. */
function kept<Answer>(
  clock: Clock,
  ask: (of: string) => Promise<Answer>,
): (of: string, when?: 'now') => Promise<Answer> {
  const known = new Map<string, { readonly answer: Promise<Answer>; readonly untilMs: number }>()
  return (of, when) => {
    const nowMs = clock.now().epochMilliseconds
    const found = known.get(of)
    if (when !== 'now' && found !== undefined && nowMs < found.untilMs) return found.answer
    const answer = ask(of)
    // Put in anew, so that the first is the oldest.
    known.delete(of)
    known.set(of, { answer, untilMs: nowMs + KEPT_MS })
    if (known.size > MOST_KEPT) known.delete(known.keys().next().value ?? of)
    answer.catch(() => {
      if (known.get(of)?.answer === answer) known.delete(of)
    })
    return answer
  }
}
