/**
 * How far is another machine's clock ahead of ours?
 *
 * By the Date header that every HTTP answer carries, whatever else it says: no
 * credentials are needed, and it works exactly when they are refused because
 * of the time. It counts whole seconds and an answer travels: good for
 * minutes, not for moments.
 */

/** Milliseconds; negative where it is behind. Undefined where the answer names no time. */
export function skewMs(
  date: string | null,
  asked: { readonly fromMs: number; readonly toMs: number },
): number | undefined {
  const theirs = Date.parse(date ?? '')
  if (Number.isNaN(theirs)) return undefined
  const middle = (asked.fromMs + asked.toMs) / 2
  // The header is cut to the second: on average it is half a second old.
  return Math.round(theirs + 500 - middle)
}
