/**
 * What is an author told who would change what a deployment is known by?
 *
 * Golden: place, words and count. One cause is one problem, however many
 * pipelines it reaches.
 */
import { describe, expect, it } from 'vitest'
import type { World } from '../support/world.ts'
import { BLUEPRINT, CUSTOMER, ground, PIPELINE, replace, toldOf } from './told.ts'

interface Change {
  readonly title: string
  readonly base?: World
  readonly change: (base: World) => World
  readonly told: readonly string[]
}

const TONE = 'tone: { type: string, enum: [quiet, loud], default: quiet }'
const marked = replace(BLUEPRINT, TONE, TONE.replace(' }', ', identity: true }'))(ground)

function tone(value: unknown, acknowledge?: readonly object[]): (w: World) => World {
  return (w) =>
    w.pipeline('acme', 'web', {
      settings: { alarm: { tone: value } },
      ...(acknowledge === undefined ? {} : { more: { acknowledge } }),
    })
}

const LOUD = { setting: 'alarm.tone', to: 'loud', reason: 'the night shift asked for it' }
const loud = tone('loud')(marked)

function ofFleet(text: string): (w: World) => World {
  return (w) => w.edit('fleet.yml', (before) => before + text)
}

/** As a customer said it and had it merged. */
function ofCustomer(w: World): World {
  const text = `settings: { alarm: { tone: loud } }\nacknowledge: [${JSON.stringify(LOUD)}]\n`
  return w.edit(CUSTOMER, (before) => before + text)
}

function ofRing(ring: string): (w: World) => World {
  return (w) =>
    w.edit('fleet.yml', (text) =>
      text.replace(new RegExp(`(name: ${ring}, .*?)( })`), '$1, settings: { alarm: { tone: loud } }$2'),
    )
}

/** The same two templates under a new version, with other text in its blueprint.yml. */
function version(of: World, edit: (text: string) => string): World {
  const text = (path: string) => of.tree().get(path)?.text ?? ''
  const folder = 'blueprints/small/1.0.0/'
  return of
    .file('blueprints/small/2.0.0/blueprint.yml', edit(text(BLUEPRINT).replace('version: 1.0.0', 'version: 2.0.0')))
    .file('blueprints/small/2.0.0/queue.template.yml', text(`${folder}queue.template.yml`))
    .file('blueprints/small/2.0.0/alarm.template.yml', text(`${folder}alarm.template.yml`))
}

const moved = replace(PIPELINE, 'small@1.0.0', 'small@2.0.0')

