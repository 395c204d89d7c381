/**
 * Where does moto agree with the simulator, and where is it known not to?
 *
 * A second opinion by other people. A known deviation is asserted: the day moto
 * gets better, this fails, and the deviation is struck from the list.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { AGREED, type Target } from './aws-contract.ts'
import { DEVIATING } from './aws-deviations.ts'
import { MORE_DEVIATING } from './aws-more-deviations.ts'

const REGION = 'eu-west-1'
const isInstalled = whereIsMoto() !== undefined

function whereIsMoto(): string | undefined {
  try {
    return execFileSync('which', ['moto_server'], { encoding: 'utf8' }).trim()
  } catch {
    return undefined
  }
}

test('moto is installed wherever changes are judged', () => {
  if (process.env.CI === 'true') expect(whereIsMoto(), "missing: pip install 'moto[server]==5.2.1'").toBeDefined()
  else expect(isInstalled).toBe(whereIsMoto() !== undefined)
})

describe.runIf(isInstalled)('moto', () => {
  // Below 32768, where the kernel takes the ports of outgoing connections from.
  const port = 20_000 + Math.floor(Math.random() * 10_000)
  const shared = { endpoint: `http://127.0.0.1:${port}`, region: REGION, maxAttempts: 1 }
  const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' }
  let server: ChildProcess
  let accounts = 0

  beforeAll(async () => {
    server = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
    await vi.waitFor(() => answers(shared.endpoint), { timeout: 60_000, interval: 200 })
  })
  afterAll(() => {
    server.kill()
  })

  const sts = new STSClient({ ...shared, credentials: keys })
  const target: Target = {
    sts,
    forgedSts: new STSClient({ ...shared, credentials: { ...keys, secretAccessKey: 'forged' } }),
    account() {
      accounts += 1
      const id = String(200_000_000_000 + accounts)
      return {
        id,
        role: {
          RoleArn: `arn:aws:iam::${id}:role/contract`,
          RoleSessionName: 'contract',
          ExternalId: `contract-${id}`,
        },
      }
    },
    async enter(role) {
      const { Credentials } = await sts.send(new AssumeRoleCommand(role))
      const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {}
      const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
      return new CloudFormationClient({ ...shared, credentials })
    },
    pass: () => Promise.resolve(),
  }

  test.each(AGREED)('agrees: $title', async ({ run }) => {
    await run(target)
  })

  test.each([...DEVIATING, ...MORE_DEVIATING])('$deviation, not: $title', async ({ run }) => {
    await expect(run(target)).rejects.toThrow()
  })
})

async function answers(endpoint: string): Promise<void> {
  const { ok } = await fetch(`${endpoint}/moto-api/`)
  if (!ok) throw new Error('moto does not answer yet')
}
