/**
 * How does a stranger's string become harmless in a comment?
 *
 * Customer names, YAML values, AWS reasons and branch names all pass `inert`
 * before they stand in Markdown: a code span that cannot be closed from
 * within, control and bidirectional characters spelled out, length capped. A
 * mention, a link, an image or a table cell cannot come out of it.
 */

/** Control characters, bidirectional overrides and invisible joiners: what could make a reader see another text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming them is this function's purpose
const INVISIBLE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g

/** `text` as a code span of at most `most` UTF-16 units of content; `|` is escaped so that it may stand in a table. */
export function inert(text: string, most = 200): string {
  const visible = spelledOut(text).slice(0, most).toWellFormed()
  const cut = text.length > most ? `${visible}…` : visible
  const content = cut.replaceAll('|', '\\|')
  const fence = '`'.repeat(longestRun(content, '`') + 1)
  const pad = content.startsWith('`') || content.endsWith('`') || content.trim() === '' ? ' ' : ''
  return `${fence}${pad}${content}${pad}${fence}`
}

/** Invisible characters as `\u{…}`; for terminals and check annotations, where no Markdown is rendered. */
export function spelledOut(text: string): string {
  return text.replace(INVISIBLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
}

function longestRun(text: string, character: string): number {
  let longest = 0
  let run = 0
  for (const each of text) {
    run = each === character ? run + 1 : 0
    longest = Math.max(longest, run)
  }
  return longest
}
