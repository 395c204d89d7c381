/**
 * Do the small readers of the fleet language read what is meant?
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what the author of a blueprint writes
import { describe, expect, it } from 'vitest'
import { readExpression } from '../../src/fleet/expression.ts'
import { kindOf } from '../../src/fleet/layout.ts'
import { listed, nearest } from '../../src/fleet/suggest.ts'

describe('an expression', () => {
  it.each([
    ['plain', [{ text: 'plain' }]],
    ['${settings.a.b-c}', [{ reference: { root: 'settings', path: 'a.b-c', names: ['a', 'b-c'] } }]],
    ['${release.s3-loader.version}', [{ reference: { root: 'release', component: 's3-loader', field: 'version' } }]],
    ['${stacks.streams.outputs.Arn}', [{ reference: { root: 'stacks', stack: 'streams', output: 'Arn' } }]],
    ['/x/${customer.name}/y', [{ text: '/x/' }, { reference: { root: 'own', name: 'customer.name' } }, { text: '/y' }]],
    ['$5 {a}', [{ text: '$5 {a}' }]],
    ['', []],
  ])('reads %s', (text, parts) => {
    expect(readExpression(text)).toEqual({ ok: true, parts })
  })

  it.each([
    '${}',
    '${settings}',
    '${settings.}',
    '${settings.a',
    '${process.env}',
    '${release.a.digest}',
    '${ customer.name }',
  ])('refuses %s', (text) => {
    expect(readExpression(text).ok).toBe(false)
  })
})

describe('a suggestion', () => {
  const rings = ['canary', 'early', 'broad', 'critical']
  it.each([
    ['canry', rings, 'canary'],
    ['Early', rings, 'early'],
    ['braod', rings, 'broad'],
    ['soak-minutes', ['soakMinutes', 'waves'], 'soakMinutes'],
    ['regoin', ['region', 'release'], 'region'],
    ['purple', rings, undefined],
    ['x', [], undefined],
    ['constructor', rings, undefined],
  ])('for %s is near or none', (name, candidates, meant) => {
    expect(nearest(name, candidates)).toBe(meant)
  })

  it('lists a few names and counts the rest', () => {
    expect(listed([])).toBe('nothing, there is none')
    expect(listed(['a', 'b', 'c'])).toBe('`a`, `b` or `c`')
    expect(listed(Array.from({ length: 12 }, (_, n) => `n${n}`))).toMatch(/or one of 2 more$/)
  })
})

describe('a path', () => {
  it.each([
    ['fleet.yml', 'fleet'],
    ['customers/acme/customer.yml', 'customer'],
    ['customers/acme/pipelines/web.yml', 'pipeline'],
    ['blueprints/small/1.0.0/blueprint.yml', 'blueprint'],
    ['blueprints/small/1.0.0/queue.template.yml', 'template'],
    ['releases/collector/3.7.0.yml', 'release'],
    ['releases/sets/2026.11.0.yml', 'releaseSet'],
    ['releases/channels.yml', 'channels'],
    ['fleet.yaml', 'stray'],
    ['customers/acme/pipelines/deep/web.yml', 'stray'],
    ['customers/acme.yml', 'stray'],
    ['blueprints/small/1.0.0/notes.yml', 'stray'],
    ['releases/3.7.0.yml', 'stray'],
    ['README.md', 'other'],
    ['customers/acme/notes.md', 'other'],
    ['.github/workflows/ci.yml', 'other'],
    ['bootstrap/customer-roles.template.yml', 'other'],
    ['constructor/x.yml', 'other'],
  ])('%s is a file of kind %s', (path, kind) => {
    expect(kindOf(path).kind).toBe(kind)
  })
})
