/**
 * What does a plan comment look like? The picture of the README, made anew.
 *
 * `npx node test/support/plan-picture.ts CHROMIUM` plays the demo until a plan
 * is shown and takes its picture from the simulated GitHub's page, as the
 * reviewer sees it. Not part of the tests: Chromium is no dependency.
 */
import { chromium } from 'playwright-core'
import { finishedCheck, openPull, PLAN } from '../../src/demo/watch.ts'
import { serveFleet } from './served-fleet.ts'

const PICTURE = new URL('../../src/report/plan-comment.png', import.meta.url).pathname
const WIDTH = 820

const [executablePath] = process.argv.slice(2)
if (executablePath === undefined) throw new Error('name the Chromium to use')
const served = await serveFleet()
try {
  const { clone, engineer } = served
  await clone.branch('wake-earlier')
  const [fleet, web] = ['fleet.yml', 'customers/initech/pipelines/web.yml'] as const
  const sha = await clone.push({
    files: {
      [fleet]: (await clone.read(fleet)).replace('iteratorAgeMinutes: 15', 'iteratorAgeMinutes: 10'),
      [web]: (await clone.read(web)).replace('maxBytes: 500000', 'maxBytes: 400000'),
    },
    message: 'Wake people earlier; take smaller events of initech',
  })
  await openPull(engineer, { head: 'wake-earlier', title: 'Wake people earlier', body: '' })
  await finishedCheck(engineer, { sha, name: PLAN })
  // Chromium's own sandbox refuses to run as root; the page is ours.
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  const page = await browser.newPage({ viewport: { width: WIDTH, height: 1200 }, deviceScaleFactor: 1 })
  await page.goto(served.github.signInUrl('reviewer', '/fleet-operator/fleet/pull/1'))
  await page.waitForURL('**/pull/1')
  await page.locator('article', { hasText: 'After the merge' }).first().screenshot({ path: PICTURE })
  await browser.close()
} finally {
  await served.end()
}
