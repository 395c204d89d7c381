/**
 * How does a stranger's string become harmless in a comment?
 *
 * Customer names, YAML values, AWS reasons and branch names all pass `inert`
 * before they stand in Markdown: a code span that cannot be closed from
 * within, control and bidirectional characters spelled out, length capped. A
 * mention, a link or an image cannot come out of it. A code span is the only
 * cover that holds: GitHub finds mentions and issue numbers after it has
 * undone backslashes.
 */

/** Control and bidirectional characters, invisible joiners, fillers and tags: what makes a reader see another text. */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: naming them is this expression's purpose
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each is matched alone, as a character that shows nothing
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu

/** `text` as a code span of at most `most` UTF-16 units of content. For running text and lists, not for table cells. */
export function inert(text: string, most = 200): string {
  const visible = spelledOut(text)
  const content = visible.length > most ? `${visible.slice(0, most).toWellFormed()}…` : visible
  const fence = '`'.repeat(longestRun(content, '`') + 1)
  // Markdown takes one space off both ends: given back, so that ` x ` and `x` do not look alike.
  const pad = /^[` ]|[` ]$/.test(content) || content === '' ? ' ' : ''
  return `${fence}${pad}${content}${pad}${fence}`
}

/** `lines` as a block of code. Each has to begin with something of ours; no run of backticks in one of them ends it. */
export function fenced(lines: readonly string[], language: string): readonly string[] {
  const visible = lines.map(spelledOut)
  const fence = '`'.repeat(Math.max(2, ...visible.map((line) => longestRun(line, '`'))) + 1)
  return [`${fence}${language}`, ...visible, fence]
}

/** As `inert`, for a cell of a table: a pipe would end it, in a code span too, and whether a backslash keeps it is read in two ways. */
export function inertCell(text: string, most = 200): string {
  return inert(text.replaceAll('|', '\\u{7c}'), most)
}

/** Nearly every text is so, and a look at this is a tenth of the work. */
const PLAIN_ASCII = /^[ -~]*$/

/** Invisible characters as `\u{…}`; for terminals and check annotations, where no Markdown is rendered. */
export function spelledOut(text: string): string {
  if (PLAIN_ASCII.test(text)) return text
  return text.replace(INVISIBLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
}

/** A word without anything that Markdown or GitHub reads: no digit beside letters (`GH-12`), no dot inside. */
const PLAIN_WORD = /^(?:[("']?(?:[A-Za-z](?:[A-Za-z'-]*[A-Za-z])?|\d{1,6}%?))?[)"',.;:?!]*$/

/** A sentence of ours that may carry strangers' words: plain words stay text, all others become code. */
export function prose(text: string, most = 500): string {
  const cut = text.length > most ? `${text.slice(0, most)}…` : text
  const longest = most * 10
  let said = ''
  for (const [index, part] of cut.split(/`([^`]+)`/).entries()) {
    const next = index % 2 === 1 ? inert(part, longest) : words(part, longest)
    // Two code spans side by side would be read as one.
    said += said.endsWith('`') && next.startsWith('`') ? ` ${next}` : next
  }
  return said
}

function words(text: string, most: number): string {
  const said: string[] = []
  let strange: string[] = []
  for (const word of text.split(' ')) {
    if (!PLAIN_WORD.test(word)) {
      strange.push(word)
      continue
    }
    if (strange.length > 0) said.push(covered(strange.join(' '), most))
    strange = []
    said.push(word)
  }
  if (strange.length > 0) said.push(covered(strange.join(' '), most))
  return said.join(' ')
}

/** Punctuation around a strange word belongs to our sentence. */
function covered(text: string, most: number): string {
  const [, before = '', word = '', after = ''] = /^(\(?)(.*?)([),.;:?!]*)$/.exec(text) ?? []
  return word === '' ? inert(text, most) : `${before}${inert(word, most)}${after}`
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
