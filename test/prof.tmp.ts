import { readdirSync, readFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { draftOf } from '../src/fleet/draft.ts'
import { normalise } from '../src/fleet/normalise.ts'
import { RULES } from '../src/fleet/rules/all.ts'
import { loadFleet } from '../src/fleet/load.ts'
import { renderFleet, renderProblems } from '../src/render/render.ts'
import { isReadable, readOnce } from '../src/fleet/read-file.ts'
let t = performance.now()
const lap = (n: string) => { const x = performance.now(); console.log(n.padEnd(24), (x - t).toFixed(1)); t = performance.now() }
const dir = process.argv[2] ?? '/tmp/gfleet'
const files = new Map(readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(p => p.endsWith('.yml')).sort().map(path => { const text = readFileSync(dir + '/' + path, 'utf8'); return [path, { path, text, blob: createHash('sha1').update(text).digest('hex') }] as const })); lap('read')
for (const f of files.values()) if (isReadable(f.path)) readOnce(f); lap('parse')
const draft = draftOf(files); lap('draft')
const fleet = normalise(draft); lap('normalise')
const copy = new Map(files); const p = [...files.keys()].find(x => x.includes('/pipelines/'))!; const f = files.get(p)!
copy.set(p, { ...f, text: f.text + '\n# x\n', blob: 'x' })
const d2 = draftOf(copy); lap('draft 2'); const f2 = normalise(d2); lap('normalise 2')
for (const round of [1, 2]) { for (const r of RULES) { r({ draft: d2, fleet: f2, base: { draft, fleet } }); lap(round + '  ' + r.name) } }
const a = loadFleet(files, undefined, { judge: renderProblems }); lap('load all ' + a.problems.length)
loadFleet(copy, files, { judge: renderProblems }); lap('load changed')
loadFleet(new Map(copy), files, { judge: renderProblems }); lap('load changed again')
const r = renderFleet(fleet); lap('render all'); console.log(r.stacks.length)
console.log(process.cpuUsage(), process.resourceUsage().maxRSS / 1024)
