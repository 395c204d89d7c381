/**
 * Does a pipeline become exactly the stacks that its YAML asks for?
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what the author of a blueprint writes
import { describe, expect, it } from 'vitest'
import { loadFleet } from '../../src/fleet/load.ts'
import type { SourceTree } from '../../src/fleet/model.ts'
import { renderFleet } from '../../src/render/render.ts'
import { BLUEPRINT, CUSTOMER, ground, PIPELINE, QUEUE, replace, tell } from '../fleet/told.ts'
import { exampleFleet } from '../support/world.ts'

function render(tree: SourceTree) {
  const { fleet, problems } = loadFleet(tree)
  expect(problems).toEqual([])
  if (fleet === undefined) throw new Error('the fleet of this test is not valid')
  return renderFleet(fleet)
}

describe('a rendered stack', () => {
  const [alarm, queue] = render(ground.tree()).stacks

  it('has the identity of its pipeline', () => {
    expect(queue?.id).toBe('acme/web/111111111111/eu-west-1/small/queue')
    expect(queue?.stackName).toBe('fw-acme-web-queue')
    expect([queue?.order, alarm?.order]).toEqual([0, 1])
  })

  it('is reached by the three roles of its account', () => {
    expect(queue?.access).toEqual({
      planRoleArn: 'arn:aws:iam::111111111111:role/fleetwright-plan',
      applyRoleArn: 'arn:aws:iam::111111111111:role/fleetwright-apply',
      externalId: 'acme-prod-0123456789abcdef',
    })
    expect(queue?.serviceRoleArn).toBe('arn:aws:iam::111111111111:role/fleetwright-service')
  })

  it('carries four tags that never change', () => {
    expect(queue?.tags).toEqual({
      'fleetwright:managed-by': 'fleetwright',
      'fleetwright:customer': 'acme',
      'fleetwright:pipeline': 'web',
      'fleetwright:stack': 'queue',
    })
  })

  it('gets settings as text, releases by digest and outputs by name', () => {
    expect(queue?.parameters).toEqual({ DelaySeconds: { from: 'value', value: '5' } })
    expect(alarm?.parameters).toEqual({
      Image: { from: 'value', value: `example/collector@sha256:${'0'.repeat(61)}360` },
      QueueName: { from: 'output', stack: 'queue', output: 'QueueName' },
      Threshold: { from: 'value', value: '100' },
      Tone: { from: 'value', value: 'quiet' },
    })
  })

  it('knows what makes its changes destructive', () => {
    expect([queue, alarm].flatMap((each) => [each?.exceptions, each?.identityParameters])).toEqual([[], [], [], []])
    const marked = replace(
      BLUEPRINT,
      'default: quiet }',
      'default: quiet, identity: true }',
    )(ground)
      .edit('fleet.yml', (text) => `${text}templates: { allow: [{ blueprint: small, type: NoEcho, reason: x }] }\n`)
      .edit(QUEUE, (text) => text.replace('Type: Number', 'Type: Number, NoEcho: true'))
    const [tone, hidden] = render(marked.tree()).stacks
    expect([tone?.identityParameters, tone?.exceptions]).toEqual([['Tone'], []])
    expect([hidden?.identityParameters, hidden?.exceptions]).toEqual([[], ['NoEcho']])
  })

  it('knows the line that caused each parameter', () => {
    const lines = [queue, alarm].flatMap((stack) =>
      Object.keys(stack?.parameters ?? {}).map((name) => {
        const causes = stack?.causes(name) ?? []
        return `${name}: ${causes.map(({ layer, at }) => `${layer} ${at.file}:${at.line}`).join(', ')}`
      }),
    )
    expect(lines).toEqual([
      `DelaySeconds: pipeline ${PIPELINE}:8`,
      `Image: pipeline ${PIPELINE}:5`,
      'QueueName: ',
      `Threshold: blueprint default ${BLUEPRINT}:16`,
      `Tone: blueprint default ${BLUEPRINT}:17`,
    ])
  })

  it('is sent as JSON without white space and comments', () => {
    expect(queue?.template).toBe(
      '{"Outputs":{"QueueName":{"Value":{"Fn::GetAtt":["Queue","QueueName"]}}},"Parameters":{"DelaySeconds":{"Type":"Number"}},"Resources":{"Queue":{"DeletionPolicy":"Retain","Properties":{"DelaySeconds":{"Ref":"DelaySeconds"}},"Type":"AWS::SQS::Queue","UpdateReplacePolicy":"Retain"}}}',
    )
  })

  it.each([
    ['cn-north-1', 'arn:aws-cn:iam::'],
    ['us-gov-west-1', 'arn:aws-us-gov:iam::'],
  ])('in %s has the ARNs of its partition', (region, prefix) => {
    const moved = ground
      .edit(CUSTOMER, (text) => text.replace('eu-west-1', region))
      .edit(PIPELINE, (text) => text.replace('eu-west-1', region))
    expect(render(moved.tree()).stacks[0]?.serviceRoleArn).toMatch(new RegExp(`^${prefix}`))
  })

  it('takes lists joined by comma, and its own names', () => {
    const changed = ground
      .edit(BLUEPRINT, (text) =>
        text
          .replace(
            'tone: { type: string, enum: [quiet, loud], default: quiet }',
            'tone: { type: array, default: [a, 7, true] }',
          )
          .replace(
            'Image: ${release.collector.image}',
            'Image: ${customer.name}/${pipeline.name}@${account.id}-${account.region}',
          ),
      )
      .tree()
    const parameters = render(changed).stacks[0]?.parameters
    expect(parameters?.Tone).toEqual({ from: 'value', value: 'a,7,true' })
    expect(parameters?.Image).toEqual({ from: 'value', value: 'acme/web@111111111111-eu-west-1' })
  })
})

describe('an author is told of', () => {
  it.each([
    [
      'a setting that a layer removed and a parameter needs',
      replace(PIPELINE, 'delaySeconds: 5', 'delaySeconds: null'),
      `${PIPELINE}:8:19-8:23 setting-unset: \`queue.delaySeconds\` is empty here, which removes what weaker layers say, and the blueprint cannot do without it | expected a value | leave the key out where a weaker layer's value or the blueprint's default shall hold`,
    ],
    [
      'a setting that a parameter needs and no layer has',
      (w: typeof ground) =>
        replace(
          PIPELINE,
          /settings:[\s\S]*/,
          'settings: {}\n',
        )(replace(BLUEPRINT, 'maximum: 900, default: 0', 'maximum: 900')(w)),
      `${PIPELINE}:6:1-6:9 setting-unset: nothing sets \`settings.queue.delaySeconds\`, which parameter \`DelaySeconds\` of stack \`queue\` needs | expected \`queue.delaySeconds\` in the settings of the pipeline, its customer, its ring or the fleet`,
    ],
    [
      'a map where a parameter takes text',
      replace(BLUEPRINT, '${settings.queue.delaySeconds}', '${settings.queue}'),
      `${BLUEPRINT}:22:21-22:38 setting-is-map: \`settings.queue\` is a map, which parameter \`DelaySeconds\` cannot take | expected text, a number, true or false, or a list of those`,
    ],
    [
      'a component that the release set lacks',
      (w: typeof ground) =>
        w
          .file('releases/sets/2026.08.0.yml', 'releaseSet: 2026.08.0\nreleases: { enrich: 6.12.0 }\n')
          .file('releases/enrich/6.12.0.yml', {
            component: 'enrich',
            version: '6.12.0',
            image: `e@sha256:${'0'.repeat(64)}`,
          }),
      `${PIPELINE}:5:10-5:19 component-not-in-set: release set \`2026.08.0\` has no \`collector\`, which blueprint \`small\` deploys | expected a release set with \`collector\``,
    ],
    [
      'a value that CloudFormation would resolve from elsewhere',
      (w: typeof ground) =>
        w
          .edit(BLUEPRINT, (text) => text.replace('type: string, enum: [quiet, loud]', 'type: string'))
          .edit(PIPELINE, (text) => `${text}  alarm: { tone: "{{resolve:ssm:/x}}" }\n`),
      `${PIPELINE}:9:18-9:38 dynamic-reference: parameter \`Tone\` would hold \`{{\`, which CloudFormation resolves behind the review's back | expected a value that stands in the repository`,
    ],
    [
      'a value that begins what CloudFormation would resolve',
      (w: typeof ground) =>
        w
          .edit(BLUEPRINT, (text) => text.replace('type: string, enum: [quiet, loud]', 'type: string'))
          .edit(PIPELINE, (text) => `${text}  alarm: { tone: "{" }\n`),
      `${PIPELINE}:9:18-9:21 dynamic-reference: parameter \`Tone\` would end in \`{\`, the half of \`{{\`, which CloudFormation resolves behind the review's back | expected a value that stands in the repository`,
    ],
    [
      'a value too long for CloudFormation',
      (w: typeof ground) =>
        w
          .edit(BLUEPRINT, (text) => text.replace('type: string, enum: [quiet, loud]', 'type: string'))
          .edit(PIPELINE, (text) => `${text}  alarm: { tone: ${'x'.repeat(4097)} }\n`),
      `${PIPELINE}:9:18-9:4115 value-too-long: parameter \`Tone\` would have 4097 bytes | expected at most 4096`,
    ],
  ])('%s', (_title, change, told) => {
    expect(render(change(ground).tree()).problems.map(tell)).toEqual([told])
  })
})

