/**
 * Does each pipeline run in an account and region that its customer has?
 */
import type { Sourced } from '../draft.ts'
import { customerPath } from '../layout.ts'
import type { Problem } from '../model.ts'
import { valueAt } from '../places.ts'
import { didYouMean, listed } from '../suggest.ts'
import type { RuleContext } from './rule.ts'

export function pipelinePlaceExists({ draft }: RuleContext): readonly Problem[] {
  const customers = new Map(draft.customer.map((file) => [file.kind.customer, file]))
  return draft.pipeline.flatMap((pipeline) => {
    const customer = customers.get(pipeline.kind.customer)
    if (customer !== undefined) return placeProblems(pipeline, customer)
    const path = customerPath(pipeline.kind.customer)
    // A customer.yml that is there but broken has its own problems.
    if (draft.tree.has(path)) return []
    return [
      {
        code: 'customer-missing',
        message: `the customer \`${pipeline.kind.customer}\` has no customer.yml`,
        expected: `\`${path}\``,
        at: valueAt(pipeline.parsed, '/pipeline'),
      },
    ]
  })
}

function placeProblems({ raw, parsed }: Sourced<'pipeline'>, customer: Sourced<'customer'>): Problem[] {
  const account = customer.raw.accounts.find((each) => each.account === raw.account)
  if (account === undefined) {
    const names = customer.raw.accounts.map((each) => each.account)
    return [
      {
        code: 'unknown-account',
        message: `\`${customer.raw.customer}\` has no account \`${raw.account}\``,
        expected: listed(names),
        ...didYouMean(raw.account, names),
        at: valueAt(parsed, '/account'),
      },
    ]
  }
  if (account.regions.includes(raw.region)) return []
  return [
    {
      code: 'unknown-region',
      message: `account \`${raw.account}\` does not list the region \`${raw.region}\``,
      expected: listed(account.regions),
      ...didYouMean(raw.region, account.regions),
      at: valueAt(parsed, '/region'),
    },
  ]
}
