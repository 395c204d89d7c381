/**
 * Promise: a change that is judged by what it touches is judged as if nothing had been known before.
 *
 * Property: whatever people edit, loading it against a base that is known gives
 * the same problems, fleet and differing stacks as objects that nobody has seen.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Judge } from '../../src/fleet/judge-pipelines.ts'
import { isMap } from '../../src/fleet/layers.ts'
import { type LoadOptions, loadFleet } from '../../src/fleet/load.ts'
import type { Fleet, SourceTree } from '../../src/fleet/model.ts'
import type { ReadCache, ReadFile } from '../../src/fleet/read-file.ts'
import { sharing } from '../../src/fleet/sharing.ts'
import { touchedCustomers } from '../../src/fleet/touched.ts'
import { atOnce } from '../../src/lib/turns.ts'
import { type Affected, affected } from '../../src/plan/affected.ts'
import { rulesApartSteps } from '../../src/plan/rules-apart.ts'
import { differingSteps } from '../../src/render/stacks.ts'
import { spelledOut } from '../support/fleets.ts'
import { told } from '../support/stacks.ts'
import { sourceTree, world } from '../support/world.ts'
import { tell } from './told.ts'

const WINDOW = { days: ['tue'], from: '02:00', to: '05:00', timezone: 'Europe/London' }
/** Names that begin like others, in accounts of their own or together. */
const start = world()
  .file('releases/channels.yml', { channels: { stable: '2026.08.0' } })
  .customer('a', { more: { windows: [WINDOW] } })
  .customer('a-b', { ring: 'early', settings: { queue: { delaySeconds: 3 } } })
  .customer('acme', { accounts: { prod: { regions: ['eu-west-1', 'eu-west-2'] }, other: {} } })
  .customer('globex', { ring: 'broad' })
  .pipeline('a', 'web')
  .pipeline('a-b', 'web', { settings: { queue: { delaySeconds: 5 } } })
  .pipeline('acme', 'web', { more: { upgrade: { channel: 'stable', window: WINDOW } } })
  .pipeline('acme', 'web-eu', { account: 'other' })
  .pipeline('acme', 'web-us')
  .pipeline('acme', 'leaving', { more: { lifecycle: 'retiring' } })
  .pipeline('globex', 'app', { region: 'eu-west-1' })
const paths = [...start.tree().keys()]

type Texts = ReadonlyMap<string, string>
type Change = (texts: Texts) => Texts

/** What people and their tools write where something else stood; the first that is there is replaced. */
const WORDS = [
  ['ring: canary', 'ring: early'],
  ['ring: early', 'ring: nowhere'],
  ['delaySeconds: 5', 'delaySeconds: 7'],
  ['delaySeconds: 3', 'delaySeconds: 9999'],
  ['delaySeconds: 5', 'delaySeconds: ghp_0123456789abcdefghijklmnopqrstuvwxyz'],
  ['region: eu-west-1', 'region: eu-west-2'],
  ['account: prod', 'account: other'],
  ['blueprint: small@1.0.0', 'blueprint: small@2.0.0'],
  ['release: 2026.08.0', 'release: 2026.11.0'],
  ['release: 2026.08.0', 'release: 2020.01.0'],
  ['pipeline: web', 'pipeline: web-eu'],
  ['pipeline: web', 'pipeline: other'],
  ['pipeline: web\n', 'pipeline: web-us\n'],
  ['pipeline: web-us', 'pipeline: web'],
  ['customer: a\n', 'customer: acme\n'],
  ['customer: globex', 'customer: zeta'],
  ['id: "111111111111"', 'id: "111111111112"'],
  ['id: "111111111112"', 'id: "111111111999"'],
  ['externalId: a-prod', 'externalId: a-b-prod'],
  ['channel: stable', 'channel: nowhere'],
  ['upgrade:\n', 'upgrade:\n  pin: { until: 2020-01-01, reason: because }\n'],
  ['from: "02:00"', 'from: "05:00"'],
  ['lifecycle: retiring', 'lifecycle: active'],
  ['settings:\n', 'acknowledge: [{ setting: queue.delaySeconds, to: 5, reason: so }]\nsettings:\n'],
  ['settings:\n', 'acknowledge: [{ migration: no-such-thing, reason: done }]\nsettings:\n'],
  ['soakMinutes: 2', 'soakMinutes: 3'],
  ['soakMinutes: 2,', 'soakMinutes: 2, settings: { queue: { delaySeconds: 8 } },'],
  ['policy:', 'defaults: { settings: { alarm: { tone: loud } } }\npolicy:'],
  ['default: 100', 'default: 200'],
  ['approvals: 1', 'approvals: 2'],
  ['stable: 2026.08.0', 'stable: 2026.11.0'],
  ['AWS::SQS::Queue', 'AWS::SNS::Topic'],
  [': ', ': ['],
  ['\n', '\n# a comment\n'],
] as const

