/**
 * What does this change of a role, a policy or a security group open?
 *
 * `@aws-cdk/cloudformation-diff` knows, and costs a process some 250 MB and two
 * seconds: so it runs in one of its own, without environment or credentials,
 * that answers once and ends. Questions in, rows out, one question at a time:
 * one that the library cannot read costs no other its answer.
 */
import { fullDiff } from '@aws-cdk/cloudformation-diff'
import type { AccessAnswer, AccessQuestion } from '../plan/access.ts'
import type { AccessRow } from '../plan/evidence.ts'
import { printed } from '../plan/known.ts'
import { parseJson } from '../plan/template.ts'

type Found = ReturnType<typeof fullDiff>
type Statement = Found['iamChanges']['statements']['additions'][number]
type Rule = Found['securityGroupChanges']['ingress']['additions'][number]
type Row = Omit<AccessRow, 'logicalId'>
interface Moved<Entry> {
  readonly additions: readonly Entry[]
  readonly removals: readonly Entry[]
}

process.on('message', (questions: readonly AccessQuestion[]) => {
  const answers = questions.map(answer)
  process.send?.(answers, undefined, undefined, () => process.disconnect?.())
})

function answer({ logicalId, before, after }: AccessQuestion): AccessAnswer | null {
  try {
    const [old, wanted] = [before, after].map((resource) => ({
      Resources: resource === undefined ? {} : { [logicalId]: resource },
    }))
    // The library edits what it is given.
    const found = fullDiff(structuredClone(old ?? {}), structuredClone(wanted ?? {}))
    return rowsOf(found).map((row) => ({ logicalId, ...row }))
  } catch {
    // Said by whoever asked: what could not be compared is a change to look at.
    return null
  }
}

function rowsOf({ iamChanges, securityGroupChanges }: Found): readonly Row[] {
  const { statements, managedPolicies, ssoAssignments, ssoPermissionSets, ssoInstanceACAConfigs } = iamChanges
  return [
    ...both(statements, statementRow),
    ...both(managedPolicies, ({ identityArn, managedPolicyArn }) => grant(identityArn, managedPolicyArn, '*')),
    ...both(ssoAssignments, (each) =>
      grant(text(each.principalId), `permission set ${text(each.permissionSetArn)}`, text(each.targetId)),
    ),
    ...both(ssoPermissionSets, (each) =>
      grant(text(each.name), `permissions within ${JSON.stringify(each.ssoPermissionsBoundary ?? 'no boundary')}`, '*'),
    ),
    ...both(ssoInstanceACAConfigs, (each) => grant(text(each.cfnLogicalId), 'attributes for access control', '*')),
    ...both(securityGroupChanges.ingress, (rule) => network(rule, 'in')),
    ...both(securityGroupChanges.egress, (rule) => network(rule, 'out')),
  ]
}

function both<Entry>({ additions, removals }: Moved<Entry>, row: (entry: Entry) => Omit<Row, 'sign' | 'opens'>): Row[] {
  const told = (entries: readonly Entry[], sign: Row['sign']): Row[] =>
    entries.map((entry) => {
      const shown = row(entry)
      return { ...shown, sign, opens: (sign === 'added') !== (shown.denies === true) }
    })
  return [...told(additions, 'added'), ...told(removals, 'removed')]
}

function statementRow({ effect, principals, actions, resources, condition }: Statement): Omit<Row, 'sign' | 'opens'> {
  // Neither Allow nor Deny that it could read: an expression, or no statement at all.
  if (effect !== 'Allow' && effect !== 'Deny') throw new Error('a statement cannot be read')
  return {
    kind: 'permission',
    who: targets(principals),
    what: targets(actions),
    on: targets(resources),
    ...(condition === undefined
      ? {}
      : { when: JSON.stringify(condition, (_key, each) => (typeof each === 'string' ? readable(each) : each)) }),
    ...(effect === 'Deny' ? { denies: true } : {}),
  }
}

function targets({ not, values }: Statement['actions']): string {
  // What is meant widely first: a long list is cut where people read it.
  // `AWS` is what a principal is unless something else is said.
  const sorted = values
    .map((each) => readable(each.replace(/^AWS:/, '')))
    .toSorted((one, other) => Number(other.includes('*')) - Number(one.includes('*')))
  return `${not ? 'all but ' : ''}${values.length === 0 ? '—' : sorted.join(', ')}`
}

function grant(who: string, what: string, on: string): Omit<Row, 'sign' | 'opens'> {
  return { kind: 'permission', who: readable(who), what: readable(what), on }
}

function network(rule: Rule, way: 'in' | 'out'): Omit<Row, 'sign' | 'opens'> {
  const [peer, group] = [readable(rule.describePeer()), readable(rule.groupId)]
  const what = rule.describeProtocol()
  return way === 'in'
    ? { kind: 'network', who: peer, what, on: group }
    : { kind: 'network', who: group, what, on: peer }
}

function text(value: unknown): string {
  return typeof value === 'string' ? readable(value) : JSON.stringify(value ?? '')
}

/** The library writes an expression that it cannot work out as JSON: a person reads its text. */
function readable(value: string): string {
  const expression = value.startsWith('{') ? parseJson(value) : undefined
  return expression === undefined ? value : printed(expression)
}
