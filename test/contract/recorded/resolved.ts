/**
 * What does a set say of a parameter that AWS looks up in the account?
 */
import { CreateStackCommand } from '@aws-sdk/client-cloudformation'
import { ACCOUNT } from '../../sim/aws/world.ts'
import { parameters, REGION, ref } from './scenario.ts'
import type { Update } from './update.ts'

export const RESOLVED: readonly Update[] = [
  {
    name: 'cloudformation.test_change_sets::test_dynamic_ssm_parameter_lookup',
    before: parameters(
      { DerivedParameter: { Value: ref('InputValue') } },
      {
        Parameters: { InputValue: { Type: 'AWS::SSM::Parameter::Value<String>' } },
        Outputs: { DerivedParameterName: { Value: ref('DerivedParameter') } },
      },
    ),
    given: [{ InputValue: 'parameter-name' }, { InputValue: 'parameter-name' }],
    resolved: [{ InputValue: 'parameter-value-1' }, { InputValue: 'parameter-value-2' }],
    outside: elsewhere({ name: 'parameter-name', before: 'parameter-value-1', after: 'parameter-value-2' }),
    creation: ['Add DerivedParameter', '  will be {"Type":"String","Value":"parameter-value-1"}'],
    update: [
      'Modify DerivedParameter False Properties',
      '  was {"Type":"String","Value":"parameter-value-1"}',
      '  will be {"Type":"String","Value":"parameter-value-2"}',
      '  /Properties/Value parameter-value-1 → parameter-value-2: Never, Static DirectModification',
    ],
    events: { DerivedParameter: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_sets::test_dynamic_ssm_parameter_lookup_no_change',
    before: parameters(
      { DerivedParameter: { Value: ref('InputValue') } },
      {
        Parameters: { InputValue: { Type: 'AWS::SSM::Parameter::Value<String>' } },
        Outputs: { DerivedParameterName: { Value: ref('DerivedParameter') } },
      },
    ),
    after: parameters(
      { DerivedParameter: { Value: ref('InputValue') }, AnotherParameter: { Value: 'new parameter' } },
      {
        Parameters: { InputValue: { Type: 'AWS::SSM::Parameter::Value<String>' } },
        Outputs: { DerivedParameterName: { Value: ref('DerivedParameter') } },
      },
    ),
    given: [{ InputValue: 'parameter-name' }, { InputValue: 'parameter-name' }],
    resolved: [{ InputValue: 'parameter-value' }, { InputValue: 'parameter-value' }],
    outside: elsewhere({ name: 'parameter-name', before: 'parameter-value' }),
    creation: ['Add DerivedParameter', '  will be {"Type":"String","Value":"parameter-value"}'],
    update: ['Add AnotherParameter', '  will be {"Type":"String","Value":"new parameter"}'],
    events: { AnotherParameter: 'created', DerivedParameter: 'created' },
  },
  {
    name: 'cloudformation.v2.test_dynamic_resolving::TestSSMParameterValues::test_update_parameter_between_deployments',
    before: parameters(
      { MyParameter: { Value: ref('MyValue') } },
      { Parameters: { MyValue: { Type: 'AWS::SSM::Parameter::Value<String>' } } },
    ),
    given: [{ MyValue: 'param-name' }, { MyValue: 'param-name' }],
    resolved: [{ MyValue: 'param-value-1' }, { MyValue: 'param-value-2' }],
    outside: elsewhere({ name: 'param-name', before: 'param-value-1', after: 'param-value-2' }),
    creation: ['Add MyParameter', '  will be {"Type":"String","Value":"param-value-1"}'],
    update: [
      'Modify MyParameter False Properties',
      '  was {"Type":"String","Value":"param-value-1"}',
      '  will be {"Type":"String","Value":"param-value-2"}',
      '  /Properties/Value param-value-1 → param-value-2: Never, Static DirectModification',
    ],
    events: { MyParameter: 'created, updated' },
  },
  {
    name: 'cloudformation.v2.test_dynamic_resolving::TestSSMParameterValues::test_change_parameter_type',
    before: parameters({ MyParameter: { Value: ref('MyValue') } }, { Parameters: { MyValue: { Type: 'String' } } }),
    after: parameters(
      { MyParameter: { Value: ref('MyValue') } },
      { Parameters: { MyValue: { Type: 'AWS::SSM::Parameter::Value<String>' } } },
    ),
    given: [{ MyValue: 'param-name' }, { MyValue: 'param-name' }],
    resolved: [{}, { MyValue: 'param-value' }],
    outside: elsewhere({ name: 'param-name', before: 'param-value' }),
    creation: ['Add MyParameter', '  will be {"Type":"String","Value":"param-name"}'],
    update: [
      'Modify MyParameter False Properties',
      '  was {"Type":"String","Value":"param-name"}',
      '  will be {"Type":"String","Value":"param-value"}',
      '  /Properties/Value param-name → param-value: Never, Static DirectModification',
    ],
    events: { MyParameter: 'created, updated' },
  },
]

interface Kept {
  readonly name: string
  readonly before: string
  readonly after?: string
}

/** A parameter that another stack of the account keeps, and somebody changes by hand. */
function elsewhere({ name, before, after }: Kept): NonNullable<Update['outside']> {
  return {
    async before(world) {
      const TemplateBody = JSON.stringify(parameters({ Kept: { Name: name, Value: before } }))
      await world.admin.send(new CreateStackCommand({ StackName: 'elsewhere', TemplateBody }))
      world.clock.advance(600_000)
    },
    between(world) {
      if (after === undefined) return
      const at = { accountId: ACCOUNT, region: REGION, stackName: 'elsewhere', logicalId: 'Kept' }
      world.sim.changeLive(at, { Value: after })
    },
  }
}
