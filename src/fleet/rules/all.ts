/**
 * What must hold of every fleet?
 *
 * The rules in one list. A new rule is one file here, one line below and one
 * table of tests.
 */

import { accountClaimedOnce } from './account-claimed-once.ts'
import { accountsStay } from './accounts-stay.ts'
import { acknowledgedMigrationsCross } from './acknowledged-migrations-cross.ts'
import { acknowledgementsCurrent } from './acknowledgements-current.ts'
import { allowedBlueprintsExist } from './allowed-blueprints-exist.ts'
import { approversUnique } from './approvers-unique.ts'
import { blueprintExists } from './blueprint-exists.ts'
import { channelExists } from './channel-exists.ts'
import { channelsOfferNoRevoked } from './channels-offer-no-revoked.ts'
import { datesReal } from './dates-real.ts'
import { expressionsResolve } from './expressions-resolve.ts'
import { externalIdUnique } from './external-id-unique.ts'
import { freezesReal } from './freezes-real.ts'
import { glassBreakable } from './glass-breakable.ts'
import { identityAcknowledged } from './identity-acknowledged.ts'
import { migrationsUnique } from './migrations-unique.ts'
import { namesMatchPaths } from './names-match-paths.ts'
import { parametersFed } from './parameters-fed.ts'
import { pathsDistinct } from './paths-distinct.ts'
import { pinsHold } from './pins-hold.ts'
import { pipelinePlaceExists } from './pipeline-place-exists.ts'
import { policiesExist } from './policies-exist.ts'
import { policyRulesDecide } from './policy-rules-decide.ts'
import { rangesRead } from './ranges-read.ts'
import { releaseSetExists } from './release-set-exists.ts'
import { releaseSetsSound } from './release-sets-sound.ts'
import { releaseStatusAllows } from './release-status-allows.ts'
import { releasesExist } from './releases-exist.ts'
import { releasesFit } from './releases-fit.ts'
import { requiredComponentsExist } from './required-components-exist.ts'
import { retiresKnown } from './retires-known.ts'
import { ringExists } from './ring-exists.ts'
import { rolesExist } from './roles-exist.ts'
import { rollbackFloorRespected } from './rollback-floor-respected.ts'
import { rollbackFloorValid } from './rollback-floor-valid.ts'
import type { ChangeRule, PipelineRule, Rule } from './rule.ts'
import { secretsDeclared } from './secrets-declared.ts'
import { secretsOwn } from './secrets-own.ts'
import { settingsFit } from './settings-fit.ts'
import { settingsHoldNoSecret } from './settings-hold-no-secret.ts'
import { settingsSchema } from './settings-schema.ts'
import { settingsUsed } from './settings-used.ts'
import { stackNamesUnique } from './stack-names-unique.ts'
import { stackPoliciesProtect } from './stack-policies-protect.ts'
import { stacksKeepIdentity } from './stacks-keep-identity.ts'
import { templateExists } from './template-exists.ts'
import { templateHidesNothing } from './template-hides-nothing.ts'
import { templateLimits } from './template-limits.ts'
import { templateReferences } from './template-references.ts'
import { templateRunsNoCode } from './template-runs-no-code.ts'
import { templateShape } from './template-shape.ts'
import { uniqueNames } from './unique-names.ts'
import { upgradePathAllowed } from './upgrade-path-allowed.ts'
import { versionsFrozen } from './versions-frozen.ts'
import { wavesAscend } from './waves-ascend.ts'
import { windowsLongEnough } from './windows-long-enough.ts'
import { windowsReal } from './windows-real.ts'

/** Of what customers share: fleet.yml, blueprints, releases, sets and channels. They look at nothing of a customer's. */
export const SHARED_RULES: readonly Rule[] = [
  wavesAscend,
  policiesExist,
  policyRulesDecide,
  glassBreakable,
  approversUnique,
  freezesReal,
  releasesExist,
  rangesRead,
  requiredComponentsExist,
  migrationsUnique,
  rollbackFloorValid,
  releaseSetsSound,
  channelsOfferNoRevoked,
  templateExists,
  allowedBlueprintsExist,
  retiresKnown,
]

/** Of each blueprint with its templates, beside everything else that is shared; of other blueprints they see nothing. */
export const BLUEPRINT_RULES: readonly Rule[] = [
  templateShape,
  templateReferences,
  templateRunsNoCode,
  templateHidesNothing,
  templateLimits,
  parametersFed,
  expressionsResolve,
  stackPoliciesProtect,
  settingsSchema,
  settingsUsed,
]

/**
 * Of each customer, with its pipelines and what all share: they never look from one customer to another, nor find
 * anything new in what is as it was in a base without problems. Some speak of what is shared too; told twice, it is
 * one problem.
 */
export const CUSTOMER_RULES: readonly Rule[] = [
  namesMatchPaths,
  uniqueNames,
  ringExists,
  rolesExist,
  windowsReal,
  pipelinePlaceExists,
  blueprintExists,
  releaseSetExists,
  channelExists,
  datesReal,
  pinsHold,
  stackNamesUnique,
  settingsHoldNoSecret,
  acknowledgementsCurrent,
  stacksKeepIdentity,
  releaseStatusAllows,
  acknowledgedMigrationsCross,
]

/** Of all files together, each customer's beside every other's. */
export const FLEET_RULES: readonly Rule[] = [
  pathsDistinct,
  accountClaimedOnce,
  externalIdUnique,
  versionsFrozen,
  accountsStay,
]

/** Of each pipeline, after all layers. */
export const PIPELINE_RULES: readonly PipelineRule[] = [
  settingsFit,
  releasesFit,
  secretsDeclared,
  secretsOwn,
  windowsLongEnough,
]

/** Of each pipeline that a change alters, against the base. */
export const CHANGE_RULES: readonly ChangeRule[] = [identityAcknowledged, upgradePathAllowed, rollbackFloorRespected]
