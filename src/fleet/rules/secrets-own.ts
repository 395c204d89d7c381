/**
 * Does each secret reference lead to one version of a secret of this customer's?
 *
 * By whole segments of the path: `customers/acme-evil` only begins like acme's.
 * Without a version a rotation would be no change that anybody reviews.
 */
import type { Problem, ResolvedPipeline, SecretSource } from '../model.ts'
import { readSecretReference, SECRET_FORM } from '../secret-reference.ts'

export function secretsOwn({ pipeline }: ResolvedPipeline): readonly Problem[] {
  return [...pipeline.secrets].flatMap(([name, source]) => problemOf(name, source, pipeline.customer) ?? [])
}

function problemOf(name: string, source: SecretSource, customer: string): Problem | undefined {
  const reference = readSecretReference(source.text)
  if (reference === undefined) {
    // Not repeated: whoever has not written a reference may have written the secret.
    return {
      code: 'bad-secret-reference',
      message: `\`${name}\` is no reference to a version of a secret in Vault`,
      expected: `\`${SECRET_FORM}\``,
      ...hintOf(source.text),
      at: source.at(),
    }
  }
  const [first, second, ...rest] = reference.path
  if (first === 'customers' && second === customer && rest.length > 0) return undefined
  return {
    code: 'foreign-secret',
    message: `\`${name}\` lies under \`${reference.path.slice(0, 2).join('/')}\`, where \`${customer}\` has nothing to read`,
    expected: `a path under \`customers/${customer}/\``,
    at: source.at(),
  }
}

function hintOf(text: string): { readonly hint?: string } {
  if (!text.startsWith('ref+')) return { hint: 'the value itself never stands in the fleet: put it into Vault' }
  if (!text.startsWith('ref+vault://')) return { hint: 'only Vault is read' }
  if (!/[?&]version=/.test(text)) return { hint: 'name the version: `?version=1`' }
  return text.includes('#/') ? {} : { hint: 'name the key: `#/password`' }
}
