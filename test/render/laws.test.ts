/**
 * Does what is rendered depend on nothing but what the tree says?
 *
 * Not on the order of files or keys, not on a commit or a time, and on one
 * setting only where that setting leads.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { loadFleet } from '../../src/fleet/load.ts'
import type { SourceTree } from '../../src/fleet/model.ts'
import { parseTemplate } from '../../src/fleet/parse-template.ts'
import { desiredDigest } from '../../src/render/desired.ts'
import type { DesiredStack } from '../../src/render/model.ts'
import { renderFleet } from '../../src/render/render.ts'
import { told } from '../support/stacks.ts'
import { exampleFleet, sourceTree, world } from '../support/world.ts'

const example = exampleFleet()
const small = world()
  .customer('acme', { accounts: { prod: {}, test: { regions: ['eu-west-1', 'us-east-1'] } } })
  .pipeline('acme', 'web', { settings: { queue: { delaySeconds: 3 }, alarm: { tone: 'loud' } } })
  .pipeline('acme', 'app', { account: 'test', region: 'us-east-1' })
  .tree()

function render(tree: SourceTree): readonly DesiredStack[] {
  const { fleet, problems } = loadFleet(tree)
  expect(problems).toEqual([])
  return fleet === undefined ? [] : renderFleet(fleet).stacks
}

function digests(stacks: readonly DesiredStack[]): Record<string, string> {
  return Object.fromEntries(stacks.map((stack) => [stack.id, desiredDigest(stack)]))
}

/** A value with the keys of its maps in another order; lists keep theirs. */
function shuffled(value: unknown, next: () => number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, next))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => ({ key, inner: shuffled(inner, next), rank: next() }))
      .toSorted((a, b) => a.rank - b.rank)
      .map(({ key, inner }) => [key, inner]),
  )
}

function shuffledTree(tree: SourceTree, ranks: readonly number[]): SourceTree {
  let at = 0
  const next = (): number => ranks[at++ % ranks.length] ?? 0
  const texts = [...tree.values()].map(({ path, text, blob }) => {
    if (!path.endsWith('.yml') || path.startsWith('bootstrap')) return [path, text] as const
    const value = path.endsWith('.template.yml') ? parseTemplate({ path, text, blob }).value : parse(text)
    return [path, stringify(shuffled(value, next))] as const
  })
  return new Map([...sourceTree(texts)].toSorted(() => next() - 0.5))
}

describe('rendering', () => {
  const stacks = render(example)

  it('gives the same bytes for the same tree', () => {
    expect(told(render(exampleFleet()))).toBe(told(stacks))
  })

  it('gives the same bytes whatever the order of files', () => {
    expect(told(render(new Map([...example].toReversed())))).toBe(told(stacks))
  })

  it.each([
    // Of a thousand lines of templates one order is much to read; of a small world many.
    { of: 'a small world', tree: small, numRuns: 30 },
    { of: 'the example', tree: example, numRuns: 1 },
  ])('of $of gives the same stacks whatever the order of keys', ({ tree, numRuns }) => {
    // Not told with the lines that caused them: those are others.
    const wanted = JSON.stringify(render(tree))
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 50, maxLength: 200 }), (ranks) => {
        expect(JSON.stringify(render(shuffledTree(tree, ranks)))).toBe(wanted)
      }),
      { numRuns, seed: 20261123 },
    )
  })

  it.each([
    [
      'customers/globex/pipelines/web-us.yml',
      'shards: 4',
      'shards: 5',
      ['globex/web-us/333333333333/us-east-1/snowplow-kinesis/streams'],
    ],
    [
      'customers/globex/pipelines/web-us.yml',
      'us.globex.example',
      'us2.globex.example',
      ['globex/web-us/333333333333/us-east-1/snowplow-kinesis/collector'],
    ],
    [
      'customers/globex/customer.yml',
      'shards: 2',
      'shards: 3',
      ['globex/web-eu/222222222222/eu-west-1/snowplow-kinesis/streams'],
    ],
    [
      'fleet.yml',
      'retentionDays: 7',
      'retentionDays: 14',
      ['collector', 'enrich', 'iglu', 'loaders', 'warehouse'].map(
        (key) => `acme/web/111111111111/eu-west-1/snowplow-kinesis/${key}`,
      ),
    ],
    [
      'customers/acme/pipelines/web.yml',
      'redshift?version=4',
      'redshift?version=5',
      ['acme/web/111111111111/eu-west-1/snowplow-kinesis/warehouse'],
    ],
    ['fleet.yml', 'soakMinutes: 1', 'soakMinutes: 5', []],
    ['customers/globex/customer.yml', 'ring: early', 'ring: broad', []],
  ])('in %s, %s → %s changes the stacks it feeds and no other', (path, was, is, changed) => {
    const text = example.get(path)?.text ?? ''
    expect(text).toContain(was)
    const after = digests(render(new Map([...example, ...sourceTree([[path, text.replace(was, is)]])])))
    const before = digests(stacks)
    expect(Object.keys(after)).toEqual(Object.keys(before))
    expect(Object.keys(after).filter((id) => after[id] !== before[id])).toEqual(changed)
  })
})

describe('the digest of a desired state', () => {
  const [first] = render(example)
  if (first === undefined) throw new Error('the example renders no stacks')
  const stack: DesiredStack = first

  it('ignores the order of keys and of capabilities', () => {
    const other = shuffled(
      { ...stack, capabilities: ['CAPABILITY_NAMED_IAM', 'CAPABILITY_IAM'] },
      () => -1,
    ) as DesiredStack
    const one = { ...stack, capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'] }
    expect(desiredDigest(other)).toBe(desiredDigest(one))
  })

  const inside: readonly Partial<DesiredStack>[] = [
    { accountId: '999999999999' as DesiredStack['accountId'] },
    { region: 'us-east-2' },
    { stackName: 'fw-x' },
    { template: '{}' },
    { parameters: { ...stack.parameters, Extra: { from: 'value', value: '' } } },
    { parameters: { ...stack.parameters, RawStreamName: { from: 'value', value: 'RawStreamName' } } },
    { tags: {} },
    { capabilities: [] },
    { serviceRoleArn: 'arn:aws:iam::111111111111:role/other' },
    { rollback: { monitoringMinutes: 5, alarmArns: [] } },
    { secretVersions: { password: '4' } },
  ]
  it.each(inside.map((change) => [Object.keys(change).join(), change] as const))('changes with %s', (_name, change) => {
    expect(desiredDigest({ ...stack, ...change })).not.toBe(desiredDigest(stack))
  })

  const outside: readonly Partial<DesiredStack>[] = [
    { ring: 'broad' },
    { order: 9 },
    { causes: () => [] },
    // No change set carries it: it stands in the transition instead.
    { protection: { terminationProtection: true } },
    { access: { planRoleArn: 'a', applyRoleArn: 'b', externalId: 'c' } },
  ]
  it.each(outside.map((change) => [Object.keys(change).join(), change] as const))('ignores %s', (_name, change) => {
    expect(desiredDigest({ ...stack, ...change })).toBe(desiredDigest(stack))
  })
})
