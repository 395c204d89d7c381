/** Which head has to be asked for in these tests, and who asks? */
import { answerCommand } from '../../../src/actions/commands/answer-command.ts'
import type { PullRequest, Task } from '../../../src/actions/ports.ts'
import { checkPullRequest } from '../../../src/actions/pull/check-pull-request.ts'
import type { PlanRun } from '../../../src/actions/verbs.ts'
import type { World } from '../../../src/actions/world.ts'
import { comment } from '../../support/fake-github.ts'
import { pullRequest } from '../../support/fake-records.ts'
import { type FakeWorld, fakeWorld } from '../../support/fake-world.ts'
import { type World as Files, world as fleet } from '../../support/world.ts'

export const PULL = pullRequest(12)
export const HEAD12 = PULL.headSha.slice(0, 12)
export const BASE = fleet().customer('acme').pipeline('acme', 'web')

/** The base with a further version of the blueprint, which nobody uses yet. */
export const CHANGED = [...BASE.tree().values()]
  .filter(({ path }) => path.startsWith('blueprints/small/1.0.0/'))
  .reduce<Files>(
    (files, { path, text }) => files.file(path.replace('1.0.0', '1.0.1'), text.replace('1.0.0', '1.0.1')),
    BASE,
  )

interface Scene {
  readonly fake: FakeWorld
  /** As events ask for it. */
  check(task?: Partial<Extract<Task, { kind: 'check-pull' }>>): Promise<PlanRun | undefined>
  /** Someone comments a command; answers what the bot said, and what came of the task that it asked for. */
  command(login: string, body: string): Promise<{ readonly answer: string; readonly run: PlanRun | undefined }>
  /** Whether it conflicts with the default branch from now on. */
  conflict(is: boolean): void
  title(): string | undefined
  conclusion(): string | undefined
}

export function scene(
  of: { readonly pull?: Partial<PullRequest>; readonly head?: Files; readonly base?: Files } = {},
): Scene {
  const base = (of.base ?? BASE).tree()
  const fake = fakeWorld({ files: base })
  fake.said.pulls.set(12, { ...PULL, ...of.pull })
  for (const login of ['engineer', 'Engineer', 'CO-AUTHOR', 'pusher', 'reviewer'])
    fake.said.permissions.set(login, 'write')
  fake.said.permissions.set('onlooker', 'read')
  fake.said.contributors.set(12, ['Co-Author'])
  const validated = { id: 1, externalId: '', status: 'completed', startedAt: '2026-11-23T19:59:59Z' } as const
  fake.said.checks.set(`${PULL.headSha} fleet / validate`, validated)
  const files = (of.head ?? CHANGED).tree()
  let isConflicting = false
  const mergeResult: World['git']['mergeResult'] = async () =>
    isConflicting ? { kind: 'conflict', paths: ['fleet.yml'] } : { kind: 'clean', tree: 'tree', files }
  const world: World = { ...fake.world, git: { ...fake.world.git, mergeResult } }
  const check: Scene['check'] = (task = {}) => checkPullRequest(world, { kind: 'check-pull', pull: 12, ...task })
  const plan = () => fake.published.findLast(({ name }) => name === 'fleet / plan')
  return {
    fake,
    check,
    async command(login, body) {
      const id = comment(fake, 12, login, body)
      const before = fake.tasks.length
      await answerCommand(world, { pull: 12, comment: id })
      const [asked] = fake.tasks.slice(before).map(({ task }) => task)
      const run = asked?.kind === 'check-pull' ? await check(asked) : undefined
      return { answer: fake.said.comments.get(12)?.at(-1)?.body ?? '', run }
    },
    conflict(is) {
      isConflicting = is
    },
    title: () => plan()?.title,
    conclusion: () => {
      const outcome = plan()?.outcome
      return outcome !== undefined && 'conclusion' in outcome ? outcome.conclusion : undefined
    },
  }
}
