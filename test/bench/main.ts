/**
 * `npm run bench [-- NAME]`: how fast is it, against a floor of the same run?
 *
 * JSON lines. Exits with 1 where a promised number is not met or not measured,
 * so that a person who asks is told; machines are noisy, so no test asks.
 */
import { fleet } from './fleet.ts'
import { plan } from './plan.ts'
import { missing } from './result.ts'
import { sockets } from './sockets.ts'
import { webhook } from './webhook.ts'

const BENCHES = { fleet, plan, sockets, webhook } as const

const [wanted] = process.argv.slice(2)
const chosen = Object.entries(BENCHES).filter(([name]) => wanted === undefined || name === wanted)
if (chosen.length === 0) {
  process.stderr.write(`bench: there is no ${wanted}; there are ${Object.keys(BENCHES).join(', ')}\n`)
  process.exitCode = 2
}
for (const [name, bench] of chosen) {
  const results = await bench()
  const lines = [...results, ...missing(name, results).map((metric) => ({ bench: name, metric, ok: false }))]
  for (const line of lines) {
    process.stdout.write(`${JSON.stringify(line)}\n`)
    if (!line.ok) process.exitCode = 1
  }
}
