/**
 * What does a value say that AWS carries in Base64?
 *
 * Start scripts travel so, and nobody can review an alphabet soup. Worse, a
 * stack's own name within it cannot be seen as such, and one edit of a script
 * on 4,000 stacks would be 4,000 classes. So readable text is read, and marked
 * as encoded; what is anything else, or might have been written in another way,
 * stays as it is. Two values that differ still do when they are read.
 */

/** Shorter texts are words that happen to be of these letters. */
const ENCODED = /^[A-Za-z0-9+/]{24,}={0,2}$/
/** A value within a list or map, and no key. */
const ENCODED_INSIDE = /"([A-Za-z0-9+/]{24,}={0,2})"(?!\s*:)/g
/** What only a machine writes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming them is this expression's purpose
const UNREADABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/

export function decoded(value: string): string {
  if (/^[[{]/.test(value)) {
    return value.replaceAll(ENCODED_INSIDE, (whole, inner: string) => {
      const text = textOf(inner)
      return text === undefined ? whole : JSON.stringify(encodedText(text))
    })
  }
  const text = textOf(value)
  return text === undefined ? value : encodedText(text)
}

/** As `Fn::Base64` of this text reads, too. */
export function encodedText(text: string): string {
  return `Base64 of:${text.includes('\n') ? '\n' : ' '}${text}`
}

function textOf(value: string): string | undefined {
  if (!ENCODED.test(value)) return undefined
  const bytes = Buffer.from(value, 'base64')
  if (bytes.toString('base64') !== value) return undefined
  const text = bytes.toString('utf8')
  // Bytes that are no UTF-8 would be lost in it.
  return UNREADABLE.test(text) || !Buffer.from(text, 'utf8').equals(bytes) ? undefined : text
}
