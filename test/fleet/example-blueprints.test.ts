/**
 * Do the blueprints that we ship keep what they promise to whoever runs them?
 *
 * What cfn-lint does not know: data outlives its stack, doors are shut, rights
 * are narrow, secrets stand nowhere, images are what was reviewed.
 */
import { describe, expect, it } from 'vitest'
import { isObject } from '../../src/fleet/layers.ts'
import { loadFleet } from '../../src/fleet/load.ts'
import { parseTemplate } from '../../src/fleet/parse-template.ts'
import { isStateful } from '../../src/plan/stateful.ts'
import { exampleFleet, sourceTree } from '../support/world.ts'

const example = exampleFleet()

type Fields = { readonly [key: string]: unknown }

interface Resource {
  readonly template: string
  readonly id: string
  readonly type: string
  readonly fields: Fields
}

const templates = [...example.values()].filter(
  ({ path }) => path.startsWith('blueprints/') && path.endsWith('.template.yml'),
)
const resources: readonly Resource[] = templates.flatMap((file) => {
  const root = fieldsOf(parseTemplate(file).value)
  return Object.entries(fieldsOf(root.Resources)).map(([id, value]) => {
    const fields = fieldsOf(value)
    return { template: file.path.split('/').at(-1) ?? '', id, type: String(fields.Type), fields }
  })
})

function fieldsOf(value: unknown): Fields {
  return isObject(value) ? value : {}
}

function named({ template, id }: Resource): string {
  return `${template} ${id}`
}

function propertiesOf({ fields }: Resource): Fields {
  return fieldsOf(fields.Properties)
}

/** Every map below a value, itself included. */
function mapsIn(value: unknown): readonly Fields[] {
  if (Array.isArray(value)) return value.flatMap(mapsIn)
  if (!isObject(value)) return []
  return [value, ...Object.values(value).flatMap(mapsIn)]
}

function ofType(type: string): readonly Resource[] {
  return resources.filter((each) => each.type === type)
}

describe('the templates', () => {
  it('keep everything that holds data when its stack goes or it is replaced', () => {
    const held = resources.filter(({ type }) => isStateful(type))
    expect(held.length).toBeGreaterThan(30)
    const lost = held.filter(({ fields: { DeletionPolicy: gone, UpdateReplacePolicy: replaced } }) => {
      return gone !== 'Retain' || replaced !== 'Retain'
    })
    expect(lost.map(named)).toEqual([])
  })

  it('name only what the product finds by its name', () => {
    const NAMES = ['BucketName', 'DBInstanceIdentifier', 'LogGroupName', 'Name', 'QueueName', 'RoleName', 'TableName']
    const chosen = resources.filter((each) => NAMES.some((name) => name in propertiesOf(each)))
    expect(chosen.map(named)).toEqual([
      'storage.template.yml EnrichLeases',
      'storage.template.yml EnrichedLoaderLeases',
      'storage.template.yml BadLoaderLeases',
      'storage.template.yml WarehouseLeases',
    ])
  })

  it('open one door to the world', () => {
    const doors = ofType('AWS::EC2::SecurityGroup').flatMap((each) =>
      mapsIn(propertiesOf(each).SecurityGroupIngress)
        .filter(({ CidrIp, CidrIpv6 }) => CidrIp === '0.0.0.0/0' || CidrIpv6 !== undefined)
        .map(({ FromPort, ToPort }) => `${named(each)} ${FromPort}-${ToPort}`),
    )
    expect(doors).toEqual([
      'collector.template.yml BalancerSecurityGroup 80-80',
      'collector.template.yml BalancerSecurityGroup 443-443',
    ])
  })

  it('give a role what it uses, by its ARN', () => {
    const wide = ofType('AWS::IAM::Role').flatMap((each) =>
      mapsIn(propertiesOf(each).Policies)
        .filter(({ Effect }) => Effect === 'Allow')
        .filter(({ Action, Resource }) => [Resource, Action].flat().some((one) => /^\*$|:\*$/.test(String(one))))
        .map(({ Sid }) => `${named(each)} ${Sid}`),
    )
    // CloudWatch knows no resource for metrics; the namespace is the condition.
    expect(wide).toEqual(['warehouse.template.yml TransformerRole WriteMetrics'])
  })

  it('start machines that ask for a token before they tell their keys, on an encrypted disk', () => {
    const machines = ofType('AWS::EC2::LaunchTemplate')
    expect(machines.length).toBe(8)
    for (const machine of machines) {
      expect(propertiesOf(machine).LaunchTemplateData, named(machine)).toMatchObject({
        MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
        BlockDeviceMappings: [{ Ebs: { Encrypted: true } }],
      })
    }
  })

  it('replace machines one after the other, each when it serves', () => {
    for (const group of ofType('AWS::AutoScaling::AutoScalingGroup')) {
      expect(group.fields, named(group)).toMatchObject({
        CreationPolicy: { ResourceSignal: { Timeout: 'PT20M' } },
        UpdatePolicy: { AutoScalingRollingUpdate: { MaxBatchSize: 1, WaitOnResourceSignals: true } },
      })
      const machine = resources.find(
        ({ template, id }) => template === group.template && id === group.id.replace('Group', 'Template'),
      )
      expect(JSON.stringify(machine?.fields), named(group)).toContain(`--resource ${group.id} `)
    }
  })

  it('run what was reviewed: images by digest only', () => {
    for (const file of templates) {
      const parameters = Object.entries(fieldsOf(fieldsOf(parseTemplate(file).value).Parameters))
      for (const [name, parameter] of parameters.filter(([each]) => each.endsWith('Image')))
        expect(fieldsOf(parameter).AllowedPattern, `${file.path} ${name}`).toBe('.+@sha256:[0-9a-f]{64}')
    }
  })

  it('hold no value of a secret, and tell machines only its ARN and version', () => {
    for (const secret of ofType('AWS::SecretsManager::Secret'))
      expect(Object.keys(propertiesOf(secret)), named(secret)).toEqual(['Description', 'KmsKeyId'])
    const handed = templates.flatMap((file) =>
      Object.keys(fieldsOf(fieldsOf(parseTemplate(file).value).Parameters)).filter((name) =>
        /password|secret|apikey|privatekey/i.test(name),
      ),
    )
    expect(handed.filter((name) => !/(Arn|Version)$/.test(name))).toEqual([])
  })
})

