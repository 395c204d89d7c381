/**
 * What is the author of a blueprint told?
 *
 * Golden: place, words and count. One cause is one problem.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what the author of a blueprint writes
import { describe, expect, it } from 'vitest'
import { BLUEPRINT, ground, type Mistake, QUEUE, replace, toldOf } from './told.ts'

const ALLOW = '{ Effect: Allow, Action: "Update:*", Principal: "*", Resource: "*" }'

/** A stack policy of the queue, in the blueprint. */
function policy(...statements: readonly string[]): Mistake['change'] {
  const line = `    template: queue.template.yml\n    stackPolicy: { Statement: [${statements.join(', ')}] }\n`
  return replace(BLUEPRINT, '    template: queue.template.yml\n', line)
}

const MISTAKES: readonly Mistake[] = [
  {
    title: 'a stack policy that allows nothing',
    change: policy('{ Effect: Deny, Action: "Update:Replace", Principal: "*", Resource: "LogicalResourceId/Queue" }'),
    told: [
      'blueprints/small/1.0.0/blueprint.yml:21:5-21:16 stack-policy-allows-nothing: the stack policy allows no update of anything: what no statement allows is denied | expected a statement that allows, such as `{ Effect: Allow, Action: "Update:*", Principal: "*", Resource: "*" }`',
    ],
  },
  {
    title: 'a stack policy of a resource and an action that are not there',
    change: policy(
      ALLOW,
      '{ Effect: Deny, Action: ["Update:Replac", "Update:*"], Principal: "*", Resource: [LogicalResourceId/Que, Queue, "LogicalResourceId/Q*"] }',
    ),
    told: [
      'blueprints/small/1.0.0/blueprint.yml:21:127-21:142 unknown-stack-policy-action: `Update:Replac` is no action of a stack policy | expected `Update:Modify`, `Update:Replace`, `Update:Delete` or `Update:*` | did you mean `Update:Replace`?',
      'blueprints/small/1.0.0/blueprint.yml:21:184-21:205 unknown-stack-policy-resource: the template has no resource `Que`, so this statement is about nothing | expected `Queue`',
      'blueprints/small/1.0.0/blueprint.yml:21:207-21:212 unknown-stack-policy-resource: `Queue` names no resource of a stack | expected `*`, or `LogicalResourceId/` and the name of a resource in the template',
    ],
  },
  {
    title: 'a stack policy that is too long',
    change: policy(
      ALLOW,
      ...Array.from({ length: 45 }, () => ALLOW.replace('"*" }', `"LogicalResourceId/Q${'*'.repeat(400)}" }`)),
    ),
    told: [
      'blueprints/small/1.0.0/blueprint.yml:21:5-21:16 stack-policy-too-long: the stack policy has 22045 characters | expected at most 16384, without white space',
    ],
  },
  {
    title: 'a stack policy for one principal, and protection that is neither on nor off',
    change: (w) =>
      replace(
        BLUEPRINT,
        '    template: queue.template.yml\n',
        '    template: queue.template.yml\n    terminationProtection: maybe\n',
      )(policy('{ Effect: Allow, Action: "Update:*", Principal: bot, Resource: "*" }')(w)),
    told: [
      'blueprints/small/1.0.0/blueprint.yml:21:28-21:33 wrong-type: `terminationProtection` is the text `maybe` | expected true or false',
      'blueprints/small/1.0.0/blueprint.yml:22:80-22:83 wrong-value: `Principal` is `bot` | expected `*`',
    ],
  },
  {
    title: 'a template that is not there',
    change: (w) => w.without(QUEUE),
    told: [
      'blueprints/small/1.0.0/blueprint.yml:20:15-20:33 template-missing: there is no `queue.template.yml` beside this blueprint | expected `alarm.template.yml` | did you mean `alarm.template.yml`?',
    ],
  },
  {
    title: 'a template that nobody uses',
    change: (w) => w.file('blueprints/small/1.0.0/spare.template.yml', 'Resources: { T: { Type: AWS::SNS::Topic } }\n'),
    told: [
      'blueprints/small/1.0.0/spare.template.yml:1:1-1:1 template-unused: no stack of this blueprint uses this template | expected a stack in blueprint.yml with this template',
    ],
  },
  {
    title: 'a template that is not YAML',
    change: (w) => w.file(QUEUE, 'Resources: ['),
    told: [
      'blueprints/small/1.0.0/queue.template.yml:1:13-1:14 yaml-syntax: a `{` or `[` was opened and is not closed before this | expected the closing bracket, on a line that is indented further than the key',
    ],
  },
  {
    title: 'a template that is a list',
    change: (w) => w.file(QUEUE, '- a\n'),
    told: [
      'blueprints/small/1.0.0/queue.template.yml:1:1-1:1 not-a-template: this is no CloudFormation template | expected a map with `Resources`',
    ],
  },
  {
    title: 'a misspelt section',
    change: replace(QUEUE, 'Resources:', 'Resource:'),
    told: [
      'blueprints/small/1.0.0/queue.template.yml:3:1-3:9 unknown-section: `Resource` is no section of a template | expected one of `AWSTemplateFormatVersion`, `Description`, `Metadata`, `Parameters`, `Rules`, `Mappings`, `Conditions`, `Resources` or `Outputs` | did you mean `Resources`?',
    ],
  },
  {
    title: 'a resource without a type',
    change: replace(QUEUE, 'Type: AWS::SQS::Queue', 'Condition: Always'),
    told: [
      'blueprints/small/1.0.0/queue.template.yml:4:3-4:8 resource-without-type: resource `Queue` has no type | expected `Type`, such as AWS::SQS::Queue',
    ],
  },
  {
    title: 'a reference to a parameter that is not there',
    change: replace(QUEUE, '!Ref DelaySeconds', '!Ref DelaySecond'),
    told: [
      'blueprints/small/1.0.0/queue.template.yml:9:7-9:19 unknown-template-reference: the template has no parameter or resource `DelaySecond` | expected `DelaySeconds` or `Queue` | did you mean `DelaySeconds`?',
    ],
  },
  {
    title: 'an attribute of a resource that is not there',
    change: replace(QUEUE, '!GetAtt Queue.', '!GetAtt Queu.'),
    told: [
      'blueprints/small/1.0.0/queue.template.yml:11:16-11:21 unknown-template-reference: the template has no resource `Queu` | expected `Queue` | did you mean `Queue`?',
    ],
  },
  {
    title: 'a text made of what is not there',
    change: replace('blueprints/small/1.0.0/alarm.template.yml', '${Tone}', '${Tome}'),
    told: [
      'blueprints/small/1.0.0/alarm.template.yml:10:7-10:23 unknown-template-reference: the template has no parameter or resource `Tome` | expected `QueueName`, `Threshold`, `Tone`, `Image` or `Alarm` | did you mean `Tone`?',
    ],
  },
  {
    title: 'a transform',
    change: (w) => w.edit(QUEUE, (text) => `Transform: AWS::Serverless-2016-10-31\n${text}`),
    told: [
      'blueprints/small/1.0.0/queue.template.yml:1:1-1:10 template-runs-code: a transform would change the template after its review | expected plain CloudFormation: write out what it would produce',
    ],
  },
  {
    title: 'a macro',
    change: replace(QUEUE, 'DelaySeconds: !Ref DelaySeconds', 'Fn::Transform: { Name: AWS::Include }'),
    told: [
      'blueprints/small/1.0.0/queue.template.yml:9:7-9:20 template-runs-code: the macro called by `Fn::Transform` would change the template after its review | expected plain CloudFormation: write out what it would produce',
    ],
  },
  {
    title: 'a custom resource',
    change: replace(QUEUE, 'AWS::SQS::Queue', 'Custom::Queue'),
    told: [
      'blueprints/small/1.0.0/queue.template.yml:5:11-5:24 template-runs-code: a custom resource would deploy what no reviewer of this template sees | expected resources of AWS types, in this template',
    ],
  },
  {
    title: 'a nested stack',
    change: replace(QUEUE, 'AWS::SQS::Queue', 'AWS::CloudFormation::Stack'),
    told: [
      'blueprints/small/1.0.0/queue.template.yml:5:11-5:37 template-runs-code: a nested stack would deploy what no reviewer of this template sees | expected resources of AWS types, in this template',
    ],
  },
  {
    title: 'a nested stack that another service makes',
    change: replace(QUEUE, 'AWS::SQS::Queue', 'AWS::ServiceCatalog::CloudFormationProvisionedProduct'),
    told: [
      'blueprints/small/1.0.0/queue.template.yml:5:11-5:64 template-runs-code: a nested stack would deploy what no reviewer of this template sees | expected resources of AWS types, in this template',
    ],
  },
  {
    title: "another stack's output, read past the blueprint",
    change: replace(QUEUE, '!Ref DelaySeconds', '{ Fn::GetStackOutput: { StackName: other, OutputName: Delay } }'),
    told: [
      'blueprints/small/1.0.0/queue.template.yml:9:23-9:41 template-hides-value: an import takes its value from another stack | expected a parameter fed by `${stacks.<stack>.outputs.<output>}`',
    ],
  },
  {
    title: 'a module',
    change: replace(QUEUE, 'AWS::SQS::Queue', 'Acme::Queue::Safe::MODULE'),
    told: [
      'blueprints/small/1.0.0/queue.template.yml:5:11-5:36 template-runs-code: a module would deploy what no reviewer of this template sees | expected resources of AWS types, in this template',
    ],
  },
  {
    title: 'a parameter from SSM',
    change: replace(QUEUE, 'Type: Number', 'Type: AWS::SSM::Parameter::Value<String>'),
    told: [
      'blueprints/small/1.0.0/queue.template.yml:2:25-2:59 template-hides-value: parameter `DelaySeconds` takes its value from SSM | expected a parameter of type String, fed by a setting',
    ],
  },
  {
    title: 'a parameter that hides its value',
    change: replace(QUEUE, 'Type: Number', 'Type: Number, NoEcho: true'),
    told: [
      'blueprints/small/1.0.0/queue.template.yml:2:33-2:39 template-hides-value: parameter `DelaySeconds` is NoEcho, so that its value cannot be compared | expected no secrets in parameters: let the program look them up when it boots',
    ],
  },
  {
    title: 'a dynamic reference',
    change: replace(QUEUE, '!Ref DelaySeconds', '"{{resolve:ssm:/delay}}"'),
    told: [
      'blueprints/small/1.0.0/queue.template.yml:9:21-9:45 template-hides-value: a dynamic reference takes its value from outside the repository | expected a parameter, or for a secret a lookup by the program when it boots',
    ],
  },
  {
    title: 'a dynamic reference in pieces',
    change: replace(QUEUE, '!Ref DelaySeconds', '!Join ["", ["{{reso", "lve:ssm:/delay}}"]]'),
    told: [
      'blueprints/small/1.0.0/queue.template.yml:9:33-9:41 template-hides-value: a dynamic reference takes its value from outside the repository | expected a parameter, or for a secret a lookup by the program when it boots',
    ],
  },
  {
    title: 'a dynamic reference that is cut between its braces',
    change: replace(QUEUE, '!Ref DelaySeconds', '!Join ["", ["{", "{reso", "lve:ssm:/delay}}"]]'),
    told: [
      'blueprints/small/1.0.0/queue.template.yml:9:33-9:36 template-hides-value: a dynamic reference takes its value from outside the repository | expected a parameter, or for a secret a lookup by the program when it boots',
    ],
  },
  {
    title: 'a dynamic reference whose braces a list of words holds',
    change: replace(QUEUE, '!Ref DelaySeconds', '!Join ["", !Split ["|", "{|{resolve:ssm:/delay}}"]]'),
    told: [
      'blueprints/small/1.0.0/queue.template.yml:9:45-9:70 template-hides-value: a dynamic reference takes its value from outside the repository | expected a parameter, or for a secret a lookup by the program when it boots',
    ],
  },
  {
    title: 'a dynamic reference that a substitution completes',
    change: replace(QUEUE, '!Ref DelaySeconds', '!Sub "{${DelaySeconds}"'),
    told: [
      'blueprints/small/1.0.0/queue.template.yml:9:7-9:19 template-hides-value: a dynamic reference takes its value from outside the repository | expected a parameter, or for a secret a lookup by the program when it boots',
    ],
  },
  {
    title: 'an import',
    change: replace(QUEUE, '!Ref DelaySeconds', '!ImportValue delay'),
    told: [
      'blueprints/small/1.0.0/queue.template.yml:9:7-9:19 template-hides-value: an import takes its value from another stack | expected a parameter fed by `${stacks.<stack>.outputs.<output>}`',
    ],
  },
  {
    title: 'a template too large for CloudFormation',
    change: (w) => w.edit(QUEUE, (text) => `${text}Description: ${'x'.repeat(52_000)}\n`),
    told: [
      'blueprints/small/1.0.0/queue.template.yml:1:1-1:1 template-too-large: the template has 52296 bytes without its white space | expected at most 51200 | move some of its resources to a stack of their own',
    ],
  },
  {
    title: 'a template of 501 resources',
    change: replace(
      QUEUE,
      'Resources:\n',
      `Resources:\n${Array.from({ length: 500 }, (_, n) => `  T${n}: { Type: AWS::SNS::Topic }\n`).join('')}`,
    ),
    told: [
      'blueprints/small/1.0.0/queue.template.yml:3:1-3:10 template-too-large: the template has 501 entries under `Resources` | expected at most 500 | move some of its resources to a stack of their own',
    ],
  },
  {
    title: 'a parameter that the template does not have',
    change: replace(BLUEPRINT, 'DelaySeconds: $', 'DelaySecond: $'),
    told: [
      'blueprints/small/1.0.0/blueprint.yml:22:7-22:18 unknown-parameter: the template has no parameter `DelaySecond` | expected `DelaySeconds` | did you mean `DelaySeconds`?',
    ],
  },
  {
    title: 'a parameter that nothing feeds',
    change: replace(BLUEPRINT, / +Tone:.*\n/, ''),
    told: [
      "blueprints/small/1.0.0/blueprint.yml:25:5-25:15 parameter-not-fed: nothing feeds the template's parameter `Tone` | expected `Tone` under `parameters`",
    ],
  },
  {
    title: 'an expression outside the grammar',
    change: replace(BLUEPRINT, '${settings.alarm.tone}', '${setting.alarm.tone}'),
    told: [
      'blueprints/small/1.0.0/blueprint.yml:28:13-28:34 unknown-reference: `${setting.alarm.tone}` leads nowhere | expected one of `${settings.…}`, `${release.<component>.image}`, `${release.<component>.version}`, `${secrets.<name>.version}`, `${stacks.<stack>.outputs.<output>}`, `${customer.name}`, `${pipeline.name}`, `${account.id}`, `${account.region}`',
    ],
  },
  {
    title: 'a setting that the blueprint does not have',
    change: replace(BLUEPRINT, '${settings.alarm.tone}', '${settings.alarm.tune}'),
    told: [
      'blueprints/small/1.0.0/blueprint.yml:28:13-28:35 unknown-setting: the blueprint has no setting `alarm.tune` | expected `threshold` or `tone` | did you mean `tone`?',
    ],
  },
  {
    title: 'an output that the stack does not have',
    change: replace(BLUEPRINT, 'outputs.QueueName', 'outputs.QueueNam'),
    told: [
      'blueprints/small/1.0.0/blueprint.yml:26:18-26:50 unknown-output: stack `queue` has no output `QueueNam` | expected `QueueName` | did you mean `QueueName`?',
    ],
  },
  {
    title: 'an output of a later stack',
    change: replace(BLUEPRINT, '${settings.queue.delaySeconds}', '${stacks.alarm.outputs.Name}'),
    told: [
      'blueprints/small/1.0.0/blueprint.yml:22:21-22:49 output-of-later-stack: stack `alarm` is not applied before this one | expected an earlier stack: nothing, there is none',
    ],
  },
  {
    title: 'an output within a text',
    change: replace(BLUEPRINT, '${stacks.queue.outputs.QueueName}', 'q-${stacks.queue.outputs.QueueName}'),
    told: [
      'blueprints/small/1.0.0/blueprint.yml:26:18-26:53 output-in-text: an output of another stack is known only once that stack is applied, so no text can be made of it | expected the output alone; join it in the template with Fn::Sub',
    ],
  },
  {
    title: 'a component that nobody releases',
    change: replace(BLUEPRINT, 'release.collector.image', 'release.enrich.image'),
    told: [
      'blueprints/small/1.0.0/blueprint.yml:29:14-29:37 unknown-component: there is no component `enrich` | expected `collector`',
    ],
  },
  {
    title: 'a settings schema with a misspelt keyword',
    change: replace(BLUEPRINT, 'maximum: 900', 'maximun: 900'),
    told: [
      'blueprints/small/1.0.0/blueprint.yml:11:52-11:59 settings-schema-keyword: `maximun` is no keyword of a settings schema | expected a keyword of JSON Schema (2020-12) | did you mean `maximum`?',
    ],
  },
  {
    title: 'a template without resources',
    change: (w) =>
      w.edit(QUEUE, (text) =>
        text.replace(/Resources:[\s\S]*/, 'Resources: {}\nOutputs: { QueueName: { Value: orders } }\n'),
      ),
    told: [
      'blueprints/small/1.0.0/queue.template.yml:3:1-3:10 no-resources: the template has no resources | expected at least one resource under `Resources`',
    ],
  },
  {
    title: 'a resource whose name has a hyphen',
    change: (w) =>
      w.edit(QUEUE, (text) => text.replace('Resources:\n', 'Resources:\n  my-topic: { Type: AWS::SNS::Topic }\n')),
    told: [
      'blueprints/small/1.0.0/queue.template.yml:4:3-4:11 bad-logical-id: `my-topic` cannot name a resource | expected letters and digits only',
    ],
  },
  {
    title: 'a secret that the blueprint does not declare',
    change: (w) =>
      w
        .edit(BLUEPRINT, (text) =>
          text
            .replace('settings:\n', 'secrets: { queueToken: { description: Opens the queue. } }\nsettings:\n')
            .replace('${settings.alarm.tone}', '${secrets.queueTokn.version}'),
        )
        .edit(
          'customers/acme/pipelines/web.yml',
          (text) => `${text}secrets: { queueToken: "ref+vault://kv/customers/acme/queue?version=1#/token" }\n`,
        ),
    told: [
      'blueprints/small/1.0.0/blueprint.yml:29:13-29:41 unknown-secret: the blueprint declares no secret `queueTokn` | expected `queueToken` | did you mean `queueToken`?',
    ],
  },
  {
    title: 'a capability that stands twice',
    change: replace(
      BLUEPRINT,
      '    template: alarm',
      '    capabilities: [CAPABILITY_IAM, CAPABILITY_IAM]\n    template: alarm',
    ),
    told: [
      'blueprints/small/1.0.0/blueprint.yml:24:20-24:34 repeated-item: this stands twice in `capabilities` | expected each entry once',
    ],
  },
]

describe('an author is told of', () => {
  it.each(MISTAKES)('$title', ({ change, told }) => {
    expect(toldOf(change(ground))).toEqual(told)
  })
})
