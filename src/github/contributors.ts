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
  /** The author, and whom its message credits, as far as GitHub knows them. */
  readonly authors: { readonly nodes: readonly (Person | null)[] | null }
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

function peopleOf({ author, committer, authors }: Authorship): string[] {
  return [author, committer, ...(authors.nodes ?? [])].flatMap((person) => {
    const login = person?.user?.login
    return login === undefined || login === WEB_FLOW ? [] : [login]
  })
}

/** GitHub knows a co-author by any address of theirs; who hides it is told by GitHub's own, or by the one in another commit. */
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
