/**
 * What does the same fleet look like with N customers more?
 *
 * Copies of one small customer in the outermost ring, each with an account of
 * its own: for looking at plans and rollouts of a size that nobody types.
 */
import type { SourceTree } from '../fleet/model.ts'

/** Account ids of the copies begin here; the example's own are repdigits and stay apart. */
const FIRST_ACCOUNT = 800_000_000_000

export function scaled(files: SourceTree, customers: number): SourceTree {
  const grown = new Map(files)
  for (let index = 1; index <= customers; index++) {
    const name = `customer-${String(index).padStart(4, '0')}`
    const account = String(FIRST_ACCOUNT + index)
    add(grown, `customers/${name}/customer.yml`, customerFile(name, account))
    add(grown, `customers/${name}/pipelines/web.yml`, pipelineFile(name))
  }
  return grown
}

function add(
  files: Map<string, { readonly path: string; readonly blob: string; readonly text: string }>,
  path: string,
  text: string,
): void {
  files.set(path, { path, blob: path, text })
}

function customerFile(name: string, account: string): string {
  return `customer: ${name}
ring: broad
accounts:
  - account: prod
    id: "${account}"
    regions: [eu-west-1]
    roles: standard
    externalId: ${name}-external-id-${account}
`
}

function pipelineFile(name: string): string {
  return `pipeline: web
account: prod
region: eu-west-1
blueprint: snowplow-kinesis@1.0.0
release: 2026.08.0
settings:
  collector: { cookieDomain: ${name}.example }
`
}
