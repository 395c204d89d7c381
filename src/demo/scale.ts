/**
 * What does the same fleet look like with N customers more?
 *
 * Those of `fleet generate`, on its rings, blueprints and releases: for looking
 * at plans and rollouts of a size that nobody types.
 */
import { loadFleet } from '../fleet/load.ts'
import type { SourceFile, SourceTree } from '../fleet/model.ts'
import { generatedCustomers } from '../generate/generate.ts'
import { sha256 } from '../lib/digest.ts'
import { FleetwrightError } from '../lib/errors.ts'

/** The same customers in every demo. */
const SEED = 1

export function scaled(files: SourceTree, customers: number): SourceTree {
  const { fleet, problems } = loadFleet(files)
  if (fleet === undefined) {
    const [first] = problems
    throw new FleetwrightError(`adding customers to a fleet that does not validate: ${first?.message}`, {
      code: 'unsound-base',
      nextMove: 'author',
      retryable: false,
      hint: 'mend it first: `npx fleet validate`',
    })
  }
  const generated = [...generatedCustomers(fleet, { customers, seed: SEED }).values()].map(atAnyTime)
  return new Map([...files, ...generated.map((file) => [file.path, file] as const)])
}

/** Nobody who watches a demo waits for a customer's night. */
function atAnyTime(file: SourceFile): SourceFile {
  const text = file.text.replace(/^windows:\n(?: {2}- .*\n)+/m, '')
  return text === file.text ? file : { ...file, text, blob: sha256(text) }
}
