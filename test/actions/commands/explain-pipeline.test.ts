/** Is whoever may write told what a setting of a pipeline is, and which line says so? */
import { describe, expect, it } from 'vitest'
import { answerCommand } from '../../../src/actions/commands/answer-command.ts'
import { comment } from '../../support/fake-github.ts'
import { pullRequest } from '../../support/fake-records.ts'
import { fakeWorld } from '../../support/fake-world.ts'
import { world as fleetWorld } from '../../support/world.ts'
import { lastWords } from './last-words.ts'

describe('/fleet explain', () => {
  const WEB = fleetWorld()
    .customer('acme')
    .pipeline('acme', 'web', { settings: { queue: { delaySeconds: 5 } } })
  const MERGED = WEB.edit('customers/acme/pipelines/web.yml', (text) =>
    text.replace('delaySeconds: 5', 'delaySeconds: 6'),
  )

  async function explained(words: string, of: { readonly by?: string; readonly closed?: true } = {}): Promise<string> {
    const fake = fakeWorld({ files: WEB.tree() })
    fake.said.pulls.set(12, pullRequest(12, of.closed ? { state: 'closed', merged: true } : {}))
    fake.said.permissions.set('engineer', 'write')
    fake.said.permissions.set('onlooker', 'read')
    const git = {
      ...fake.world.git,
      mergeResult: async () => ({ kind: 'clean', tree: '', files: MERGED.tree() }) as const,
    }
    const world = { ...fake.world, git }
    await answerCommand(world, { pull: 12, comment: comment(fake, 12, of.by ?? 'engineer', words) })
    return lastWords(fake)
  }

  it('says what the merge would make it, and which line says so', async () => {
    expect(await explained('/fleet explain acme/web queue.delaySeconds')).toContain(
      '- `queue.delaySeconds` is `6`, pipeline, `customers/acme/pipelines/web.yml:8`\n  - over `0`, blueprint',
    )
  })

  it('says what the default branch has, once the pull request is closed', async () => {
    expect(await explained('/fleet explain web queue', { closed: true })).toContain('- `queue.delaySeconds` is `5`')
  })

  it('answers a name that leads nowhere with what was meant', async () => {
    expect(await explained('/fleet explain acme/wbe')).toMatch(
      /Not done.*there is no pipeline.*did you mean `acme\/web`/,
    )
    expect(await explained('/fleet explain web quue')).toMatch(/Not done.*did you mean `queue`/)
  })

  it('needs write access', async () => {
    const said = await explained('/fleet explain acme/web', { by: 'onlooker' })
    expect(said).toContain('Not done:** this needs write access')
    expect(said).not.toContain('delaySeconds')
  })

  it('says what keeps it from an answer: a conflict', async () => {
    const fake = fakeWorld({ files: WEB.tree() })
    fake.said.pulls.set(12, pullRequest(12))
    fake.said.permissions.set('engineer', 'write')
    const git = { ...fake.world.git, mergeResult: async () => ({ kind: 'conflict', paths: ['x'] }) as const }
    const id = comment(fake, 12, 'engineer', '/fleet explain web')
    await answerCommand({ ...fake.world, git }, { pull: 12, comment: id })
    expect(lastWords(fake)).toContain('are in conflict')
  })
})
