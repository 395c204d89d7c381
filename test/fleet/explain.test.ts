/**
 * Does an explanation name every layer that ever spoke of a setting, and every line behind a pipeline?
 */
import { describe, expect, it } from 'vitest'
import { draftOf } from '../../src/fleet/draft.ts'
import { explainedAt, explainPipeline } from '../../src/fleet/explain.ts'
import { normalise } from '../../src/fleet/normalise.ts'
import { resolvePipeline } from '../../src/fleet/resolve.ts'
import { explainInTerminal } from '../../src/report/terminal-explain.ts'
import { type World, world } from '../support/world.ts'

const WEB = 'customers/acme/pipelines/web.yml'

/** Every kind of fact, and settings that every layer speaks of. */
const FULL = world()
  .customer('acme', { settings: { queue: { delaySeconds: 7 }, alarm: { tone: null, hosts: ['b'] }, gone: null } })
  .pipeline('acme', 'web', { settings: { queue: { delaySeconds: 9 }, alarm: { hosts: ['c', 'd'] } } })
  .edit(
    'fleet.yml',
    (
      text,
    ) => `${text.replace('unreachablePercent: 0 }', 'unreachablePercent: 0, settings: { alarm: { hosts: [a], tone: loud } } }')}
defaults: { settings: { queue: { delaySeconds: 3 }, gone: { a: 1, b: 2 } } }
roles: { standard: { plan: fw-plan, apply: fw-apply, service: fw-service } }
`,
  )
  .edit('blueprints/small/1.0.0/blueprint.yml', (text) =>
    text.replace('        tone: {', '        team: { type: string, description: Who is called. }\n        tone: {'),
  )
  .edit('customers/acme/customer.yml', (text) =>
    text
      .replace(/ {4}roles:\n(?: {6}.*\n)+/, '    roles: standard\n')
      .replace(
        'settings:',
        'windows: [{ days: [tue, wed], from: "02:00", to: "05:00", timezone: Europe/London }]\nsettings:',
      ),
  )
  .edit(
    WEB,
    (text) => `${text}lifecycle: paused
secrets: { token: "ref+vault://kv/customers/acme/queue?version=4#/token" }
upgrade: { channel: regular, pin: { reason: a busy season, until: 2027-01-10 } }
`,
  )

function shown(of: World, path?: string): string | undefined {
  const tree = of.tree()
  const fleet = normalise(draftOf(tree))
  const [pipeline] = fleet.pipelines
  if (pipeline === undefined) throw new Error('the world of this test has no pipeline')
  const resolved = resolvePipeline(fleet, pipeline)
  const whole = explainPipeline(resolved, tree)
  const part = path === undefined ? whole : explainedAt(whole, path, resolved)
  return part && explainInTerminal(part, { prefix: '', colour: false })
}

describe('an explanation', () => {
  it('holds everything that a pipeline is made of', async () => {
    await expect(`${shown(FULL)}\n`).toMatchFileSnapshot('./explain-whole.txt')
  })

  it.each([
    [
      'a list that replaces another, layer by layer',
      'alarm.hosts',
      `acme/web

alarm.hosts = ["c","d"]
  pipeline, ${WEB}:11:7
  over ["b"], customer, customers/acme/customer.yml:17:7
  over ["a"], ring, fleet.yml:3:136`,
    ],
    [
      'a setting that a layer removed',
      'settings.alarm.tone',
      `acme/web

alarm.tone is not set: removed
  customer, customers/acme/customer.yml:15:11
  over "loud", ring, fleet.yml:3:147
  over "quiet", blueprint default, blueprints/small/1.0.0/blueprint.yml:18:61`,
    ],
    [
      'a setting of a map that a layer removed',
      'gone.a',
      `acme/web

gone is not set: removed
  customer, customers/acme/customer.yml:18:9
  over {"a":1,"b":2}, fleet default, fleet.yml:8:53`,
    ],
    [
      'a setting that the blueprint knows and nobody sets',
      'alarm.team',
      `acme/web

alarm.team is not set: no layer says anything, and it has no default
  Who is called.`,
    ],
    ['a fact', 'ring', 'acme/web\n\nring  canary  customers/acme/customer.yml:2:7'],
    [
      'roles that fleet.yml names, on the line that says their names',
      'roles.plan',
      'acme/web\n\nroles.plan  fw-plan  fleet.yml:9:28',
    ],
    [
      'a secret by reference and version',
      'secrets',
      `acme/web\n\nsecrets.token  ref+vault://kv/customers/acme/queue?version=4#/token, version 4  ${WEB}:14:19`,
    ],
    ['nothing at all', 'colour', undefined],
  ])('knows %s', (_name, path, text) => {
    expect(shown(FULL, path)).toBe(text)
  })
})
