/**
 * How does a person's browser go from page to page?
 *
 * Keeps cookies for each host, follows redirects one by one so that a test can
 * look at each, and presses buttons of forms. What a browser would keep or
 * send back by itself is here; what only a person decides is the test's.
 */
import { parseSetCookie, type SetCookie } from 'cookie'

export interface Shown {
  readonly url: string
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** As the last answer set them. */
  readonly cookies: readonly SetCookie[]
}

export interface Browser {
  /** One request, no redirect followed. */
  ask(url: string, init?: RequestInit): Promise<Shown>
  /** Where it ends after all redirects. */
  open(url: string, init?: RequestInit): Promise<Shown>
  /** Sends the form on this page whose button says so. */
  press(page: Shown, button: string): Promise<Shown>
  /** A cookie that somebody else has put there. */
  plant(url: string, name: string, value: string): void
  /** Name → value of what it would send to this address. */
  cookiesFor(url: string): ReadonlyMap<string, string>
}

const MOST_REDIRECTS = 10

export function openBrowser(): Browser {
  const jars = new Map<string, Map<string, string>>()

  function jarOf(url: string): Map<string, string> {
    const { host } = new URL(url)
    const jar = jars.get(host) ?? new Map<string, string>()
    jars.set(host, jar)
    return jar
  }

  async function ask(url: string, init: RequestInit = {}): Promise<Shown> {
    const jar = jarOf(url)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { accept: 'text/html', ...(cookie === '' ? {} : { cookie }), ...init.headers }
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    const cookies = response.headers.getSetCookie().map((each) => parseSetCookie(each))
    for (const { name, value = '', maxAge } of cookies) {
      if (maxAge === 0) jar.delete(name)
      else jar.set(name, value)
    }
    return { url, status: response.status, headers: response.headers, text: await response.text(), cookies }
  }

  async function open(url: string, init?: RequestInit): Promise<Shown> {
    let shown = await ask(url, init)
    for (let count = 0; shown.status >= 300 && shown.status < 400; count++) {
      const to = shown.headers.get('location')
      if (to === null || count >= MOST_REDIRECTS) throw new Error(`${shown.url} leads nowhere`)
      shown = await ask(new URL(to, shown.url).href)
    }
    return shown
  }

  return {
    ask,
    open,
    press(page, button) {
      const form = [...page.text.matchAll(/<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)].find(([, , inside]) =>
        inside?.includes(`>${button}</button>`),
      )
      const [, action = '', inside = ''] = form ?? []
      if (form === undefined) throw new Error(`${page.url} has no button ${button}:\n${page.text}`)
      const fields = [...inside.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
        ([, name = '', value = '']) => [name, plain(value)],
      )
      const pressed = new RegExp(`<button[^>]*name="([^"]*)" value="([^"]*)"[^>]*>${button}</button>`).exec(inside)
      if (pressed !== null) fields.push([pressed[1] ?? '', pressed[2] ?? ''])
      return open(new URL(plain(action), page.url).href, { method: 'POST', body: new URLSearchParams(fields) })
    },
    plant: (url, name, value) => void jarOf(url).set(name, value),
    cookiesFor: (url) => jarOf(url),
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

function plain(markup: string): string {
  return markup.replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole)
}
