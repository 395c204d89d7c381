/**
 * Does every file live by the import table of the design?
 *
 * The table as data, and a pure function from sources to violations, so that
 * the test can also show that a violation is found.
 */

interface Room {
  /** Other rooms (or single files) it may import. Its own files it may always import. */
  readonly rooms: readonly string[]
  /** npm packages; `node:*` modules are listed one by one, except in edges. */
  readonly packages: readonly string[]
  /** Any `node:` module. */
  readonly node?: boolean
  readonly pure?: boolean
  /** May import every room: it puts the house together. */
  readonly composes?: boolean
}

const MODELS = ['fleet/model.ts', 'render/model.ts', 'plan/model.ts', 'rollout/model.ts', 'doctor/facts.ts'] as const
const PURE = ['fleet', 'render', 'plan', 'rollout', 'drift', 'upgrades', 'doctor'] as const
const EDGE = {
  rooms: ['lib', ...MODELS, 'actions/ports.ts', 'actions/examine-ports.ts', 'actions/visitor-port.ts'],
  node: true,
} as const

export const ROOMS: { readonly [room: string]: Room } = {
  lib: { rooms: [], packages: ['node:crypto'] },
  fleet: { rooms: ['lib'], packages: ['js-yaml', 'yaml', 'ajv', 're2js', 'semver'], pure: true },
  render: { rooms: ['lib', 'fleet'], packages: [], pure: true },
  // Its globs of policy rules are compared, never looked up.
  plan: { rooms: ['lib', 'fleet', 'render'], packages: ['node:path'], pure: true },
  rollout: { rooms: ['lib', 'fleet', 'plan'], packages: [], pure: true },
  drift: { rooms: ['lib', 'fleet', 'plan'], packages: [], pure: true },
  upgrades: { rooms: ['lib', 'fleet', 'plan'], packages: ['yaml'], pure: true },
  // What an operator gets wrong is none of the questions above: it judges App, machine and accounts, not a fleet.
  doctor: { rooms: ['lib'], packages: [], pure: true },
  // report words what the verbs publish, so it knows the shapes of ports.ts; it calls none of them.
  report: {
    rooms: ['lib', ...PURE, 'actions/ports.ts', 'actions/commands/command.ts'],
    packages: ['diff'],
    pure: true,
  },
  actions: { rooms: ['lib', ...PURE, 'report'], packages: [] },
  workflows: { rooms: ['actions', 'lib'], packages: ['@dbos-inc/dbos-sdk'] },
  workers: {
    rooms: ['lib', ...PURE, 'report', 'actions/ports.ts', 'actions/access-port.ts'],
    packages: ['node:worker_threads', 'node:child_process', '@aws-cdk/cloudformation-diff'],
  },
  git: { ...EDGE, rooms: [...EDGE.rooms, 'actions/git-port.ts'], packages: [] },
  // Threads and a file, so that what files say is found out beside the one thread that answers webhooks, and once.
  reading: { ...EDGE, rooms: [...EDGE.rooms, 'fleet', 'workers', 'actions/reader-port.ts'], packages: [] },
  // Text that nobody typed: fleets of any size for benchmarks and the demo. Its dice are a function of a seed.
  generate: { rooms: ['lib', 'fleet'], packages: [], pure: true },
  github: {
    ...EDGE,
    rooms: [...EDGE.rooms, 'actions/comment-port.ts', 'actions/conversation-port.ts', 'actions/delivery-port.ts'],
    packages: ['probot', '@octokit/rest', '@octokit/webhooks', 'oauth4webapi', 'pino'],
  },
  aws: {
    ...EDGE,
    rooms: [...EDGE.rooms, 'actions/aws-ports.ts'],
    packages: [
      '@aws-sdk/client-sts',
      '@aws-sdk/client-cloudformation',
      '@aws-sdk/client-secrets-manager',
      '@aws-sdk/client-cloudwatch',
      '@smithy/node-http-handler',
    ],
  },
  vault: { ...EDGE, packages: ['node-vault'] },
  store: {
    ...EDGE,
    rooms: [...EDGE.rooms, 'actions/standing-port.ts'],
    packages: ['@electric-sql/pglite', 'kysely', 'pg'],
  },
  alerts: { ...EDGE, packages: [] },
  web: {
    rooms: ['lib', 'report', ...MODELS, 'actions/ports.ts', 'actions/visitor-port.ts'],
    node: true,
    packages: ['fastify', '@octokit/webhooks', 'cookie'],
  },
  // The demo's story, and nothing else, beside demo.ts: too long for one file.
  demo: { rooms: [], packages: [], node: true, composes: true },
  sim: {
    rooms: ['lib'],
    node: true,
    packages: [
      'fastify',
      'yaml',
      'ajv',
      '@smithy/signature-v4',
      'fast-xml-parser',
      'graphql',
      'micromark',
      'micromark-extension-gfm',
      'sanitize-html',
    ],
  },
}

