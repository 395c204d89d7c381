/**
 * Which client speaks for which session, in which region?
 *
 * Made once for each and forgotten with its session, by a weak map: clients
 * are never destroyed, because that would destroy the sockets of all.
 */
import { CloudFormationClient, type CloudFormationClientConfig } from '@aws-sdk/client-cloudformation'
import type { Session } from './sts.ts'

export type Clients = (session: Session, region: string) => CloudFormationClient

export function clients(
  shared: Pick<CloudFormationClientConfig, 'endpoint' | 'requestHandler' | 'maxAttempts'>,
): Clients {
  const bySession = new WeakMap<Session, Map<string, CloudFormationClient>>()
  return (session, region) => {
    const byRegion = bySession.get(session) ?? new Map<string, CloudFormationClient>()
    bySession.set(session, byRegion)
    const known = byRegion.get(region)
    if (known !== undefined) return known
    const { accessKeyId, secretAccessKey, sessionToken } = session
    const made = new CloudFormationClient({
      ...shared,
      region,
      credentials: { accessKeyId, secretAccessKey, sessionToken },
    })
    byRegion.set(region, made)
    return made
  }
}
