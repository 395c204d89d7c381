/**
 * By which tags is a stack known in AWS, and by which roles is it reached?
 *
 * Constant for a stack's life: tags spread to every resource, so a changed tag
 * would be a change of all of them.
 */
import type { AccountId, Pipeline } from '../fleet/model.ts'

export function stackTags(pipeline: Pipeline, key: string): { readonly [key: string]: string } {
  return {
    'fleetwright:customer': pipeline.customer,
    'fleetwright:managed-by': 'fleetwright',
    'fleetwright:pipeline': pipeline.name,
    'fleetwright:stack': key,
  }
}

export function roleArn(of: { readonly accountId: AccountId; readonly region: string; readonly name: string }): string {
  return `arn:${partitionOf(of.region)}:iam::${of.accountId}:role/${of.name}`
}

export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}
