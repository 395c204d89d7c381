/**
 * Does a new file say what its author needs to know, and nothing that is not so?
 */
import { describe, expect, it } from 'vitest'
import { draftOf } from '../../src/fleet/draft.ts'
import { loadFleet } from '../../src/fleet/load.ts'
import { newBlueprintVersion, versionsOf } from '../../src/fleet/new/blueprint-version.ts'
import { newCustomer } from '../../src/fleet/new/customer.ts'
import { newPipeline } from '../../src/fleet/new/pipeline.ts'
import { flow, type NewFile, schemaAddress } from '../../src/fleet/new/text.ts'
import { accountOf, settingOf } from '../../src/fleet/new/wishes.ts'
import { normalise } from '../../src/fleet/normalise.ts'
import { parseYaml } from '../../src/fleet/parse.ts'
import { sourceFile, sourceTree, type World, world } from '../support/world.ts'

const HEAD = '# yaml-language-server: $schema=../schemas/fleet.schema.json\n'

const CUSTOMER = newCustomer(
  {
    customer: 'globex',
    ring: 'early',
    roles: 'standard',
    accounts: [
      { account: 'prod', id: '012345678901', regions: ['eu-west-1'], externalId: 'globex-prod-00112233445566778899' },
      { account: 'dev', id: '222233334444', regions: ['eu-west-1', 'us-east-1'], externalId: '0123456789012345' },
    ],
  },
  HEAD,
)

/** A blueprint that asks for what nobody sets, for what a ring sets, and for secrets. */
const ASKING = world()
  .customer('acme')
  .edit('fleet.yml', (text) =>
    text.replace('unreachablePercent: 0 }', 'unreachablePercent: 0, settings: { alarm: { tone: loud } } }'),
  )
  .edit('blueprints/small/1.0.0/blueprint.yml', (text) =>
    text
      .replace('type: object\n', 'type: object\n  required: [queue, alarm]\n')
      .replace(
        '        delaySeconds',
        '        team: { type: string, description: "Who is called, at night too.", examples: [platform] }\n        delaySeconds',
      )
      .replace('    queue:\n      type: object', '    queue:\n      type: object\n      required: [team]')
      .replace('    alarm:\n      type: object', '    alarm:\n      type: object\n      required: [tone]')
      .replace(', default: quiet }', ' }')
      .replace(
        'settings:\n',
        'secrets: { token: { description: Opens the queue. }, key: { description: Signs., when: { alarm.tone: loud } } }\nsettings:\n',
      ),
  )

function pipelineIn(of: World, settings: readonly string[]): NewFile {
  const fleet = normalise(draftOf(of.tree()))
  const [customer] = fleet.customers
  const [ring] = fleet.rings
  const blueprint = fleet.blueprints.get('small@1.0.0')
  if (!customer || !ring || !blueprint) throw new Error('the world of this test lacks something')
  const set = settings.map(settingOf).flatMap((each) => ('value' in each ? [each.value] : []))
  return newPipeline(
    {
      customer: 'acme',
      pipeline: 'web',
      account: 'prod',
      region: 'eu-west-1',
      release: '2026.11.0',
      settings: new Map(set),
    },
    { blueprint, layers: [blueprint.layer, fleet.defaults, ring.layer, customer.layer], fleetText: HEAD },
  )
}

/** As an author takes up what stands there as a comment. */
function takenUp({ path, text }: NewFile, ...fields: readonly string[]): [string, string] {
  return [path, fields.reduce((all, field) => all.replace(new RegExp(`^( *)# (${field}.*)$`, 'm'), '$1$2'), text)]
}

describe('a new customer', () => {
  it('is a valid file with the words of the schema', async () => {
    await expect(CUSTOMER.text).toMatchFileSnapshot('./new-customer.yml')
    const tree = world()
      .edit('fleet.yml', (text) => `${text}roles: { standard: { plan: p, apply: a, service: s } }\n`)
      .file(CUSTOMER.path, CUSTOMER.text)
      .tree()
    expect(loadFleet(tree).problems).toEqual([])
  })

  it('stays valid when its comments are taken up', () => {
    const [path, text] = takenUp(CUSTOMER, 'windows:', 'contacts:', 'settings:')
    expect(parseYaml(sourceFile(path, text)).value).toMatchObject({
      windows: [{ days: ['tue', 'wed'], from: '02:00' }],
      contacts: [expect.any(String)],
      settings: {},
    })
  })
})