describe('the settings of snowplow-kinesis', () => {
  const { fleet } = loadFleet(example)
  const blueprint = fleet?.blueprints.get('snowplow-kinesis@1.0.0')

  it('are all described', () => {
    const bare = leavesOf(blueprint?.settingsSchema, '').filter(({ schema }) => typeof schema.description !== 'string')
    expect(bare.map(({ path }) => path)).toEqual([])
  })

  it('are its identity where a change would lose visitors or places in a stream', () => {
    expect(blueprint?.identitySettings).toEqual([
      'collector.cookieDomain',
      'collector.cookieName',
      'enrich.appName',
      'loaders.enriched.appName',
      'loaders.bad.appName',
      'warehouse.kind',
      'warehouse.appName',
      'warehouse.redshift.host',
      'warehouse.redshift.database',
      'warehouse.redshift.schema',
      'warehouse.snowflake.url',
      'warehouse.snowflake.database',
      'warehouse.snowflake.schema',
    ])
  })

  it('take a pipeline that says little', () => {
    expect(
      problemsWith([
        'streams: { raw: { shards: 8, retentionHours: 48 } }',
        'collector: { instances: { min: 2, max: 6 }, cookieDomain: acme.example }',
      ]),
    ).toEqual([])
  })

  it.each([
    ['an adopted network without its parts', 'network: { mode: adopt }', /vpcId|publicSubnetIds|privateSubnetIds/],
    ['Snowflake without an account', 'warehouse: { kind: snowflake }', /url|snowflakePrivateKey/],
    ['a collector that cannot be replaced while it serves', 'iglu: { instances: { max: 1 } }', /at least 2/],
    [
      'a cookie domain that would end a quoted text',
      `machines: { javaOptions: "-Xmx1g' ; rm -rf /" }`,
      /javaOptions|match|pattern/,
    ],
  ])('refuse %s', (_title, line, told) => {
    const problems = problemsWith([line, 'collector: { cookieDomain: acme.example }'])
    expect(problems.join('\n')).toMatch(told)
  })
})

/** What validation says of acme's pipeline with these settings. */
function problemsWith(lines: readonly string[]): readonly string[] {
  const path = 'customers/acme/pipelines/web.yml'
  const text = `pipeline: web
account: prod
region: eu-west-1
blueprint: snowplow-kinesis@1.0.0
release: 2026.11.0
settings:
${lines.map((line) => `  ${line}\n`).join('')}secrets:
  redshiftPassword: ref+vault://kv/customers/acme/redshift?version=4#/password
upgrade: { channel: regular, window: { days: [tue, wed], from: "02:00", to: "05:00", timezone: Europe/London } }
`
  return loadFleet(new Map([...example, ...sourceTree([[path, text]])])).problems.map(
    ({ at, message, expected = '' }) => `${at.file}:${at.line} ${message} ${expected}`,
  )
}

function leavesOf(schema: unknown, path: string): readonly { readonly path: string; readonly schema: Fields }[] {
  const fields = fieldsOf(schema)
  const properties = Object.entries(fieldsOf(fields.properties))
  if (properties.length === 0) return [{ path, schema: fields }]
  return properties.flatMap(([name, inner]) => leavesOf(inner, path === '' ? name : `${path}.${name}`))
}
