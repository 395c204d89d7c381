/**
 * How does a command answer who typed it?
 *
 * In text or for machines, in colour only where a terminal shows it, with an
 * exit code that scripts may trust.
 */
import type { Said } from './cli-fleet.ts'

export const EXIT_CODES = `
Exit codes:
  0  fine
  1  problems were found, or what was asked is refused
  2  could not tell: something could not be read or reached, or the command is not understood`

export interface Flags {
  readonly json?: true
}

type Screen = Pick<typeof process.stdout, 'isTTY' | 'hasColors'>

export function format(
  flags: Flags,
  screen: Screen = process.stdout,
): { readonly json: boolean; readonly colour: boolean } {
  // A terminal knows of NO_COLOR and the like; a pipe has no colours to ask for.
  return { json: flags.json ?? false, colour: screen.isTTY === true && screen.hasColors() }
}

export function say({ code, text }: Said): void {
  process.stdout.write(`${text}\n`)
  process.exitCode = code
}