describe('a new pipeline', () => {
  it('shows what its blueprint asks for and no layer gives', async () => {
    const file = pipelineIn(ASKING, ['queue.delaySeconds=30'])
    await expect(file.text).toMatchFileSnapshot('./new-pipeline.yml')
    const problems = loadFleet(new Map([...ASKING.tree(), ...sourceTree([[file.path, file.text]])])).problems
    expect(problems.map(({ code, message }) => `${code}: ${message}`)).toContain(
      'missing-field: `team` is missing in `queue`',
    )
  })

  it('is valid when what it asks for is taken up', () => {
    const file = pipelineIn(ASKING, [])
    const [path, text] = takenUp(file, 'settings:', '  queue:', '    team:')
    expect(parseYaml(sourceFile(path, text)).value).toMatchObject({ settings: { queue: { team: 'platform' } } })
  })

  it('is valid as it is where nothing is missing', () => {
    const plain = world().customer('acme')
    const file = pipelineIn(plain, ['queue.delaySeconds=30', 'alarm.tone=loud'])
    const { fleet, problems } = loadFleet(new Map([...plain.tree(), ...sourceTree([[file.path, file.text]])]))
    expect(problems).toEqual([])
    expect(fleet?.pipelines[0]?.layer.values).toEqual({ queue: { delaySeconds: 30 }, alarm: { tone: 'loud' } })
  })
})

describe('a new blueprint version', () => {
  const tree = world().tree()

  it('is the old one with another number', () => {
    const files = newBlueprintVersion({ blueprint: 'small', version: '1.10.0', from: '1.0.0' }, tree)
    expect(files.map(({ path }) => path)).toEqual([
      'blueprints/small/1.10.0/alarm.template.yml',
      'blueprints/small/1.10.0/blueprint.yml',
      'blueprints/small/1.10.0/queue.template.yml',
    ])
    const text = tree.get('blueprints/small/1.0.0/blueprint.yml')?.text
    expect(files[1]?.text).toBe(text?.replace('version: 1.0.0', 'version: 1.10.0'))
    expect(loadFleet(new Map([...tree, ...sourceTree(files.map((file) => [file.path, file.text]))])).problems).toEqual(
      [],
    )
  })

  it('comes from the newest, counted and not spelled', () => {
    const more = ['1.9.0', '1.10.0', '1.2.0'].reduce(
      (all, version) => all.file(`blueprints/small/${version}/blueprint.yml`, ''),
      world(),
    )
    expect(versionsOf('small', more.tree())).toEqual(['1.0.0', '1.2.0', '1.9.0', '1.10.0'])
  })
})

describe('what a person types', () => {
  it.each([
    ['streams.raw.shards=2', ['streams.raw.shards', 2]],
    ['mode=on-demand', ['mode', 'on-demand']],
    ['hosts=[a, b]', ['hosts', ['a', 'b']]],
    ['accept=true', ['accept', true]],
    ['gone=null', ['gone', null]],
    ['text="a, b"', ['text', 'a, b']],
  ])('is a setting: %s', (text, value) => {
    expect(settingOf(text)).toEqual({ value })
  })

  it.each(['shards', '=2', '../x=1', '__proto__.a=1', 'a=012', 'a=[', 'a=!x y'])('is no setting: %s', (text) => {
    expect(settingOf(text)).toEqual({ refusals: [expect.stringContaining(`--set ${text}`)] })
  })

  it('is an account, or is told what one looks like', () => {
    expect(accountOf('prod:012345678901:eu-west-1,us-east-1')).toEqual({
      value: { account: 'prod', id: '012345678901', regions: ['eu-west-1', 'us-east-1'] },
    })
    for (const text of [
      'prod',
      'prod:1:eu-west-1',
      '../x:012345678901:eu-west-1',
      'prod:012345678901',
      'a:012345678901:b:c',
    ])
      expect(accountOf(text)).toHaveProperty('refusals')
  })

  it('is quoted where YAML would read something else', () => {
    const values = ['012345678901', 'true', 'a, b', '02:00', 'x: y', '', '# no', 7, null, ['a'], { k: { l: [1] } }]
    expect(parseYaml(sourceFile('a.yml', `a: ${flow(values)}\n`)).value).toEqual({ a: values })
  })
})

it('a new file names the schemas where fleet.yml has them', () => {
  const at = (base: string): string =>
    schemaAddress(`# yaml-language-server: $schema=${base}fleet.schema.json\nfleet: x\n`, 2, 'customer')
  expect(at('../schemas/')).toBe('../../../schemas/customer.schema.json')
  expect(at('https://fleet.example/schemas/')).toBe('https://fleet.example/schemas/customer.schema.json')
  expect(schemaAddress('fleet: x\n', 2, 'customer')).toBe('../../../schemas/customer.schema.json')
})
