/**
 * How long do 4,000 customers take to be read and rendered?
 *
 * Parse with positions, validate, resolve, render. Floor: the bare YAML
 * library with positions over the same files, in the same run.
 */
import { LineCounter, parseDocument } from 'yaml'
import { scaled } from '../../src/demo/scale.ts'
import { filesBelow } from '../../src/demo/stage.ts'
import { loadFleet } from '../../src/fleet/load.ts'
import { renderFleet } from '../../src/render/render.ts'
import { type Result, result } from './result.ts'

const FLEET = new URL('../../fleet', import.meta.url).pathname
const CUSTOMERS = 4_000
/** Milliseconds for 8,000 files: validating a fleet may take seconds, not minutes. */
const TARGET_MS = 15_000

export async function load(): Promise<readonly Result[]> {
  const tree = scaled(await filesBelow(FLEET), CUSTOMERS)
  const floor = measured(() => {
    for (const file of tree.values())
      if (file.path.endsWith('.yml'))
        parseDocument(file.text, { lineCounter: new LineCounter(), logLevel: 'error' }).toJS()
  })
  const value = measured(() => {
    const { fleet, problems } = loadFleet(tree)
    if (fleet === undefined) throw new Error(`the scaled fleet does not validate: ${problems[0]?.message}`)
    renderFleet(fleet)
  })
  return [
    result({
      bench: 'load',
      metric: `validate and render ${CUSTOMERS} customers`,
      value,
      unit: 'ms',
      floor,
      target: TARGET_MS,
    }),
  ]
}

function measured(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}
