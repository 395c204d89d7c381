/**
 * What may a pull request bring that no reviewer would expect, and what is its author told?
 *
 * One table for two levels: the verb that validates, over a real git, and the
 * running bot over HTTP. Each entry is a change of the example fleet.
 */
import type { OddEntry } from './odd-tree.ts'

export const CANARY = 'customers/acme/pipelines/web.yml'
const TEMPLATE = 'blueprints/snowplow-kinesis/1.0.0/streams.template.yml'

export interface BadInput {
  readonly title: string
  readonly entries: (canary: string) => readonly OddEntry[]
  /** In the summary of `fleet / validate`, Markdown and all. */
  readonly said: readonly string[]
  /** The first of its marks; none if absent. `sees`: another place that the mark names. */
  readonly marked?: { readonly path?: string; readonly start_line?: number; readonly start_column?: number }
  readonly sees?: string
  /** How many problems stand in the summary alone, in its last line. */
  readonly unmarked?: string
}

export function canary(content: string | Buffer): readonly OddEntry[] {
  return [{ path: CANARY, content }]
}

function bomb(): string {
  const levels = ['ba', 'cb', 'dc', 'ed', 'fe', 'gf'].map(([to, from]) => {
    return `${to}: &${to} [${Array.from({ length: 8 }, () => `*${from}`).join(', ')}]`
  })
  return ['a: &a [x, x, x, x, x, x, x, x]', ...levels].join('\n')
}

