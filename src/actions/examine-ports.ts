/**
 * What does an examination need of the world?
 *
 * Beside ports.ts, because `fleet doctor` asks what no verb of the bot asks,
 * one question at a time. Every method throws `FleetwrightError` only.
 */
import type { AppFacts, BranchFacts, HookFacts, InstallationFacts } from '../doctor/facts.ts'
import type { AccountDoors, AlarmReader, StackReader } from './aws-ports.ts'

export interface AppExaminer {
  app(): Promise<AppFacts>
  /** On the fleet's repository. */
  installation(): Promise<InstallationFacts>
  /** `owner/name` of all that it reaches. */
  repositories(installationId: number): Promise<readonly string[]>
  hook(): Promise<HookFacts>
  /** The default branch and what guards it. */
  branch(installationId: number): Promise<BranchFacts>
}

export interface AccountExaminer extends AccountDoors, Pick<StackReader, 'live'> {
  /** Who the bot is by its own credentials. */
  identity(): Promise<{ readonly accountId: string; readonly arn: string }>
  /** Those of them that exist. */
  readonly alarms: AlarmReader['existing']
}

/** Whose clock is how far ahead of ours; undefined where no time is told. */
export interface Timekeeper {
  /** Milliseconds. */
  skewMs(): Promise<number | undefined>
}
