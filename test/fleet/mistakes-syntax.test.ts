/**
 * What is an author told who did not write YAML?
 *
 * Golden: place, words and count. One cause is one problem.
 */
import { describe, expect, it } from 'vitest'
import { CUSTOMER, ground, type Mistake, PIPELINE, replace, toldOf } from './told.ts'

const MISTAKES: readonly Mistake[] = [
  {
    title: 'a colon within a value',
    change: replace(PIPELINE, 'region: eu-west-1', 'region: eu: west'),
    told: [
      'customers/acme/pipelines/web.yml:3:9-3:10 yaml-syntax: another key begins within this value | expected one key and one value | put a value that holds a colon in quotes; a key of the same map begins in the same column as the others',
    ],
  },
  {
    title: 'a colon within a value between braces',
    change: replace(PIPELINE, 'region: eu-west-1', 'region: { why: wait: for it }'),
    told: [
      'customers/acme/pipelines/web.yml:3:16-3:29 yaml-syntax: another key, or a list, begins within `{ }` or `[ ]` | expected one value between two commas | put text that holds `: ` or begins with `- ` in quotes',
    ],
  },
  {
    title: 'a quote that never ends',
    change: replace(PIPELINE, 'settings:', '"settings:'),
    told: [
      'customers/acme/pipelines/web.yml:6:1-9:1 yaml-syntax: a key begins here and does not end in its line | expected `key: value`, or `- item`, beneath those that belong to the same map or list | look for a missing colon or quote, or for a line that is indented too little or too far',
    ],
  },
  {
    title: 'a tab that indents',
    change: replace(PIPELINE, '  queue', '\tqueue'),
    told: ['customers/acme/pipelines/web.yml:7:1-7:2 yaml-syntax: a tab indents this line | expected spaces'],
  },
  {
    title: 'a key that stands twice',
    change: replace(PIPELINE, 'region: eu-west-1', 'region: eu-west-1\nregion: eu-west-2'),
    told: [
      'customers/acme/pipelines/web.yml:4:1-4:7 duplicate-key: `region` is set twice here, first in line 3 | expected each key once | remove one of the two | see customers/acme/pipelines/web.yml:3:1',
    ],
  },
  {
    title: 'a second document',
    change: (w) => w.edit(PIPELINE, (text) => `${text}---\nmore: 1\n`),
    told: [
      'customers/acme/pipelines/web.yml:9:1-11:1 several-documents: the file holds more than one YAML document | expected one document: no line of three dashes after the first | move what follows into a file of its own',
    ],
  },
  {
    title: 'an empty file',
    change: (w) => w.file(PIPELINE, ''),
    told: ['customers/acme/pipelines/web.yml:1:1-1:1 wrong-type: the file is empty | expected a map'],
  },
  {
    title: 'a list for a map',
    change: (w) => w.file(PIPELINE, '- pipeline: web\n'),
    told: ['customers/acme/pipelines/web.yml:1:1-1:16 wrong-type: the file is a list | expected a map'],
  },
  {
    title: 'a tag that would make an object of code',
    change: replace(PIPELINE, 'region: eu-west-1', 'region: !!js/function eu'),
    told: [
      'customers/acme/pipelines/web.yml:3:23-3:25 unknown-tag: `!!js/function` is no tag that is known here | expected plain values: a fleet is data, no tag makes anything else of it | remove the tag and write the value itself',
    ],
  },
  {
    title: 'a key that would become a prototype',
    change: (w) => w.edit(PIPELINE, (text) => `${text}__proto__: { admin: true }\n`),
    told: [
      'customers/acme/pipelines/web.yml:9:1-9:10 odd-key: `__proto__` would not become a key but a prototype | expected another name',
    ],
  },
  {
    title: 'a NUL byte',
    change: replace(PIPELINE, 'web', 'w\u0000eb'),
    told: [
      'customers/acme/pipelines/web.yml:1:12-1:13 not-text: the file holds a byte that is no text | expected UTF-8 text without control characters | save the file as UTF-8',
    ],
  },
  {
    title: 'bytes that were not UTF-8',
    change: replace(PIPELINE, 'web', 'w\ufffdb'),
    told: [
      'customers/acme/pipelines/web.yml:1:12-1:13 not-text: the file holds a byte that is no text | expected UTF-8 text without control characters | save the file as UTF-8',
    ],
  },
  {
    title: 'a file of a megabyte',
    change: (w) => w.edit(PIPELINE, (text) => text.padEnd(1_048_577, '#')),
    told: [
      'customers/acme/pipelines/web.yml:1:1-1:1 file-too-large: the file has 1048577 characters | expected at most 1048576 | split it into smaller files',
    ],
  },
  {
    title: 'a file of a megabyte of nothing but brackets',
    change: (w) => w.file(PIPELINE, '['.repeat(1_048_576)),
    told: [
      'customers/acme/pipelines/web.yml:1:50000-1:50001 file-too-dense: the file holds more words and signs than anything a fleet needs | expected at most 50000 | split it into smaller files',
    ],
  },
  {
    title: 'more lines than anything needs, on the line where it is too much',
    change: (w) => w.file(PIPELINE, '- !x y\n'.repeat(100_000)),
    told: [
      'customers/acme/pipelines/web.yml:49999:6-49999:7 file-too-dense: the file holds more words and signs than anything a fleet needs | expected at most 50000 | split it into smaller files',
    ],
  },
  {
    title: 'an alias of nothing',
    change: replace(PIPELINE, 'region: eu-west-1', 'region: *nowhere'),
    told: [
      'customers/acme/pipelines/web.yml:3:9-3:17 unknown-alias: no value before this one is anchored as `&nowhere` | put text that begins with * in quotes: "*nowhere"',
    ],
  },
  {
    title: 'a number that would lose its zero',
    change: replace(CUSTOMER, '"111111111111"', '011111111111'),
    told: [
      'customers/acme/customer.yml:5:9-5:21 number-misread: `011111111111` would be read as the number 11111111111, without its leading zero | expected a number as it is read, or text in quotes | put it in quotes: "011111111111"',
    ],
  },
  {
    title: 'a number too long for a number',
    change: replace(PIPELINE, 'delaySeconds: 5', 'delaySeconds: 12345678901234567890'),
    told: [
      'customers/acme/pipelines/web.yml:8:19-8:39 number-misread: `12345678901234567890` would be read as the number 12345678901234567000 | expected a number as it is read, or text in quotes | put it in quotes: "12345678901234567890"',
    ],
  },
  {
    title: 'a merge key',
    change: (w) => w.edit(PIPELINE, (text) => `${text.replace('queue:', 'queue: &it')}  alarm: { <<: *it }\n`),
    told: [
      'customers/acme/pipelines/web.yml:9:12-9:14 merge-key: `<<` would merge another map into this one, which a fleet does not do | expected every key where it holds | write the keys out, or use an alias for the whole map',
    ],
  },
  {
    title: 'a tag on a key',
    change: replace(PIPELINE, 'region:', '!local region:'),
    told: [
      'customers/acme/pipelines/web.yml:3:8-3:14 odd-key: this key is no name | expected plain text before the colon',
    ],
  },
  {
    title: 'a map as a key',
    change: replace(PIPELINE, 'region: eu-west-1', '? { region: eu-west-1 }\n: 1'),
    told: [
      'customers/acme/pipelines/web.yml:3:3-3:24 odd-key: this key is no name | expected plain text before the colon',
    ],
  },
  {
    title: 'bytes in base 64',
    change: replace(PIPELINE, 'region: eu-west-1', 'region: !!binary ZXUtd2VzdC0x'),
    told: [
      'customers/acme/pipelines/web.yml:3:18-3:30 unknown-tag: `!!binary` is no tag that is known here | expected plain values: a fleet is data, no tag makes anything else of it | remove the tag and write the value itself',
    ],
  },
  {
    title: 'a tag that does not fit its value',
    change: replace(PIPELINE, 'region: eu-west-1', 'region: !!int eu-west-1'),
    told: [
      'customers/acme/pipelines/web.yml:3:15-3:24 wrong-tag: the value is not what `!!int` says it is | remove the tag',
    ],
  },
  {
    title: 'a directive that brings YAML 1.1 back',
    change: (w) => w.edit(PIPELINE, (text) => `%YAML 1.1\n---\n${text}`),
    told: [
      'customers/acme/pipelines/web.yml:1:1-1:2 yaml-directive: this line would change what the words below it mean | expected YAML 1.2 without directives | remove the line',
    ],
  },
  {
    title: 'a directive that gives tags another meaning',
    change: (w) => w.edit(PIPELINE, (text) => `%TAG !! tag:example.com,2026:\n---\n${text}`),
    told: [
      'customers/acme/pipelines/web.yml:1:1-1:2 yaml-directive: this line would change what the words below it mean | expected YAML 1.2 without directives | remove the line',
    ],
  },
  {
    title: 'a mark that turns the direction of writing',
    change: replace(PIPELINE, 'eu-west-1', 'eu-\u202ewest-1'),
    told: [
      'customers/acme/pipelines/web.yml:3:12-3:13 hidden-character: the file holds a character that nobody sees, and that may hide or reorder others | expected text that reads as it is | delete the character, or type the line anew',
    ],
  },
  {
    title: 'a line that ends for some programs only',
    change: replace(PIPELINE, 'region: eu-west-1', 'region: eu-west-1 # as before\r# release: 1'),
    told: [
      'customers/acme/pipelines/web.yml:3:30-3:31 odd-line-end: a line ends here for some programs and goes on for others | expected lines that end in LF or CRLF | save the file with LF line ends',
    ],
  },
  {
    title: 'an octal number',
    change: replace(CUSTOMER, '"111111111111"', '0o17'),
    told: [
      'customers/acme/customer.yml:5:9-5:13 number-misread: `0o17` would be read as the number 15 | expected a number as it is read, or text in quotes | write 15, or if it is text put it in quotes: "0o17"',
    ],
  },
  {
    title: 'a number with an exponent',
    change: replace(PIPELINE, 'delaySeconds: 5', 'delaySeconds: 1e2'),
    told: [
      'customers/acme/pipelines/web.yml:8:19-8:22 number-misread: `1e2` would be read as the number 100 | expected a number as it is read, or text in quotes | write 100, or if it is text put it in quotes: "1e2"',
    ],
  },
  {
    title: 'a hexadecimal number',
    change: replace(PIPELINE, 'delaySeconds: 5', 'delaySeconds: 0x1F'),
    told: [
      'customers/acme/pipelines/web.yml:8:19-8:23 number-misread: `0x1F` would be read as the number 31 | expected a number as it is read, or text in quotes | write 31, or if it is text put it in quotes: "0x1F"',
    ],
  },
  {
    title: 'a version that would lose its last zero',
    change: replace(PIPELINE, 'release: 2026.08.0', 'release: 3.10'),
    told: [
      'customers/acme/pipelines/web.yml:5:10-5:14 number-misread: `3.10` would be read as the number 3.1 | expected a number as it is read, or text in quotes | write 3.1, or if it is text put it in quotes: "3.10"',
    ],
  },
  {
    title: 'what is no number at all',
    change: replace(PIPELINE, 'delaySeconds: 5', 'delaySeconds: .inf'),
    told: [
      'customers/acme/pipelines/web.yml:8:19-8:23 number-misread: `.inf` is no number that a fleet can use | expected a number as it is read, or text in quotes | write another number, or put it in quotes: ".inf"',
    ],
  },
  {
    title: 'a file that nests without end',
    change: (w) => w.file(PIPELINE, Array.from({ length: 100 }, (_, level) => `${' '.repeat(level)}a:`).join('\n')),
    told: [
      'customers/acme/pipelines/web.yml:61:61-100:102 too-deep: the file nests deeper than anything a fleet needs | expected at most 60 levels',
    ],
  },
  {
    title: 'an alias bomb',
    change: (w) => w.file(PIPELINE, `a: &a [x]\nb: [${Array.from({ length: 101 }, () => '*a').join(', ')}]\n`),
    told: [
      'customers/acme/pipelines/web.yml:2:405-2:407 too-many-aliases: the file uses too many YAML aliases | expected at most 100',
    ],
  },
  {
    title: 'few aliases of a large list',
    change: (w) =>
      w.file(PIPELINE, `a: &a [${'x, '.repeat(9000)}x]\nb: [${Array.from({ length: 50 }, () => '*a').join(', ')}]\n`),
    told: [
      'customers/acme/pipelines/web.yml:1:2900-1:2901 too-many-values: the file holds too many values once its aliases are written out | expected at most 100000',
    ],
  },
  {
    title: 'a line that is indented further than its map',
    change: replace(PIPELINE, 'region: eu-west-1', '  region: eu-west-1'),
    told: [
      'customers/acme/pipelines/web.yml:2:10-2:11 yaml-syntax: another key begins within this value | expected one key and one value | put a value that holds a colon in quotes; a key of the same map begins in the same column as the others',
    ],
  },
  {
    title: 'a key without a colon',
    change: replace(PIPELINE, 'region: eu-west-1', 'region eu-west-1'),
    told: [
      'customers/acme/pipelines/web.yml:3:1-4:10 yaml-syntax: a key begins here and does not end in its line | expected `key: value`, or `- item`, beneath those that belong to the same map or list | look for a missing colon or quote, or for a line that is indented too little or too far',
    ],
  },
  {
    title: 'a bracket that is never closed',
    change: replace('fleet.yml', '[50, 100]', '[50, 100'),
    told: [
      'fleet.yml:4:110-4:111 yaml-syntax: a `{` or `[` was opened and is not closed before this | expected the closing bracket, on a line that is indented further than the key',
    ],
  },
  {
    title: 'a bracket that closes nothing',
    change: replace(PIPELINE, 'region: eu-west-1', 'region: ]'),
    told: [
      'customers/acme/pipelines/web.yml:3:9-3:10 yaml-syntax: this bracket closes nothing | remove it, or open it before',
    ],
  },
  {
    title: 'keys of one map in different columns',
    change: (w) => w.edit(PIPELINE, (text) => `${text}   alarm: { tone: loud }\n`),
    told: [
      'customers/acme/pipelines/web.yml:9:1-9:2 yaml-syntax: this line is not indented as those that it belongs to | expected keys of one map, and items of one list, beginning in the same column',
    ],
  },
  {
    title: 'a value that begins with an at sign',
    change: replace(PIPELINE, 'region: eu-west-1', 'region: @eu'),
    told: [
      'customers/acme/pipelines/web.yml:3:9-3:10 yaml-syntax: a value cannot begin with this character | put it in quotes',
    ],
  },
  {
    title: 'a backslash within double quotes',
    change: replace(PIPELINE, 'region: eu-west-1', 'region: "eu\\west"'),
    told: [
      'customers/acme/pipelines/web.yml:3:12-3:13 yaml-syntax: this backslash means nothing within double quotes | write it twice, or use single quotes, in which a backslash is itself',
    ],
  },
  {
    title: 'an asterisk alone',
    change: replace(PIPELINE, 'region: eu-west-1', 'region: *'),
    told: [
      'customers/acme/pipelines/web.yml:3:9-3:10 yaml-syntax: `*` and `&` need a name right after them | put text that begins with one of them in quotes',
    ],
  },
  {
    title: 'a list on the line of its key',
    change: replace(CUSTOMER, /regions:\n.*\n/, 'regions: - eu-west-1\n'),
    told: [
      'customers/acme/customer.yml:6:14-6:15 yaml-syntax: a list begins on the line of its key | expected items on lines of their own, or `[a, b]`',
    ],
  },
  {
    title: 'a quote within single quotes',
    change: replace(PIPELINE, 'region: eu-west-1', "region: 'it's'"),
    told: [
      'customers/acme/pipelines/web.yml:3:13-3:15 yaml-syntax: the value has ended, and something follows it | put the whole value in quotes; within single quotes a quote is written twice',
    ],
  },
  {
    title: "text on the line of a block's mark",
    change: replace(PIPELINE, 'region: eu-west-1', 'region: |eu'),
    told: [
      'customers/acme/pipelines/web.yml:3:10-3:11 yaml-syntax: text follows `|` or `>` in its line | expected the text on the lines below, indented',
    ],
  },
  {
    title: 'a key without end',
    change: (w) => w.file(PIPELINE, `${'x'.repeat(1100)}: 1\n`),
    told: [
      'customers/acme/pipelines/web.yml:1:1-1:1101 yaml-syntax: this key is longer than any name | expected at most 1024 characters before the colon',
    ],
  },
  {
    title: 'a quote that ends the file',
    change: (w) => w.edit(PIPELINE, (text) => `${text}"lifecycle: paused\n`),
    told: [
      'customers/acme/pipelines/web.yml:9:1-10:1 yaml-syntax: a key begins here and does not end in its line | expected `key: value`, or `- item`, beneath those that belong to the same map or list | look for a missing colon or quote, or for a line that is indented too little or too far',
    ],
  },
  {
    title: 'two anchors on one value',
    change: replace(PIPELINE, 'region: eu-west-1', 'region: &a &b eu-west-1'),
    told: [
      'customers/acme/pipelines/web.yml:3:12-3:14 yaml-syntax: this is not YAML: a node can have at most one anchor',
    ],
  },
]

describe('an author is told of', () => {
  it.each(MISTAKES)('$title', ({ change, told }) => {
    expect(toldOf(change(ground))).toEqual(told)
  })
})
