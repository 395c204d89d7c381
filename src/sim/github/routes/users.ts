/**
 * Who is somebody, and who am I?
 */
import { ApiError, notFound } from '../http/errors.ts'
import { type Call, ok, param, type Reply, type Route, route } from '../http/route.ts'
import { userBody } from '../payload/user.ts'
import { type User, userNamed } from '../state.ts'

export const userRoutes: readonly Route[] = [
  route('GET', '/user', getMyself),
  route('GET', '/users/{username}', getUser),
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
