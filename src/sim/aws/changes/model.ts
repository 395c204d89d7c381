/**
 * What does a change set say about one resource?
 *
 * The parts of the API's ResourceChange. Two views of one set exist in AWS and
 * they differ in more than values (recorded `test_change_set_fn_get_attr`): what
 * only one of them shows carries a mark here.
 */
import type { Recreation } from '../resources/types.ts'

export type View = 'plain' | 'values'

export interface Detail {
  readonly attribute:
    | 'Properties'
    | 'Metadata'
    | 'Tags'
    | 'DeletionPolicy'
    | 'UpdateReplacePolicy'
    | 'UpdatePolicy'
    | 'CreationPolicy'
  readonly name?: string
  readonly path?: string
  readonly recreation: Recreation
  readonly before?: string
  readonly after?: string
  readonly changeType?: 'Add' | 'Remove' | 'Modify'
  readonly evaluation: 'Static' | 'Dynamic'
  readonly source: 'DirectModification' | 'ParameterReference' | 'ResourceReference' | 'ResourceAttribute'
  readonly cause?: string
  /** Default: both. */
  readonly only?: View
}

export interface ResourceChange {
  readonly action: 'Add' | 'Modify' | 'Remove'
  readonly logicalId: string
  readonly physicalId?: string
  readonly type: string
  readonly replacement?: 'True' | 'False' | 'Conditional'
  readonly policyAction?: string
  readonly scope: readonly string[]
  readonly details: readonly Detail[]
  readonly beforeContext?: string
  readonly afterContext?: string
  /** Why its values may be incomplete. */
  readonly warning?: string
  /** Default: both. */
  readonly only?: View
}
