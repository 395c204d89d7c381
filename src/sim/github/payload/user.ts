/**
 * How does GitHub show an account?
 */
import type { Hub } from '../hub.ts'
import { type Repository, type User, userNamed } from '../state.ts'
import { nodeId } from './links.ts'

export function userBody(hub: Hub, user: User) {
  const { login } = user
  const api = `${hub.apiUrl}/users/${encodeURIComponent(login)}`
  return {
    login,
    id: user.id,
    node_id: nodeId('User', user.id),
    avatar_url: `${hub.url}/avatars/${encodeURIComponent(login)}`,
    gravatar_id: '',
    url: api,
    html_url: `${hub.url}/${login.replace(/\[bot\]$/, '')}`,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type: user.type,
    site_admin: false,
  }
}

/** The account of the repository's owner, made when the repository was. */
export function ownerOf(hub: Hub, repository: Repository): User {
  const owner = userNamed(hub.state, repository.owner)
  if (owner === undefined) throw new Error(`nobody owns ${repository.owner}/${repository.name}`)
  return owner
}

/** Of a login that is in our records. */
export function userBodyOf(hub: Hub, login: string) {
  const user = login === hub.bot.login ? hub.bot : userNamed(hub.state, login)
  if (user === undefined) throw new Error(`nobody is called ${login}`)
  return userBody(hub, user)
}

/** Whose commit this is, by its address. */
export function userOfEmail(hub: Hub, email: string): User | undefined {
  if (email === hub.bot.email) return hub.bot
  for (const user of hub.state.users.values()) if (user.email === email) return user
  return undefined
}

/** `author_association` of GitHub. */
export function associationOf(repository: Repository, login: string): 'OWNER' | 'COLLABORATOR' | 'NONE' {
  if (repository.owner === login) return 'OWNER'
  return repository.collaborators.has(login) ? 'COLLABORATOR' : 'NONE'
}
