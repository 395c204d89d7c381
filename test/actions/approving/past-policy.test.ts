/** What do policy rules ask of those who approve, and who may pass the policy by breaking the glass? */
import { describe, expect, it } from 'vitest'
import { type Approvals, approvalsOf, approversIn, isApproved } from '../../../src/actions/approving/approvals.ts'
import { comment, conversation } from '../../support/fake-github.ts'
import { PLAN, PULL, SHOWN, shown } from './shown-plan.ts'

describe('a policy rule', () => {
  const stacks = 3
  const careful = { name: 'careful', when: {}, reason: 'they hold data', require: { approvals: 2, approvers: [] } }
  const never = { name: 'never', when: {}, reason: 'split it' }

  it('that refuses is passed by no approval', async () => {
    const fake = shown([{ login: 'reviewer', state: 'approved' }])
    const approvals = await approvalsOf(fake.world, conversation(fake, PULL), {
      ...PLAN,
      rules: [{ rule: never, stacks }],
    })
    expect(approvals).toMatchObject({ given: ['reviewer'], rules: [{ name: 'never', reason: 'split it', stacks }] })
    expect(isApproved(approvals)).toBe(false)
  })

  it('that refuses is passed by the glass alone', async () => {
    const fake = shown()
    const glass = { users: ['ann'], teams: ['on-call'] }
    fake.said.teams.set('on-call', ['ben'])
    for (const login of ['ann', 'ben']) {
      fake.said.permissions.set(login, 'write')
      comment(fake, 12, login, `/fleet approve ${PLAN.digest} --break-glass "events are lost"`)
    }
    const approvals = await approvalsOf(fake.world, conversation(fake, PULL), {
      ...PLAN,
      glass,
      rules: [{ rule: never, stacks }],
    })
    expect(approvals.glass.map(({ login }) => login)).toEqual(['ann', 'ben'])
    expect(isApproved(approvals)).toBe(true)
  })

  it('that requires is said with what it requires', async () => {
    const fake = shown()
    const approvals = await approvalsOf(fake.world, conversation(fake, PULL), {
      ...PLAN,
      rules: [{ rule: careful, stacks }],
    })
    const { when: _when, ...said } = careful
    expect(approvals.rules).toEqual([{ ...said, stacks }])
  })
})

describe('the glass', () => {
  const GLASS = { users: ['Ann', 'ben'], teams: [] }
  const STRICT = {
    ...PLAN,
    shown: SHOWN,
    needed: 6,
    groups: [{ name: 'platform', users: ['octocat'], teams: [] }],
    glass: GLASS,
  }

  /** Who broke it, by their comments; everybody may write, `engineer` wrote the change. */
  async function broken(...breakers: readonly string[]): Promise<Approvals> {
    const fake = shown([{ login: 'reviewer', state: 'changes-requested' }])
    for (const login of ['ann', 'ben', 'carl']) fake.said.permissions.set(login, 'write')
    for (const login of breakers) {
      comment(fake, 12, login, `/fleet approve ${PLAN.digest.slice(0, 12)} --break-glass "${login} says so"`)
    }
    return approvalsOf(fake.world, conversation(fake, PULL), {
      ...STRICT,
      glass: { ...GLASS, users: [...GLASS.users, 'engineer'] },
    })
  }

  it('is broken by two of its group, whatever the policy asks for and whoever asked for changes', async () => {
    const approvals = await broken('ann', 'ben')
    expect(approvals.glass).toEqual([
      { login: 'ann', reason: 'ann says so' },
      { login: 'ben', reason: 'ben says so' },
    ])
    expect(isApproved(approvals)).toBe(true)
    expect(approversIn(approvals)).toEqual(['ann, past the policy: ann says so', 'ben, past the policy: ben says so'])
  })

  it.each([
    { what: 'one of them', breakers: ['ann'] },
    { what: 'one of them, twice', breakers: ['ann', 'ann'] },
    { what: 'one of them and the author', breakers: ['ann', 'engineer'] },
    { what: 'one of them and someone else', breakers: ['ann', 'carl'] },
  ])('holds against $what', async ({ breakers }) => {
    const approvals = await broken(...breakers)
    expect(approvals.glass).toEqual([{ login: 'ann', reason: 'ann says so' }])
    expect(isApproved(approvals)).toBe(false)
  })

  it('holds where they agree without saying that it has to be broken', async () => {
    const fake = shown()
    for (const login of ['ann', 'ben']) {
      fake.said.permissions.set(login, 'write')
      comment(fake, 12, login, `/fleet approve ${PLAN.digest}`)
    }
    const approvals = await approvalsOf(fake.world, conversation(fake, PULL), STRICT)
    expect(approvals).toMatchObject({ given: ['ann', 'ben'], glass: [] })
    expect(isApproved(approvals)).toBe(false)
  })

  it('is not broken where the policy is met', async () => {
    const fake = shown()
    for (const login of ['ann', 'ben']) {
      fake.said.permissions.set(login, 'write')
      comment(fake, 12, login, `/fleet approve ${PLAN.digest} --break-glass "in a hurry"`)
    }
    const approvals = await approvalsOf(fake.world, conversation(fake, PULL), { ...STRICT, needed: 2, groups: [] })
    expect(isApproved(approvals)).toBe(true)
    expect(approversIn(approvals)).toEqual(['ann', 'ben'])
  })
})
