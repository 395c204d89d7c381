/**
 * Does every change say which line made it, where no parameter did?
 */
import { expect, it } from 'vitest'
import { loadFleet } from '../../src/fleet/load.ts'
import { group } from '../../src/plan/group.ts'
import { planOffline } from '../../src/plan/offline.ts'
import { renderFleet } from '../../src/render/render.ts'
import { type World, world } from '../support/world.ts'

const GROUND = world().customer('acme').pipeline('acme', 'web')
const PIPELINE = 'customers/acme/pipelines/web.yml'
const BLUEPRINT = 'blueprints/small/1.0.0/blueprint.yml'
const TEMPLATE = 'blueprints/small/1.0.0/queue.template.yml'

function causes(after: World, before = GROUND): readonly string[] {
  const [old, wanted] = [before, after].map((each) => {
    const { fleet, problems } = loadFleet(each.tree())
    if (fleet === undefined) throw new Error(problems[0]?.message)
    return renderFleet(fleet).stacks
  })
  const { transitions } = planOffline(old ?? [], wanted ?? [])
  return group(transitions).flatMap((each) => each.causes.map(({ at }) => `${at.file}:${at.line}`))
}

function lineOf(tree: World, path: string, text: string): string {
  const lines = tree.tree().get(path)?.text.split('\n') ?? []
  return `${path}:${lines.findIndex((line) => line.includes(text)) + 1}`
}

const edited = (text: string): string => text.replace('Resources:', 'Description: says more\nResources:')

it('the template, where it was edited', () => {
  expect(causes(GROUND.edit(TEMPLATE, edited))).toEqual([`${TEMPLATE}:1`])
})

it('the line that chose the blueprint, where that is another', () => {
  const files = [...GROUND.tree().values()].filter(({ path }) => path.startsWith('blueprints/small/1.0.0/'))
  const next = files.reduce(
    (tree, { path, text }) => tree.file(path.replace('1.0.0', '1.0.1'), edited(text.replace('1.0.0', '1.0.1'))),
    GROUND,
  )
  const moved = next.edit(PIPELINE, (text) => text.replace('small@1.0.0', 'small@1.0.1'))
  expect(new Set(causes(moved, next))).toEqual(new Set([lineOf(moved, PIPELINE, 'small@1.0.1')]))
})

it('the stack of the blueprint, where what protects it was edited', () => {
  const guarded = GROUND.edit(BLUEPRINT, (text) =>
    text.replace('- stack: queue', '- stack: queue\n    terminationProtection: true'),
  )
  expect(causes(guarded)).toEqual([lineOf(guarded, BLUEPRINT, '- stack: queue')])
})

it('the line that sets the roles, where those are others', () => {
  const path = 'customers/acme/customer.yml'
  const other = GROUND.edit(path, (text) => text.replace('fleetwright-service', 'other-service'))
  expect(new Set(causes(other))).toEqual(new Set([lineOf(other, path, 'roles:')]))
})

it('the line of a parameter alone, where that says it all, and of what its stack feeds the same one', () => {
  const delayed = GROUND.pipeline('acme', 'web', { settings: { queue: { delaySeconds: 30 } } })
  const line = lineOf(delayed, PIPELINE, 'delaySeconds')
  // Of the class that it changes, and of the class that is fed.
  expect(causes(delayed)).toEqual([line, line])
})
