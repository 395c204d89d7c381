/**
 * Which doors of a customer's account are open to us, and which must not be?
 *
 * For `fleet doctor`: the bot's own STS client behind the same bucket. A role
 * is entered as the bot enters it, and tried as a stranger would try it; no
 * session that comes of it is used for anything but asking where it leads.
 */
import type { AccountExaminer, Timekeeper } from '../actions/examine-ports.ts'
import { FleetwrightError } from '../lib/errors.ts'
import { skewMs } from '../lib/skew.ts'
import { alarmReader } from './alarms.ts'
import { doorsOf } from './doors.ts'
import { AWS } from './errors.ts'
import { type AwsOptions, connect } from './open.ts'
import { stackReader } from './stack-reader.ts'

export interface AwsExaminer extends AccountExaminer, Timekeeper {
  close(): void
}

const PURPOSE = 'doctor'
const TIMEOUT_MS = 15_000

export function openExaminer(options: AwsOptions): AwsExaminer {
  const { sts, at, close } = connect(options)
  return {
    live: stackReader(at).live,
    alarms: alarmReader(at).existing,
    identity: () => sts.identity(),
    ...doorsOf(sts, PURPOSE),
    async skewMs() {
      const fromMs = Date.now()
      try {
        const answer = await fetch(endpointOf(options), { method: 'HEAD', signal: AbortSignal.timeout(TIMEOUT_MS) })
        return skewMs(answer.headers.get('date'), { fromMs, toMs: Date.now() })
      } catch (cause) {
        throw new FleetwrightError('asking AWS for the time: no answer came', {
          code: AWS.unavailable,
          nextMove: 'operator',
          retryable: true,
          hint: 'check that this machine reaches AWS, and AWS_REGION and AWS_ENDPOINT_URL',
          cause,
        })
      }
    },
    close,
  }
}

function endpointOf({ endpointUrl, region = 'us-east-1' }: AwsOptions): string {
  if (endpointUrl !== undefined) return endpointUrl
  return `https://sts.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`
}
