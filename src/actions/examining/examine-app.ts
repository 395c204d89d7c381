/**
 * Is GitHub set up so that the bot can serve, and nobody can go past it?
 *
 * Asks in the order in which answers build on each other; what cannot be asked
 * without an earlier answer is left out, because that answer's finding says so.
 */
import {
  appFindings,
  hookFindings,
  installationFindings,
  rightsFindings,
  type SignIn,
  signInFindings,
} from '../../doctor/app.ts'
import { branchFindings } from '../../doctor/branch.ts'
import type { AppFacts, InstallationFacts, Manifest } from '../../doctor/facts.ts'
import { type Finding, isTold } from '../../doctor/model.ts'
import type { AppExaminer } from '../examine-ports.ts'
import { CHECK_NAMES } from '../ports.ts'
import { told } from './told.ts'

export interface WantedApp {
  /** app.yml. */
  readonly manifest: Manifest
  /** `owner/name`. */
  readonly repository: string
  /** Where the bot takes its events. */
  readonly webhookUrl: string
  readonly signIn: SignIn
}

/** Only these two are worth requiring: they say whether a pull request may be merged. */
const REQUIRED = [CHECK_NAMES.validate, CHECK_NAMES.plan]

export async function examineApp(github: AppExaminer, wanted: WantedApp): Promise<readonly Finding[]> {
  const app = await told(() => github.app())
  // Whatever is asked next, GitHub would only refuse the key again.
  if (!isTold(app)) return appFindings(app)
  const hook = hookFindings(await told(() => github.hook()), wanted.webhookUrl)
  const signIn = signInFindings(app.is, wanted.signIn)
  return [...appFindings(app), ...hook, ...signIn, ...(await installed(github, app.is, wanted))]
}

async function installed(github: AppExaminer, app: AppFacts, wanted: WantedApp): Promise<readonly Finding[]> {
  const installation = await told(() => github.installation())
  if (!isTold(installation) || installation.is.isSuspended) {
    return installationFindings(installation, undefined, wanted.repository)
  }
  const { id } = installation.is
  const repositories = await told(() => github.repositories(id))
  return [
    ...installationFindings(installation, repositories, wanted.repository),
    ...rights(app, installation.is, wanted),
    ...branchFindings(await told(() => github.branch(id)), { names: REQUIRED, appId: app.id }),
  ]
}

function rights(app: AppFacts, granted: InstallationFacts, { manifest }: WantedApp): readonly Finding[] {
  return rightsFindings({ wanted: manifest, app, granted })
}
