/**
 * What does a bench ask that must not share a process with AWS?
 *
 * The simulated AWS on its own, so that the descriptors and the memory that
 * are counted are the bot's alone. Started with a number of accounts, it says
 * on its one line of output where it listens and who may call.
 */
import { readFileSync } from 'node:fs'
import { scaledClock } from '../../src/lib/clock.ts'
import { startAwsSim } from '../../src/sim/aws/server.ts'
import { accountNumber, externalIdOf } from './aws-accounts.ts'

const BOOTSTRAP = readFileSync(new URL('../../fleet/bootstrap/customer-roles.template.yml', import.meta.url), 'utf8')

const aws = await startAwsSim({ clock: scaledClock({ rate: 1 }) })
const bot = aws.addPrincipal({ name: 'bot' })
for (let number = 0; number < Number(process.argv[2]); number++) {
  const id = accountNumber(number)
  const parameters = { ExternalId: externalIdOf(id), BotPrincipalArn: bot.arn }
  aws.addAccount({ id, bootstrapTemplate: BOOTSTRAP, parameters })
}
process.stdout.write(`${JSON.stringify({ url: aws.url, bot })}\n`)
// Ends with whoever started it.
process.stdin.resume().once('end', () => process.exit(0))
