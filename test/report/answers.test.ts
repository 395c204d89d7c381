/**
 * Every command is answered, and the answer says first what came of it.
 */
import { describe, expect, it } from 'vitest'
import { parseCommand, VERBS } from '../../src/actions/commands/command.ts'
import { answerTo } from '../../src/report/answers.ts'
import type { Answer } from '../../src/report/model.ts'
import { ROLLOUT_SITUATIONS } from './rollout-situations.ts'

function answer(body: string, to: Answer): string {
  const command = parseCommand(body)
  if (command === undefined) throw new Error(`no command: ${body}`)
  return answerTo({ login: 'engineer-1', command, answer: to })
}

describe('an answer', () => {
  it('names who asked for what', () => {
    expect(
      answer('/fleet approve 3F2A91C07BE81D44', { kind: 'done', what: 'your approval of this plan is counted' }),
    ).toBe('`engineer-1` said `/fleet approve 3f2a91c07be81d44`\n\n**Done:** your approval of this plan is counted.')
  })

  it('says what was not done, and why', () => {
    expect(
      answer('/fleet retry', { kind: 'refused', reason: 'this needs write access to the fleet repository' }),
    ).toContain('**Not done:** this needs write access to the fleet repository.')
  })

  it('to an unknown command is what exists, and what was probably meant', () => {
    const said = answer('/fleet aprove @octocat ![x](y)', { kind: 'help' })
    expect(said).toContain(
      '**Not understood:** there is no such command. Did you mean `/fleet approve <digest> [--break-glass "reason"]`?',
    )
    expect(said).toContain('said `/fleet aprove @octocat ![x](y)`')
    for (const verb of VERBS) expect(said).toContain(`- \`/fleet ${verb}`)
  })

  it('to a command that is written wrong is how it is written, not whether it was meant', () => {
    expect(answer('/fleet plan abc', { kind: 'help' })).toContain(
      '**Not understood:** a commit is written as 12 to 64 hex digits. It is written `/fleet plan [commit]`.\n',
    )
    expect(answer('/fleet plan abc', { kind: 'help' })).not.toContain('Did you mean')
  })

  it('ends where its reason ends', () => {
    const reason = 'there is no pipeline x; did you mean `umbrella/returns`?'
    expect(answer('/fleet explain x', { kind: 'refused', reason })).toMatch(/did you mean `umbrella\/returns`\?$/)
  })

  it('to a call for help complains about nothing', () => {
    expect(answer('/fleet help', { kind: 'help' })).not.toContain('Not understood')
  })

  it('to a question for the state says what it waits for', () => {
    const rollout = ROLLOUT_SITUATIONS.soaking?.rollout
    expect(answer('/fleet status', { kind: 'status', rollouts: rollout === undefined ? [] : [rollout] })).toContain(
      '- Running: wave 1 of ring canary soaks for 60 min; nobody has to act. Rollout `r-1a2b3c4d5e6f`',
    )
    expect(answer('/fleet status', { kind: 'status', rollouts: [] })).toContain('no rollout yet')
  })
})
