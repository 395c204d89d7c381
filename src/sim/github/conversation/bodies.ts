/**
 * How long may be what people and Apps write under a pull request?
 *
 * GitHub's description does not say. The words are those that clients quote
 * when it refuses.
 */

/** Counted in UTF-16 units, as JavaScript clients count. */
const MOST_BODY = 65_536

export const TOO_LONG = `Body is too long (maximum is ${MOST_BODY} characters)`

export function isTooLong(body: string): boolean {
  return body.length > MOST_BODY
}
