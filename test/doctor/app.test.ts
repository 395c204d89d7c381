/** What the installation grants counts, and each difference names who has to move. */
import { describe, expect, it } from 'vitest'
import {
  appFindings,
  hookFindings,
  installationFindings,
  rightsFindings,
  signInFindings,
} from '../../src/doctor/app.ts'
import type { HookFacts, InstallationFacts, Manifest } from '../../src/doctor/facts.ts'
import type { Silence } from '../../src/doctor/model.ts'

const WANTED: Manifest = {
  permissions: { contents: 'read', metadata: 'read', checks: 'write' },
  events: ['push', 'pull_request'],
}
const URL_WANTED = 'https://bot.example/api/github/webhooks'
const HOOK: HookFacts = { url: URL_WANTED, contentType: 'json', hasSecret: true, verifiesTls: true }
const INSTALLED: InstallationFacts = { ...WANTED, id: 7, isSuspended: false }
const FLEET = 'acme/fleet'

function silence(code: string): { readonly silence: Silence } {
  return { silence: { code, says: 'no answer', nextMove: 'operator', hint: 'ask again' } }
}

describe('the key of the App', () => {
  it.each([
    ['github-unauthorized', 'wrong'],
    ['github-unavailable', 'untold'],
  ])('%s is %s', (code, outcome) => {
    expect(appFindings(silence(code))).toMatchObject([{ check: 'app-credentials', outcome, nextMove: 'operator' }])
  })

  it('is well where GitHub names the App', () => {
    const [finding] = appFindings({ is: { ...WANTED, id: 4711, slug: 'fleetwright' } })
    expect(finding).toMatchObject({ outcome: 'well', says: 'GitHub knows us as the App fleetwright (4711)' })
  })
})

describe('the installation', () => {
  it.each([
    ['is well on the fleet alone', ['Acme/Fleet'], 'well', 'alone'],
    ['is risky where it reaches more', [FLEET, 'acme/wiki'], 'risky', '1 more repository'],
    ['is wrong where the fleet is not among them', ['acme/wiki'], 'wrong', 'is not among'],
    ['is wrong where it reaches nothing', [], 'wrong', 'is not among'],
  ])('%s', (_title, reached, outcome, says) => {
    const findings = installationFindings({ is: INSTALLED }, { is: reached }, FLEET)
    expect(findings).toMatchObject([{ outcome, says: expect.stringContaining(says) }])
  })

  it.each([
    ['not there', silence('github-not-found'), 'wrong', 'repository administrator'],
    ['not to be asked', silence('github-unavailable'), 'untold', 'operator'],
    ['suspended', { is: { ...INSTALLED, isSuspended: true } }, 'wrong', 'repository administrator'],
  ])('that is %s is %s', (_title, installation, outcome, nextMove) => {
    expect(installationFindings(installation, undefined, FLEET)).toMatchObject([{ outcome, nextMove }])
  })
})

describe('signing in', () => {
  const app = { ...WANTED, id: 4711, slug: 'fleetwright', clientId: 'Iv23own' }
  const callbackUrl = 'https://bot.example/sign-in/callback'

  it('is by this App, and the callback that it needs is said, because only its settings show which it has', () => {
    const findings = signInFindings(app, { clientId: 'Iv23own', callbackUrl })
    expect(findings).toMatchObject([
      { check: 'sign-in', outcome: 'well' },
      {
        check: 'sign-in-callback',
        outcome: 'unseen',
        says: expect.stringContaining(`whether ${callbackUrl} is among`),
      },
    ])
  })

  it('by another App is wrong, and the right client id is named', () => {
    const [finding, ...more] = signInFindings(app, { clientId: 'Iv23other', callbackUrl })
    expect(finding).toMatchObject({ outcome: 'wrong', nextMove: 'operator', hint: expect.stringContaining('Iv23own') })
    expect(more).toEqual([])
  })

  it('is nobody’s where no client id is set, and by whichever App an older GitHub Enterprise does not tell', () => {
    expect(signInFindings(app, { callbackUrl })).toMatchObject([
      { outcome: 'well', says: expect.stringContaining('shut') },
    ])
    const { clientId: _none, ...older } = app
    expect(signInFindings(older, { clientId: 'Iv23own', callbackUrl })).toMatchObject([{ check: 'sign-in-callback' }])
  })
})

