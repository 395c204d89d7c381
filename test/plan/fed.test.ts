/**
 * Which outputs may be others after apply, and which surely stay?
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its references so
import { describe, expect, it } from 'vitest'
import { feedOf } from '../../src/plan/fed.ts'
import { planOffline } from '../../src/plan/offline.ts'
import type { DesiredStack } from '../../src/render/model.ts'
import { STREAMS, stack } from '../support/stacks.ts'

type Json = string | number | readonly Json[] | { readonly [key: string]: Json }
type Sections = { readonly [section: string]: { readonly [name: string]: Json } }

/** With the sections of `STREAMS`, each with more in it. */
function streams(more: Sections = {}, parameters: { readonly [name: string]: string } = {}): DesiredStack {
  const sections: Sections = { ...STREAMS }
  const template = Object.fromEntries(
    [...new Set([...Object.keys(STREAMS), ...Object.keys(more)])].map((name) => [
      name,
      { ...sections[name], ...more[name] },
    ]),
  )
  return stack({ template, parameters: { Shards: '4', ...parameters } })
}

/** After the way from the one to the other, as far as templates tell. */
function moved(before: DesiredStack, after: DesiredStack): readonly string[] {
  const [transition] = planOffline([before], [after]).transitions
  if (transition === undefined) throw new Error('nothing differs')
  return [...feedOf(after, transition, before).unknown]
}

const equals = (one: Json, other: Json): Json => ({ 'Fn::Equals': [one, other] })
const LOUD = equals({ Ref: 'Hours' }, '48')
/** An output that chooses by a condition on another condition. */
const CHOOSING: Sections = {
  Conditions: { Loud: LOUD, Quiet: { 'Fn::Not': [{ Condition: 'Loud' }] } },
  Outputs: { Voice: { Value: { 'Fn::If': ['Quiet', { Ref: 'Raw' }, 'x'] } } },
}

describe('an output stays', () => {
  it('whatever condition comes that it does not use', () => {
    const more = { ...CHOOSING, Conditions: { ...CHOOSING.Conditions, Unused: equals('1', '2') } }
    expect(moved(streams(CHOOSING), streams(more))).toEqual([])
  })

  it('whatever mapping or parameter comes that it does not use', () => {
    const more = { Mappings: { Sizes: { small: { shards: '1' } } }, Parameters: { Unused: { Type: 'String' } } }
    expect(moved(streams(), streams(more, { Unused: 'x' }))).toEqual([])
  })

  it('when its resource is only kept in another way', () => {
    const queue = { ...STREAMS.Resources.BadRows, DeletionPolicy: 'Retain' }
    const outputs = { Outputs: { Size: { Value: { 'Fn::GetAtt': ['BadRows', 'QueueName'] } } } }
    expect(moved(streams(outputs), streams({ ...outputs, Resources: { BadRows: queue } }))).toEqual([])
  })
})

describe('an output may be another', () => {
  it('when a condition that it uses is written anew, also through another one', () => {
    const more = { ...CHOOSING, Conditions: { ...CHOOSING.Conditions, Loud: equals({ Ref: 'Hours' }, '72') } }
    expect(moved(streams(CHOOSING), streams(more))).toEqual(['Voice'])
  })

  it('when the condition that it stands under is written anew', () => {
    const of = (loud: Json) =>
      streams({ Conditions: { Loud: loud }, Outputs: { Under: { Condition: 'Loud', Value: 'a' } } })
    expect(moved(of(LOUD), of(equals({ Ref: 'Hours' }, '72')))).toEqual(['Under'])
  })

  it('when a mapping that it looks in is written anew', () => {
    const of = (shards: string) =>
      streams({
        Mappings: { Sizes: { small: { shards } } },
        Outputs: { Size: { Value: { 'Fn::FindInMap': ['Sizes', 'small', 'shards'] } } },
      })
    expect(moved(of('1'), of('2'))).toEqual(['Size'])
  })

  it('when a parameter has another default and is given none', () => {
    const of = (given: { readonly [name: string]: string }, hours: string) =>
      streams(
        {
          Parameters: { Hours: { Type: 'Number', Default: hours } },
          Outputs: { Kept: { Value: { 'Fn::Sub': '${Hours} hours' } } },
        },
        given,
      )
    expect(moved(of({}, '24'), of({}, '48'))).toEqual(['Kept'])
    expect(moved(of({ Hours: '36' }, '24'), of({ Hours: '36' }, '48'))).toEqual([])
  })

  it('when a resource that it names is made or goes', () => {
    const of = (loud: string) =>
      streams(
        {
          Parameters: { Loud: { Type: 'String' } },
          Conditions: { Loud: equals({ Ref: 'Loud' }, 'yes') },
          Resources: { Topic: { Type: 'AWS::SNS::Topic', Condition: 'Loud' } },
          Outputs: { Topic: { Value: { 'Fn::If': ['Loud', { Ref: 'Topic' }, { Ref: 'BadRows' }] } } },
        },
        { Loud: loud },
      )
    expect(moved(of('no'), of('yes'))).toEqual(['Topic'])
  })
})
