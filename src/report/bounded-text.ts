/**
 * Why does a plan show the worst that may happen, and not what will?
 *
 * Each of a class's stacks has its own reason, and a reviewer acts on it: what
 * is fed cannot be known before, AWS at work ends by itself, a rollout on its
 * way is somebody's, and a failed rollback waits for a person.
 */
import type { StackId } from '../fleet/model.ts'
import { inert } from '../lib/markdown.ts'
import type { Behind, Transition } from '../plan/model.ts'
import { isAccounted } from './ways-text.ts'
import { distinct, joined } from './words.ts'

const MOST_OUTPUTS = 4

export function boundedMark(members: readonly Transition[], behind: ReadonlyMap<StackId, Behind>): string {
  return `**${BOUNDED}**: ${why(members, behind, inert)}`
}

/** Where no Markdown is read. `say` makes a name harmless where it will stand. */
export function boundedText(
  members: readonly Transition[],
  behind: ReadonlyMap<StackId, Behind>,
  say: (name: string) => string,
): string {
  return `${BOUNDED}: ${why(members, behind, say)}`
}

/** Of stacks that are neither as the base wants them nor as the head does. The values before are those that AWS holds, whoever brought it there. */
export function unknownText(
  members: readonly Transition[],
  emphasised: (words: string) => string = String,
): string | undefined {
  const number = members.filter(({ from, ways }) => from === 'unknown' && !isAccounted(ways)).length
  if (number === 0) return undefined
  const [the, is, was] = number === 1 ? ['The stack', 'is', 'was'] : ['The stacks', 'are', 'were']
  const which = number < members.length ? `${number.toLocaleString('en')} of them` : the
  const unknown = emphasised('Live state unknown')
  return `${unknown}: ${which} ${is} at an older state than the default branch's of now, or ${was} changed past us.`
}

const BOUNDED = 'Bounded, not exact'

function why(
  members: readonly Transition[],
  behind: ReadonlyMap<StackId, Behind>,
  say: (name: string) => string,
): string {
  const whys = Map.groupBy(members, ({ stack }) => behind.get(stack.id)?.because)
  const sentences = [
    ...fed(members, say),
    ...[...WHYS].flatMap(([because, [of, one, many]]) => {
      const number = whys.get(because)?.length ?? 0
      if (number === 0) return []
      return number === members.length ? `${number === 1 ? one : many}.` : `${of(number.toLocaleString('en'))}.`
    }),
  ]
  const told = sentences.length === 0 ? ['Read from the templates: no change set could be had.'] : sentences
  return `the worst that may happen. ${told.join(' ')}`
}

type Because = NonNullable<Behind['because']>
/** Of so many, of the only one, of all. */
type Words = readonly [(number: string) => string, string, string]

const WHYS: ReadonlyMap<Because, Words> = new Map([
  [
    'aws-at-work',
    [(number) => `AWS is at work on ${number} of them`, 'AWS is at work on the stack', 'AWS is at work on the stacks'],
  ],
  [
    'rollout-on-its-way',
    [
      (number) => `A rollout is yet to reach ${number} of them`,
      'A rollout is yet to reach the stack',
      'A rollout is yet to reach the stacks',
    ],
  ],
  [
    'rollback-failed',
    [
      (number) => `The last rollback of ${number} of them failed and has to be continued`,
      'The last rollback of the stack failed and has to be continued',
      'The last rollback of each stack failed and has to be continued',
    ],
  ],
])

function fed(members: readonly Transition[], say: (name: string) => string): readonly string[] {
  const outputs = distinct(
    members.flatMap(({ fedBy }) => fedBy.map((each) => `${say(each.stack)}'s ${say(each.output)}`)),
  )
  if (outputs.length === 0) return []
  const more = outputs.length > MOST_OUTPUTS ? ' and more' : ''
  return [`Known after apply: fed by ${joined(outputs.slice(0, MOST_OUTPUTS))}${more}.`]
}
