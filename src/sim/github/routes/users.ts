/**
 * Who is somebody, and who am I?
 */
import { ApiError, notForIntegration, notFound } from '../http/errors.ts'
import { type Call, ok, paged, param, type Reply, type Route, route } from '../http/route.ts'
import { userBody } from '../payload/user.ts'
import { type User, userNamed } from '../state.ts'

export const userRoutes: readonly Route[] = [
  route('GET', '/user', getMyself),
  route('GET', '/users/{username}', getUser),
  route('GET', '/orgs/{org}/teams/{team_slug}/members', listTeamMembers),
]

function getMyself(call: Call): Reply {
  const { identity } = call
  if (identity.kind === 'anonymous') throw new ApiError(401, 'Requires authentication')
  if (identity.kind !== 'user') throw new ApiError(403, 'Resource not accessible by integration')
  return ok(profile(call, identity.user))
}

function getUser(call: Call): Reply {
  const { hub } = call
  const login = param(call, 'username')
  const user = login === hub.bot.login ? hub.bot : userNamed(hub.state, login)
  if (user === undefined) throw notFound()
  return ok(profile(call, user))
}

/** Doc "List team members": with those of the teams below it, which are not simulated; needs `members: read`. */
function listTeamMembers(call: Call): Reply {
  const { hub, identity } = call
  const org = param(call, 'org')
  if (identity.kind === 'app' || identity.kind === 'anonymous') throw notForIntegration()
  if (identity.kind === 'installation' && identity.permissions.members === undefined) throw notForIntegration()
  const isOwn = identity.kind === 'user' || identity.installation.account === org
  const members = isOwn ? hub.state.teams.get(`${org}/${param(call, 'team_slug')}`) : undefined
  if (members === undefined) throw notFound()
  call.check()
  return paged(call, members, (page) =>
    page.flatMap((login) => {
      const user = userNamed(hub.state, login)
      return user === undefined ? [] : [userBody(hub, user)]
    }),
  )
}

function profile(call: Call, user: User) {
  return {
    ...userBody(call.hub, user),
    name: user.name,
    company: null,
    blog: '',
    location: null,
    email: user.email,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: user.createdAt,
    updated_at: user.createdAt,
  }
}
