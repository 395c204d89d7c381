/**
 * Which client speaks for which session, in which region?
 *
 * Made once for each and forgotten with its session, by a weak map: clients
 * are never destroyed, because that would destroy the sockets of all. What the
 * environment says of them is asked once, by the first of each service:
 * thousands that each look it up cost more than some of their calls.
 */
import { CloudFormationClient, type CloudFormationClientConfig } from '@aws-sdk/client-cloudformation'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { given } from './given.ts'
import type { Session } from './sts.ts'

export type Clients<Client> = (session: Session, region: string) => Client

type Shared = Pick<CloudFormationClientConfig, 'endpoint' | 'requestHandler' | 'maxAttempts'>
type Own = Shared & Found & Required<Pick<CloudFormationClientConfig, 'region' | 'credentials'>>

/** Each is looked up when it is first needed, and kept. */
type Found = Partial<
  Pick<
    CloudFormationClientConfig,
    | 'authSchemePreference'
    | 'defaultsMode'
    | 'retryMode'
    | 'useDualstackEndpoint'
    | 'useFipsEndpoint'
    | 'userAgentAppId'
  >
>

export function clients(shared: Shared): Clients<CloudFormationClient> {
  return eachOnce(shared, (own) => new CloudFormationClient(own))
}

export function watchers(shared: Shared): Clients<CloudWatchClient> {
  return eachOnce(shared, (own) => new CloudWatchClient(own))
}

function eachOnce<Client extends { readonly config: Found }>(
  shared: Shared,
  make: (own: Own) => Client,
): Clients<Client> {
  const bySession = new WeakMap<Session, Map<string, Client>>()
  let found: Found | undefined
  return (session, region) => {
    const byRegion = bySession.get(session) ?? new Map<string, Client>()
    bySession.set(session, byRegion)
    const known = byRegion.get(region)
    if (known !== undefined) return known
    const { accessKeyId, secretAccessKey, sessionToken } = session
    const made = make({ ...shared, ...found, region, credentials: { accessKeyId, secretAccessKey, sessionToken } })
    found ??= foundBy(made.config)
    byRegion.set(region, made)
    return made
  }
}

function foundBy({
  authSchemePreference,
  defaultsMode,
  retryMode,
  useDualstackEndpoint,
  useFipsEndpoint,
  userAgentAppId,
}: Found): Found {
  return given({ authSchemePreference, defaultsMode, retryMode, useDualstackEndpoint, useFipsEndpoint, userAgentAppId })
}
