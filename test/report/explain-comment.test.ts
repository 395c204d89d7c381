/**
 * Why something is what it is reads on a phone, holds nothing that anybody could abuse, and tells of no secret.
 */
import { describe, expect, it } from 'vitest'
import type { Explanation } from '../../src/fleet/explain.ts'
import { whyOf } from '../../src/fleet/explain-asked.ts'
import { loadFleet } from '../../src/fleet/load.ts'
import { explanationLines } from '../../src/report/explain-comment.ts'
import { exampleFleet } from '../support/world.ts'

const COMMIT = '9c1f0d3a7be2456f8a01c2d3e4f5a6b7c8d9e0f1'
const NOTHING: Explanation = {
  pipeline: 'acme/web',
  facts: [],
  settings: new Map(),
  removed: new Map(),
  unset: new Map(),
}
const at = { file: 'customers/acme/pipelines/web.yml', line: 9, column: 3, endLine: 9, endColumn: 4 }

describe('an explanation', () => {
  it('of the example says each thing with its line, and what it overrode', () => {
    const files = exampleFleet()
    const { fleet } = loadFleet(files)
    if (fleet === undefined) throw new Error('the example is sound')
    const why = whyOf(fleet, files, { pipeline: 'acme/web', path: 'streams.raw' })
    if (why.kind !== 'explained') throw new Error(why.kind)
    const lines = explanationLines(why.explanation, COMMIT)
    expect(lines[0]).toBe('`acme/web` at `9c1f0d3a7be2`:')
    expect(lines.join('\n')).toMatch(
      /- `streams\.raw\.shards` is `\d+`, pipeline, `customers\/acme\/pipelines\/web\.yml:\d+`/,
    )
    expect(lines.join('\n')).toMatch(/ {2}- over `\d+`, /)
  })

  it('says of a secret that it is one, and nothing of where it lies or which version it is', () => {
    const secret = { name: 'secrets.redshift', value: 'vault://customers/acme/redshift, version 4', at }
    const said = explanationLines({ ...NOTHING, facts: [secret] }, COMMIT).join('\n')
    expect(said).toContain('- `secrets.redshift` is a secret, which is not described here, `customers/acme')
    expect(said).not.toMatch(/vault|version 4/)
  })

  it('says that nothing sets it, or that a layer took it away', () => {
    const gone = [{ value: null, origin: { layer: 'pipeline', at } }] as const
    const said = explanationLines(
      { ...NOTHING, removed: new Map([['logs', gone]]), unset: new Map([['tone', 'How loud.']]) },
      COMMIT,
    ).join('\n')
    expect(said).toContain('- `logs` is not set: removed, pipeline, `customers/acme/pipelines/web.yml:9`')
    expect(said).toContain('- `tone` is not set: no layer says anything')
  })

  it.each([
    ['many values', 500, 'x'],
    ['long ones', 50, '\u4e00'.repeat(20_000)],
  ])('of %s is cut, and says how to ask for the rest', (_what, values, value) => {
    const origin = { layer: 'pipeline', at } as const
    const settings = new Map(
      Array.from({ length: values }, (_, index) => [`s${index}`, { value, origin, overrode: [] }] as const),
    )
    const said = explanationLines({ ...NOTHING, settings }, COMMIT).join('\n')
    expect(Buffer.byteLength(said)).toBeLessThan(60_000)
    expect(said.length).toBeLessThan(60_000)
    if (values > 60) expect(said).toMatch(/… and 440 more values: name one of them/)
  })

  it('makes every foreign string code', () => {
    const origin = { layer: 'pipeline', at: { ...at, file: 'a`@octocat`.yml' } } as const
    const settings = new Map([['a`b', { value: '@octocat #12 <img>', origin, overrode: [] }]])
    const [, , line] = explanationLines({ ...NOTHING, settings }, COMMIT)
    expect(line).toBe('- ``a`b`` is `"@octocat #12 <img>"`, pipeline, ``a`@octocat`.yml:9``')
  })
})
