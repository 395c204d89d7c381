/**
 * Does each name in a list stand there once?
 */
import type { Problem } from '../model.ts'
import { type Parsed, valueAt } from '../places.ts'
import { ofEach } from './of-each.ts'
import type { RuleContext } from './rule.ts'

export function uniqueNames({ draft }: RuleContext): readonly Problem[] {
  return [
    ...draft.fleet.flatMap(({ raw, parsed }) =>
      repeated({ parsed, what: 'ring', names: raw.rings.map(({ name }) => name), path: (at) => `/rings/${at}/name` }),
    ),
    ...draft.fleet.flatMap(({ raw, parsed }) =>
      repeated({
        parsed,
        what: 'freeze',
        names: (raw.freezes ?? []).map(({ freeze }) => freeze),
        path: (at) => `/freezes/${at}/freeze`,
      }),
    ),
    ...accounts(draft.customer),
    ...draft.blueprint.flatMap(({ raw, parsed }) =>
      repeated({
        parsed,
        what: 'stack',
        names: raw.stacks.map(({ stack }) => stack),
        path: (at) => `/stacks/${at}/stack`,
      }),
    ),
  ]
}

const accounts = ofEach<'customer'>(({ raw, parsed }) =>
  repeated({
    parsed,
    what: 'account',
    names: raw.accounts.map(({ account }) => account),
    path: (at) => `/accounts/${at}/account`,
  }),
)

function repeated(of: {
  readonly parsed: Parsed
  readonly what: string
  readonly names: readonly string[]
  readonly path: (index: number) => string
}): Problem[] {
  const first = new Map<string, number>()
  const problems: Problem[] = []
  for (const [index, name] of of.names.entries()) {
    const known = first.get(name)
    if (known === undefined) first.set(name, index)
    else problems.push(repeatedName({ ...of, name, index, known }))
  }
  return problems
}

interface Repeated {
  readonly parsed: Parsed
  readonly what: string
  readonly path: (index: number) => string
  readonly name: string
  readonly index: number
  /** Where it stood before. */
  readonly known: number
}

function repeatedName({ parsed, what, path, name, index, known }: Repeated): Problem {
  const before = valueAt(parsed, path(known))
  return {
    code: 'repeated-name',
    message: `${what} \`${name}\` is already named in line ${before.line}`,
    expected: `each ${what} once`,
    at: valueAt(parsed, path(index)),
    related: [before],
  }
}
