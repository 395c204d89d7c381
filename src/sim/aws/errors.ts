/**
 * How does AWS say no?
 *
 * One error type that carries the wire's code, status and words. Constructors
 * for the refusals that more than one room gives, so that their words cannot
 * drift apart.
 */
export class AwsRefusal extends Error {
  readonly code: string
  readonly status: number

  constructor(code: string, message: string, status = 400) {
    super(message)
    this.name = 'AwsRefusal'
    this.code = code
    this.status = status
  }
}

export function validationError(message: string): AwsRefusal {
  return new AwsRefusal('ValidationError', message)
}

export function accessDenied(message: string): AwsRefusal {
  return new AwsRefusal('AccessDenied', message, 403)
}

export interface Constraint {
  readonly member: string
  readonly value: string
  readonly rule: string
}

/** The general checker of Query APIs speaks in this form, whatever the service, and names all that it found at once. */
export function constraintErrors(broken: readonly Constraint[]): AwsRefusal {
  const found = broken.map(
    ({ member, value, rule }) => `Value '${value}' at '${member}' failed to satisfy constraint: ${rule}`,
  )
  return validationError(
    `${found.length} validation error${found.length === 1 ? '' : 's'} detected: ${found.join('; ')}`,
  )
}

export function constraintError(member: string, value: string, rule: string): AwsRefusal {
  return constraintErrors([{ member, value, rule }])
}
