/** Does a line that is linked stand where the link leads, whoever else changed the file? */
import { expect, it } from 'vitest'
import { lineHomes } from '../../../src/actions/planning/line-homes.ts'
import type { SourceFile } from '../../../src/fleet/model.ts'
import { assemblePlan } from '../../../src/plan/assemble.ts'
import { origin, ref, transition } from '../../support/plan-views.ts'
import { sourceTree } from '../../support/world.ts'

const plan = assemblePlan({
  transitions: [
    transition(ref(), {
      parameters: ['mine.yml', 'theirs.yml', 'both.yml'].map((file) => ({
        name: file,
        after: '1',
        causes: [origin(file, 1)],
      })),
    }),
  ],
  unplanned: [],
})
const base = sourceTree([
  ['mine.yml', 'a: 0\n'],
  ['theirs.yml', 'a: 1\n'],
  ['both.yml', 'a: 0\nb: 1\n'],
])
const files = new Map<string, SourceFile>([
  ...sourceTree([
    ['mine.yml', 'a: 1\n'],
    ['both.yml', 'a: 1\nb: 1\n'],
  ]),
  ...[...base].filter(([path]) => path === 'theirs.yml'),
])

it("is the head's line unless the base changed the file, and no commit's where both did", () => {
  const merge = { kind: 'clean', tree: 't', files, notOfHead: ['theirs.yml', 'both.yml', 'unrelated.yml'] } as const
  expect(lineHomes(plan, merge, base)).toEqual({ lines: { 'theirs.yml': 'base', 'both.yml': 'nowhere' } })
})

it("is not said to be the head's where too much differs to tell", () => {
  expect(lineHomes(plan, { kind: 'clean', tree: 't', files }, base)).toEqual({
    lines: { 'mine.yml': 'nowhere', 'theirs.yml': 'base', 'both.yml': 'nowhere' },
  })
})

it('says nothing where all lines are where they seem', () => {
  expect(lineHomes(plan, { kind: 'clean', tree: 't', files, notOfHead: [] }, base)).toEqual({})
})
