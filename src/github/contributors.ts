/**
 * Who wrote this pull request?
 *
 * Whoever did may not approve it: its author, and of each commit the author,
 * the committer and those whom its message credits.
 */
export interface Authorship {
  readonly oid: string
  readonly message: string
  readonly author: Person | null
  readonly committer: Person | null
}

interface Person {
  readonly email: string | null
  /** Null of an App, and of whom GitHub does not know by the address. */
  readonly user: { readonly login: string } | null
}

/** Signs what is merged or edited on the web: no person, and no author. */
const WEB_FLOW = 'web-flow'
const CO_AUTHOR = /^co-authored-by:.*<([^<>\s]+)>\s*$/gim
const NOREPLY = /^(?:\d+\+)?([^@+]+)@users\.noreply\./

/** Logins, sorted. */
export function contributorsOf(author: string, commits: readonly Authorship[]): readonly string[] {
  return [...new Set([author, ...commits.flatMap(peopleOf), ...coAuthorsOf(commits)])].sort()
}

function peopleOf({ author, committer }: Authorship): string[] {
  return [author, committer].flatMap((person) => {
    const login = person?.user?.login
    return login === undefined || login === WEB_FLOW ? [] : [login]
  })
}

/** By GitHub's own address, or by the address under which the same pull request knows them. */
function coAuthorsOf(commits: readonly Authorship[]): string[] {
  const known = new Map<string, string>()
  for (const { author } of commits) {
    if (author?.user && author.email) known.set(author.email.toLowerCase(), author.user.login)
  }
  return commits.flatMap(({ message }) =>
    [...message.matchAll(CO_AUTHOR)].flatMap(([, email = '']) => {
      const login = NOREPLY.exec(email)?.[1] ?? known.get(email.toLowerCase())
      return login === undefined ? [] : [login]
    }),
  )
}
