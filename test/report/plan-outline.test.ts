/**
 * Does a plan comment have the shape, once rendered, that its text means to have?
 *
 * Markdown that looks right may still be two lists read as one, a list inside a
 * details element read as text, or a table that never began. So each situation
 * is rendered as GitHub renders it and its outline is kept beside it.
 */
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { describe, expect, it } from 'vitest'
import { planComment } from '../../src/report/plan-comment.ts'
import { PLAN_SITUATIONS } from './plan-situations.ts'

const kept = new Map<string, string>()

function rendered(name: string): string {
  const html = kept.get(name) ?? render(name)
  kept.set(name, html)
  return html
}

function render(name: string): string {
  const situation = PLAN_SITUATIONS[name]
  if (situation === undefined) throw new Error(`${name} is no situation`)
  const comment = planComment(situation())
  if (comment.kind !== 'fits') throw new Error('the plan is too large to review')
  // The tags are ours alone: another test looks for those that are not.
  return micromark(comment.text, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true })
}

const BLOCK = /<(\/?)(h4|p|ul|ol|li|details|summary|pre|table|tr|hr)\b[^>]*>/g

/** One line a block, indented by what it stands in; the items of a list and the rows of a table are counted. */
function outline(html: string): string {
  const lines: string[] = []
  const within: string[] = []
  for (const match of html.matchAll(BLOCK)) {
    const [tag, slash, name = ''] = match
    if (slash === '/') {
      expect(within.pop(), `${tag} closes what is open`).toBe(name)
      continue
    }
    const indent = '  '.repeat(within.filter((each) => each !== 'li').length)
    const start = match.index + tag.length
    const inside = name === 'h4' ? html.slice(start, html.indexOf('</h4>', start)) : ''
    if (name === 'h4') lines.push(`${indent}# ${inside.replace(/<[^>]+>/g, '').slice(0, 60)}`)
    else if (name === 'ul' || name === 'ol') lines.push(`${indent}list`)
    else if (name === 'li' || name === 'tr') lines.push(`${indent}-`)
    else if (name !== 'summary') lines.push(`${indent}${name}`)
    if (name !== 'hr') within.push(name)
  }
  expect(within).toEqual([])
  return counted(lines)
}

/** `-` three times is `- × 3`. */
function counted(lines: readonly string[]): string {
  const runs: { line: string; times: number }[] = []
  for (const line of lines) {
    const last = runs.at(-1)
    if (last?.line === line) last.times += 1
    else runs.push({ line, times: 1 })
  }
  return runs.map(({ line, times }) => (times === 1 ? line : `${line} × ${times}`)).join('\n')
}

describe('a rendered plan comment', () => {
  it('has the outline that is kept', async () => {
    const outlines = Object.keys(PLAN_SITUATIONS).map((name) => `${name}\n\n${outline(rendered(name))}\n`)
    await expect(outlines.join('\n')).toMatchFileSnapshot('./plan-outlines.txt')
  })

  it.each(Object.keys(PLAN_SITUATIONS))('leaves no mark of Markdown unread: %s', (name) => {
    const html = rendered(name)
    const text = html
      .replace(/<pre>[\s\S]*?<\/pre>/g, '')
      .replace(/<code>[\s\S]*?<\/code>/g, 'x')
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(/<[^>]+>/g, '')
    expect(text).not.toMatch(/\*\*|`|\]\(|^\s*(?:- |\||#{1,6} )/m)
    // What is folded away is read as Markdown, and not as one line of text.
    for (const [, body] of html.matchAll(/<details>([\s\S]*?)<\/details>/g)) expect(body).toMatch(/<li>|<pre>/)
    // Closed until somebody opens it.
    expect(html).not.toMatch(/<details [^>]*open/)
  })

  it.each([
    ['new-accounts-are-tried', '<strong>New accounts</strong>', 'Policy rule'],
    ['behind-two-changes-of-others', '<strong>Behind</strong>', 'also changes'],
  ])('reads no list as part of the one above it: %s', (name, one, other) => {
    const shown = PLAN_SITUATIONS[name]?.()
    if (shown === undefined) throw new Error('there is no such situation')
    const comment = planComment({
      ...shown,
      others: [{ pull: 9, stacks: shown.plan.transitions.map(({ stack }) => stack) }],
    })
    if (comment.kind !== 'fits') throw new Error('the plan is too large to review')
    const html = micromark(comment.text, { extensions: [gfm()], htmlExtensions: [gfmHtml()] })
    expect(html.slice(html.indexOf(one), html.indexOf(other))).toMatch(/<\/ul>[\s\S]*<p>[\s\S]*<ul>/)
  })

  it.each(Object.keys(PLAN_SITUATIONS))('has a heading for each class and part that its text has: %s', (name) => {
    const situation = PLAN_SITUATIONS[name]?.()
    const comment = situation === undefined ? undefined : planComment(situation)
    const meant = comment?.kind === 'fits' ? comment.text.split('\n').filter((line) => line.startsWith('#')) : []
    expect(rendered(name).match(/<h4>/g)?.length ?? 0).toBe(meant.length)
  })
})
