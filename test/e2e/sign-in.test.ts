/**
 * The real bot's pages open for who may read the fleet repository on GitHub, for as long as they may, with what waits for them.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NAME, OWNER } from '../../src/demo/stage.ts'
import { approve } from '../../src/demo/watch.ts'
import { type Browser, openBrowser, type Shown } from '../support/browser.ts'
import { type ServedFleet, serveFleet } from '../support/served-fleet.ts'
import { canaryWith, planCheck, propose } from './story.ts'

const FLEET = { owner: OWNER, name: NAME } as const
/** Five minutes of the bot's are some seconds of ours, and the machine may be busy. */
const SOON = { timeout: 30_000, interval: 200 } as const

let served: ServedFleet
beforeAll(async () => {
  served = await serveFleet({ approved: false })
}, 300_000)
afterAll(() => served.end())

/** At the bot's first page, by way of GitHub. */
async function arrive(login: string): Promise<{ readonly browser: Browser; readonly shown: Shown }> {
  const browser = openBrowser()
  await browser.open(served.github.signInUrl(login))
  const shown = await browser.open(served.bot.url)
  const isAsked = new URL(shown.url).origin === served.github.url
  return { browser, shown: isAsked ? await browser.press(shown, 'Authorize') : shown }
}

describe('the pages of the bot', () => {
  it('open by GitHub, and show the plan whole to who may only read', async () => {
    const { browser, shown } = await arrive('onlooker')
    expect(new URL(shown.url).origin).toBe(served.bot.url)
    expect(shown.text).toContain(`<h1>${OWNER}/${NAME}</h1>`)
    expect(shown.text).toContain('<span class="who">onlooker</span>')
    const [, address] = /<a href="(\/plans\/[0-9a-f]{64})\?pull=none">Default branch/.exec(shown.text) ?? []
    const page = await browser.open(`${served.bot.url}${address}`)
    expect(page.text).toContain('<h1>Plan of the default branch</h1>')
    expect(page.text).toContain('acme/web/')
    const { plan } = JSON.parse((await browser.open(`${served.bot.url}${address}.json`)).text)
    expect(`/plans/${plan.digest}`).toBe(address)
  })

  it('ask GitHub once, and know the person the next time', async () => {
    await arrive('engineer')
    const again = openBrowser()
    await again.open(served.github.signInUrl('engineer'))
    expect((await again.open(`${served.bot.url}/terminal`)).url).toBe(`${served.bot.url}/terminal`)
  })

  it('give a terminal what it needs, and no longer than its owner is signed in', async () => {
    const { browser, shown } = await arrive('engineer')
    const page = await browser.open(`${served.bot.url}/terminal`)
    const { text } = await browser.press(page, 'Make a token')
    const token = /<pre>(fwt_[\w-]{43})<\/pre>/.exec(text)?.[1] ?? ''
    const ask = () =>
      fetch(`${served.bot.url}/pulls/1.json`, { headers: { authorization: `Bearer ${token}` }, redirect: 'manual' })
    // There is no pull request yet; the door is open.
    expect((await ask()).status).toBe(404)
    await browser.press(shown, 'Sign out')
    expect((await ask()).status).toBe(401)
  })

  it('stay shut to whom GitHub knows and the fleet does not', async () => {
    served.github.addUser('stranger')
    const { browser, shown } = await arrive('stranger')
    expect(shown.status).toBe(403)
    expect(shown.text).toContain('stranger may not read the fleet repository')
    expect((await browser.ask(served.bot.url)).status).toBe(302)
  })

  it('shut within five minutes of the moment in which GitHub takes the right to read away', async () => {
    const { browser } = await arrive('onlooker')
    served.github.permit(FLEET, 'onlooker', undefined)
    await expect.poll(async () => (await browser.ask(served.bot.url)).status, SOON).toBe(403)
    served.github.permit(FLEET, 'onlooker', 'read')
    // Signed out with it: the way in is by GitHub again.
    expect((await browser.ask(served.bot.url)).headers.get('location')).toContain('/sign-in')
  })

  it('say so while GitHub does not answer, let nobody in on doubt, and open when it is back', async () => {
    const { browser } = await arrive('reviewer')
    const outage = served.github.faults.outage()
    await expect.poll(async () => (await browser.ask(served.bot.url)).status, SOON).toBe(503)
    outage.lift()
    await expect.poll(async () => (await browser.ask(served.bot.url)).status, SOON).toBe(200)
  })

  it('begin with the plans of open pull requests, and say whose move each is', async () => {
    const { pull, sha } = await propose(served, { branch: 'two-shards', files: () => canaryWith(served, 2) })
    await planCheck(served, sha, 'action_required')
    const { browser } = await arrive('reviewer')
    const page = async () => (await browser.open(served.bot.url)).text.split('<h3>').slice(1)
    // GitHub shows a check before our row of it is written.
    const waitingFor = (whom: string) =>
      expect
        .poll(async () => (await page())[0], SOON)
        .toContain(`>Pull request #${pull.number}</a> waits for ${whom} <`)
    await waitingFor('a reviewer')
    const [open = '', others = ''] = await page()
    expect(open).toMatch(/^Open pull requests</)
    expect(others).toMatch(/^The newest other plans</)
    expect(others).toContain('>Default branch</a> <')
    await approve(served.reviewer, pull.number)
    await planCheck(served, sha, 'success')
    await waitingFor('whoever merges it')
  })
})
