/**
 * What if a text is longer than GitHub takes?
 *
 * Reports are worded within their budget; this is the last guard, so that a
 * text that is too long after all is cut where a reader sees it, instead of
 * being refused whole.
 */
const NOTICE = '\n\n_Cut here: the rest is too long for GitHub._'
const FENCE = /^ {0,3}(`{3,}|~{3,})/

/** GitHub counts some texts one way and some the other. */
export interface Measure {
  size(text: string): number
  /** The beginning of it, of at most so much. */
  begin(text: string, most: number): string
}

export const UNITS: Measure = {
  size: (text) => text.length,
  begin: (text, most) => text.slice(0, most).toWellFormed(),
}

export const BYTES: Measure = {
  size: (text) => Buffer.byteLength(text),
  // As a stream, so that half a character at the end is left out and not replaced by a larger one.
  begin: (text, most) =>
    new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.from(text).subarray(0, most), { stream: true }),
}

/** At most `most` by this measure, whole lines, with an open code block closed. */
export function cut(text: string, most: number, by: Measure = UNITS): string {
  if (by.size(text) <= most) return text
  const begun = by.begin(text, most - NOTICE.length - 16)
  const line = begun.lastIndexOf('\n')
  const kept = line > 0 ? begun.slice(0, line) : begun
  return `${kept}${closing(kept)}${NOTICE}`
}

/** Closes the fence that is open at the end, so that the notice is not read as code. */
function closing(text: string): string {
  let open: string | undefined
  for (const line of text.split('\n')) {
    const fence = FENCE.exec(line)?.[1]
    if (fence === undefined) continue
    if (open === undefined) open = fence
    else if (fence[0] === open[0] && fence.length >= open.length) open = undefined
  }
  return open === undefined ? '' : `\n${open.slice(0, 12)}`
}
