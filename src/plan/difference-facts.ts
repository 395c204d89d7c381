/**
 * What does a policy rule ask of a difference that somebody is to agree to?
 *
 * Whoever agrees to what no reviewer saw agrees to what would be executed now,
 * and is asked for as much as the plan's reviewers would have been: rules that
 * look at resources and settings are met by this, not by what was planned.
 */
import { byText } from '../lib/sorted.ts'
import type { DesiredStack } from '../render/model.ts'
import { aggravated } from './grave.ts'
import type { DesiredFrom, ParameterChange, ProtectionChange, ResourceChange, Risk } from './model.ts'
import type { Ends } from './normalise.ts'

export interface DifferenceFacts {
  /** Each once, sorted. */
  readonly changes: readonly { readonly type: string; readonly risk: Risk }[]
  /** Sorted. */
  readonly touches: readonly ('identity' | 'secret')[]
}

/** The type of what is set beside the resources: a property of the stack itself. */
export const STACK_TYPE = 'AWS::CloudFormation::Stack'
/** How AWS shows a value that it keeps to itself: whether it changes, it does not say. */
const UNSHOWN = '****'

export function differenceFacts(of: {
  readonly stack: DesiredStack
  /** What the base names an identity setting or a secret is one, whatever the head makes of it. */
  readonly base?: DesiredStack
  readonly from: DesiredFrom
  readonly changes: readonly ResourceChange[]
  readonly protections?: readonly ProtectionChange[]
  /** Absent where nothing is left for a change set to do. */
  readonly ends?: Ends
}): DifferenceFacts {
  const { base, from, changes, protections = [], ends } = of
  const stack: DesiredStack = {
    ...of.stack,
    identityParameters: [...of.stack.identityParameters, ...(base?.identityParameters ?? [])],
    secretParameters: [...of.stack.secretParameters, ...(base?.secretParameters ?? [])],
  }
  const parameters = ends === undefined ? [] : grave(stack, ends)
  const all = [
    ...aggravated({ stack, from, changes, parameters }).map(({ type, verdict }) => ({ type, risk: verdict.risk })),
    ...protections.map(({ verdict }) => ({ type: STACK_TYPE, risk: verdict.risk })),
  ]
  const each = new Map(all.map((change) => [`${change.type} ${change.risk}`, change]))
  return {
    changes: [...each].sort(([one], [other]) => byText(one, other)).map(([, change]) => change),
    touches: [...new Set(parameters.flatMap(({ touches }) => touches ?? []))].sort(byText),
  }
}

/** The parameters that are worse than they look, and get another value than the stack has. */
function grave({ identityParameters, secretParameters }: DesiredStack, { before, after }: Ends): ParameterChange[] {
  const marked = [
    ...identityParameters.map((name) => ({ name, touches: 'identity' as const })),
    ...secretParameters.map((name) => ({ name, touches: 'secret' as const })),
  ]
  return marked.flatMap(({ name, touches }) => {
    const was = before?.parameters[name]
    if (was === undefined || was === UNSHOWN || was === after.parameters[name]) return []
    return [{ name, causes: [], touches }]
  })
}
