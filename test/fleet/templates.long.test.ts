/**
 * Does cfn-lint, which others wrote, accept every template that we ship, with nothing kept from it?
 */
import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { exampleFleet } from '../support/world.ts'

const ROOT = new URL('../../fleet/', import.meta.url).pathname
const installed = spawnSync('cfn-lint', ['--version']).status === 0
const templates = [...exampleFleet().values()].filter(({ path }) => path.endsWith('.template.yml'))

it.runIf(process.env.CI === 'true')('cfn-lint is installed where it must be', () => {
  expect(installed).toBe(true)
})

it.each(templates.map(({ path, text }) => [path, text]))('%s tells cfn-lint to overlook nothing', (_path, text) => {
  expect(text).not.toMatch(/cfn-lint|ignore_checks/i)
})

it.runIf(installed)('cfn-lint has nothing to say of the templates', () => {
  expect(templates.length).toBeGreaterThan(10)
  // No file in a home or a folder above turns a check off.
  const flags = ['--config-file', '/dev/null', '--non-zero-exit-code', 'informational', '--']
  const { stdout, stderr, status } = spawnSync('cfn-lint', [...flags, ...templates.map(({ path }) => path)], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  expect(stdout + stderr).toBe('')
  expect(status).toBe(0)
})
