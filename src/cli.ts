#!/usr/bin/env node
/**
 * What may a person type?
 *
 * `fleet validate | plan | explain | new | generate` ask the core about files on this
 * machine, `fleet status | rollouts` ask the running bot. Each room is loaded when its
 * command needs it, so that a typo is told at once and no laptop ever loads
 * the engine or the edges to GitHub and AWS.
 */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { USAGE } from './actions/commands/command.ts'
import { authorCommands } from './cli-author.ts'
import type { Said } from './cli-fleet.ts'
import type { GenerateFlags } from './cli-generate.ts'
import { fleetFolder } from './cli-place.ts'
import { EXIT_CODES, type Flags, format, say } from './cli-say.ts'
import { FleetwrightError } from './lib/errors.ts'
import { spelledOut } from './lib/markdown.ts'
import { ROLLOUT_EDITS } from './rollout/model.ts'

const BOT = `
Talks to the bot on this machine by the file operator.json in its directory:
FLEETWRIGHT_DIR, or .fleetwright here.
${EXIT_CODES}`

const PULL = `
With --pull the bot on this machine is asked by the file operator.json in its directory; with --bot another one is,
with a token of yours in FLEETWRIGHT_TOKEN, which its page /terminal gives to who is signed in there.
${EXIT_CODES}`

const DOCTOR = `
Reads the settings of \`npm start\`: the environment, and a file .env here. Needs neither the database nor
a running bot, and leaves nothing behind. It tries each role of the accounts also without and with a wrong
external id, which must be refused: a customer may see these refusals in CloudTrail, by the session fw-doctor.

Exit codes:
  0  all is well
  1  something is to be mended
  2  could not tell: something could not be asked, or the command is not understood`

interface PlanFlags extends Flags {
  readonly base?: string
  readonly live?: true
  readonly pull?: number
  readonly bot?: string
  readonly markdown?: true
  readonly all?: true
}

/** 2, whatever went wrong: a script must not take it for an answer. */
const COULD_NOT_TELL = 2

function program(): Command {
  const fleet = new Command('fleet')
    .description('Validate, plan and explain a fleet; ask and command the bot that serves it.')
    .addHelpText('after', EXIT_CODES)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })

  fleet
    .command('validate')
    .description('check the fleet in a folder, as the bot checks a pull request')
    .argument('[dir]', 'folder that holds fleet.yml; found by itself unless named')
    .option('--base <ref>', 'also hold it against this commit: what was removed, what may not be edited')
    .option('--json', 'for machines: { ok, problems, pipelines }')
    .addHelpText('after', EXIT_CODES)
    .action(async (dir: string | undefined, flags: Flags & { readonly base?: string }) => {
      const { validate } = await import('./cli-fleet.ts')
      say(
        await validate(fleetFolder(dir), {
          ...format(flags),
          ...(flags.base === undefined ? {} : { base: flags.base }),
        }),
      )
    })

  fleet
    .command('plan')
    .description('what would change: from the files alone, or as the bot has planned it against AWS')
    .argument('[dir]', 'folder that holds fleet.yml; found by itself unless named')
    .addOption(
      new Option('--base <ref>', 'commit, branch or tag to compare with, such as origin/main').conflicts([
        'live',
        'pull',
      ]),
    )
    .option('--live', 'the default branch against AWS as it is now, asked of the running bot')
    .addOption(
      new Option('--pull <number>', "the bot's plan of a pull request").argParser(pullNumber).conflicts('live'),
    )
    .option('--bot <url>', 'with --pull: the address of a bot that runs elsewhere; FLEETWRIGHT_TOKEN lets you in')
    .addOption(new Option('--markdown', 'as the comment shows it, to be pasted').conflicts(['json', 'live']))
    .option('--all', 'list every stack, however many')
    .option('--json', 'for machines: { plan, classes }; of two trees also { leftOut, resumed }, of a pull request all')
    .addHelpText('after', PULL)
    .action(async (dir: string | undefined, flags: PlanFlags, command: Command) => {
      const screen = { ...format(flags), all: flags.all ?? false }
      if (flags.live) {
        const { livePlan } = await import('./cli-operator.ts')
        return say(await livePlan(await directory(), screen))
      }
      if (flags.pull !== undefined) return say(await pull(flags.pull, flags))
      if (flags.bot !== undefined) command.error("error: option '--bot <url>' needs '--pull <number>'")
      if (flags.base === undefined) {
        command.error("error: one of the options '--base <ref>', '--pull <number>' and '--live' is needed")
      }
      const { plan } = await import('./cli-fleet.ts')
      say(await plan(fleetFolder(dir), { ...screen, markdown: flags.markdown ?? false, base: flags.base }))
    })

  authorCommands(fleet)
  generateCommand(fleet)
  operatorCommands(fleet)
  doctorCommand(fleet)
  return fleet
}

