/**
 * What is an author told whose secrets are not where they belong?
 *
 * Golden: place, words and count. A text that may be a secret is not repeated.
 */
import { describe, expect, it } from 'vitest'
import type { World } from '../support/world.ts'
import { BLUEPRINT, CUSTOMER, ground, type Mistake, replace, toldOf } from './told.ts'

const DECLARED = `secrets:
  apiKey: { description: Key of the collector's API. }
  dbPassword: { description: Password of the database., when: { alarm.tone: loud } }
settings:`
const KEY = 'ref+vault://kv/customers/acme/collector?version=4#/apiKey'

const declared = replace(BLUEPRINT, 'settings:', DECLARED)(ground)

function secrets(of: object, settings: object = {}): (w: World) => World {
  return (w) => w.pipeline('acme', 'web', { settings: { ...settings }, more: { secrets: of } })
}

const MISTAKES: readonly Mistake[] = [
  {
    title: 'a secret that the blueprint needs and nothing names',
    change: (w) => w,
    told: [
      "customers/acme/pipelines/web.yml:1:11-1:14 secret-missing: blueprint `small@1.0.0` needs the secret `apiKey` | expected `apiKey: ref+vault://<mount>/<path>?version=<n>#/<key>` under `secrets`: Key of the collector's API",
    ],
  },
  {
    title: 'a secret that only some settings need',
    change: secrets({ apiKey: KEY }, { alarm: { tone: 'loud' } }),
    told: [
      'customers/acme/pipelines/web.yml:9:1-9:8 secret-missing: blueprint `small@1.0.0` needs the secret `dbPassword`, because of `alarm.tone: loud` | expected `dbPassword: ref+vault://<mount>/<path>?version=<n>#/<key>` under `secrets`: Password of the database',
    ],
  },
  {
    title: 'a misspelt secret',
    change: secrets({ apiKye: KEY }),
    told: [
      'customers/acme/pipelines/web.yml:8:11-8:68 unknown-secret: blueprint `small@1.0.0` declares no secret `apiKye` | expected `apiKey` or `dbPassword` | did you mean `apiKey`?',
    ],
  },
  {
    title: 'a secret that nobody declares',
    change: secrets({ apiKey: KEY, token: KEY }),
    told: [
      'customers/acme/pipelines/web.yml:9:10-9:67 unknown-secret: blueprint `small@1.0.0` declares no secret `token` | expected `apiKey` or `dbPassword`',
    ],
  },
  {
    title: 'the secret itself',
    change: secrets({ apiKey: 'kX9v2LqTz81m' }),
    told: [
      'customers/acme/pipelines/web.yml:8:11-8:23 bad-secret-reference: `apiKey` is no reference to a version of a secret in Vault | expected `ref+vault://<mount>/<path>?version=<n>#/<key>` | the value itself never stands in the fleet: put it into Vault',
    ],
  },
  {
    title: 'a reference without a version',
    change: secrets({ apiKey: 'ref+vault://kv/customers/acme/collector#/apiKey' }),
    told: [
      'customers/acme/pipelines/web.yml:8:11-8:58 bad-secret-reference: `apiKey` is no reference to a version of a secret in Vault | expected `ref+vault://<mount>/<path>?version=<n>#/<key>` | name the version: `?version=1`',
    ],
  },
  {
    title: 'a reference without a key',
    change: secrets({ apiKey: 'ref+vault://kv/customers/acme/collector?version=4' }),
    told: [
      'customers/acme/pipelines/web.yml:8:11-8:60 bad-secret-reference: `apiKey` is no reference to a version of a secret in Vault | expected `ref+vault://<mount>/<path>?version=<n>#/<key>` | name the key: `#/password`',
    ],
  },
  {
    title: 'a reference to another store',
    change: secrets({ apiKey: 'ref+awssecrets://acme/collector?version=4#/apiKey' }),
    told: [
      'customers/acme/pipelines/web.yml:8:11-8:60 bad-secret-reference: `apiKey` is no reference to a version of a secret in Vault | expected `ref+vault://<mount>/<path>?version=<n>#/<key>` | only Vault is read',
    ],
  },
  {
    title: 'a reference that would choose its own Vault',
    change: secrets({ apiKey: 'ref+vault://kv/customers/acme/x?address=https://evil.example&version=4#/k' }),
    told: [
      'customers/acme/pipelines/web.yml:8:11-8:84 bad-secret-reference: `apiKey` is no reference to a version of a secret in Vault | expected `ref+vault://<mount>/<path>?version=<n>#/<key>`',
    ],
  },
  {
    title: "another customer's secret",
    change: secrets({ apiKey: 'ref+vault://kv/customers/globex/collector?version=4#/apiKey' }),
    told: [
      'customers/acme/pipelines/web.yml:8:11-8:70 foreign-secret: `apiKey` lies under `customers/globex`, where `acme` has nothing to read | expected a path under `customers/acme/`',
    ],
  },
  {
    title: 'a path that only begins like the own one',
    change: secrets({ apiKey: 'ref+vault://kv/customers/acme-evil/collector?version=4#/apiKey' }),
    told: [
      'customers/acme/pipelines/web.yml:8:11-8:73 foreign-secret: `apiKey` lies under `customers/acme-evil`, where `acme` has nothing to read | expected a path under `customers/acme/`',
    ],
  },
  {
    title: 'a path that climbs',
    change: secrets({ apiKey: 'ref+vault://kv/customers/acme/../globex/collector?version=4#/apiKey' }),
    told: [
      'customers/acme/pipelines/web.yml:8:11-8:78 bad-secret-reference: `apiKey` is no reference to a version of a secret in Vault | expected `ref+vault://<mount>/<path>?version=<n>#/<key>`',
    ],
  },
  {
    title: 'the folder of all secrets of a customer',
    change: secrets({ apiKey: 'ref+vault://kv/customers/acme?version=4#/apiKey' }),
    told: [
      'customers/acme/pipelines/web.yml:8:11-8:58 foreign-secret: `apiKey` lies under `customers/acme`, where `acme` has nothing to read | expected a path under `customers/acme/`',
    ],
  },
  {
    title: 'a reference among the settings',
    change: (w) => secrets({ apiKey: KEY })(w).customer('acme', { settings: { queue: { delaySeconds: KEY } } }),
    told: [
      'customers/acme/customer.yml:15:19-15:76 secret-in-settings: `queue.delaySeconds` refers to a secret, and settings are never looked up | expected the reference under `secrets` of the pipeline, by a name that its blueprint declares',
    ],
  },
  {
    title: 'a secret among the settings',
    change: (w) =>
      secrets({ apiKey: KEY })(w).edit(
        'fleet.yml',
        (text) => `${text}defaults: { settings: { alarm: { tone: AKIAIOSFODNN7EXAMPLE } } }\n`,
      ),
    told: [
      'fleet.yml:7:40-7:60 secret-in-settings: `alarm.tone` looks like a secret, and settings can be read by everybody | expected a reference to Vault under `secrets` of the pipeline | what was pushed once is no secret any more: change it',
    ],
  },
]

describe('an author is told of', () => {
  it.each(MISTAKES)('$title', ({ change, told }) => {
    expect(toldOf(change(declared))).toEqual(told)
  })
})

describe('nothing is told of', () => {
  const PASSWORD = 'ref+vault://kv/customers/acme/database?version=1#/password'
  it.each([
    ["a secret of the customer's own", secrets({ apiKey: KEY })],
    ['a secret of any mount', secrets({ apiKey: 'ref+vault://team-kv/customers/acme/a/b.c?version=10#/api_key' })],
    ['a secret that these settings do not need', secrets({ apiKey: KEY, dbPassword: PASSWORD })],
  ])('%s', (_what, change) => {
    expect(toldOf(change(declared))).toEqual([])
  })

  it('a customer whose name begins like another', () => {
    const both = declared.without(CUSTOMER).without('customers/acme/pipelines/web.yml').customer('acme-evil')
    const reference = 'ref+vault://kv/customers/acme-evil/collector?version=4#/apiKey'
    expect(toldOf(both.pipeline('acme-evil', 'web', { more: { secrets: { apiKey: reference } } }))).toEqual([])
  })
})
