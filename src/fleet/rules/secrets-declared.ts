/**
 * Does each pipeline reference the secrets its blueprint declares, and no other?
 *
 * A reference that the blueprint does not know would be fetched for nobody; one
 * that is missing would show when the program boots, in the customer's account.
 */
import { holds, inWords } from '../condition.ts'
import type { Problem, ResolvedPipeline } from '../model.ts'
import { versioned } from '../normalise.ts'
import { SECRET_FORM } from '../secret-reference.ts'
import { didYouMean, listed, nearest } from '../suggest.ts'

export function secretsDeclared({ pipeline, blueprint, values }: ResolvedPipeline): readonly Problem[] {
  const name = versioned(blueprint.name, blueprint.version)
  const unknown = [...pipeline.secrets].filter(([secret]) => !blueprint.secrets.has(secret))
  const missing = [...blueprint.secrets].filter(
    ([secret, { when }]) => !pipeline.secrets.has(secret) && holds(when, values),
  )
  // A slip in one name would otherwise be told twice.
  const meant = new Set(
    unknown.map(([secret]) =>
      nearest(
        secret,
        missing.map(([each]) => each),
      ),
    ),
  )
  return [
    ...unknown.map(([secret, { at }]) => ({
      code: 'unknown-secret',
      message: `blueprint \`${name}\` declares no secret \`${secret}\``,
      expected: listed(blueprint.secrets.keys()),
      ...didYouMean(secret, blueprint.secrets.keys()),
      at: at(),
    })),
    ...missing
      .filter(([secret]) => !meant.has(secret))
      .map(([secret, { description, when }]) => ({
        code: 'secret-missing',
        message: `blueprint \`${name}\` needs the secret \`${secret}\`${Object.keys(when).length === 0 ? '' : `, because of ${inWords(when)}`}`,
        expected: `\`${secret}: ${SECRET_FORM}\` under \`secrets\`: ${description.replace(/\.$/, '')}`,
        at: pipeline.placeOf('secrets'),
      })),
  ]
}
