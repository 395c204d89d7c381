/**
 * What do we answer someone who gave a command?
 *
 * Always something, and first what came of it. An unknown command is answered
 * with what exists, and with what was probably meant.
 */
import { type Command, USAGE, VERBS } from '../actions/commands/command.ts'
import { short } from '../lib/digest.ts'
import { unreachable } from '../lib/errors.ts'
import { inert, prose } from '../lib/markdown.ts'
import type { Rollout } from '../rollout/model.ts'
import { explanationLines } from './explain-comment.ts'
import type { Answer } from './model.ts'
import { capital } from './words.ts'

const MOST_SAID = 160

export function answerTo(asked: {
  readonly login: string
  readonly command: Command
  readonly answer: Answer
}): string {
  const { login, command, answer } = asked
  const lines = [`${inert(login)} said ${inert(saidOf(command), MOST_SAID)}`, '']
  switch (answer.kind) {
    case 'help':
      return [...lines, ...complaint(command), ...help()].join('\n')
    case 'refused':
      return [...lines, `**Not done:** ${ended(prose(answer.reason))}`].join('\n')
    case 'done':
      return [...lines, `**Done:** ${ended(prose(answer.what))}`].join('\n')
    case 'explained':
      return [...lines, ...explanationLines(answer.explanation, answer.commit)].join('\n')
    case 'status':
      return [...lines, ...status(answer.rollouts)].join('\n')
    default:
      return unreachable(answer)
  }
}

/** A question that it ends in ends it. */
function ended(sentence: string): string {
  return /[.?!]$/.test(sentence) ? sentence : `${sentence}.`
}

function saidOf(command: Command): string {
  if (command.verb === 'unknown') return command.said
  if (command.verb === 'explain') return ['/fleet explain', command.pipeline, command.path ?? ''].join(' ').trim()
  const id = command.verb === 'plan' ? command.commit : command.verb === 'approve' ? command.digest : undefined
  const glass = command.verb === 'approve' && command.glass !== undefined ? ` --break-glass "${command.glass}"` : ''
  return `/fleet ${command.verb}${id === undefined ? '' : ` ${id}`}${glass}`
}

function complaint(command: Command): readonly string[] {
  if (command.verb !== 'unknown') return []
  const { suggestion, wanted } = command
  const meant = suggestion === undefined ? '' : ` Did you mean \`${USAGE[suggestion].form}\`?`
  const form = wanted === undefined ? '' : ` It is written \`${USAGE[wanted].form}\`.`
  return [`**Not understood:** ${command.complaint}.${meant}${form}`, '']
}

function help(): readonly string[] {
  return [
    'The first line of a new comment commands:',
    '',
    ...VERBS.map((verb) => `- \`${USAGE[verb].form}\`: ${USAGE[verb].does}`),
  ]
}

function status(rollouts: readonly Rollout[]): readonly string[] {
  if (rollouts.length === 0) return ['This pull request has no rollout yet: it starts with the merge.']
  return rollouts.map((rollout) => {
    const why = rollout.hold === undefined ? '' : `: ${prose(rollout.hold.reason)}`
    return `- ${capital(rollout.state)}${why}. Rollout ${inert(rollout.id)}, plan ${inert(short(rollout.planDigest))}.`
  })
}
