/**
 * What does the default branch want of one stack?
 *
 * The value that a pipeline and a blueprint become: everything CloudFormation
 * is given, and beside it (in no digest) who and where. Nothing in it depends
 * on a commit, a time or a digest.
 */
import type { AccountId, Lifecycle, Origin, StackId } from '../fleet/model.ts'
import type { Protection } from '../fleet/protection.ts'

/** A parameter is either known now, or the output of an earlier stack of the same pipeline. */
export type ParameterValue =
  | { readonly from: 'value'; readonly value: string }
  | { readonly from: 'output'; readonly stack: string; readonly output: string }

export interface DesiredStack {
  readonly id: StackId
  readonly customer: string
  readonly pipeline: string
  readonly blueprint: string
  /** In no digest: what it brings is. */
  readonly blueprintVersion: string
  /** The stack's key within its blueprint. */
  readonly key: string
  readonly ring: string
  /** Only active ones are planned and applied. In no digest: a pause changes nothing of what is wanted. */
  readonly lifecycle: Lifecycle
  readonly accountId: AccountId
  readonly region: string
  readonly stackName: string
  /** How the account is reached: full ARNs. Only `serviceRoleArn` is part of the desired digest. */
  readonly access: {
    readonly planRoleArn: string
    readonly applyRoleArn: string
    readonly externalId: string
  }
  readonly serviceRoleArn: string
  /** Minified JSON, at most 51,200 bytes: what CloudFormation is sent, inline. */
  readonly template: string
  readonly parameters: { readonly [name: string]: ParameterValue }
  /** Constant for the stack's life. */
  readonly tags: { readonly [key: string]: string }
  readonly capabilities: readonly string[]
  /** `alarmArns`: all that are wanted, whether or not they exist yet. */
  readonly rollback: { readonly monitoringMinutes: number; readonly alarmArns: readonly string[] }
  /** Set beside the change set, which cannot carry it: in no desired digest, because that names what a set leads to. */
  readonly protection: Protection
  /** Secret → version. Always explicit, so that a rotation is a change of the desired state. */
  readonly secretVersions: { readonly [secret: string]: string }
  /** What its template does that fleet.yml allows by exception; sorted. In no digest. */
  readonly exceptions: readonly string[]
  /** Parameters that identity settings feed; sorted. In no digest. */
  readonly identityParameters: readonly string[]
  /** Parameters that carry the version of a secret; sorted. In no digest. */
  readonly secretParameters: readonly string[]
  /** 0 for the first stack of its pipeline. */
  readonly order: number
  /** The places in YAML that the value of a parameter came from: looked up once somebody asks. */
  readonly causes: (parameter: string) => readonly Origin[]
  /** Likewise, of what is no parameter. */
  readonly placeOf: (what: Decided) => Origin
}

/** Which blueprint makes it, its template, what the blueprint says beside that, whether it is left alone, its roles. */
export type Decided = 'blueprint' | 'template' | 'declaration' | 'lifecycle' | 'roles'
