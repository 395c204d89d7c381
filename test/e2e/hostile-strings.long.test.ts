/** Whatever strangers write in YAML, in the name of a file or of a branch, people read what we wrote. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { finishedCheck, PLAN, VALIDATE } from '../../src/demo/watch.ts'
import { spelledOut } from '../../src/lib/markdown.ts'
import { renderMarkdown } from '../../src/sim/github/pages/markdown.ts'
import { HOSTILE } from '../report/situations/hostile.ts'
import { type ServedFleet, serveFleet } from '../support/served-fleet.ts'
import { propose, RATE, without } from './story.ts'

/** By YAML's escapes: a character that nobody sees is refused where it stands in the file as it is. */
const TEXT = JSON.stringify(`${HOSTILE} a | b`).replace(/[^ -~]/g, (character) => {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
})
const BRANCH = 'fix/#12-@octocat-owner/repo#1-`x`-<img'
let fleet: ServedFleet

beforeAll(async () => {
  fleet = await serveFleet({
    rate: RATE,
    approved: false,
    files: without('globex', 'hooli', 'initech', 'umbrella'),
  })
})

afterAll(() => fleet.end())

function expectOurs(markdown: string, links: RegExp): void {
  const html = renderMarkdown(markdown).text
  for (const [, link = ''] of html.matchAll(/href="([^"]*)"/g)) expect(link).toMatch(links)
  const outside = html.replace(/<code[^>]*>[\s\S]*?<\/code>/g, '').replace(/<a [^>]*>/g, '')
  expect(outside).not.toMatch(/<(img|input|script|iframe)/)
  expect(outside).not.toMatch(/[@#]\w|GH-\d|https?:|www\.|\b[0-9a-f]{7,40}\b|\/fleet approve 0/)
  expect(html.match(/<details>/g)?.length ?? 0).toBe(html.match(/<\/details>/g)?.length ?? 0)
  const line = html.replaceAll('\n', '')
  expect(spelledOut(line)).toBe(line)
}

it('a problem shows hostile words and names of files as what they are', async () => {
  const path = 'customers/acme/pipelines/`@octocat` #12 <img src=x>.yml'
  const { sha } = await propose(fleet, { branch: `${BRANCH}-2`, files: () => ({ [path]: `${TEXT}: ${TEXT}\n` }) })
  const check = await finishedCheck(fleet.engineer, { sha, name: VALIDATE }, (each) => each.conclusion === 'failure')
  const summary = check.output.summary ?? ''
  expect(summary).toContain('@octocat')
  expectOurs(summary, /^$/)
  await finishedCheck(fleet.engineer, { sha, name: PLAN }, (each) => each.conclusion === 'failure')
})