const CHANGES: readonly Change[] = [
  {
    title: 'an identity setting that nobody said to change',
    change: tone('loud'),
    told: [
      'customers/acme/pipelines/web.yml:8:11-8:15 identity-unacknowledged: `alarm.tone` becomes `loud`, and deployments are known by it | expected `- { setting: alarm.tone, to: loud, reason: … }` under `acknowledge` in customers/acme/pipelines/web.yml | if it is not meant, leave the value as it was',
    ],
  },
  {
    title: 'one that is said to become something else',
    change: tone('loud', [{ ...LOUD, to: 'quiet' }]),
    told: [
      'customers/acme/pipelines/web.yml:11:9-11:14 stale-acknowledgement: `alarm.tone` is `loud` and not `quiet` | expected `to` as it is set: `loud` | remove the entry once it has done its work',
    ],
  },
  {
    title: 'one that is removed',
    base: loud,
    change: (w) => w.pipeline('acme', 'web'),
    told: [
      'customers/acme/pipelines/web.yml:1:1-1:9 identity-unacknowledged: `alarm.tone` becomes `quiet`, and deployments are known by it | expected `- { setting: alarm.tone, to: quiet, reason: … }` under `acknowledge` in customers/acme/pipelines/web.yml | if it is not meant, leave the value as it was',
    ],
  },
  {
    title: 'one that a null removes',
    base: loud,
    change: (w) => w.pipeline('acme', 'web', { settings: { alarm: null } }),
    told: [
      'customers/acme/pipelines/web.yml:7:10-7:14 identity-unacknowledged: `alarm.tone` is removed, and deployments are known by it | expected `- { setting: alarm.tone, to: null, reason: … }` under `acknowledge` in customers/acme/pipelines/web.yml | if it is not meant, leave the value as it was',
    ],
  },
  {
    title: 'one that the fleet sets for three pipelines',
    base: marked.pipeline('acme', 'app').pipeline('acme', 'shop'),
    change: ofFleet('defaults: { settings: { alarm: { tone: loud } } }\n'),
    told: [
      'fleet.yml:7:40-7:44 identity-unacknowledged: `alarm.tone` becomes `loud`, and deployments are known by it | expected `- { setting: alarm.tone, to: loud, reason: … }` under `acknowledge` in fleet.yml | if it is not meant, leave the value as it was',
    ],
  },
  {
    title: 'one that is acknowledged in another file than the one that sets it',
    base: marked,
    change: (w) =>
      ofFleet('defaults: { settings: { alarm: { tone: loud } } }\n')(w).pipeline('acme', 'web', {
        more: { acknowledge: [LOUD] },
      }),
    told: [
      'fleet.yml:7:40-7:44 identity-unacknowledged: `alarm.tone` becomes `loud`, and deployments are known by it | expected `- { setting: alarm.tone, to: loud, reason: … }` under `acknowledge` in fleet.yml | if it is not meant, leave the value as it was',
    ],
  },
  {
    title: 'one that a ring sets',
    change: (w) =>
      w.edit('fleet.yml', (text) =>
        text.replace('concurrency: 2,', 'concurrency: 2, settings: { alarm: { tone: loud } },'),
      ),
    told: [
      'fleet.yml:3:94-3:98 identity-unacknowledged: `alarm.tone` becomes `loud`, and deployments are known by it | expected `- { setting: alarm.tone, to: loud, reason: … }` under `acknowledge` in fleet.yml | if it is not meant, leave the value as it was',
    ],
  },
  {
    title: 'one that a customer sets',
    change: (w) => w.edit(CUSTOMER, (text) => `${text}settings: { alarm: { tone: loud } }\n`),
    told: [
      'customers/acme/customer.yml:13:28-13:32 identity-unacknowledged: `alarm.tone` becomes `loud`, and deployments are known by it | expected `- { setting: alarm.tone, to: loud, reason: … }` under `acknowledge` in customers/acme/customer.yml | if it is not meant, leave the value as it was',
    ],
  },
  {
    title: 'one whose default is another in the next version',
    base: version(marked, (text) => text.replace('default: quiet', 'default: loud')),
    change: moved,
    told: [
      'customers/acme/pipelines/web.yml:6:1-6:9 identity-unacknowledged: `alarm.tone` becomes `loud`, and deployments are known by it | expected `- { setting: alarm.tone, to: loud, reason: … }` under `acknowledge` in customers/acme/pipelines/web.yml | if it is not meant, leave the value as it was',
    ],
  },
  {
    title: 'one that a customer once said, and that now reaches a pipeline',
    base: ofCustomer(tone('quiet')(marked)),
    change: (w) => w.pipeline('acme', 'web', { settings: { queue: { delaySeconds: 5 } } }),
    told: [
      'customers/acme/pipelines/web.yml:6:1-6:9 identity-unacknowledged: `alarm.tone` becomes `loud`, and deployments are known by it | expected `- { setting: alarm.tone, to: loud, reason: … }` under `acknowledge` in customers/acme/pipelines/web.yml | if it is not meant, leave the value as it was',
    ],
  },
  {
    title: 'one that the fleet said of another ring',
    base: ofRing('early')(ofFleet(`acknowledge: [${JSON.stringify(LOUD)}]\n`)(marked)),
    change: ofRing('canary'),
    told: [
      'fleet.yml:3:135-3:139 identity-unacknowledged: `alarm.tone` becomes `loud`, and deployments are known by it | expected `- { setting: alarm.tone, to: loud, reason: … }` under `acknowledge` in fleet.yml | the entry that is there was for an earlier change: give the reason of this one',
    ],
  },
  {
    title: 'one that the next version would no longer call identity',
    base: version(marked, (text) => text.replace(', identity: true', '')),
    change: (w) => moved(tone('loud')(w)),
    told: [
      'customers/acme/pipelines/web.yml:8:11-8:15 identity-unacknowledged: `alarm.tone` becomes `loud`, and deployments are known by it | expected `- { setting: alarm.tone, to: loud, reason: … }` under `acknowledge` in customers/acme/pipelines/web.yml | if it is not meant, leave the value as it was',
    ],
  },
  {
    title: 'an acknowledgement of no identity setting',
    change: tone('quiet', [{ ...LOUD, setting: 'alarm.tune' }]),
    told: [
      'customers/acme/pipelines/web.yml:11:9-11:13 no-identity-setting: `alarm.tune` is no identity setting here, so there is nothing to acknowledge | expected `alarm.tone` | did you mean `alarm.tone`?',
    ],
  },
  {
    title: 'an acknowledgement that is out of date',
    base: loud,
    change: tone('loud', [{ ...LOUD, to: 'quiet' }]),
    told: [
      'customers/acme/pipelines/web.yml:11:9-11:14 stale-acknowledgement: `alarm.tone` is `loud` and not `quiet` | expected `to` as it is set: `loud` | remove the entry once it has done its work',
    ],
  },
  {
    title: 'an acknowledgement of what its file does not set',
    change: (w) =>
      w
        .customer('acme', { more: { acknowledge: [LOUD] } })
        .edit(CUSTOMER, (text) => text.replace('111111111112', '111111111111')),
    told: [
      'customers/acme/customer.yml:15:9-15:13 stale-acknowledgement: this file does not set `alarm.tone` | expected the acknowledgement in the file that sets it | remove the entry once it has done its work',
    ],
  },
  {
    title: 'an acknowledgement of what the fleet sets otherwise',
    change: ofFleet(`defaults: { settings: { alarm: { tone: quiet } } }\nacknowledge: [${JSON.stringify(LOUD)}]\n`),
    told: [
      'fleet.yml:8:44-8:50 stale-acknowledgement: `alarm.tone` is `quiet` and not `loud` | expected `to` as it is set: `quiet` | remove the entry once it has done its work',
    ],
  },
  {
    title: 'an acknowledgement of nothing',
    change: tone('quiet', [{ reason: 'why not' }]),
    told: [
      'customers/acme/pipelines/web.yml:10:5-10:11 missing-field: this entry of `acknowledge` says too little | expected one change that is meant: an identity setting and its new value (`setting` and `to`), or a `migration` whose work is done',
    ],
  },
  {
    title: 'an acknowledgement of two things',
    change: tone('quiet', [{ ...LOUD, migration: 'x' }]),
    told: [
      'customers/acme/pipelines/web.yml:10:5-10:12 too-many-fields: this entry of `acknowledge` says more than one thing | expected one change that is meant: an identity setting and its new value (`setting` and `to`), or a `migration` whose work is done',
    ],
  },
  {
    title: 'an acknowledgement without the new value',
    change: tone('quiet', [{ setting: 'alarm.tone', reason: 'x' }]),
    told: [
      'customers/acme/pipelines/web.yml:10:5-10:12 missing-field: `to` is missing in this entry of `acknowledge`, since `setting` is set | expected `to`: the value it gets: equal to the value that is set, null where it is removed',
    ],
  },
  {
    title: 'an acknowledgement of a misspelt field',
    change: tone('quiet', [{ settng: 'alarm.tone', to: 'quiet', reason: 'x' }]),
    told: [
      'customers/acme/pipelines/web.yml:10:5-10:11 unknown-field: `settng` is not a field of this entry of `acknowledge` | expected one of `setting`, `to`, `migration` or `reason` | did you mean `setting`?',
    ],
  },
]

