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

/** The general checker of Query APIs speaks in this form, whatever the service. */
export function constraintError(member: string, value: string, constraint: string): AwsRefusal {
  return validationError(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`,
  )
}