/** What a pure folder may not say: no waiting, no clock, no chance, no environment, no logger. */
const IMPURE: readonly (readonly [RegExp, string])[] = [
  [/\basync\b|\bawait\b|\bPromise\b/, 'waits'],
  [
    /\bDate\.now\b|\bnew Date\(\)|\bTemporal\.Now\b|\bperformance\.now\b|\bset(Timeout|Interval|Immediate)\b/,
    'reads the clock',
  ],
  [/\bMath\.random\b|\brandomUUID\b|\brandomBytes\b/, 'uses chance'],
  [/\bprocess\.|\bimport\.meta\.env\b/, 'reads the environment'],
  [/\bconsole\.|\bpino\b/, 'logs'],
  [/\bfetch\(/, 'calls out'],
]

/** What puts the house together; everything else lives in a room. */
const ROOT_FILES =
  /^src\/(main|cli|cli-author|cli-doctor|cli-explain|cli-fleet|cli-generate|cli-new|cli-operator|cli-place|cli-pull|cli-say|cli-tree|demo|config|compose|log|operator-key)\.ts$/
const MOST_LINES = 300
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g

/** `sources`: path from the repository's root (`src/fleet/load.ts`) → text. One line a violation. */
export function violations(sources: ReadonlyMap<string, string>): string[] {
  const found: string[] = []
  for (const [path, text] of sources) {
    const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
    if (lines > MOST_LINES) found.push(`${path}: ${lines} lines, at most ${MOST_LINES}`)
    if (/^src\/[^/]+\.ts$/.test(path) && !ROOT_FILES.test(path)) found.push(`${path}: belongs into a room`)
    if (/\brequire\(|\bgetBuiltinModule\b|\bcreateRequire\b/.test(withoutStrings(withoutComments(text)))) {
      found.push(`${path}: loads a module around the import table`)
    }
    const [, roomName] = /^src\/([^/]+)\//.exec(path) ?? []
    if (roomName === undefined) continue
    const room = ROOMS[roomName]
    if (room === undefined) {
      found.push(`${path}: ${roomName} is no room of the design`)
      continue
    }
    for (const specifier of importsOf(text)) found.push(...wrongImport({ path, roomName, room, specifier }))
    if (room.pure) found.push(...impurities(path, text))
    if (path !== 'src/config.ts' && /\bprocess\.env\b/.test(withoutStrings(withoutComments(text))))
      found.push(`${path}: reads process.env`)
  }
  return found
}

export function importsOf(text: string): string[] {
  return [...withoutComments(text).matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
}

function wrongImport(of: { path: string; roomName: string; room: Room; specifier: string }): string[] {
  const { path, roomName, room, specifier } = of
  if (specifier.startsWith('.')) {
    const target = new URL(specifier, `file:///${path}`).pathname.slice(1)
    if (target.startsWith('schemas/') && roomName === 'fleet') return []
    if (!target.startsWith('src/')) return [`${path}: imports ${target}, outside src`]
    const inside = target.slice('src/'.length)
    const allowed =
      room.composes === true ||
      inside.startsWith(`${roomName}/`) ||
      room.rooms.some((each) => inside === each || inside.startsWith(`${each}/`))
    return allowed ? [] : [`${path}: ${roomName} may not import ${inside}`]
  }
  if (specifier.startsWith('node:') && room.node) return []
  const name = specifier.startsWith('node:')
    ? specifier
    : specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/')
  return room.composes === true || room.packages.includes(name)
    ? []
    : [`${path}: ${roomName} may not use the package ${name}`]
}

function impurities(path: string, text: string): string[] {
  const code = withoutStrings(withoutComments(text))
  return IMPURE.filter(([word]) => word.test(code)).map(([, what]) => `${path}: a pure folder ${what}`)
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`\\])\/\/.*$/gm, '$1')
}

function withoutStrings(text: string): string {
  return text.replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''")
}
