/** Promise: a plan shows no change set that CloudFormation would not execute, and leaves none that says nothing. */
import { describe, expect, it } from 'vitest'
import { planPipeline } from '../../../src/actions/planning/plan-pipeline.ts'
import type { World } from '../../../src/actions/world.ts'
import { short } from '../../../src/lib/digest.ts'
import type { DescribedChangeSet } from '../../../src/plan/model.ts'
import { changeSetName, transitionKey } from '../../../src/plan/names.ts'
import { desiredDigest } from '../../../src/render/desired.ts'
import type { DesiredStack } from '../../../src/render/model.ts'
import { fakeWorld } from '../../support/fake-world.ts'
import { liveAt, stack } from '../../support/stacks.ts'
import { nameIn, standingSet } from '../apply-world.ts'

const streams = (shards: string): DesiredStack => stack({ parameters: { Shards: shards, Hours: '24' } })
const [BASE, HEAD] = [streams('4'), streams('8')]
const VALUES = { Shards: '8', Hours: '24' }
const [FROM, TO] = [desiredDigest(BASE), desiredDigest(HEAD)]
const KEY = transitionKey(HEAD.id, short(FROM), TO)
const EARLIER = changeSetName({ to: TO, key: KEY, attempt: 9 })
const NEW = changeSetName({ to: TO, key: KEY, attempt: 1 })

/** Of an earlier plan's set, as AWS tells it now, and of the one that is made anew. */
async function planned(of: {
  readonly earlier?: DescribedChangeSet | undefined
  readonly made?: Partial<DescribedChangeSet>
}) {
  const discarded: string[] = []
  const { world } = fakeWorld()
  const reader: World['aws']['reader'] = {
    ...world.aws.reader,
    live: async () => liveAt(BASE),
    template: async () => BASE.template,
    wasBegun: async () => 'yes',
  }
  const changeSets: World['aws']['changeSets'] = {
    ...world.aws.changeSets,
    describe: async () => of.earlier,
    create: async ({ name, parameters }) => standingSet(name, parameters, of.made),
    discard: async (_stack, arn) => void discarded.push(nameIn(arn)),
  }
  const { accountId: id } = HEAD
  const roles = { plan: 'fleetwright-plan', apply: 'fleetwright-apply', service: 'fleetwright-service' }
  const plan = await planPipeline(
    { ...world, aws: { ...world.aws, reader, changeSets } },
    {
      before: [BASE],
      after: [HEAD],
      rules: [],
      examine: 'changed',
      reach: new Map([[id, { id, externalId: HEAD.access.externalId, roles }]]),
      purpose: 'pull-7',
      of: 'pull:7',
      made: 'Made by Fleetwright for review of #7. Do not execute.',
      known: { [HEAD.id]: standingSet(EARLIER, VALUES).arn },
    },
    {
      stacks: [HEAD],
      before: new Map([[BASE.id, BASE]]),
      differs: () => true,
      resumes: () => false,
    },
  )
  return { plan, shown: Object.values(plan.changeSets).map(nameIn), discarded }
}

describe('the set of an earlier plan', () => {
  it('that still fits is shown again', async () => {
    const { shown } = await planned({ earlier: standingSet(EARLIER, VALUES) })
    expect(shown).toEqual([EARLIER])
  })

  it.each<{ readonly which: string; readonly earlier: DescribedChangeSet | undefined }>([
    { which: 'is gone', earlier: undefined },
    { which: 'is obsolete', earlier: standingSet(EARLIER, VALUES, { executionStatus: 'OBSOLETE' }) },
    { which: 'was executed', earlier: standingSet(EARLIER, VALUES, { executionStatus: 'EXECUTE_COMPLETE' }) },
    { which: 'was deleted', earlier: standingSet(EARLIER, VALUES, { status: 'deleted' }) },
    { which: 'failed', earlier: standingSet(EARLIER, VALUES, { status: 'failed' }) },
    { which: 'has other values', earlier: standingSet(EARLIER, { ...VALUES, Shards: '6' }) },
    { which: 'watches an alarm that nobody names', earlier: standingSet(EARLIER, VALUES, { alarmArns: ['arn:a'] }) },
  ])('that $which is not shown: another is made', async ({ earlier }) => {
    const { plan, shown } = await planned({ earlier })
    expect(shown).toEqual([NEW])
    expect(plan.unplanned).toEqual([])
  })
})

describe('a set in which there is nothing to execute', () => {
  it.each([
    { made: { status: 'failed', reason: 'no such type' }, unplanned: [{ code: 'change-set-failed' }] },
    { made: { status: 'no-changes' }, unplanned: [] },
  ] as const)('is discarded, and no plan names it: $made.status', async ({ made, unplanned }) => {
    const { plan, shown, discarded } = await planned({ made })
    expect(discarded).toEqual([NEW])
    expect(shown).toEqual([])
    expect(plan.unplanned).toMatchObject(unplanned)
  })
})
