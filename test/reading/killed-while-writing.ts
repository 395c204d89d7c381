/** A process that is killed once a part of what it keeps is written, and not all. */
import { statSync } from 'node:fs'
import type { SourceFile } from '../../src/fleet/model.ts'
import { openKept } from '../../src/reading/kept.ts'

const [path = ''] = process.argv.slice(2)
const kept = await openKept({ path, version: 'v1', log: { warn: (message) => process.stderr.write(`${message}\n`) } })
const files = new Map<string, SourceFile>()
for (let index = 0; index < 50_000; index += 1) {
  const name = `docs/${index}.yml`
  files.set(name, { path: name, blob: 'b', text: 'a: 1\n' })
}
kept.offer({ id: 'b2', files, bytes: 1 })
kept.keep(files)
for (;;) {
  if ((statSync(`${path}.${process.pid}`, { throwIfNoEntry: false })?.size ?? 0) > 0)
    process.kill(process.pid, 'SIGKILL')
  await new Promise((go) => setImmediate(go))
}