export const BAD: readonly BadInput[] = [
  {
    title: 'a YAML syntax error',
    entries: (text) => canary(text.replace('region: ', 'region: eu: ')),
    said: [CANARY, 'line 4', 'another key begins within this value'],
    marked: { path: CANARY, start_line: 4 },
  },
  {
    title: 'a duplicate key',
    entries: (text) => canary(`${text}pipeline: web\n`),
    said: [CANARY, 'set twice', 'line 2', 'remove one of the two'],
    marked: { path: CANARY },
    sees: `see also ${CANARY}:2:1`,
  },
  { title: 'an alias bomb', entries: () => canary(bomb()), said: ['too many YAML aliases'], marked: { start_line: 2 } },
  {
    title: 'an unknown field',
    entries: (text) => canary(text.replace('region:', 'regoin:')),
    said: ['regoin', 'did you mean `region`'],
    marked: { path: CANARY, start_line: 4, start_column: 1 },
  },
  {
    title: 'a missing reference',
    entries: (text) => canary(text.replace(/account: \w+/, 'account: nowhere')),
    said: ['nowhere', CANARY],
    marked: { path: CANARY, start_line: 3 },
  },
  {
    title: 'a template that is not YAML',
    entries: () => [{ path: TEMPLATE, content: 'Resources: [\n' }],
    said: [TEMPLATE, 'was opened and is not closed'],
    marked: { path: TEMPLATE },
  },
  {
    title: 'NUL bytes under the name of YAML',
    entries: () => canary(Buffer.from('pipeline: web\n\0\0\x01')),
    said: ['no text', 'line 2, column 1', 'UTF-8'],
    marked: { path: CANARY, start_line: 2, start_column: 1 },
  },
  {
    title: 'bytes that are no UTF-8',
    entries: () => canary(Buffer.from([0x61, 0x3a, 0x20, 0xff, 0xfe, 0x0a])),
    said: ['no text', 'line 1, column 4', 'save the file as `UTF-8`'],
    marked: { path: CANARY, start_line: 1, start_column: 4 },
  },
  {
    title: 'a megabyte of signs',
    entries: () => canary('['.repeat(1_048_576)),
    said: ['more words and signs', 'at most', 'split it'],
    marked: { path: CANARY, start_line: 1 },
  },
  {
    title: 'a file over a megabyte',
    entries: () => canary('#'.repeat(1_048_577)),
    said: [`${CANARY}`, 'larger than', 'remove the large files'],
  },
  {
    title: 'deep nesting',
    entries: () => canary(`a: ${'{a: '.repeat(80)}1${'}'.repeat(80)}`),
    said: ['nests deeper', '60 levels'],
    marked: { path: CANARY },
  },
  {
    title: 'a second document',
    entries: (text) => canary(`${text}---\nmore: 1\n`),
    said: ['more than one YAML document', 'a file of its own'],
    marked: { path: CANARY },
  },
  {
    title: 'a key that would become a prototype',
    entries: (text) => canary(`${text}__proto__: { admin: true }\n`),
    said: ['would not become a key but a prototype'],
    marked: { path: CANARY },
  },
  {
    title: 'a path with spaces and letters that look alike',
    entries: () => [
      { path: 'customers/cafe\u0301 @octocat/customer.yml', content: 'customer: caf\u00e9\n' },
      { path: 'customers/caf\u00e9 @octocat/customer.yml', content: 'customer: caf\u00e9\n' },
    ],
    said: ['`customers/cafe\u0301 @octocat/customer.yml`', '`customers/caf\u00e9 @octocat/customer.yml`'],
    marked: { path: 'customers/cafe\u0301 @octocat/customer.yml' },
  },
  {
    title: 'a path with a line break, a quote and a backslash',
    entries: () => [{ path: 'customers/acme/pipelines/a\n"b\\`c.yml', content: 'pipeline: x\n' }],
    said: ['customers/acme/pipelines/a\\u{a}"b\\`c.yml'],
    unmarked: 'Not marked on a line:',
  },
  {
    title: 'a path that reads from right to left',
    entries: () => [{ path: 'customers/acme/\u202elmy.yml', content: 'a: 1\n' }],
    said: ['customers/acme/\\u{202e}lmy.yml', 'nothing reads a file of this name here'],
  },
  {
    title: 'YAML under an ending in capitals',
    entries: () => [{ path: 'customers/acme/pipelines/more.YML', content: 'pipeline: more\n' }],
    said: ['customers/acme/pipelines/more.YML', 'nothing reads a file of this name here'],
    marked: { path: 'customers/acme/pipelines/more.YML', start_line: 1 },
  },
  {
    title: 'a symbolic link',
    entries: () => [{ path: 'customers/acme/link.yml', content: '../../../../etc/passwd', mode: '120000' }],
    said: ['customers/acme/link.yml', 'a symbolic link', 'never read', 'no symbolic links'],
  },
  {
    title: 'a submodule',
    entries: () => [{ path: 'blueprints/theirs', content: '2'.repeat(40), mode: '160000' }],
    said: ['blueprints/theirs', 'a submodule', 'no submodules'],
  },
  {
    title: 'a file in the place of a folder',
    entries: () => [
      ...['customers/acme/customer.yml', CANARY].map((path) => ({ path, content: undefined })),
      ...['customers/initech/customer.yml', 'customers/initech/pipelines/web.yml'].map((path) => {
        return { path, content: undefined }
      }),
      { path: 'customers', content: 'none\n' },
    ],
    said: ["customers is a file in a folder's place"],
  },
  {
    title: 'ten thousand files that nobody reads',
    entries: () => {
      return Array.from({ length: 10_000 }, (_, index) => ({ path: `customers/acme/${index}.yml`, content: 'a: 1\n' }))
    },
    said: ['more problems'],
    unmarked: 'Not marked on a line: 9000 of 10000 problems',
    marked: { path: 'customers/acme/0.yml' },
  },
]

export const HARMLESS: readonly {
  readonly title: string
  readonly entries: (canary: string) => readonly OddEntry[]
}[] = [
  {
    title: 'a byte order mark and CRLF',
    entries: (text) => canary(`\ufeff${text.replaceAll('\n', '\r\n')}`),
  },
  {
    title: 'an executable, and odd names beside the fleet',
    entries: (text) => [
      { path: CANARY, content: text, mode: '100755' },
      { path: 'docs/a\n"b\\.md', content: '![x](http://evil.example)\n' },
      { path: 'docs/link', content: '/etc', mode: '120000' },
      { path: 'bootstrap/..yml', content: Buffer.from([0, 255]) },
      { path: 'README', content: 'one' },
      { path: 'readme', content: 'two' },
    ],
  },
]
