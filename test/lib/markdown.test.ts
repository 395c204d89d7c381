/**
 * A stranger's string stays a string.
 */
import fc from 'fast-check'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { describe, expect, it } from 'vitest'
import { inert, inertCell, prose, spelledOut } from '../../src/lib/markdown.ts'

function shownAs(markdown: string): string {
  const unescaped = micromark(markdown).replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"')
  return unescaped.replaceAll('&amp;', '&')
}

describe('an inert string', () => {
  it.each([
    ['plain', 'web', '`web`'],
    ['a backtick', 'a`b', '``a`b``'],
    ['backticks at its ends', '``', '``` `` ```'],
    ['spaces at its ends', ' a ', '`  a  `'],
    ['nothing', '', '`  `'],
    ['a pipe', 'a|b', '`a|b`'],
    ['a line break', 'a\nb', '`a\\u{a}b`'],
    ['a right-to-left override', 'a\u202eb', '`a\\u{202e}b`'],
    ['a zero-width space', 'a\u200bb', '`a\\u{200b}b`'],
    ['a hidden tag character', 'a\u{e0041}b', '`a\\u{e0041}b`'],
    ['half a character', 'a\ud800b', '`a\\u{d800}b`'],
  ])('shows %s', (_name, text, markdown) => {
    expect(inert(text)).toBe(markdown)
  })

  it('is cut where a reader sees it', () => {
    expect(inert('a'.repeat(300), 10)).toBe(`\`${'a'.repeat(10)}…\``)
    expect(inert('\u200b'.repeat(9), 10)).toBe('`\\u{200b}\\u…`')
  })

  it('is shown as exactly one code span with its own text, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
        const said = spelledOut(text)
        fc.pre(said.trim() !== '' && said.length <= 200)
        expect(shownAs(inert(text))).toBe(`<p><code>${said}</code></p>`)
      }),
    )
  })
})

describe('an inert cell of a table', () => {
  it('is one cell with its own text, pipes spelled out, whatever it is', () => {
    void fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('|', '\\', '`', 'a', ' ', '\n', '<'), minLength: 1 }), (text) => {
        const said = spelledOut(text.replaceAll('|', '\\u{7c}'))
        fc.pre(said.trim() !== '' && said.length <= 200)
        const table = `| a | b |\n| --- | --- |\n| ${inertCell(text)} | next |\n`
        const html = micromark(table, { extensions: [gfm()], htmlExtensions: [gfmHtml()] })
        const cells = [...html.matchAll(/<td>([\s\S]*?)<\/td>/g)].map((match) => match[1])
        expect(cells).toEqual([`<code>${said.replaceAll('<', '&lt;')}</code>`, 'next'])
      }),
    )
  })
})

describe('a sentence of ours with a stranger in it', () => {
  it.each([
    ['is replaced by an empty one; the old one is left behind', undefined],
    ['AWS is at work on it (UPDATE_IN_PROGRESS)', 'AWS is at work on it (`UPDATE_IN_PROGRESS`)'],
    ['#11 has yet to reach it (waiting)', '`#11` has yet to reach it (waiting)'],
    ['mend the cause, then `/fleet retry`, or `/fleet skip`', undefined],
    ['`a``b`', '`a` `b`'],
    ['an unclosed ` here', 'an unclosed `` ` `` here'],
    ['wave 1 of ring canary soaks for 60 min; nobody has to act', undefined],
    ['ask @octocat or see GH-12.', 'ask `@octocat` or see `GH-12`.'],
    ['see https://evil.example, now', 'see `https://evil.example`, now'],
    ['line\nbreak', '`line\\u{a}break`'],
    ['1. first', undefined],
    ['- [ ] box', '`- [ ]` box'],
  ])('%j', (text, markdown) => {
    expect(prose(text)).toBe(markdown ?? text)
  })

  it('lets nothing out that GitHub would read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const html = micromark(`x ${prose(`${text} @octocat <img> ${text}`)}`)
        expect(html.replace(/<code>[\s\S]*?<\/code>/g, '')).not.toMatch(/@|<(?!\/?p>)|&lt;/)
      }),
    )
  })
})
