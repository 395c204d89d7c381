/**
 * An engineer asks why a value is what it is, in whatever way they see the pipeline's name.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { explain } from '../../src/cli-explain.ts'
import { format } from '../../src/cli-say.ts'
import { sourceTree, world } from '../support/world.ts'
import { fleet, folder, writeTree } from './command-line.ts'

const FLEET = world()
  .customer('acme', { settings: { queue: { delaySeconds: 7 } } })
  .pipeline('acme', 'web', { settings: { queue: { delaySeconds: 9 } } })
  .customer('globex', { ring: 'early' })
  .pipeline('globex', 'web')
  .pipeline('globex', 'games')
  .edit('fleet.yml', (text) => `${text}defaults: { settings: { queue: { delaySeconds: 3 } } }\n`)
  .tree()

/** In `fleet/` below a folder of its own, as in this repository. */
async function above(): Promise<string> {
  const dir = await folder()
  await writeTree(join(dir, 'fleet'), FLEET)
  return dir
}

const DELAY = `acme/web

queue.delaySeconds = 9
  pipeline, fleet/customers/acme/pipelines/web.yml:8:19
  over 7, customer, fleet/customers/acme/customer.yml:15:19
  over 3, fleet default, fleet/fleet.yml:7:48
  over 0, blueprint default, fleet/blueprints/small/1.0.0/blueprint.yml:11:75
`

describe('fleet explain', () => {
  it.each([
    ['acme/web', 'settings.queue.delaySeconds'],
    ['acme/web', 'queue.delaySeconds'],
    ['customers/acme/pipelines/web', 'settings.queue'],
    ['customers/acme/pipelines/web.yml', 'queue'],
    ['fleet/customers/acme/pipelines/web.yml', 'queue.delaySeconds'],
    ['./fleet/customers/acme/pipelines/web', 'queue.delaySeconds'],
  ])('of %s %s says who set it and what that overrode', async (pipeline, path) => {
    expect(await fleet(['explain', pipeline, path], { cwd: await above() })).toEqual({ code: 0, out: DELAY, err: '' })
  })

  it.each([
    ['the fleet itself', 'fleet', 'acme/web'],
    ['the fleet itself, by path', 'fleet', 'customers/acme/pipelines/web'],
    ['a folder of customers', 'fleet/customers', 'acme/pipelines/web.yml'],
    ['the folder of the file', 'fleet/customers/acme/pipelines', 'web.yml'],
  ])('finds its fleet from %s', async (_name, from, pipeline) => {
    const { code, out } = await fleet(['explain', pipeline, 'queue'], { cwd: join(await above(), from) })
    expect(code).toBe(0)
    expect(out.replaceAll(/ \S*(?=(?:customers|blueprints|fleet\.yml))/g, ' fleet/')).toBe(DELAY)
  })

  it('takes the folder that is named', async () => {
    const dir = await above()
    await mkdir(join(dir, 'elsewhere'))
    const { out } = await fleet(['explain', 'acme/web', 'queue', '--dir', '../fleet'], { cwd: join(dir, 'elsewhere') })
    expect(out).toBe(DELAY.replaceAll(' fleet/', ' ../fleet/'))
  })

  it('shows the whole pipeline, with the line of everything', async () => {
    const { code, out } = await fleet(['explain', 'acme/web'], { cwd: await above() })
    expect(code).toBe(0)
    await expect(out).toMatchFileSnapshot('./explain-whole.txt')
  })

  it('tells machines the same', async () => {
    const { out } = await fleet(['explain', 'acme/web', '--json'], { cwd: await above() })
    const { pipeline, facts, settings } = JSON.parse(out)
    expect(pipeline).toBe('acme/web')
    expect(facts).toContainEqual({ name: 'ring', value: 'canary', at: expect.objectContaining({ line: 2, column: 7 }) })
    expect(settings['queue.delaySeconds']).toMatchObject({ value: 9, origin: { layer: 'pipeline' } })
    expect(settings['queue.delaySeconds'].overrode.map(({ value }: { value: number }) => value)).toEqual([0, 3, 7])
  })

  it.each([
    ['acme/wbe', 'queue', 'there is no pipeline acme/wbe; did you mean `acme/web`?'],
    ['acme/purple', 'queue', 'there is no pipeline acme/purple; there is `acme/web`'],
    ['web', 'queue', 'web may be acme/web or globex/web: say which'],
    ['games', 'alarms', 'globex/games has no `alarms`; did you mean `alarm`?'],
    [
      'games',
      'settings.delaySeconds',
      'globex/games has no `settings.delaySeconds`; did you mean `queue.delaySeconds`?',
    ],
    [
      'games',
      'colour',
      'globex/games has no `colour`; it has `lifecycle`, `account`, `region`, `ring`, `blueprint`, `release`, `releases`, `roles`, `windows`, `alarm` and 1 more',
    ],
  ])('of %s %s answers what was probably meant', async (pipeline, path, text) => {
    const asked = { pipeline, path, dir: join(await above(), 'fleet') }
    expect(await explain(asked, { json: false, colour: false })).toEqual({ code: 1, text })
  })

  it('explains a pipeline although another file is broken', async () => {
    const dir = await above()
    await writeTree(join(dir, 'fleet'), sourceTree([['customers/globex/pipelines/web.yml', 'pipeline: [']]))
    expect(await fleet(['explain', 'acme/web', 'queue'], { cwd: dir })).toEqual({ code: 0, out: DELAY, err: '' })
  })

  it('shows the problems where the pipeline itself leads nowhere', async () => {
    const dir = await above()
    await writeTree(join(dir, 'fleet'), world().customer('acme', { ring: 'b' }).tree())
    expect(await fleet(['explain', 'acme/web'], { cwd: dir })).toMatchObject({
      code: 1,
      out: expect.stringContaining('unknown-ring'),
    })
  })
})

describe('colour', () => {
  const terminal = (colours: boolean) => ({ isTTY: true, hasColors: () => colours })

  it('is for terminals that have it, and for nobody else', () => {
    expect(format({}, terminal(true)).colour).toBe(true)
    // What NO_COLOR makes of a terminal.
    expect(format({}, terminal(false)).colour).toBe(false)
    expect(format({}, { ...terminal(true), isTTY: false }).colour).toBe(false)
  })
})