async function pull(number: number, flags: PlanFlags): Promise<Said> {
  const { pullPlan } = await import('./cli-pull.ts')
  const { directoryOf, visitorToken } = await import('./config.ts')
  const bot = flags.bot === undefined ? { directory: directoryOf() } : { url: flags.bot, token: visitorToken() }
  return pullPlan(number, bot, { ...format(flags), all: flags.all ?? false, markdown: flags.markdown ?? false })
}

function pullNumber(given: string): number {
  if (/^#?[1-9]\d{0,8}$/.test(given)) return Number(given.replace('#', ''))
  throw new InvalidArgumentError('it is the number of a pull request, such as 12.')
}

function generateCommand(fleet: Command): void {
  fleet
    .command('generate')
    .description('write a fleet of any size, to see how the product behaves with it')
    .argument('<dir>', 'a folder that is empty or not there yet')
    .requiredOption('--customers <n>', 'how many customers')
    .option('--seed <n>', 'another number writes other customers', '1')
    .addHelpText('after', EXIT_CODES)
    .action(async (dir: string, flags: GenerateFlags) => {
      const { generate } = await import('./cli-generate.ts')
      say(await generate(dir, flags))
    })
}

function doctorCommand(fleet: Command): void {
  fleet
    .command('doctor')
    .description("what is set up wrong: settings, machine, GitHub App, branch rules, every account's three roles")
    .option('--customer <name>', 'only the accounts of this customer')
    .option('--account <id>', 'only this account')
    .option('--json', 'for machines: { ok, findings }')
    .addHelpText('after', DOCTOR)
    .action(async (flags: Flags & { readonly customer?: string; readonly account?: string }) => {
      const { doctor } = await import('./cli-doctor.ts')
      const { json: _, ...wish } = flags
      say(await doctor({ ...wish, ...format(flags), progress }))
    })
}

/** On the terminal of who waits; a script that keeps what is written to it gets one line for every 500. */
function progress(done: number, of: number): void {
  const words = `${done} of ${of} accounts examined`
  if (process.stderr.isTTY) process.stderr.write(`\r${words}${done === of ? '\n' : ''}`)
  else if (done % 500 === 0) process.stderr.write(`${words}\n`)
}

function operatorCommands(fleet: Command): void {
  fleet
    .command('status')
    .description('what the running bot serves, and which rollouts are open')
    .option('--json', 'for machines: { repository, defaultBranch, head, rollouts }')
    .addHelpText('after', BOT)
    .action(async (flags: Flags) => {
      const { status } = await import('./cli-operator.ts')
      say(await status(await directory(), format(flags)))
    })

  const rollouts = fleet.command('rollouts').description('list, approve and steer rollouts of the running bot')
  rollouts
    .command('list')
    .description('open rollouts, oldest first')
    .option('--json', 'for machines: { rollouts }')
    .addHelpText('after', BOT)
    .action(async (flags: Flags) => {
      const { listRollouts } = await import('./cli-operator.ts')
      say(await listRollouts(await directory(), format(flags)))
    })
  rollouts
    .command('approve')
    .description('let start what waits for exactly this digest: a held rollout, or a stack held for a difference')
    .argument('<digest>', 'at least its first 12 hex digits')
    .option('--json', 'for machines: { rollouts, stacks }')
    .addHelpText('after', BOT)
    .action(async (digest: string, flags: Flags) => {
      const { approveRollout } = await import('./cli-operator.ts')
      say(await approveRollout(await directory(), digest, format(flags)))
    })
  for (const edit of ROLLOUT_EDITS) {
    rollouts
      .command(edit)
      .description(USAGE[edit].does)
      .argument('<id>', 'the rollout, such as r-1a2b3c4d5e6f')
      .option('--json', 'for machines: { id, state }')
      .addHelpText('after', BOT)
      .action(async (id: string, flags: Flags) => {
        const { editRollout } = await import('./cli-operator.ts')
        say(await editRollout(await directory(), { id, edit }, format(flags)))
      })
  }
}

async function directory(): Promise<string> {
  const { directoryOf } = await import('./config.ts')
  return directoryOf()
}

function complain(error: unknown): void {
  process.exitCode = COULD_NOT_TELL
  if (error instanceof CommanderError) {
    // Asked for help, or told what is wrong with the command: commander has said it.
    if (error.exitCode === 0) process.exitCode = 0
    return
  }
  if (error instanceof FleetwrightError) {
    process.stderr.write(`fleet: ${spelledOut(error.message)}\n  ${spelledOut(error.hint)}\n`)
    return
  }
  process.stderr.write(`fleet: met an error of its own: ${error instanceof Error ? error.stack : String(error)}\n`)
}

try {
  await program().parseAsync()
} catch (error) {
  complain(error)
}
