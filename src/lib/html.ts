/**
 * How is a page written so that nothing a stranger typed becomes markup?
 *
 * A template tag that escapes every value; only another template's result
 * passes as it is. The bot's own pages and the simulated GitHub's are written
 * with it.
 */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type Fragment = Html | string | number | undefined | false | readonly Fragment[]

export function html(strings: TemplateStringsArray, ...values: readonly Fragment[]): Html {
  return new Html(strings.map((text, index) => text + textOf(values[index])).join(''))
}

/** For text that is markup already and was made safe elsewhere. */
export function trusted(markup: string): Html {
  return new Html(markup)
}

function textOf(value: Fragment): string {
  if (value === undefined || value === false) return ''
  if (value instanceof Html) return value.text
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value))
  return value.map(textOf).join('')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const SPECIAL = /[&<>"']/

function escaped(text: string): string {
  if (!SPECIAL.test(text)) return text
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}
