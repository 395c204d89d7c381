/**
 * Is a pipeline resolved with all it refers to, and with the values of all its layers?
 */
import { describe, expect, it } from 'vitest'
import { loadFleet } from '../../src/fleet/load.ts'
import { resolvePipeline } from '../../src/fleet/resolve.ts'
import { valueAt } from '../../src/fleet/setting-values.ts'
import { settingsOf } from '../../src/fleet/settings.ts'
import { world } from '../support/world.ts'

describe('a resolved pipeline', () => {
  const fleet = (() => {
    const tree = world()
      .edit('fleet.yml', (text) =>
        text.replace('unreachablePercent: 0 }', 'unreachablePercent: 0, settings: { alarm: { threshold: 7 } } }'),
      )
      .edit('fleet.yml', (text) => `${text}defaults:\n  settings:\n    alarm: { threshold: 5, tone: loud }\n`)
      .customer('acme', { settings: { alarm: { threshold: 8 } } })
      .pipeline('acme', 'web', { settings: { alarm: { threshold: 9 } } })
      .tree()
    return loadFleet(tree).fleet
  })()
  const [pipeline] = fleet?.pipelines ?? []
  if (fleet === undefined || pipeline === undefined) throw new Error('the world of this test is not valid')
  const resolved = resolvePipeline(fleet, pipeline)
  const settings = settingsOf(resolved)

  it('has the value of the strongest layer', () => {
    expect(valueAt(resolved.values, ['alarm', 'threshold'])).toBe(9)
    expect(valueAt(resolved.values, ['alarm'])).toEqual({ threshold: 9, tone: 'loud' })
  })

  it('names the line of each layer', () => {
    const threshold = settings.get('alarm.threshold')
    const lines = [...(threshold?.overrode ?? []), ...(threshold ? [threshold] : [])].map(
      ({ value, origin }) => `${value} ${origin.layer} ${origin.at.file}:${origin.at.line}:${origin.at.column}`,
    )
    expect(lines).toEqual([
      '100 blueprint default blueprints/small/1.0.0/blueprint.yml:16:58',
      '5 fleet default fleet.yml:9:25',
      '7 ring fleet.yml:3:140',
      '8 customer customers/acme/customer.yml:15:16',
      '9 pipeline customers/acme/pipelines/web.yml:8:16',
    ])
    expect(settings.get('alarm.tone')?.origin.layer).toBe('fleet default')
  })

  it('carries the releases of its set', () => {
    expect(resolved.releases.collector?.version).toBe('3.6.0')
  })
})
