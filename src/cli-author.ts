/**
 * What may an author of YAML type?
 *
 * The commands that help to write a fleet, beside those that judge it.
 */
import type { Command } from 'commander'
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
}
