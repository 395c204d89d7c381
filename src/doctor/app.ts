/**
 * Is the GitHub App what app.yml asks for, and installed where it should be?
 *
 * What counts is what the installation grants: an App whose settings were
 * changed keeps its old rights until an administrator accepts the new ones.
 */
import type { AppFacts, HookFacts, InstallationFacts, Level, Manifest } from './facts.ts'
import { type Finding, isTold, type Told, untold } from './model.ts'

const APP = 'GitHub App'
const RANK = { read: 1, write: 2, admin: 3 } as const satisfies { readonly [level in Level]: number }
/** Every App has it, asked for or not. */
const ALWAYS = 'metadata'
/** What the bot can do without, and what then is not so: an account of one person has no members to grant. */
const SPARED: ReadonlyMap<string, string> = new Map([['members', 'a team that fleet.yml names counts as nobody']])

export function appFindings(app: Told<AppFacts>): readonly Finding[] {
  const looked = { check: 'app-credentials', about: APP }
  if (isTold(app))
    return [{ ...looked, outcome: 'well', says: `GitHub knows us as the App ${app.is.slug} (${app.is.id})` }]
  if (app.silence.code !== 'github-unauthorized') return [untold(looked, app.silence)]
  const hint = 'give APP_ID and PRIVATE_KEY of the same App, make a new key if this one was deleted, and set the time'
  return [
    { ...looked, outcome: 'wrong', says: 'GitHub does not accept our key for this App', nextMove: 'operator', hint },
  ]
}

/** `repositories`: `owner/name` of every one that it reaches; absent where nobody could ask. */
export function installationFindings(
  installation: Told<InstallationFacts>,
  repositories: Told<readonly string[]> | undefined,
  repository: string,
): readonly Finding[] {
  const looked = { check: 'installation', about: APP }
  if (!isTold(installation)) {
    if (installation.silence.code !== 'github-not-found') return [untold(looked, installation.silence)]
    const says = `it is not installed on ${repository}`
    const hint = `install it on ${repository}, or correct FLEET_REPOSITORY`
    return [{ ...looked, outcome: 'wrong', says, nextMove: 'repository administrator', hint }]
  }
  if (installation.is.isSuspended) {
    const says = 'its installation is suspended: GitHub sends no event and answers no call'
    const hint = "unsuspend it in the owner's settings, under installed GitHub Apps"
    return [{ ...looked, outcome: 'wrong', says, nextMove: 'repository administrator', hint }]
  }
  return repositories === undefined ? [] : reach(repositories, repository)
}

function reach(repositories: Told<readonly string[]>, repository: string): readonly Finding[] {
  const looked = { check: 'installation', about: APP }
  if (!isTold(repositories)) return [untold(looked, repositories.silence)]
  const others = repositories.is.filter((each) => each.toLowerCase() !== repository.toLowerCase())
  if (others.length === repositories.is.length) {
    const says = `${repository} is not among the repositories it reaches`
    const hint = `if it was renamed, set FLEET_REPOSITORY to its present name; else add it to the installation`
    return [{ ...looked, outcome: 'wrong', says, nextMove: 'operator', hint }]
  }
  if (others.length === 0) return [{ ...looked, outcome: 'well', says: `it is installed on ${repository} alone` }]
  const says = `it reaches ${others.length} more ${others.length === 1 ? 'repository' : 'repositories'} than the fleet's`
  const hint = `let the installation select ${repository} alone: the bot serves one repository`
  return [{ ...looked, outcome: 'risky', says, nextMove: 'repository administrator', hint }]
}

interface Rights {
  readonly wanted: Manifest
  readonly app: Manifest
  readonly granted: Manifest
}

export function rightsFindings(rights: Rights): readonly Finding[] {
  return [...permissionFindings(rights), ...eventFindings(rights)]
}

function permissionFindings({ wanted, app, granted }: Rights): readonly Finding[] {
  const looked = { check: 'app-permissions', about: APP }
  const lacking = Object.entries(wanted.permissions).flatMap(([name, level]): Finding[] => {
    if (name === ALWAYS || covers(granted.permissions[name], level)) return []
    const says = `the installation grants ${name}: ${granted.permissions[name] ?? 'nothing'}, and app.yml asks for ${level}`
    const moves = mend(covers(app.permissions[name], level), `${name}: ${level}`)
    const without = SPARED.get(name)
    return without === undefined
      ? [{ ...looked, outcome: 'wrong', says, ...moves }]
      : [{ ...looked, outcome: 'risky', says: `${says}: ${without}`, ...moves }]
  })
  const spare = Object.entries(granted.permissions).flatMap(([name, level]): Finding[] => {
    if (name === ALWAYS || covers(wanted.permissions[name], level)) return []
    const says = `the installation grants ${name}: ${level}, and app.yml asks for ${wanted.permissions[name] ?? 'nothing'}`
    const hint = `lower ${name} to what app.yml says, in the App's settings: what it cannot do, nobody can steal`
    return [{ ...looked, outcome: 'risky', says, nextMove: 'operator', hint }]
  })
  const found = [...lacking, ...spare]
  return found.length > 0
    ? found
    : [{ ...looked, outcome: 'well', says: 'the installation grants what app.yml asks for' }]
}

