/**
 * Does cfn-lint, which others wrote, accept every template that we ship?
 */
import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { exampleFleet } from '../support/world.ts'

const ROOT = new URL('../../fleet/', import.meta.url).pathname
const installed = spawnSync('cfn-lint', ['--version']).status === 0

it.runIf(process.env.CI === 'true')('cfn-lint is installed where it must be', () => {
  expect(installed).toBe(true)
})

it.runIf(installed)('cfn-lint has nothing to say of the templates', () => {
  const templates = [...exampleFleet().keys()].filter((path) => path.endsWith('.template.yml'))
  expect(templates.length).toBeGreaterThan(2)
  const { stdout, stderr, status } = spawnSync('cfn-lint', ['--non-zero-exit-code', 'informational', ...templates], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  expect(stdout + stderr).toBe('')
  expect(status).toBe(0)
})