describe('permissions and events', () => {
  const rights = (app: Partial<Manifest>, granted: Partial<Manifest>) =>
    rightsFindings({ wanted: WANTED, app: { ...WANTED, ...app }, granted: { ...WANTED, ...granted } }).filter(
      ({ outcome }) => outcome !== 'well',
    )

  it('are well as app.yml has them', () => {
    expect(rights({}, {})).toEqual([])
  })

  it.each([
    ['a level that waits for acceptance', {}, { checks: 'read' }, 'repository administrator', 'checks: read'],
    ['one that waits as a whole', {}, { checks: undefined }, 'repository administrator', 'checks: nothing'],
    ['one that the App does not ask for', { checks: 'read' }, { checks: 'read' }, 'operator', 'checks: read'],
  ] as const)('%s is wrong', (_title, app, granted, nextMove, says) => {
    const without = (change: object): Manifest['permissions'] =>
      JSON.parse(JSON.stringify({ ...WANTED.permissions, ...change }))
    expect(rights({ permissions: without(app) }, { permissions: without(granted) })).toMatchObject([
      { check: 'app-permissions', outcome: 'wrong', nextMove, says: expect.stringContaining(says) },
    ])
  })

  it('name what is not so without one that the bot can spare', () => {
    const wanted = { ...WANTED, permissions: { ...WANTED.permissions, members: 'read' } } as const
    const says =
      'the installation grants members: nothing, and app.yml asks for read: a team that fleet.yml names counts as nobody'
    expect(rightsFindings({ wanted, app: wanted, granted: WANTED })).toMatchObject([
      { check: 'app-permissions', outcome: 'risky', nextMove: 'repository administrator', says },
      { check: 'app-events', outcome: 'well' },
    ])
  })

  it.each([
    ['a level more', { contents: 'write' }],
    ['a permission more', { administration: 'write' }],
  ] as const)('%s than app.yml asks for is risky', (_title, more) => {
    const permissions = { ...WANTED.permissions, ...more }
    expect(rights({ permissions }, { permissions })).toMatchObject([{ outcome: 'risky', nextMove: 'operator' }])
  })

  it('a missing event waits where the App asks for it, and else is to be asked for', () => {
    expect(rights({}, { events: ['push'] })).toMatchObject([
      { check: 'app-events', outcome: 'wrong', nextMove: 'repository administrator' },
    ])
    expect(rights({ events: ['push'] }, { events: ['push'] })).toMatchObject([{ nextMove: 'operator' }])
  })
})

describe('the webhook', () => {
  it('is well as app.yml and the settings want it', () => {
    expect(hookFindings({ is: HOOK }, URL_WANTED)).toMatchObject([{ outcome: 'well' }])
  })

  it('needs no TLS on loopback', () => {
    const url = 'http://127.0.0.1:3000/api/github/webhooks'
    expect(hookFindings({ is: { ...HOOK, url, verifiesTls: false } }, url)).toMatchObject([{ outcome: 'well' }])
  })

  it.each([
    ['another address', { url: 'https://old.example/api/github/webhooks' }, 'events go to https://old.example'],
    ['another path', { url: 'https://bot.example/' }, 'events go to https://bot.example/'],
    ['a form', { contentType: 'form' }, 'events come as form'],
    ['no secret', { hasSecret: false }, 'not signed'],
    ['an unverified certificate', { verifiesTls: false }, 'does not verify'],
  ] as const)('with %s is wrong', (_title, change, says) => {
    expect(hookFindings({ is: { ...HOOK, ...change } }, URL_WANTED)).toMatchObject([
      { outcome: 'wrong', nextMove: 'operator', says: expect.stringContaining(says) },
    ])
  })

  it('without TLS is wrong elsewhere', () => {
    const url = 'http://bot.example/api/github/webhooks'
    expect(hookFindings({ is: { ...HOOK, url } }, url)).toMatchObject([{ says: 'events travel without TLS' }])
  })

  it('that nobody set goes nowhere', () => {
    const [first] = hookFindings({ is: { hasSecret: false, verifiesTls: true } }, URL_WANTED)
    expect(first?.says).toContain('events go to nowhere')
  })
})