function eventFindings({ wanted, app, granted }: Rights): readonly Finding[] {
  const looked = { check: 'app-events', about: APP }
  const missing = wanted.events.filter((event) => !granted.events.includes(event))
  const found = missing.map(
    (event): Finding => ({
      ...looked,
      outcome: 'wrong',
      says: `the installation does not send ${event}`,
      ...mend(app.events.includes(event), event),
    }),
  )
  return found.length > 0
    ? found
    : [{ ...looked, outcome: 'well', says: 'the installation sends what app.yml asks for' }]
}

/** Who moves depends on where it is stuck: in the App's settings, or on their way to the installation. */
function mend(appHasIt: boolean, what: string): { nextMove: 'repository administrator' | 'operator'; hint: string } {
  return appHasIt
    ? {
        nextMove: 'repository administrator',
        hint: `accept what the App asks for (${what}) on the installation's page: it waits there`,
      }
    : {
        nextMove: 'operator',
        hint: `add ${what} in the App's settings, as app.yml has it; then an administrator accepts it on the installation`,
      }
}

function covers(granted: Level | undefined, wanted: Level): boolean {
  return granted !== undefined && RANK[granted] >= RANK[wanted]
}

/** `wantedUrl`: where this bot takes its events. */
export function hookFindings(hook: Told<HookFacts>, wantedUrl: string): readonly Finding[] {
  const looked = { check: 'app-webhook', about: APP }
  if (!isTold(hook)) return [untold(looked, hook.silence)]
  const { url, contentType, hasSecret, verifiesTls } = hook.is
  const isHttps = url?.startsWith('https:') ?? false
  const mistakes = [
    isSame(url, wantedUrl) ? undefined : `events go to ${url ?? 'nowhere'}, and the bot takes them at ${wantedUrl}`,
    contentType === 'json' ? undefined : `events come as ${contentType ?? 'form'}, and the bot reads json`,
    hasSecret ? undefined : 'events are not signed: there is no secret',
    isHttps && !verifiesTls ? 'GitHub does not verify the certificate of the bot' : undefined,
    url !== undefined && !isHttps && !isLoopback(url) ? 'events travel without TLS' : undefined,
  ].filter((each) => each !== undefined)
  if (mistakes.length === 0)
    return [{ ...looked, outcome: 'well', says: `events come signed, as json, to ${wantedUrl}` }]
  const hint = `in the App's settings set the webhook to ${wantedUrl}, json, with WEBHOOK_SECRET and SSL verification; or correct PUBLIC_URL`
  return mistakes.map((says) => ({ ...looked, outcome: 'wrong', says, nextMove: 'operator', hint }))
}

/** What the bot's pages are opened by. */
export interface SignIn {
  /** Of GITHUB_CLIENT_ID; absent where none is set. */
  readonly clientId?: string
  /** Where GitHub sends back who signed in: it sends nobody anywhere else. */
  readonly callbackUrl: string
}

/** No request of GitHub's tells which callback URLs an App has, so the one that is needed is said. */
export function signInFindings({ clientId: known }: AppFacts, { clientId, callbackUrl }: SignIn): readonly Finding[] {
  const looked = { check: 'sign-in', about: APP }
  if (clientId === undefined)
    return [{ ...looked, outcome: 'well', says: "the bot's pages are shut to everybody: no GITHUB_CLIENT_ID is set" }]
  if (known !== undefined && known !== clientId) {
    const hint = `set GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET of this App, whose client id is ${known}`
    const says = "GITHUB_CLIENT_ID is another's: whoever wants to see the pages signs in to another App"
    return [{ ...looked, outcome: 'wrong', says, nextMove: 'operator', hint }]
  }
  const says = `whether ${callbackUrl} is among its callback URLs stands in the App's settings alone: without it nobody can sign in`
  const callback: Finding = { check: 'sign-in-callback', about: APP, outcome: 'unseen', says }
  if (known === undefined) return [callback]
  return [{ ...looked, outcome: 'well', says: "people sign in by this App's client id" }, callback]
}

function isSame(url: string | undefined, wanted: string): boolean {
  return url !== undefined && URL.canParse(url) && new URL(url).href === wanted
}

function isLoopback(url: string): boolean {
  return URL.canParse(url) && /^(localhost|\[::1\]|127\.\d+\.\d+\.\d+)$/.test(new URL(url).hostname)
}
