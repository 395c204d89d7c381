/**
 * A new customer's account is tried before anybody merges it, where the base says so: one that lets in whoever knows its
 * role's name is refused until it is mended, and held where somebody merges it all the same.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { approve, comment, commentThat, liveStacks, merge } from '../../src/demo/watch.ts'
import type { AccountId, SourceTree } from '../../src/fleet/model.ts'
import { short } from '../../src/lib/digest.ts'
import { type ServedFleet, serveFleet } from '../support/served-fleet.ts'
import {
  allEnded,
  answerTo,
  expectNothingLeft,
  type Files,
  heldRollout,
  notice,
  planCheck,
  propose,
  QUEUE,
  queueAlone,
  RATE,
  textIn,
  withFiles,
} from './story.ts'

interface Joining {
  readonly name: string
  readonly id: AccountId
  readonly externalId: string
}

const HOOLI: Joining = {
  name: 'hooli',
  id: '777777777777' as AccountId,
  externalId: 'hooli-4f8a1c7e3b92d605',
}
const PIPER: Joining = {
  name: 'piper',
  id: '777777777778' as AccountId,
  externalId: 'piper-4f8a1c7e3b92d605',
}
const RAVIGA: Joining = {
  name: 'raviga',
  id: '777777777779' as AccountId,
  externalId: 'raviga-4f8a1c7e3b92d605',
}
const REGION = 'eu-west-1'
const RULE = 'new-account-is-open'

function probing(example: SourceTree): SourceTree {
  const tree = queueAlone(example)
  return withFiles(tree, { 'fleet.yml': `${textIn(tree, 'fleet.yml')}\nnewAccounts: { probe: true }\n` })
}

let fleet: ServedFleet

beforeAll(async () => {
  fleet = await serveFleet({ rate: RATE, files: probing })
}, 300_000)

afterAll(() => fleet.end())

function customerFile({ name, id, externalId }: Joining): Files {
  const account = `{ account: prod, id: "${id}", regions: [${REGION}], roles: standard, externalId: ${externalId} }`
  return { [`customers/${name}/customer.yml`]: `customer: ${name}\nring: early\naccounts:\n  - ${account}\n` }
}

async function pipelineFile({ name }: Joining): Promise<Files> {
  const queue = await fleet.clone.read(QUEUE.file)
  const text = queue.replace('account: retail', 'account: prod').replace(/region: .*/, `region: ${REGION}`)
  return { [`customers/${name}/pipelines/returns.yml`]: text }
}

/** Whom the bot's own calls are made by. */
function bot(): string {
  return fleet.aws.journal.requests.find(({ action }) => action === 'AssumeRole')?.principalArn ?? ''
}

/** The owner has made the three roles, and forgotten what the plan role is to ask for. */
function opened(customer: Joining): void {
  fleet.bootstrap({ ...customer, regions: [REGION] })
  fleet.aws.changeTrust({ accountId: customer.id, roleName: 'fleetwright-plan' }, { principalArn: bot() })
}

function mended({ id, externalId }: Joining): void {
  fleet.aws.changeTrust({ accountId: id, roleName: 'fleetwright-plan' }, { principalArn: bot(), externalId })
}

function planThat(pull: number, fits: RegExp): Promise<unknown> {
  const of = { pull, marker: 'plan ', what: `the plan says ${fits}` }
  return commentThat(fleet.engineer, of, (body) => fits.test(body))
}

it('an open account is refused, planned once it is mended, and created after the merge', async () => {
  opened(HOOLI)
  const { pull, sha } = await propose(fleet, {
    branch: 'welcome-hooli',
    files: async () => ({ ...customerFile(HOOLI), ...(await pipelineFile(HOOLI)) }),
  })
  const refused = await planCheck(fleet, sha, 'failure')
  expect(refused.output.title).toContain(`is refused by the policy rule ${RULE}`)
  await planThat(pull.number, /- 1 account \(`hooli\/prod` \(`777777777777`\)\): \*\*lets in whoever knows/)
  await approve(fleet.reviewer, pull.number)
  await expect(merge(fleet.engineer, pull, sha)).rejects.toThrow(/answered 405/)

  mended(HOOLI)
  const said = await comment(fleet.engineer, pull.number, '/fleet plan')
  expect(await answerTo(fleet, pull.number, said)).toContain('**Done:** planning')
  await planThat(pull.number, /- 1 account: role can be assumed, and refuses without the external id/)
  // The very plan that the reviewer approved: what was found stands beside it.
  await planCheck(fleet, sha, 'success')
  expect(fleet.aws.stacks(HOOLI.id, REGION)).toEqual([])
  await merge(fleet.engineer, pull, sha)
  await notice(fleet, pull.number, /^done$/)
  expect(liveStacks(fleet).get('fw-hooli-returns-queue')?.status).toBe('CREATE_COMPLETE')
  await expectNothingLeft(fleet)
})

it('one that an administrator merged past the refusal is held though no stack moves, and no approval frees it', async () => {
  opened(PIPER)
  const { pull, sha } = await propose(fleet, { branch: 'welcome-piper', files: () => customerFile(PIPER) })
  await planCheck(fleet, sha, 'failure')
  const commit = await merge(fleet.reviewer, pull, sha)
  const held = await heldRollout(fleet, commit)
  expect(held.hold?.reason).toContain(`although the policy rule \`${RULE}\` refuses this plan`)
  const { body } = await notice(fleet, pull.number, /^held/)
  expect(body).toContain(RULE)
  const said = await comment(fleet.reviewer, pull.number, `/fleet approve ${short(held.planDigest)}`)
  expect(await answerTo(fleet, pull.number, said)).toContain(`\`${RULE}\` lets nobody approve this plan`)

  const aborted = await comment(fleet.engineer, pull.number, '/fleet abort')
  expect(await answerTo(fleet, pull.number, aborted)).toContain('is aborted')
  await allEnded(fleet)
  const asked = fleet.aws.journal.requests.filter(({ accountId }) => accountId === PIPER.id)
  expect(new Set(asked.map(({ action }) => action))).toEqual(new Set(['AssumeRole', 'GetCallerIdentity']))
  await expectNothingLeft(fleet)
})

it('one that was merged past the refusal holds nobody up, and is freed by an approval once it is mended', async () => {
  opened(RAVIGA)
  const { pull, sha } = await propose(fleet, { branch: 'welcome-raviga', files: () => customerFile(RAVIGA) })
  await planCheck(fleet, sha, 'failure')
  const held = await heldRollout(fleet, await merge(fleet.reviewer, pull, sha))
  const other = await propose(fleet, { branch: 'words', files: () => ({ 'README.md': 'Nothing moves.\n' }) })
  await planCheck(fleet, other.sha, 'success')
  await approve(fleet.reviewer, other.pull.number)
  await merge(fleet.engineer, other.pull, other.sha)
  await notice(fleet, other.pull.number, /^done$/)

  mended(RAVIGA)
  const said = await comment(fleet.reviewer, pull.number, `/fleet approve ${short(held.planDigest)}`)
  expect(await answerTo(fleet, pull.number, said)).toContain('**Done:** 1 rollout may move now')
  await notice(fleet, pull.number, /^done$/)
  await expectNothingLeft(fleet)
})
