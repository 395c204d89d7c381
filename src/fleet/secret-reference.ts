/**
 * Which secret does this text name?
 *
 * The grammar of vals (https://github.com/helmfile/vals), narrowed: Vault
 * alone, always a version, nothing that would carry a credential or an address.
 */

export interface SecretReference {
  /** The mount of the KV engine, such as `kv`. */
  readonly mount: string
  /** Below the mount, by whole segments. */
  readonly path: readonly string[]
  readonly version: number
  readonly key: string
}

export const SECRET_FORM = 'ref+vault://<mount>/<path>?version=<n>#/<key>'

const SEGMENT = '[A-Za-z0-9_][A-Za-z0-9._-]*'
const FORM = new RegExp(
  `^ref\\+vault://(${SEGMENT})/(${SEGMENT}(?:/${SEGMENT})*)\\?version=([1-9][0-9]{0,8})#/(${SEGMENT})$`,
)

/** Undefined for a text of any other form. A segment begins with a letter, a digit or `_`, so `..` is none. */
export function readSecretReference(text: string): SecretReference | undefined {
  const [, mount, path, version, key] = FORM.exec(text) ?? []
  if (mount === undefined || path === undefined || version === undefined || key === undefined) return undefined
  return { mount, path: path.split('/'), version: Number(version), key }
}

/** As it stands in a stack's desired state. */
export function secretVersion(text: string): string | undefined {
  const reference = readSecretReference(text)
  return reference === undefined ? undefined : String(reference.version)
}