describe('an author is told of', () => {
  it.each(CHANGES)('$title', ({ base = marked, change, told }) => {
    expect(toldOf(change(base), base)).toEqual(told)
  })
})

describe('nothing is told of an identity setting', () => {
  it.each([
    ['of a new pipeline', marked, (w: World) => w.pipeline('acme', 'app', { settings: { alarm: { tone: 'loud' } } })],
    ['that is said to be meant', marked, tone('loud', [LOUD])],
    ['that stays the same in another layer', loud, ofFleet('defaults: { settings: { alarm: { tone: loud } } }\n')],
    [
      'that a customer once said, and a pipeline says again',
      ofCustomer(tone('quiet')(marked)),
      (w: World) => w.pipeline('acme', 'web', { more: { acknowledge: [LOUD] } }),
    ],
    [
      'that the fleet sets and says so',
      marked,
      ofFleet(`defaults: { settings: { alarm: { tone: loud } } }\nacknowledge: [${JSON.stringify(LOUD)}]\n`),
    ],
    [
      'that a customer sets and says so',
      marked,
      (w: World) =>
        w.edit(
          CUSTOMER,
          (text) => `${text}settings: { alarm: { tone: loud } }\nacknowledge: [${JSON.stringify(LOUD)}]\n`,
        ),
    ],
    [
      'whose removal is said to be meant',
      loud,
      (w: World) => w.pipeline('acme', 'web', { more: { acknowledge: [{ ...LOUD, to: 'quiet' }] } }),
    ],
    [
      'that only the next version calls so',
      version(ground, (text) => text.replace('default: quiet', 'default: quiet, identity: true')),
      moved,
    ],
  ])('%s', (_what, base, change) => {
    expect(toldOf(change(base), base)).toEqual([])
  })
})
