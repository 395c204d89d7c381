/** Are the stacks of a pipeline planned side by side, and each only once it is known what feeds it? */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its references so
import { expect, it } from 'vitest'
import type { ChangeSetOrder } from '../../../src/actions/aws-ports.ts'
import { planPipeline } from '../../../src/actions/planning/plan-pipeline.ts'
import type { PlanRequest } from '../../../src/actions/planning/plan-stacks.ts'
import type { World } from '../../../src/actions/world.ts'
import { assemblePlan } from '../../../src/plan/assemble.ts'
import type { DescribedChange, DescribedChangeSet, ResourceChange } from '../../../src/plan/model.ts'
import type { DesiredStack } from '../../../src/render/model.ts'
import { fakeWorld } from '../../support/fake-world.ts'
import { COLLECTOR, liveAt, stack } from '../../support/stacks.ts'
import { until } from '../../support/until.ts'
import { standingSet } from '../apply-world.ts'

const streams = (key: string, shards: string): DesiredStack =>
  stack({ key, parameters: { Shards: shards, Hours: '24' } })
const fed = stack({
  key: 'collector',
  order: 2,
  template: COLLECTOR,
  parameters: { StreamName: '<one.RawName', Image: 'i' },
})
/** Its name moves with it, and with that whatever is named after it. */
const REPLACED: DescribedChange = {
  Action: 'Modify',
  LogicalResourceId: 'Raw',
  ResourceType: 'AWS::Kinesis::Stream',
  Replacement: 'True',
  Scope: ['Properties'],
  Details: [{ Attribute: 'Properties', Name: 'Name', RequiresRecreation: 'Always', Evaluation: 'Static' }],
}

interface Scene {
  readonly plan: ReturnType<typeof planPipeline>
  /** Keys of stacks whose change set is being made. */
  readonly asked: readonly string[]
  readonly looked: readonly string[]
  /** AWS is done with the set of this stack. */
  settle(key: string): void
}

function scene(
  after: readonly DesiredStack[],
  before: readonly DesiredStack[],
  {
    change = REPLACED,
    standing = before,
  }: { readonly change?: DescribedChange; readonly standing?: readonly DesiredStack[] } = {},
): Scene {
  const asked: string[] = []
  const looked: string[] = []
  const settling = new Map<string, () => void>()
  const { world } = fakeWorld()
  const base = new Map(before.map((each) => [each.id, each]))
  const made = new Map(standing.map((each) => [each.id, each]))
  const wanted = (of: DesiredStack): DesiredStack => made.get(of.id) ?? of
  const reader: World['aws']['reader'] = {
    ...world.aws.reader,
    async live(of) {
      looked.push(of.key)
      const { Image } = wanted(of).parameters
      const parameters = Image?.from === 'value' ? { StreamName: 'raw', Image: Image.value } : undefined
      return liveAt(wanted(of), { outputs: { RawName: 'raw' }, ...(parameters && { parameters }) })
    },
    template: async (of) => wanted(of).template,
    wasBegun: async () => 'yes',
  }
  function create({ stack: of, name, parameters }: ChangeSetOrder): Promise<DescribedChangeSet> {
    asked.push(of.key)
    const set = standingSet(name, parameters, { changes: [change] })
    return new Promise((resolve) => settling.set(of.key, () => resolve(set)))
  }
  const request: PlanRequest = {
    before,
    after,
    rules: [],
    examine: 'changed',
    reach: new Map(
      after.map(({ accountId: id }) => [id, { id, externalId: 'e', roles: { plan: 'p', apply: 'a', service: 's' } }]),
    ),
    purpose: 'pull-7',
    of: 'pull:7',
    made: 'Made by Fleetwright for review of #7. Do not execute.',
  }
  const plan = planPipeline(
    { ...world, aws: { ...world.aws, reader, changeSets: { ...world.aws.changeSets, create } } },
    request,
    { stacks: after, before: base, differs: ({ key }) => key !== 'collector', resumes: () => false },
  )
  return { plan, asked, looked, settle: (key) => settling.get(key)?.() }
}

it('makes the change sets of stacks that do not feed each other at the same time', async () => {
  const { plan, asked, settle } = scene(
    [streams('one', '8'), streams('two', '8')],
    [streams('one', '4'), streams('two', '4')],
  )
  await until('both sets are being made', () => asked.length === 2)
  settle('two')
  settle('one')
  const { transitions, changeSets } = await plan
  expect(transitions.map(({ stack: { key } }) => key)).toEqual(['one', 'two'])
  expect(Object.keys(changeSets)).toHaveLength(2)
})

it('waits with a stack for the one that feeds it, and for no other', async () => {
  const { plan, asked, looked, settle } = scene(
    [streams('one', '8'), streams('two', '8'), fed],
    [streams('one', '4'), streams('two', '4'), fed],
  )
  await until('both sets are being made', () => asked.length === 2)
  expect(looked).not.toContain('collector')
  settle('one')
  await until('the fed stack is looked at', () => looked.includes('collector'))
  settle('two')
  const { transitions } = await plan
  expect(transitions.map(({ stack: { key }, exactness }) => `${key} ${exactness}`)).toEqual([
    'one exact',
    'two exact',
    'collector bounded',
  ])
  expect(asked).toEqual(['one', 'two'])
})

it('keeps beside the plan what AWS alone knows of a stack and what stands in its changes', async () => {
  const id = 'arn:aws:cloudformation:eu-west-1:111111111111:stack/fw-acme-web-one/1'
  const detail = { Attribute: 'Tags', Name: 'Origin', BeforeValue: 'none', AfterValue: `${id}/raw` }
  const tagged = { ...REPLACED, Replacement: 'False', Details: [detail] }
  const { plan, asked, settle } = scene([streams('one', '8')], [streams('one', '4')], { change: tagged })
  await until('the set is being made', () => asked.length === 1)
  settle('one')
  const { transitions, own } = await plan
  expect(own).toEqual({ [transitions[0]?.stack.id ?? '']: { 'stack id': id } })
  const of = assemblePlan({ transitions, unplanned: [] })
  expect(JSON.stringify(of)).not.toContain('stack id')
})

it('begins with a fed stack that is behind where that stands, and tells apart what it lacks', async () => {
  const imaged = (Image: string): DesiredStack =>
    stack({ key: 'collector', order: 2, template: COLLECTOR, parameters: { StreamName: '<one.RawName', Image } })
  const [one, wider] = [streams('one', '4'), streams('one', '8')]
  const { plan, asked, settle } = scene([wider, imaged('j')], [one, imaged('j')], { standing: [one, imaged('i')] })
  await until('the set is being made', () => asked.length === 1)
  settle('one')
  const { transitions, behind } = await plan
  const collector = transitions.find((each) => each.stack.key === 'collector')
  expect(collector).toMatchObject({ exactness: 'bounded', from: 'unknown' })
  expect(behind).toMatchObject([{ stack: { key: 'collector' }, reason: expect.stringContaining('its live state') }])
  const configOf = (changes: readonly ResourceChange[] = []) =>
    changes.find(({ logicalId }) => logicalId === 'Config')?.properties.find(({ path }) => path === 'Properties.Value')
  const later = { after: 'stream=${stacks.one.outputs.RawName} image=j', knownAfterApply: true } as const
  expect(configOf(collector?.changes)).toMatchObject({ before: 'stream=raw image=i', ...later })
  expect(collector?.ways?.map(({ whose, changes }) => [whose, configOf(changes)])).toMatchObject([
    ['earlier', { before: 'stream=raw image=i', after: 'stream=raw image=j' }],
    ['own', { before: 'stream=raw image=j', ...later }],
  ])
})
