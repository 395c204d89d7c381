/**
 * How does GitHub refuse a part of a query?
 *
 * With 200 all the same: by an entry of `errors` whose `type` programs read,
 * and null in the place of what was asked for.
 */
import { ApiError } from '../http/errors.ts'

export type RefusalType =
  | 'NOT_FOUND'
  | 'FORBIDDEN'
  | 'MISSING_PAGINATION_BOUNDARIES'
  | 'EXCESSIVE_PAGINATION'
  | 'INVALID_CURSOR_ARGUMENTS'

export class QueryRefusal extends Error {
  override readonly name = 'QueryRefusal'
  readonly type: RefusalType

  constructor(type: RefusalType, message: string) {
    super(message)
    this.type = type
  }
}

/** What REST refuses, in a query's way. */
export function inQuery<Result>(unknown: string, ask: () => Result): Result {
  try {
    return ask()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (error.status === 404) throw new QueryRefusal('NOT_FOUND', unknown)
    throw error.status === 403 ? new QueryRefusal('FORBIDDEN', error.message) : error
  }
}
