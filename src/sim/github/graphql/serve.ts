/**
 * How is a query of GitHub's GraphQL API answered?
 *
 * By the language's own reference implementation, over the part of GitHub's
 * schema that the simulator serves (`schema.graphql`, made by
 * `test/contract/github-graphql.ts`): a query that the schema does not allow
 * is refused, and an answer that it does not allow is the simulator's own
 * mistake, kept like those of REST.
 */
import { readFileSync } from 'node:fs'
import { buildSchema, execute, type GraphQLError, type GraphQLSchema, parse, validate } from 'graphql'
import { ApiError } from '../http/errors.ts'
import { type Call, ok, type Reply, type Route, route } from '../http/route.ts'
import { answersOf } from './answers.ts'
import { QueryRefusal } from './refusal.ts'

/** Not of the REST API: also served at another address of GitHub Enterprise. */
export const GRAPHQL: Route = { ...route('POST', '/graphql', answerQuery), resource: 'graphql' }

let known: GraphQLSchema | undefined

/** Read when a process first asks. */
function schema(): GraphQLSchema {
  known ??= buildSchema(readFileSync(new URL('./schema.graphql', import.meta.url), 'utf8'))
  return known
}

async function answerQuery(call: Call): Promise<Reply> {
  if (call.identity.kind === 'anonymous') {
    const documentationUrl =
      'https://docs.github.com/graphql/guides/forming-calls-with-graphql#authenticating-with-graphql'
    throw new ApiError(401, 'This endpoint requires you to be authenticated.', { documentationUrl })
  }
  const query = call.body.text('query')
  if (query === undefined)
    return refusedWhole([{ message: 'A query attribute must be specified and must be a string.' }])
  const { document, errors } = parsed(query)
  if (document === undefined) return refusedWhole(errors.map(inGithubsWay))
  const wrong = validate(schema(), document)
  if (wrong.length > 0) return refusedWhole(wrong.map(inGithubsWay))
  const result = await execute({
    schema: schema(),
    document,
    rootValue: answersOf(call),
    variableValues: call.body.fields('variables') ?? {},
  })
  for (const { originalError, message } of result.errors ?? []) {
    // A variable that does not fit is the caller's mistake, and carries no other error either.
    if (result.data === undefined || originalError instanceof QueryRefusal) continue
    throw originalError instanceof ApiError ? originalError : call.hub.contract.violate('POST /graphql', [message])
  }
  return ok({
    data: result.data ?? null,
    ...(result.errors === undefined ? {} : { errors: result.errors.map(inGithubsWay) }),
  })
}

function parsed(query: string) {
  try {
    return { document: parse(query), errors: [] }
  } catch (error) {
    if (!isGraphqlError(error)) throw error
    return { document: undefined, errors: [error] }
  }
}

function isGraphqlError(error: unknown): error is GraphQLError {
  return error instanceof Error && 'locations' in error
}

function refusedWhole(errors: readonly object[]): Reply {
  return ok({ errors })
}

function inGithubsWay({ message, path, locations, originalError }: GraphQLError) {
  // GitHub's own codes of what a schema does not allow are many, such as `undefinedField`.
  const type =
    originalError instanceof QueryRefusal ? { type: originalError.type } : { extensions: { code: 'invalidQuery' } }
  return {
    ...type,
    ...(path === undefined ? {} : { path }),
    ...(locations === undefined ? {} : { locations }),
    message,
  }
}