const path = fc.constantFrom(...paths)
const customersPath = fc.constantFrom(...paths.filter((each) => each.startsWith('customers/')))
const folder = fc.constantFrom('a', 'a-b', 'acme', 'globex', 'Acme', 'new')
const pipelineName = fc.constantFrom('app', 'web', 'web-eu', 'new', 'New')
const places = [...start.tree().values()].flatMap(({ path: at, text }) =>
  WORDS.filter(([was]) => text.includes(was)).map((words) => [at, words] as const),
)

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 8, arbitrary: placeIn((at) => at.startsWith('customers/')).map(([at, words]) => replacing(at, words)) },
  { weight: 2, arbitrary: placeIn((at) => at === 'fleet.yml').map(([at, words]) => replacing(at, words)) },
  { weight: 2, arbitrary: placeIn((at) => !at.startsWith('customers/')).map(([at, words]) => replacing(at, words)) },
  { weight: 1, arbitrary: customersPath.map((gone) => removing((at) => at === gone)) },
  { weight: 1, arbitrary: path.map((gone) => removing((at) => at === gone)) },
  { weight: 1, arbitrary: folder.map((name) => removing((at) => at.startsWith(`customers/${name}/`))) },
  {
    weight: 2,
    arbitrary: fc.tuple(folder, folder, fc.boolean()).map(([from, to, isFresh]) => copying(from, to, isFresh)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(customersPath, pipelineName, folder)
      .map(([from, name, to]) => moving(from, `customers/${to}/pipelines/${name}.yml`)),
  },
  {
    weight: 1,
    arbitrary: folder.map(
      (name): Change =>
        (texts) =>
          new Map([...texts, [`customers/${name}/stray.yml`, 'a: 1\n']]),
    ),
  },
)

function placeIn(isIn: (path: string) => boolean) {
  return fc.constantFrom(...places.filter(([at]) => isIn(at)))
}

function removing(isGone: (path: string) => boolean): Change {
  return (texts) => without(texts, isGone)
}

function replacing(at: string, [was, is]: readonly [string, string]): Change {
  return (texts) => {
    const text = texts.get(at)
    return text === undefined ? texts : new Map([...texts, [at, text.replace(was, is)]])
  }
}

function without(texts: Texts, isGone: (path: string) => boolean): Texts {
  return new Map([...texts].filter(([each]) => !isGone(each)))
}

