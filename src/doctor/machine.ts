/**
 * Is this machine fit to run the bot?
 *
 * Programs, disk, database and time. Both GitHub and AWS refuse what is signed
 * with a time that is minutes off; below that the bot lives on luck.
 */
import { type Finding, isTold, type Silence, type Told, untold } from './model.ts'

export interface MachineFacts {
  readonly node: string
  /** Major version that the bot was built for. */
  readonly wantedNode: number
  readonly git: Told<string>
  /** The bot's directory: whether it can be written. */
  readonly directory: { readonly path: string; readonly problem?: string }
  /** Absent for the embedded database. */
  readonly database?: Told<string>
}

const MACHINE = 'this machine'
const OLDEST_GIT = [2, 38] as const
/** JWTs are made for a minute's difference; SigV4 allows five, and every queue in between eats from it. */
const MOST_SKEW_MS = 60_000

export function machineFindings(facts: MachineFacts): readonly Finding[] {
  return [nodeFinding(facts), gitFinding(facts.git), directoryFinding(facts.directory), ...databaseFindings(facts)]
}

export function settingsFindings(problems: readonly Silence[]): readonly Finding[] {
  const looked = { check: 'configuration', about: 'environment' }
  if (problems.length === 0) return [{ ...looked, outcome: 'well', says: 'every setting is there and well formed' }]
  return problems.map(({ says, hint }) => ({ ...looked, outcome: 'wrong', says, nextMove: 'operator', hint }))
}

function nodeFinding({ node, wantedNode }: MachineFacts): Finding {
  const looked = { check: 'node-version', about: MACHINE }
  if (Number.parseInt(node, 10) >= wantedNode) return { ...looked, outcome: 'well', says: `Node ${node}` }
  const says = `this is Node ${node}, and Node ${wantedNode} is needed`
  const hint = 'run `npm ci` without --omit=optional, which brings it'
  return { ...looked, outcome: 'wrong', says, nextMove: 'operator', hint }
}

function gitFinding(git: Told<string>): Finding {
  const looked = { check: 'git-version', about: MACHINE }
  const hint = `install git ${OLDEST_GIT.join('.')} or newer and see that it is on the PATH`
  if (!isTold(git)) return { ...looked, outcome: 'wrong', says: git.silence.says, nextMove: 'operator', hint }
  const [major = 0, minor = 0] = git.is.split('.').map(Number)
  const isNew = major > OLDEST_GIT[0] || (major === OLDEST_GIT[0] && minor >= OLDEST_GIT[1])
  if (isNew) return { ...looked, outcome: 'well', says: `git ${git.is}` }
  return {
    ...looked,
    outcome: 'wrong',
    says: `git ${git.is} is too old to merge without a work tree`,
    nextMove: 'operator',
    hint,
  }
}

function directoryFinding({ path, problem }: MachineFacts['directory']): Finding {
  const looked = { check: 'directory', about: MACHINE }
  if (problem === undefined) return { ...looked, outcome: 'well', says: `${path} can be written` }
  const hint = `let the bot's user write ${path}, or name another directory in FLEETWRIGHT_DIR`
  return { ...looked, outcome: 'wrong', says: `${path} cannot be written: ${problem}`, nextMove: 'operator', hint }
}

function databaseFindings({ database }: MachineFacts): readonly Finding[] {
  const looked = { check: 'database', about: MACHINE }
  if (database === undefined) return []
  if (isTold(database)) return [{ ...looked, outcome: 'well', says: database.is }]
  const { says, hint } = database.silence
  return [{ ...looked, outcome: 'wrong', says, nextMove: 'operator', hint }]
}

/** `skewMs`: how far the other's clock is ahead of ours. */
export function clockFindings(other: string, skewMs: Told<number>): readonly Finding[] {
  const looked = { check: 'clock', about: MACHINE }
  if (!isTold(skewMs)) return [untold(looked, skewMs.silence)]
  const seconds = Math.round(Math.abs(skewMs.is) / 1_000)
  if (Math.abs(skewMs.is) <= MOST_SKEW_MS)
    return [{ ...looked, outcome: 'well', says: `its time agrees with ${other}'s` }]
  const says = `its clock is ${seconds} s ${skewMs.is > 0 ? 'behind' : 'ahead of'} ${other}'s: what we sign is refused`
  const hint = 'let a time service (chrony, systemd-timesyncd) set the time of this machine'
  return [{ ...looked, outcome: 'wrong', says, nextMove: 'operator', hint }]
}
