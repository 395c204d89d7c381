/**
 * What does `${…}` in a blueprint refer to?
 *
 * A closed list of roots, read by a grammar of one line: a blueprint maps
 * values to parameters, it does not compute.
 */

export type Reference =
  | { readonly root: 'settings'; readonly path: string; readonly names: readonly string[] }
  | { readonly root: 'release'; readonly component: string; readonly field: 'image' | 'version' }
  | { readonly root: 'secrets'; readonly secret: string }
  | { readonly root: 'stacks'; readonly stack: string; readonly output: string }
  | { readonly root: 'own'; readonly name: OwnName }

/** What a pipeline says of itself without being asked. */
export const OWN_NAMES = ['customer.name', 'pipeline.name', 'account.id', 'account.region'] as const
export type OwnName = (typeof OWN_NAMES)[number]

/** Text and references in turn. */
export type Part = { readonly text: string } | { readonly reference: Reference }

export type Expression =
  | { readonly ok: true; readonly parts: readonly Part[] }
  /** What stands between the braces, and what could. */
  | { readonly ok: false; readonly unknown: string }

export const EXPECTED_REFERENCES =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what an author may write, braces and all
  'one of `${settings.…}`, `${release.<component>.image}`, `${release.<component>.version}`, `${secrets.<name>.version}`, `${stacks.<stack>.outputs.<output>}`' +
  OWN_NAMES.map((name) => `, \`\${${name}}\``).join('')

export function readExpression(text: string): Expression {
  const parts: Part[] = []
  let rest = text
  while (rest !== '') {
    const start = rest.indexOf('${')
    if (start === -1) {
      parts.push({ text: rest })
      break
    }
    if (start > 0) parts.push({ text: rest.slice(0, start) })
    const end = rest.indexOf('}', start)
    const inner = rest.slice(start + 2, end === -1 ? undefined : end)
    const reference = end === -1 ? undefined : readReference(inner)
    if (reference === undefined) return { ok: false, unknown: inner }
    parts.push({ reference })
    rest = rest.slice(end + 1)
  }
  return { ok: true, parts }
}

/** The references of an expression; none of one that cannot be read. */
export function referencesIn(text: string): readonly Reference[] {
  const expression = readExpression(text)
  return expression.ok ? expression.parts.flatMap((part) => ('reference' in part ? [part.reference] : [])) : []
}

function readReference(inner: string): Reference | undefined {
  const own = OWN_NAMES.find((name) => name === inner)
  if (own !== undefined) return { root: 'own', name: own }
  const setting = /^settings\.([A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z][A-Za-z0-9_-]*)*)$/.exec(inner)
  if (setting?.[1] !== undefined) return { root: 'settings', path: setting[1], names: setting[1].split('.') }
  const release = /^release\.([a-z][a-z0-9-]*)\.(image|version)$/.exec(inner)
  if (release?.[1] !== undefined)
    return { root: 'release', component: release[1], field: release[2] === 'image' ? 'image' : 'version' }
  const secret = /^secrets\.([A-Za-z][A-Za-z0-9]*)\.version$/.exec(inner)
  if (secret?.[1] !== undefined) return { root: 'secrets', secret: secret[1] }
  const output = /^stacks\.([a-z][a-z0-9-]*)\.outputs\.([A-Za-z0-9]+)$/.exec(inner)
  if (output?.[1] !== undefined && output[2] !== undefined)
    return { root: 'stacks', stack: output[1], output: output[2] }
  return undefined
}
