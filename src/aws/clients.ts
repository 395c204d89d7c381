/**
 * Which client speaks for which session, in which region?
 *
 * Made once for each and forgotten with its session, by a weak map: clients
 * are never destroyed, because that would destroy the sockets of all. What the
 * environment says of them is asked once, by the first: thousands that each
 * look it up cost more than some of their calls.
 */
import { CloudFormationClient, type CloudFormationClientConfig } from '@aws-sdk/client-cloudformation'
import type { Session } from './sts.ts'

export type Clients = (session: Session, region: string) => CloudFormationClient

export function clients(
  shared: Pick<CloudFormationClientConfig, 'endpoint' | 'requestHandler' | 'maxAttempts'>,
): Clients {
  const bySession = new WeakMap<Session, Map<string, CloudFormationClient>>()
  let found: Partial<CloudFormationClientConfig> | undefined
  return (session, region) => {
    const byRegion = bySession.get(session) ?? new Map<string, CloudFormationClient>()
    bySession.set(session, byRegion)
    const known = byRegion.get(region)
    if (known !== undefined) return known
    const { accessKeyId, secretAccessKey, sessionToken } = session
    const made = new CloudFormationClient({
      ...shared,
      ...found,
      region,
      credentials: { accessKeyId, secretAccessKey, sessionToken },
    })
    found ??= foundBy(made)
    byRegion.set(region, made)
    return made
  }
}

/** Each is looked up when it is first needed, and kept. */
function foundBy({ config }: CloudFormationClient): Partial<CloudFormationClientConfig> {
  const { authSchemePreference, defaultsMode, retryMode, useDualstackEndpoint, useFipsEndpoint, userAgentAppId } =
    config
  return { authSchemePreference, defaultsMode, retryMode, useDualstackEndpoint, useFipsEndpoint, userAgentAppId }
}
