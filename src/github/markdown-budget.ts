/**
 * What if a text is longer than GitHub takes?
 *
 * Reports are worded within their budget; this is the last guard, so that a
 * text that is too long after all is cut where a reader sees it, instead of
 * being refused whole.
 */
const NOTICE = '\n\n_Cut here: the rest is too long for GitHub._'
const FENCE = /^ {0,3}(`{3,}|~{3,})/

/** At most `most` UTF-16 units, whole lines, with an open code block closed. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text
  const room = most - NOTICE.length - 16
  const line = text.lastIndexOf('\n', room)
  const kept = text.slice(0, line > 0 ? line : room).toWellFormed()
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
