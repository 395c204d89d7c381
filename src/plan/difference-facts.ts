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
import { touched } from './parameters.ts'

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
  const { stack, base, from, changes, protections = [], ends } = of
  const parameters = ends === undefined ? [] : otherwise(ends, [base, stack])
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

/** The parameters that get another value than the stack has. */
function otherwise({ before, after }: Ends, marking: readonly (DesiredStack | undefined)[]): ParameterChange[] {
  return Object.entries(before?.parameters ?? {}).flatMap(([name, was]) =>
    was === UNSHOWN || was === after.parameters[name] ? [] : [{ name, causes: [], ...touched(marking, name) }],
  )
}
