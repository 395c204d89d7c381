/**
 * Can a customer be added with fleet/README.md alone, and does it show nothing that would be refused?
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import acknowledge from '../../schemas/acknowledge.schema.json' with { type: 'json' }
import blueprint from '../../schemas/blueprint.schema.json' with { type: 'json' }
import customer from '../../schemas/customer.schema.json' with { type: 'json' }
import fleetSchema from '../../schemas/fleet.schema.json' with { type: 'json' }
import pipeline from '../../schemas/pipeline.schema.json' with { type: 'json' }
import settings from '../../schemas/settings.schema.json' with { type: 'json' }
import window from '../../schemas/window.schema.json' with { type: 'json' }
import { exampleFleet } from '../support/world.ts'
import { fleet, folder, writeTree } from './command-line.ts'

const README = readFileSync(new URL('../../fleet/README.md', import.meta.url), 'utf8')

/** Fenced blocks of a language, in the chapter that is named or in all of them. */
function blocks(language: string, heading = ''): readonly string[] {
  const chapters = README.split(/\n(?=## )/).filter((chapter) => chapter.startsWith(heading))
  const fence = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g')
  return chapters.flatMap((chapter) => [...chapter.matchAll(fence)].map(([, block]) => block ?? ''))
}

/** Each command of a block, as words. */
function commands(block: string): readonly (readonly string[])[] {
  return block
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line.startsWith('npx fleet '))
    .map((line) => line.replace('npx fleet ', '').trim().split(/\s+/))
}

/** Each command is a process of its own, and several follow each other. */
const SEVERAL = { timeout: 120_000 } as const

describe('fleet/README.md', SEVERAL, () => {
  it('adds a customer with a pipeline that is sound', async () => {
    const dir = await folder()
    await writeTree(join(dir, 'fleet'), exampleFleet())
    const typed = blocks('sh', '## Add a customer').flatMap(commands)
    expect(typed.map(([, what]) => what)).toEqual(['customer', 'pipeline'])
    for (const args of typed) expect(await fleet(args, { cwd: dir })).toMatchObject({ code: 0, err: '' })
    expect(await fleet(['validate', 'fleet'], { cwd: dir })).toMatchObject({
      code: 0,
      out: '0 problems in 8 pipelines\n',
    })
  })

  it('copies a blueprint version that is sound', async () => {
    const dir = await folder()
    await writeTree(dir, exampleFleet())
    const [args = []] = blocks('sh', '## Add a blueprint version').flatMap(commands)
    expect(await fleet(args, { cwd: dir })).toMatchObject({ code: 0, err: '' })
  })

  it('shows fields as the schemas take them', () => {
    const ajv = new Ajv2020({ allowUnionTypes: true })
    for (const schema of [settings, window, acknowledge, customer, fleetSchema, pipeline, blueprint])
      ajv.addSchema(schema)
    const shown = blocks('yaml').flatMap((block) => Object.entries(parse(block)))
    expect(shown.length).toBeGreaterThan(6)
    for (const [field, value] of shown) {
      const schema = [pipeline, fleetSchema].find((each) => field in each.properties) ?? blueprint
      const validate = ajv.compile({ $ref: `${schema.$id}#/properties/${field}` })
      expect(validate(value), `${field}: ${ajv.errorsText(validate.errors)}`).toBe(true)
    }
  })
})
