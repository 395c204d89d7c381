/**
 * How do we become a role of a customer's account?
 *
 * One STS client for the whole fleet, behind one token bucket: its quota is the
 * only one that all accounts share, because it is charged to us. The external
 * id goes with every call, so that no customer can have us enter another's
 * account by naming its role.
 */
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  type AssumeRoleCommandOutput,
  GetCallerIdentityCommand,
  STSClient,
  type STSClientConfig,
} from '@aws-sdk/client-sts'
import { FleetwrightError } from '../lib/errors.ts'
import { AWS, accountUnreachable, emptyAnswer, isCode, translate } from './errors.ts'
import { type FullAt, type Rate, reserve } from './pace.ts'
import { type Retrying, retried } from './retry.ts'
import type { SessionWish } from './sessions.ts'

/** What a client of a customer's account is made with. Compared by identity: a renewed session is another object. */
export interface Session {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  /** Milliseconds since 1970, by AWS's clock. Not named `expiration`: the SDK would judge it by the machine's clock. */
  readonly endsAtMs: number
}

export interface Identity {
  readonly accountId: string
  readonly arn: string
}

/** A role, and no more said than this: no source identity, no policy. */
export interface Door {
  readonly roleArn: string
  readonly name: string
  readonly externalId?: string
}

export interface Sts {
  assume(wish: SessionWish): Promise<Session>
  /** As anybody who wants in would ask, with as little as can be said: the answer shows whom the role keeps out. */
  knock(door: Door): Promise<Session>
  /** Which account a session is of, in AWS's own words. */
  identityOf(session: Session): Promise<Identity>
  /** Who the bot is by its own credentials. */
  identity(): Promise<Identity>
}

/** An hour: the most that a role may give to a session that is itself a role's. */
const SESSION_SECONDS = 3_600
/** The least that STS gives. */
const LEAST_SECONDS = 900

export function openSts(config: STSClientConfig, at: Retrying & { readonly rate: Rate }): Sts {
  const client = new STSClient(config)
  let fullAt: FullAt = 0

  async function inTurn(): Promise<void> {
    const place = reserve(at.rate, fullAt, at.clock.now().epochMilliseconds)
    fullAt = place.fullAt
    if (place.waitMs > 0) await at.clock.sleep(place.waitMs)
  }

  async function send<Result>(doing: string, work: () => Promise<Result>): Promise<Result> {
    return retried(at, async () => {
      await inTurn()
      try {
        return await work()
      } catch (error) {
        throw translate(doing, error)
      }
    })
  }

  return {
    async assume(wish) {
      const doing = `assuming ${wish.roleArn}`
      try {
        return await send(doing, async () => sessionOf(await client.send(new AssumeRoleCommand(inputOf(wish)))))
      } catch (error) {
        throw refusedBy(wish, doing, error)
      }
    },
    async knock(door) {
      const doing = `trying ${door.roleArn}`
      try {
        return await send(doing, async () => sessionOf(await client.send(new AssumeRoleCommand(knockOf(door)))))
      } catch (error) {
        throw refusedBy({ ...door, accountId: door.roleArn.split(':')[4] ?? '' }, doing, error)
      }
    },
    identityOf({ accessKeyId, secretAccessKey, sessionToken }) {
      const own = new STSClient({ ...config, credentials: { accessKeyId, secretAccessKey, sessionToken } })
      return send('asking AWS which account a session is of', () => callerOf(own))
    },
    async identity() {
      const doing = 'asking AWS who the bot is'
      try {
        return await send(doing, () => callerOf(client))
      } catch (error) {
        throw isCode(error, AWS.session, AWS.denied) ? ownIdentity(doing, error) : error
      }
    },
  }
}

async function callerOf(client: STSClient): Promise<Identity> {
  const { Account, Arn } = await client.send(new GetCallerIdentityCommand({}))
  if (Account === undefined || Arn === undefined) throw emptyAnswer()
  return { accountId: Account, arn: Arn }
}

function knockOf({ roleArn, name, externalId }: Door): AssumeRoleCommandInput {
  return {
    RoleArn: roleArn,
    RoleSessionName: name,
    DurationSeconds: LEAST_SECONDS,
    ...(externalId === undefined ? {} : { ExternalId: externalId }),
  }
}

function inputOf(wish: SessionWish): AssumeRoleCommandInput {
  return {
    RoleArn: wish.roleArn,
    RoleSessionName: wish.name,
    SourceIdentity: wish.name,
    ExternalId: wish.externalId,
    DurationSeconds: SESSION_SECONDS,
    ...(wish.policy === undefined ? {} : { Policy: wish.policy }),
  }
}

function sessionOf({ Credentials }: AssumeRoleCommandOutput): Session {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {}
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) throw emptyAnswer()
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    endsAtMs: Expiration.getTime(),
  }
}

function refusedBy(wish: Pick<SessionWish, 'accountId' | 'roleArn'>, doing: string, error: unknown): unknown {
  if (isCode(error, AWS.denied, AWS.regionOff)) {
    const hint =
      `check in account ${wish.accountId} that ${wish.roleArn} exists, trusts the bot's principal and asks for the ` +
      'external id that customer.yml gives this account; then `/fleet retry`'
    return accountUnreachable(doing, { roleArn: wish.roleArn, hint, cause: error })
  }
  // The session that AWS does not know is the bot's own here: no account of a customer is to blame.
  return isCode(error, AWS.session) ? ownIdentity(doing, error) : error
}

function ownIdentity(doing: string, cause: FleetwrightError): FleetwrightError {
  return new FleetwrightError(`${doing}: AWS does not accept the bot's own credentials`, {
    code: AWS.identity,
    nextMove: 'operator',
    retryable: true,
    hint: "renew the bot's AWS credentials",
    cause,
  })
}
