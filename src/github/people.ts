/**
 * What may these people do here, and who is in this team?
 *
 * A team's and an organisation's grants are in GitHub's answer to the first
 * question already; the second needs a right to read members, for which a
 * token is made only once a policy names a team. Answers are kept for five
 * minutes, in which a pull request is judged again and again; who is about to
 * carry out what somebody asked for asks anew, since rights are taken away
 * between a comment and its execution. Of several people a query tells at
 * once; whoever is not listed with a right to write is asked for alone,
 * by the address that GitHub documents for it.
 */
import type { People, Permission } from '../actions/ports.ts'
import type { Clock } from '../lib/clock.ts'
import type { Client } from './client.ts'
import { FORBIDDEN, isCode, NOT_FOUND, REFUSED } from './errors.ts'
import { PAGE, type Served } from './served.ts'

const KEPT_MS = 5 * 60_000
/** More people than ever speak at once. */
const MOST_KEPT = 1_000

/** More people than ever speak at once; who is left over is asked for alone. */
const MOST_AT_ONCE = 20

/** `members`: asks with a token that may read the organisation's members. */
export function people(served: Served, members: Client, clock: Clock): People {
  const permissions = kept(clock, (login) => permissionOf(served, login))
  const teams = kept(clock, (team) => membersOf(members, { org: served.at.owner, team_slug: team }))
  let mayAskAtOnce = true

  async function learn(logins: readonly string[], now?: string): Promise<void> {
    const wanted = now?.toLowerCase()
    const all = new Set([...(wanted === undefined ? [] : [wanted]), ...logins.map((login) => login.toLowerCase())])
    const unknown = [...all].filter((login) => login === wanted || !permissions.isKnown(login)).slice(0, MOST_AT_ONCE)
    if (wanted !== undefined) permissions.forget(wanted)
    if (unknown.length < 2 || !mayAskAtOnce) return
    const told = await permissionsOf(served, unknown)
    mayAskAtOnce = told !== undefined
    for (const [login, permission] of told ?? []) permissions.put(login, permission)
  }

  return {
    learn,
    permission: (login) => permissions.ask(login.toLowerCase()),
    team: (team) => teams.ask(team),
  }
}

interface Collaborators {
  readonly edges: readonly ({ readonly permission: string; readonly node: { readonly login: string } } | null)[] | null
}

/** Of those who may write; undefined where GitHub does not let us ask. */
async function permissionsOf(
  { client, at }: Served,
  logins: readonly string[],
): Promise<readonly (readonly [login: string, Permission])[] | undefined> {
  const variables = logins.map((_, index) => `$login${index}: String!`).join(', ')
  const parts = logins.map(
    (_, index) => `of${index}: collaborators(first: 1, login: $login${index}) { edges { permission node { login } } }`,
  )
  const query = `query rights($owner: String!, $repo: String!, ${variables}) {
    repository(owner: $owner, name: $repo) { ${parts.join(' ')} }
  }`
  const named = Object.fromEntries(logins.map((login, index) => [`login${index}`, login]))
  try {
    const { repository } = await client.graphql<{
      readonly repository: { readonly [of: string]: Collaborators | null }
    }>(query, { ...at, ...named })
    return logins.flatMap((login, index) =>
      (repository[`of${index}`]?.edges ?? []).flatMap((edge) => {
        const permission = edge?.node.login.toLowerCase() === login ? WRITERS[edge.permission] : undefined
        return permission === undefined ? [] : [[login, permission] as const]
      }),
    )
  } catch (error) {
    if (isCode(error, FORBIDDEN) || isCode(error, REFUSED)) return undefined
    throw error
  }
}

const WRITERS: { readonly [permission: string]: Permission } = { ADMIN: 'admin', MAINTAIN: 'write', WRITE: 'write' }

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

interface Kept<Answer> {
  /** Callers at the same time share one request; a failure is not kept. */
  ask(of: string): Promise<Answer>
  isKnown(of: string): boolean
  put(of: string, answer: Answer): void
  forget(of: string): void
}

function kept<Answer>(clock: Clock, ask: (of: string) => Promise<Answer>): Kept<Answer> {
  const known = new Map<string, { readonly answer: Promise<Answer>; readonly untilMs: number }>()
  const now = (): number => clock.now().epochMilliseconds

  function found(of: string): Promise<Answer> | undefined {
    const each = known.get(of)
    return each !== undefined && now() < each.untilMs ? each.answer : undefined
  }

  function keep(of: string, answer: Promise<Answer>): Promise<Answer> {
    // Put in anew, so that the first is the oldest.
    known.delete(of)
    known.set(of, { answer, untilMs: now() + KEPT_MS })
    if (known.size > MOST_KEPT) known.delete(known.keys().next().value ?? of)
    answer.catch(() => {
      if (known.get(of)?.answer === answer) known.delete(of)
    })
    return answer
  }

  return {
    ask: (of) => found(of) ?? keep(of, ask(of)),
    isKnown: (of) => found(of) !== undefined,
    put: (of, answer) => void keep(of, Promise.resolve(answer)),
    forget: (of) => void known.delete(of),
  }
}
