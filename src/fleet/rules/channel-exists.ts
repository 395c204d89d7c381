/**
 * Is there a channel of the name that each pipeline follows?
 */
import { CHANNELS_FILE } from '../layout.ts'
import type { Problem } from '../model.ts'
import { valueAt } from '../places.ts'
import { didYouMean, listed } from '../suggest.ts'
import type { RuleContext } from './rule.ts'

export function channelExists({ draft }: RuleContext): readonly Problem[] {
  // With a broken channels.yml every channel would seem to be missing.
  if (draft.channels.length === 0 && draft.tree.has(CHANNELS_FILE)) return []
  const channels = new Set(draft.channels.flatMap(({ raw }) => Object.keys(raw.channels)))
  return draft.pipeline.flatMap(({ raw, parsed }): Problem[] => {
    const channel = raw.upgrade?.channel
    if (channel === undefined || channels.has(channel)) return []
    return [
      {
        code: 'unknown-channel',
        message: `there is no channel \`${channel}\``,
        expected: listed(channels),
        ...didYouMean(channel, channels),
        at: valueAt(parsed, '/upgrade/channel'),
      },
    ]
  })
}
