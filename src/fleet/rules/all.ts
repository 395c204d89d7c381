/**
 * What must hold of every fleet?
 *
 * The rules in one list. A new rule is one file here, one line below and one
 * table of tests.
 */
import { accessStays } from './access-stays.ts'
import { accountClaimedOnce } from './account-claimed-once.ts'
import { acknowledgedMigrationsCross } from './acknowledged-migrations-cross.ts'
import { blueprintExists } from './blueprint-exists.ts'
import { channelExists } from './channel-exists.ts'
import { channelsOfferNoRevoked } from './channels-offer-no-revoked.ts'
import { datesReal } from './dates-real.ts'
import { expressionsResolve } from './expressions-resolve.ts'
import { externalIdUnique } from './external-id-unique.ts'
import { migrationsUnique } from './migrations-unique.ts'
import { namesMatchPaths } from './names-match-paths.ts'
import { parametersFed } from './parameters-fed.ts'
import { pathsDistinct } from './paths-distinct.ts'
import { pinsHold } from './pins-hold.ts'
import { pipelinePlaceExists } from './pipeline-place-exists.ts'
import { rangesRead } from './ranges-read.ts'
import { releaseSetExists } from './release-set-exists.ts'
import { releaseSetsSound } from './release-sets-sound.ts'
import { releaseStatusAllows } from './release-status-allows.ts'
import { releasesExist } from './releases-exist.ts'
import { releasesFit } from './releases-fit.ts'
import { requiredComponentsExist } from './required-components-exist.ts'
import { ringExists } from './ring-exists.ts'
import { rollbackFloorRespected } from './rollback-floor-respected.ts'
import { rollbackFloorValid } from './rollback-floor-valid.ts'
import type { ChangeRule, PipelineRule, Rule } from './rule.ts'
import { settingsFit } from './settings-fit.ts'
import { settingsSchema } from './settings-schema.ts'
import { stackNamesUnique } from './stack-names-unique.ts'
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

/** Of the files as a whole. */
export const RULES: readonly Rule[] = [
  pathsDistinct,
  namesMatchPaths,
  uniqueNames,
  wavesAscend,
  accountClaimedOnce,
  externalIdUnique,
  ringExists,
  pipelinePlaceExists,
  blueprintExists,
  releaseSetExists,
  releasesExist,
  rangesRead,
  requiredComponentsExist,
  migrationsUnique,
  rollbackFloorValid,
  releaseSetsSound,
  channelExists,
  channelsOfferNoRevoked,
  datesReal,
  pinsHold,
  stackNamesUnique,
  templateExists,
  templateShape,
  templateReferences,
  templateRunsNoCode,
  templateHidesNothing,
  templateLimits,
  parametersFed,
  expressionsResolve,
  settingsSchema,
  stacksKeepIdentity,
  versionsFrozen,
  releaseStatusAllows,
  acknowledgedMigrationsCross,
  accessStays,
]

/** Of each pipeline, after all layers. */
export const PIPELINE_RULES: readonly PipelineRule[] = [settingsFit, releasesFit]

/** Of each pipeline that a change alters, against the base. */
export const CHANGE_RULES: readonly ChangeRule[] = [upgradePathAllowed, rollbackFloorRespected]
