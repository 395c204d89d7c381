/** Who approves for a group that the policy names? */
import { describe, expect, it } from 'vitest'
import { type Approvals, approvalsOf, isApproved } from '../../../src/actions/approving/approvals.ts'
import { conversation } from '../../support/fake-github.ts'
import type { FakeWorld } from '../../support/fake-world.ts'
import { PLAN, PULL, shown } from './shown-plan.ts'

describe('a group that the policy names', () => {
  const platform = { name: 'platform', users: ['Octocat', 'hubot'], teams: [] }

  function approvedBy(...logins: readonly string[]): FakeWorld {
    const fake = shown(logins.map((login) => ({ login, state: 'approved' })))
    for (const login of logins) fake.said.permissions.set(login, 'write')
    return fake
  }

  it('is lacking until one of it approves, however many others do', async () => {
    const fake = approvedBy('reviewer', 'monalisa')
    const approvals = await approvalsOf(fake.world, conversation(fake, PULL), { ...PLAN, groups: [platform] })
    expect(approvals).toMatchObject({ given: ['monalisa', 'reviewer'], lacking: ['platform'] })
    expect(isApproved(approvals)).toBe(false)
  })

  it('is satisfied by one person of it, who counts as an approval too', async () => {
    const fake = approvedBy('octocat')
    const approvals = await approvalsOf(fake.world, conversation(fake, PULL), { ...PLAN, groups: [platform] })
    expect(approvals).toMatchObject({ given: ['octocat'], lacking: [] })
    expect(isApproved(approvals)).toBe(true)
  })

  it('is not satisfied by someone of it who wrote the change', async () => {
    const fake = approvedBy('octocat', 'reviewer')
    fake.said.contributors.set(12, ['OCTOCAT'])
    const approvals = await approvalsOf(fake.world, conversation(fake, PULL), { ...PLAN, groups: [platform] })
    expect(approvals).toMatchObject({ given: ['reviewer'], lacking: ['platform'] })
  })

  it('without anybody in it is never satisfied', async () => {
    const fake = approvedBy('reviewer')
    const approvals = await approvalsOf(fake.world, conversation(fake, PULL), {
      ...PLAN,
      groups: [{ name: 'platform', users: [], teams: [] }],
    })
    expect(isApproved(approvals)).toBe(false)
  })
})

describe('a team', () => {
  const platform = { name: 'platform', users: ['octocat'], teams: ['platform-team'] }

  async function approvedBy(login: string, members: readonly string[] | undefined): Promise<Approvals> {
    const fake = shown([{ login, state: 'approved' }])
    fake.said.permissions.set(login, 'write')
    if (members !== undefined) fake.said.teams.set('platform-team', members)
    const security = { name: 'security', users: [], teams: ['platform-team'] }
    return approvalsOf(fake.world, conversation(fake, PULL), { ...PLAN, groups: [platform, security] })
  }

  it('makes its members people of the group, however they write themselves', async () => {
    const approvals = await approvedBy('Monalisa', ['monalisa'])
    expect(approvals).toMatchObject({ given: ['Monalisa'], lacking: [], unseen: [] })
    expect(isApproved(approvals)).toBe(true)
  })

  it('of others lets those who are named count still', async () => {
    expect(await approvedBy('octocat', ['monalisa'])).toMatchObject({ lacking: ['security'], unseen: [] })
  })

  it('that GitHub does not show counts as nobody, and is named once', async () => {
    expect(await approvedBy('octocat', undefined)).toMatchObject({ lacking: ['security'], unseen: ['platform-team'] })
  })
})