/** A customer under another name, be it with its own accounts or with new ones. */
function copying(from: string, to: string, isFresh: boolean): Change {
  return (texts) => {
    const copies = [...texts].flatMap(([each, text]): [string, string][] => {
      if (!each.startsWith(`customers/${from}/`)) return []
      const renamed = text.replace(`customer: ${from}\n`, `customer: ${to}\n`)
      const fresh = renamed.replace(/id: "1111/, 'id: "2222').replace(/externalId: /, `externalId: ${to}-`)
      return [[each.replace(`/${from}/`, `/${to}/`), isFresh ? fresh : renamed]]
    })
    return new Map([...texts, ...copies])
  }
}

/** The name in the file goes along. */
function moving(from: string, to: string): Change {
  return (texts) => {
    const text = texts.get(from)
    if (text === undefined) return texts
    const name = to.split('/').at(-1)?.replace('.yml', '') ?? ''
    return new Map([
      ...without(texts, (each) => each === from),
      [to, text.replace(/^pipeline: .*$/m, `pipeline: ${name}`)],
    ])
  }
}

const judge: Judge = ({ pipeline, values: { queue } }) =>
  isMap(queue) && queue.delaySeconds === 7
    ? [{ code: 'seven', message: 'nobody renders seven', at: pipeline.placeOf('pipeline') }]
    : []
/** What was parsed is the same; all else is found out anew for objects that nobody has seen. */
const reads = new Map<string, ReadFile>()
const cache: ReadCache = {
  get(key) {
    const known = reads.get(key)
    return known && { ...known }
  },
  set: (key, read) => reads.set(key, read),
}
const options: LoadOptions = { cache, judge, today: '2026-11-26' }

/** All there is to see of a load against a base, and of the two beside each other. */
function seen(head: SourceTree, base: SourceTree) {
  const loaded = loadFleet(head, base, options)
  const alone = loadFleet(head, undefined, options).fleet
  const before = loadFleet(base, undefined, options).fleet
  return {
    problems: loaded.problems,
    words: loaded.problems.map(tell),
    apart: atOnce(rulesApartSteps(loaded)).problems.map(tell),
    fleet: spelledOut(loaded.fleet),
    order: loaded.fleet && orderOf(loaded.fleet),
    concerned: concerned(loaded.base, loaded.fleet),
    concernedAlone: concerned(before, alone),
  }
}

function concerned(before: Fleet | undefined, after: Fleet | undefined) {
  if (before === undefined || after === undefined) return undefined
  const differing = atOnce(differingSteps(before, after))
  const { changed, resumed, removed, leftOut } = affected(differing.before, differing.after)
  const sides = (each: Affected) => [told(each.before === undefined ? [] : [each.before]), told([each.after])]
  return { changed: changed.map(sides), resumed: resumed.map(sides), removed: told(removed), leftOut }
}

function orderOf(fleet: Fleet): readonly string[] {
  return [
    ...fleet.customers.map(({ name }) => name),
    ...fleet.pipelines.map(({ customer, name }) => `${customer}/${name}`),
    ...fleet.blueprints.keys(),
    ...fleet.releases.keys(),
    ...fleet.releaseSets.keys(),
    ...fleet.channels.keys(),
  ]
}

describe('a change', () => {
  it('has the problems, the fleet and the stacks that it has where nothing is known', () => {
    const counts = { sound: 0, unsound: 0, touchedFew: 0, afterSound: 0, afterUnsound: 0 }
    const commit = fc.record({
      changes: fc.array(change, { minLength: 1, maxLength: 2 }),
      isMergedAnyway: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(commit, { minLength: 1, maxLength: 3 }), (commits) => {
        let texts: Texts = new Map([...start.tree()].map(([each, file]) => [each, file.text]))
        let known = sourceTree(texts)
        let base = loadFleet(known, undefined, options)
        expect(base.problems.map(tell)).toEqual([])
        for (const { changes, isMergedAnyway } of commits) {
          const next = changes.reduce<Texts>((each, one) => one(each), texts)
          const head = sharing(sourceTree(next), known)
          const found = seen(head, known)
          expect(found).toEqual(seen(sourceTree(next), sourceTree(texts)))
          const { fleet } = loadFleet(head, known, options)
          counts[fleet === undefined ? 'unsound' : 'sound'] += 1
          counts[base.problems.length === 0 ? 'afterSound' : 'afterUnsound'] += 1
          if (fleet !== undefined && base.fleet !== undefined && touchedCustomers(base.fleet, fleet) !== undefined)
            counts.touchedFew += 1
          if (fleet === undefined && !isMergedAnyway) continue
          // What was found sound by its difference is what the next change is held against, and what was not as well.
          texts = next
          known = head
          base = loadFleet(head, undefined, options)
        }
      }),
      { numRuns: 100, seed: 20261126 },
    )
    // Edits that were all refused, or all of what is shared, would show nothing.
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(20)
  })
})
