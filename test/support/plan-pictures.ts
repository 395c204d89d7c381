/**
 * Can a reviewer read the plan comment on a phone?
 *
 * `node test/support/plan-pictures.ts CHROMIUM FOLDER [SITUATION…]` takes a
 * picture of each situation at the width of a phone, rendered and styled as the
 * simulated GitHub does it, once as it is shown and once with everything opened.
 * For eyes: not part of the tests, Chromium is no dependency.
 */
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { planComment } from '../../src/report/plan-comment.ts'
import { renderMarkdown } from '../../src/sim/github/pages/markdown.ts'
import { PLAN_SITUATIONS } from '../report/plan-situations.ts'

const PHONE = { width: 390, height: 844 }
const PAGES = new URL('../../src/sim/github/pages/', import.meta.url)

const [executablePath, folder, ...wanted] = process.argv.slice(2)
if (executablePath === undefined || folder === undefined) throw new Error('name the Chromium to use, and a folder')
await mkdir(folder, { recursive: true })
const styles = await Promise.all(['style.css', 'content.css'].map((name) => readFile(new URL(name, PAGES), 'utf8')))
// Chromium's own sandbox refuses to run as root; the page is ours.
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
try {
  const page = await browser.newPage({ viewport: PHONE, deviceScaleFactor: 2 })
  for (const [name, situation] of Object.entries(PLAN_SITUATIONS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    const comment = planComment(situation())
    if (comment.kind !== 'fits') throw new Error(`${name} is too large to review`)
    const body = `<meta name="viewport" content="width=device-width"><main><article class="box"><div class="body markdown">${renderMarkdown(comment.text).text}</div></article></main>`
    await page.setContent(`<!doctype html><meta charset="utf-8"><style>${styles.join('\n')}</style>${body}`)
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
    const wide = await page.evaluate('document.documentElement.scrollWidth')
    process.stdout.write(`${name}: ${wide} px wide\n`)
    await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    await page.screenshot({
      path: join(folder, `${name}-opened.png`),
      clip: { x: 0, y: 0, ...PHONE, height: 4_000 },
      fullPage: true,
    })
  }
} finally {
  await browser.close()
}
