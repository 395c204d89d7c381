/**
 * Which clients of other people are there?
 *
 * awscli and boto3 are not ours to install with npm. Where changes are judged
 * (`CI=true`) they are required; elsewhere their suites run if they are there.
 */
import { execFile, execFileSync } from 'node:child_process'
import { expect } from 'vitest'

/** Without configuration, credentials, retries or pager of whoever runs the tests. */
export const BARE_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_MAX_ATTEMPTS: '1',
  AWS_PAGER: '',
}

/** A Python that has boto3: the first on the path, else the system's. */
export const PYTHON = ['python3', '/usr/bin/python3'].find((python) => runs(python, ['-c', 'import boto3']))
export const HAS_AWSCLI = runs('aws', ['--version'])

/** Held as a test of its own: a machine that judges may not judge less. */
export function expectInstalled(isThere: boolean, debianPackage: string): void {
  if (process.env.CI === 'true') expect(isThere, `missing: apt-get install ${debianPackage}`).toBe(true)
  else expect(typeof isThere).toBe('boolean')
}

export interface Outcome {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

/** Ends with what the command said, whether or not it succeeded. */
export function run(
  command: string,
  args: readonly string[],
  { env = {}, stdin = '' }: { readonly env?: Readonly<Record<string, string>>; readonly stdin?: string } = {},
): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { env: { ...BARE_ENVIRONMENT, ...env }, encoding: 'utf8', maxBuffer: 32_000_000 } as const
    const child = execFile(command, [...args], options, (error, stdout, stderr) => {
      resolve({ exit: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr })
    })
    child.stdin?.end(stdin)
  })
}

function runs(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
