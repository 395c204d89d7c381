/**
 * How does GitHub say no?
 *
 * One error for every refusal, in the shape that GitHub's clients parse; the
 * constructors carry the exact words that people and programs look for.
 */
export interface ErrorDetail {
  readonly resource: string
  readonly field?: string
  readonly code: string
  readonly message?: string
}

export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly errors: readonly (ErrorDetail | string)[] | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly documentationUrl: string
  readonly #body: Readonly<Record<string, unknown>> | undefined

  constructor(
    status: number,
    message: string,
    more: {
      readonly errors?: readonly (ErrorDetail | string)[]
      readonly headers?: Readonly<Record<string, string>>
      readonly documentationUrl?: string
      /** In the place of GitHub's usual one. */
      readonly body?: Readonly<Record<string, unknown>>
    } = {},
  ) {
    super(message)
    this.status = status
    this.errors = more.errors
    this.headers = more.headers ?? {}
    this.documentationUrl = more.documentationUrl ?? 'https://docs.github.com/rest'
    this.#body = more.body
  }

  /** GitHub repeats the status as text. */
  get body(): Readonly<Record<string, unknown>> {
    return (
      this.#body ?? {
        message: this.message,
        ...(this.errors === undefined ? {} : { errors: this.errors }),
        documentation_url: this.documentationUrl,
        status: String(this.status),
      }
    )
  }
}

/** GitHub does not tell what is private from what is not there. */
export function notFound(): ApiError {
  return new ApiError(404, 'Not Found')
}

export function badCredentials(): ApiError {
  return new ApiError(401, 'Bad credentials')
}

export function notForIntegration(): ApiError {
  return new ApiError(403, 'Resource not accessible by integration')
}

/** An account can suspend the App; its tokens then open nothing. */
export function suspended(): ApiError {
  return new ApiError(403, 'This installation has been suspended', {
    documentationUrl: 'https://docs.github.com/rest/reference/apps#create-an-installation-access-token-for-an-app',
  })
}

/** 422 with a list of details. */
export function invalid(...errors: readonly (ErrorDetail | string)[]): ApiError {
  return new ApiError(422, 'Validation Failed', { errors })
}

/** 422 for a body or query that does not fit the route's schema. */
export function malformed(what: string): ApiError {
  return new ApiError(422, `Invalid request.\n\n${what}`)
}
