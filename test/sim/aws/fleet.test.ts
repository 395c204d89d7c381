/**
 * Does the example fleet live in the simulator as it should in AWS?
 */
import { globSync, readFileSync } from 'node:fs'
import { ValidateTemplateCommand } from '@aws-sdk/client-cloudformation'
import { expect, test } from 'vitest'
import { testWorld } from './world.ts'

const FLEET = new URL('../../../fleet/', import.meta.url).pathname
const TEMPLATES = globSync('blueprints/*/*/*.template.yml', { cwd: FLEET })

test('there are templates to look at', () => {
  expect(TEMPLATES.length).toBeGreaterThan(0)
})

test.each(TEMPLATES)('%s is accepted', async (path) => {
  await using world = await testWorld()
  const plan = await world.assume('plan')
  await plan.send(new ValidateTemplateCommand({ TemplateBody: readFileSync(`${FLEET}${path}`, 'utf8') }))
})
