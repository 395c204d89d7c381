/**
 * May this token begin an operation?
 *
 * Every action that begins one asks here: ExecuteChangeSet, CreateStack, UpdateStack,
 * DeleteStack and ContinueUpdateRollback. A token that the stack has seen is refused
 * (ASSUMED: no source tells what AWS does with a repeated one), so that a caller who
 * lost a reply has to look before it goes on.
 */
import { AwsRefusal, constraintErrors } from '../errors.ts'
import type { Stack } from '../stacks/state.ts'
import type { Form } from '../wire/form.ts'

const MOST = 128

/** Empty when the caller gave none. */
export function newToken(form: Form, stack: Stack): string {
  const token = wellFormedToken(form) ?? ''
  if (token !== '' && stack.tokens.has(token))
    throw new AwsRefusal('TokenAlreadyExistsException', `A client request token was already used: ${token}`)
  return token
}

export function wellFormedToken(form: Form): string | undefined {
  const token = form.text('ClientRequestToken')
  if (token === undefined) return undefined
  const rules = [
    ...lengthRules(token),
    ...(/^[a-zA-Z0-9][-a-zA-Z0-9]*$/.test(token)
      ? []
      : ['Member must satisfy regular expression pattern: [a-zA-Z0-9][-a-zA-Z0-9]*']),
  ]
  if (rules.length > 0)
    throw constraintErrors(rules.map((rule) => ({ member: 'clientRequestToken', value: token, rule })))
  return token
}

/** CreateChangeSet's token: any text of the right length. */
export function clientToken(form: Form): string | undefined {
  const token = form.text('ClientToken')
  const rules = token === undefined ? [] : lengthRules(token)
  if (rules.length > 0)
    throw constraintErrors(rules.map((rule) => ({ member: 'clientToken', value: token ?? '', rule })))
  return token
}

function lengthRules(token: string): readonly string[] {
  if (token.length < 1) return ['Member must have length greater than or equal to 1']
  return token.length > MOST ? [`Member must have length less than or equal to ${MOST}`] : []
}
