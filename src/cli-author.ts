/**
 * What may an author of YAML type?
 *
 * The commands that help to write a fleet, beside those that judge it.
 */
import type { Command } from 'commander'
import type { CustomerFlags, PipelineFlags } from './cli-new.ts'
import { EXIT_CODES, type Flags, format, say } from './cli-say.ts'

const EXAMPLES = `
Examples, in the fleet's folder or above it:
  fleet explain acme/web
  fleet explain customers/acme/pipelines/web.yml settings.streams.raw.shards
  fleet explain acme/web ring
${EXIT_CODES}`

export function authorCommands(fleet: Command): void {
  fleet
    .command('explain')
    .description('why a pipeline is what it is: the line that set each value, and what that overrode')
    .argument('<pipeline>', 'customer/pipeline, the path of its file, or its name where only one has it')
    .argument('[path]', 'a setting such as streams.raw.shards, a map of settings, or a fact such as ring')
    .option('--dir <dir>', 'folder that holds fleet.yml; found by itself unless named')
    .option('--json', 'for machines: { pipeline, facts, settings, removed, unset }')
    .addHelpText('after', EXAMPLES)
    .action(async (pipeline: string, path: string | undefined, flags: Flags & { readonly dir?: string }) => {
      const { explain } = await import('./cli-explain.ts')
      const { dir } = flags
      const asked = { pipeline, ...(path === undefined ? {} : { path }), ...(dir === undefined ? {} : { dir }) }
      say(await explain(asked, format(flags)))
    })

  newCommands(fleet)
}

const NEVER = `
Nothing is ever overwritten. What is missing is told with what the fleet has, so a command may be
typed without flags first.

Exit codes:
  0  written, and sound
  1  refused, and nothing was written; or written, with what is still to be filled in
  2  could not tell: something could not be read, or the command is not understood`

function newCommands(fleet: Command): void {
  const create = fleet.command('new').description('write a customer, a pipeline or a blueprint version, with comments')
  create
    .command('customer')
    .description('write customers/<name>/customer.yml')
    .argument('<name>', "the customer's name")
    .option('--ring <ring>', 'a ring of fleet.yml')
    .option('--account <account>', 'name:account-id:region[,region…]; several times for several accounts', collect)
    .option('--roles <roles>', 'a name in `roles` of fleet.yml; the only one, or the usual role names, unless named')
    .option('--dir <dir>', 'folder that holds fleet.yml; found by itself unless named')
    .option('--json', 'for machines: { written, problems }')
    .addHelpText(
      'after',
      `\nExample:\n  fleet new customer globex --ring early --account prod:111122223333:eu-west-1\n${NEVER}`,
    )
    .action(async (name: string, flags: Flags & CustomerFlags) => {
      const { newCustomerFile } = await import('./cli-new.ts')
      say(await newCustomerFile(name, flags, format(flags)))
    })
  create
    .command('pipeline')
    .description('write customers/<customer>/pipelines/<pipeline>.yml')
    .argument('<customer/pipeline>', 'whose it is, and its name')
    .option('--account <account>', "one of the customer's accounts")
    .option('--region <region>', "one of that account's regions")
    .option('--blueprint <blueprint>', 'name@version')
    .option('--release <set>', 'a release set')
    .option('--set <setting=value>', 'a setting, such as streams.raw.shards=2; several times', collect)
    .option('--dir <dir>', 'folder that holds fleet.yml; found by itself unless named')
    .option('--json', 'for machines: { written, problems }')
    .addHelpText('after', NEVER)
    .action(async (name: string, flags: Flags & PipelineFlags) => {
      const { newPipelineFile } = await import('./cli-new.ts')
      say(await newPipelineFile(name, flags, format(flags)))
    })
  create
    .command('blueprint-version')
    .description('copy a version of a blueprint to a new one')
    .argument('<blueprint>', 'its name')
    .argument('<version>', 'the new version, such as 1.1.0')
    .option('--from <version>', 'the version to copy; the newest unless named')
    .option('--dir <dir>', 'folder that holds fleet.yml; found by itself unless named')
    .option('--json', 'for machines: { written, problems }')
    .addHelpText('after', NEVER)
    .action(
      async (blueprint: string, version: string, flags: Flags & { readonly from?: string; readonly dir?: string }) => {
        const { newVersionFiles } = await import('./cli-new.ts')
        say(await newVersionFiles({ blueprint, version }, flags, format(flags)))
      },
    )
}

function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value]
}
