/**
 * How does a reply look on the wire?
 *
 * Query replies are XML: an element a field, lists as `<member>`, nothing for
 * what is undefined. Written by hand, because a reply is a tree of text and the
 * library's builder would need as many options as this has lines.
 */
export type XmlValue =
  | string
  | number
  | boolean
  | Temporal.Instant
  | undefined
  | readonly XmlValue[]
  | { readonly [name: string]: XmlValue }

const NAMESPACES = {
  cloudformation: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
} as const

/** As signatures name them. */
export type Service = keyof typeof NAMESPACES | 'monitoring'
type QueryService = keyof typeof NAMESPACES

export function replyXml(service: QueryService, action: string, result: XmlValue, requestId: string): string {
  const body = `<${action}Result>${render(result)}</${action}Result>`
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`
  return `<${action}Response xmlns="${NAMESPACES[service]}">${body}${metadata}</${action}Response>`
}

export function errorXml(
  service: QueryService,
  error: { code: string; message: string; status: number },
  requestId: string,
): string {
  const type = error.status < 500 ? 'Sender' : 'Receiver'
  const body = `<Error><Type>${type}</Type><Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message></Error>`
  return `<ErrorResponse xmlns="${NAMESPACES[service]}">${body}<RequestId>${requestId}</RequestId></ErrorResponse>`
}

/** A value as it stands on the wire. */
export function render(value: XmlValue): string {
  if (value === undefined) return ''
  if (value instanceof Temporal.Instant) return value.toString({ smallestUnit: 'millisecond' })
  if (typeof value !== 'object') return escapeXml(String(value))
  if (isList(value)) return value.map((entry) => `<member>${render(entry)}</member>`).join('')
  return Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .map(([name, field]) => `<${name}>${render(field)}</${name}>`)
    .join('')
}

function isList(value: object): value is readonly XmlValue[] {
  return Array.isArray(value)
}

/** What XML 1.0 cannot carry, not even escaped. */
export const UNPRINTABLE = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u
const ALL_UNPRINTABLE = new RegExp(UNPRINTABLE, 'gu')

/** An escape in a JSON template may bring in what no reply can hold; it is shown as a replacement character (ASSUMED). */
function escapeXml(text: string): string {
  return text
    .replace(ALL_UNPRINTABLE, '\uFFFD')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/\r/g, '&#13;')
}