describe('the example fleet', () => {
  const { stacks, problems } = render(exampleFleet())

  it('says which parameters carry the version of a secret', () => {
    const told = new Set(
      stacks.flatMap(({ key, secretParameters }) => secretParameters.map((name) => `${key} ${name}`)),
    )
    expect([...told].sort()).toEqual([
      'iglu DatabasePasswordVersion',
      'iglu SuperApiKeyVersion',
      'warehouse RedshiftPasswordVersion',
      'warehouse SnowflakePrivateKeyVersion',
    ])
  })

  it('renders ten stacks for a Snowplow pipeline, one for another, each fed by earlier ones only', () => {
    expect(problems).toEqual([])
    const pipelines = Map.groupBy(stacks, ({ customer, pipeline }) => `${customer}/${pipeline}`)
    const keys = [...pipelines].map(([name, its]) => [
      name,
      its.toSorted((a, b) => a.order - b.order).map(({ key }) => key),
    ])
    const snowplow = [
      'network',
      'streams',
      'storage',
      'iglu-db',
      'iglu',
      'loaders',
      'warehouse',
      'enrich',
      'collector',
      'monitoring',
    ]
    expect(Object.fromEntries(keys)).toEqual({
      'acme/web': snowplow,
      'globex/web-eu': snowplow,
      'globex/web-us': snowplow,
      'initech/web': snowplow,
      'umbrella/games': snowplow,
      'umbrella/retail': snowplow,
      'umbrella/returns': ['queue'],
    })
  })
})
