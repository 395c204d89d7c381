/**
 * Does the simulator keep the whole contract?
 */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, test } from 'vitest'
import { type AwsSim, type Principal, startAwsSim } from '../../src/sim/aws/server.ts'
import { manualClock } from '../sim/aws/world.ts'
import { AGREED, type Target } from './aws-contract.ts'
import { DEVIATING } from './aws-deviations.ts'
import { MORE_DEVIATING } from './aws-more-deviations.ts'

const clock = manualClock()
const region = 'eu-west-1'
let sim: AwsSim
let bot: Principal
let accounts = 0

beforeAll(async () => {
  sim = await startAwsSim({ clock })
  bot = sim.addPrincipal()
})
afterAll(() => sim.close())

test.each([...AGREED, ...DEVIATING, ...MORE_DEVIATING])('$title', async ({ run }) => {
  const shared = { endpoint: sim.url, region, maxAttempts: 1 }
  const sts = new STSClient({ ...shared, credentials: bot })
  const target: Target = {
    sts,
    forgedSts: new STSClient({ ...shared, credentials: { ...bot, secretAccessKey: 'forged' } }),
    account() {
      accounts += 1
      const id = String(200_000_000_000 + accounts)
      const externalId = `contract-${id}`
      const policy = { Statement: [{ Effect: 'Allow' as const, Action: '*', Resource: '*' }] }
      sim.addAccount({ id, roles: { contract: { trust: { principalArn: bot.arn, externalId }, policy } } })
      return {
        id,
        role: { RoleArn: `arn:aws:iam::${id}:role/contract`, RoleSessionName: 'contract', ExternalId: externalId },
      }
    },
    async enter(role) {
      const { Credentials } = await sts.send(new AssumeRoleCommand(role))
      const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {}
      const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
      return new CloudFormationClient({ ...shared, credentials })
    },
    pass() {
      clock.advance(2_000)
      return Promise.resolve()
    },
  }
  await run(target)
})
