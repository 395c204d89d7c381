/**
 * Does this text look like a secret?
 *
 * The last net before a plan is printed: secrets come by reference and never
 * stand here. It knows the shapes that leak most, and is quiet about digests,
 * ARNs and ids, which are long and random as well.
 */

/** Where a shape is as long as it likes, it begins where no such text goes on: a megabyte is read once, not once a letter. */
const SHAPES: readonly RegExp[] = [
  /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{36}/,
  // GitHub's installation tokens of 2026: an App's id and a JWT.
  /\bghs_[A-Za-z0-9]+_eyJ[A-Za-z0-9_.-]{10,}/,
  /\bgithub_pat_[A-Za-z0-9_]{60,}/,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/,
  /\bhv[sb]\.[A-Za-z0-9_-]{24,}/,
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/,
  /(?<=[a-z0-9+.-]):\/\/[^\s/:@]+:[^\s/@]+@/i,
]
/** After the account, an ARN says what it names: a secret's is no secret. */
const ASSIGNED =
  /(?<!:(?:\d{12}|\$\{AWS::AccountId\}):)(?:password|passwd|secret|api[_-]?key|access[_-]?key|token)["']?\s*[=:]\s*["']?([^\s"',;]{8,})/gi
/** An environment or a list of tags, as templates have them: the name stands in one member, the value in the next. */
const NAMED =
  /"(?:name|key|parameterkey)"\s*:\s*"[^"]{0,100}?(?:password|passwd|pwd|pass|secret|api[_-]?key|access[_-]?key|token)"\s*,\s*"(?:value|parametervalue)"\s*:\s*"([^"]{8,})"/gi
const TELLING = /(?:password|passwd|secretkey|apikey|privatekey|accesstoken|authtoken)$/i
/** Where a word of its own ends so: `DbPass`, and no bypass. */
const SHORT = /(?:(?<=[a-z0-9])(?:Pass|Pwd)|(?<![A-Za-z])(?:PASS|PWD|pass|pwd))$/
/** References, and values that CloudFormation, or a script when it runs, fills in. */
const REFERENCE = /^(?:\$\{|\$\(|\$[A-Z_][A-Z0-9_]*$|\{\{resolve:|arn:|ref\+|\(known after apply\))/
/** Bits a character: words stay below, random text of any length worth hiding above. */
const LEAST_ENTROPY = 3

/** `where`: the name of the place, such as `Properties.MasterUserPassword`: a telling name needs less of the value. */
export function looksSecret(where: string, text: string): boolean {
  if (hasSecretShape(text)) return true
  for (const [, value = ''] of text.matchAll(ASSIGNED)) if (isOpaque(value)) return true
  for (const [, value = ''] of text.matchAll(NAMED)) if (isOpaque(value)) return true
  return (TELLING.test(where) || SHORT.test(where)) && isOpaque(text)
}

/** What is a secret wherever it stands. */
export function hasSecretShape(text: string): boolean {
  return SHAPES.some((shape) => shape.test(text))
}

function isOpaque(value: string): boolean {
  return value.length >= 8 && !REFERENCE.test(value) && entropyOf(value) >= LEAST_ENTROPY
}

/** Shannon's, over the characters of the text itself. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length)
  return bits
}
