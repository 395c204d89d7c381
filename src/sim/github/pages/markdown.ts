/**
 * How does a comment look to the person who reads it?
 *
 * GitHub Flavored Markdown, with line breaks kept as GitHub keeps them in
 * comments, its alerts, and the few HTML tags that it lets through. The text
 * is a stranger's: it is sanitised after it is rendered, and what is added
 * after that is ours alone.
 */
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import sanitize from 'sanitize-html'
import { type Html, trusted } from '../../../lib/html.ts'

const INLINE = new Set(['p', 'strong', 'em', 'a', 'del'])

const RULES: sanitize.IOptions = {
  allowedTags: [
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'blockquote', 'pre', 'code', 'hr', 'br'],
    ...['ul', 'ol', 'li', 'a', 'strong', 'em', 'b', 'i', 'del', 'kbd', 'sub', 'sup', 'samp', 'ins'],
    ...['table', 'thead', 'tbody', 'tr', 'th', 'td', 'details', 'summary', 'input'],
  ],
  allowedAttributes: {
    a: ['href', 'rel'],
    ol: ['start'],
    th: ['align'],
    td: ['align'],
    details: ['open'],
    input: ['type', 'checked', 'disabled'],
  },
  allowedSchemes: ['http', 'https', 'mailto'],
  transformTags: {
    a: (tagName, attribs) => ({ tagName, attribs: { ...attribs, rel: 'nofollow noreferrer' } }),
    // The only input that Markdown makes is the box of a task list.
    input: (tagName, attribs) => ({
      tagName,
      attribs: { type: 'checkbox', disabled: '', ...('checked' in attribs ? { checked: '' } : {}) },
    }),
  },
  textFilter: (text, tagName) => (INLINE.has(tagName) ? text.replaceAll('\n', '<br />\n') : text),
}

const ALERT = /<blockquote>\s*<p>\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*(?:<br \/>\s*)?(<\/p>)?/g

export function renderMarkdown(markdown: string): Html {
  const rendered = micromark(markdown, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  })
  return trusted(sanitize(rendered, RULES).replace(ALERT, openAlert))
}

function openAlert(_match: string, kind: string, isOnlyTitle: string | undefined): string {
  const name = kind.toLowerCase()
  const title = `${kind.slice(0, 1)}${name.slice(1)}`
  return `<blockquote class="alert alert-${name}"><p class="alert-title">${title}</p>${isOnlyTitle ? '' : '<p>'}`
}
