/** What was said last below the pull request? */
import type { FakeWorld } from '../../support/fake-world.ts'

export function lastWords(fake: FakeWorld): string {
  return fake.said.comments.get(12)?.at(-1)?.body ?? ''
}
