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
      'customers/acme/pipelines/web.yml:3:9-3:10 yaml-syntax: this is not YAML: nested mappings are not allowed in compact mappings',
    ],
  },
  {
    title: 'a quote that never ends',
    change: replace(PIPELINE, 'settings:', '"settings:'),
    told: [
      'customers/acme/pipelines/web.yml:6:1-9:1 yaml-syntax: this is not YAML: implicit keys need to be on a single line',
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
    told: ['customers/acme/pipelines/web.yml:3:23-3:25 unknown-tag: `!!js/function` is no tag that is known here'],
  },
  {
    title: 'a key that would become a prototype',
    change: (w) => w.edit(PIPELINE, (text) => `${text}__proto__: { admin: true }\n`),
    told: [
      'customers/acme/pipelines/web.yml:9:1-9:10 odd-key: this key is no name | expected plain text before the colon',
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
      'customers/acme/pipelines/web.yml:1:1-1:1 file-too-large: the file has 1048577 characters | expected at most 1048576',
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
      'customers/acme/pipelines/web.yml:7143:6-7143:7 file-too-dense: the file holds more words and signs than anything a fleet needs | expected at most 50000 | split it into smaller files',
    ],
  },
  {
    title: 'an alias of nothing',
    change: replace(PIPELINE, 'region: eu-west-1', 'region: *nowhere'),
    told: [
      'customers/acme/pipelines/web.yml:3:9-3:17 unknown-alias: nothing before this line is anchored as `&nowhere`',
    ],
  },
  {
    title: 'a number that would lose its zero',
    change: replace(CUSTOMER, '"111111111111"', '011111111111'),
    told: [
      'customers/acme/customer.yml:5:9-5:21 number-misread: a number loses its leading zero | put it in quotes: "011111111111"',
    ],
  },
  {
    title: 'a number too long for a number',
    change: replace(PIPELINE, 'delaySeconds: 5', 'delaySeconds: 12345678901234567890'),
    told: [
      'customers/acme/pipelines/web.yml:8:19-8:39 number-misread: a number of this length loses its last digits | put it in quotes: "12345678901234567890"',
    ],
  },
]

describe('an author is told of', () => {
  it.each(MISTAKES)('$title', ({ change, told }) => {
    expect(toldOf(change(ground))).toEqual(told)
  })
})
