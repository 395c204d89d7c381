/**
 * What does an author read whose settings do not fit a schema of branches and conditions?
 *
 * Golden: place, words and count, against schemas as blueprints write them. One cause is one problem.
 */
import { describe, expect, it } from 'vitest'
import { parseYaml } from '../../src/fleet/parse.ts'
import { placesOf } from '../../src/fleet/schema.ts'
import { compileSettings } from '../../src/fleet/settings-check.ts'
import { sourceFile } from '../support/world.ts'
import { tell } from './told.ts'

/** A warehouse is one of three kinds, told apart by `kind`. */
const WAREHOUSE = `
type: object
properties:
  warehouse:
    oneOf:
      - type: object
        additionalProperties: false
        required: [kind]
        properties: { kind: { const: none } }
      - type: object
        additionalProperties: false
        required: [kind, nodes]
        properties:
          kind: { const: redshift }
          nodes: { type: integer, minimum: 1, description: Nodes of the cluster. }
      - type: object
        additionalProperties: false
        required: [kind, user]
        properties:
          kind: { const: snowflake }
          user: { anyOf: [{ type: string, minLength: 3 }, { type: array, items: { type: string } }] }
`

/** What one setting is decides what others may be. */
const NETWORK = `
type: object
properties:
  network:
    type: object
    additionalProperties: false
    properties:
      mode: { enum: [create, adopt] }
      vpcId: { type: string, pattern: "^vpc-[0-9a-f]{8,17}$", description: The VPC to adopt. }
      cidr: { type: string }
      subnets: { type: array, minItems: 2 }
    if: { properties: { mode: { const: adopt } }, required: [mode] }
    then: { required: [vpcId], properties: { cidr: false } }
    else: { properties: { vpcId: false } }
    dependentRequired: { subnets: [vpcId] }
  loader: { properties: { batchRows: { type: integer } } }
allOf:
  - if: { properties: { network: { properties: { mode: { const: adopt } }, required: [mode] } }, required: [network] }
    then: { required: [loader] }
`

const OTHERS = `
type: object
additionalProperties: false
properties:
  size: { anyOf: [{ enum: [small, medium] }, { enum: [large] }] }
  port: { type: integer, not: { enum: [22, 3389] } }
  name: { type: string, not: { pattern: "^aws", description: names that begin with aws } }
  level: { const: 3 }
  step: { type: integer, multipleOf: 5 }
  tags:
    type: object
    additionalProperties: false
    properties: { team: { type: string } }
    patternProperties: { "^x-": { type: string } }
  key: { type: object, not: { required: [inline, file] } }
  target: { type: object, anyOf: [{ required: [arn] }, { required: [url] }] }
  either: { oneOf: [{ type: integer, description: a port }, { type: number, description: a share }] }
  hosts: { type: array, items: { type: string } }
  accept: { type: boolean }
  code: { type: string, pattern: "^[A-Z]{3}$" }
  shape:
    anyOf:
      - { type: object, required: [width, height], description: a box with width and height }
      - { type: object, required: [radius, centre], description: a circle with radius and centre }
`

interface Row {
  readonly title: string
  readonly schema: string
  readonly settings: string
  readonly told: readonly string[]
}

const ROWS: readonly Row[] = [
  {
    title: 'a kind that is none of the three',
    schema: WAREHOUSE,
    settings: 'warehouse: { kind: redshft, nodes: 2 }',
    told: [
      'web.yml:1:20-1:27 wrong-value: `kind` is `redshft` | expected one of `none`, `redshift` or `snowflake` | did you mean `redshift`?',
    ],
  },
  {
    title: 'a field of another kind',
    schema: WAREHOUSE,
    settings: 'warehouse: { kind: redshift, nodes: 2, user: me }',
    told: ['web.yml:1:40-1:44 unknown-field: `user` is not a field of `warehouse` | expected one of `kind` or `nodes`'],
  },
  {
    title: 'a missing field of the kind that is meant',
    schema: WAREHOUSE,
    settings: 'warehouse: { kind: redshift }',
    told: [
      'web.yml:1:1-1:10 missing-field: `nodes` is missing in `warehouse` | expected `nodes`: nodes of the cluster',
    ],
  },
  {
    title: 'a wrong value of the kind that is meant',
    schema: WAREHOUSE,
    settings: 'warehouse: { kind: redshift, nodes: 0 }',
    told: ['web.yml:1:37-1:38 wrong-value: `nodes` is `0` | expected at least 1'],
  },
  {
    title: 'a choice within a choice',
    schema: WAREHOUSE,
    settings: 'warehouse: { kind: snowflake, user: 5 }',
    told: ['web.yml:1:37-1:38 wrong-type: `user` is the number `5` | expected text or a list'],
  },
  {
    title: 'a list in a choice within a choice',
    schema: WAREHOUSE,
    settings: 'warehouse: { kind: snowflake, user: [a, 5] }',
    told: [
      'web.yml:1:41-1:42 wrong-type: an entry of `user` is the number `5` | expected text | put it in quotes: "5"',
    ],
  },
  {
    title: 'a text where every branch wants a map',
    schema: WAREHOUSE,
    settings: 'warehouse: redshift',
    told: ['web.yml:1:12-1:20 wrong-type: `warehouse` is the text `redshift` | expected a map'],
  },
  {
    title: 'no kind at all',
    schema: WAREHOUSE,
    settings: 'warehouse: { nodes: 1 }',
    told: ['web.yml:1:1-1:10 missing-field: `kind` is missing in `warehouse`'],
  },
  {
    title: 'what a condition asks for, with its reason',
    schema: NETWORK,
    settings: 'network: { mode: adopt }\nloader: {}',
    told: [
      'web.yml:1:1-1:8 missing-field: `vpcId` is missing in `network`, since `mode` is `adopt` | expected `vpcId`: the VPC to adopt',
    ],
  },
  {
    title: 'what a condition forbids',
    schema: NETWORK,
    settings: 'network: { mode: adopt, vpcId: vpc-01234567, cidr: 10.0.0.0/16 }\nloader: {}',
    told: ['web.yml:1:46-1:50 not-allowed: `cidr` cannot be set here, since `mode` is `adopt` | remove it'],
  },
  {
    title: 'what the other side of a condition forbids',
    schema: NETWORK,
    settings: 'network: { mode: create, vpcId: vpc-01234567 }',
    told: ['web.yml:1:26-1:31 not-allowed: `vpcId` cannot be set here, since `mode` is not `adopt` | remove it'],
  },
  {
    title: 'what a setting brings with it',
    schema: NETWORK,
    settings: 'network: { mode: create, subnets: [a, b] }',
    told: [
      'web.yml:1:1-1:8 missing-field: `vpcId` is missing in `network`, since `subnets` is set | expected `vpcId`: the VPC to adopt',
    ],
  },
  {
    title: 'a condition elsewhere',
    schema: NETWORK,
    settings: 'network: { mode: adopt, vpcId: vpc-01234567 }',
    told: ['web.yml:1:1-1:8 missing-field: `loader` is missing in this file, since `network.mode` is `adopt`'],
  },
  {
    title: 'two things wrong in one map, each told once',
    schema: NETWORK,
    settings: 'network: { mode: adopt, vpcId: web, subnets: [a] }\nloader: { batchRows: "1_000" }',
    told: [
      'web.yml:1:32-1:35 wrong-value: `vpcId` is `web` | expected the VPC to adopt | it must match `^vpc-[0-9a-f]{8,17}$`',
      'web.yml:1:46-1:49 wrong-value: `subnets` has 1 in the list | expected at least 2 in the list',
      'web.yml:2:22-2:29 wrong-type: `batchRows` is the text `1_000` | expected a whole number | write 1000',
    ],
  },
  {
    title: 'a word of none of two lists',
    schema: OTHERS,
    settings: 'size: larg',
    told: [
      'web.yml:1:7-1:11 wrong-value: `size` is `larg` | expected one of `small`, `medium` or `large` | did you mean `large`?',
    ],
  },
  {
    title: 'a value that is ruled out',
    schema: OTHERS,
    settings: 'port: 22',
    told: ['web.yml:1:7-1:9 wrong-value: `port` is `22` | expected anything but `22` or `3389`'],
  },
  {
    title: 'a pattern that is ruled out',
    schema: OTHERS,
    settings: 'name: awsome',
    told: [
      'web.yml:1:7-1:13 wrong-value: `name` is `awsome` | expected a value that the schema does not rule out | ruled out: names that begin with aws',
    ],
  },
  {
    title: 'a constant',
    schema: OTHERS,
    settings: 'level: 4',
    told: ['web.yml:1:8-1:9 wrong-value: `level` is `4` | expected `3`'],
  },
  {
    title: 'a step between',
    schema: OTHERS,
    settings: 'step: 7',
    told: ['web.yml:1:7-1:8 wrong-value: `step` is `7` | expected a multiple of 5'],
  },
  {
    title: 'a name that no pattern knows',
    schema: OTHERS,
    settings: 'tags: { y-cost: high }',
    told: [
      'web.yml:1:9-1:15 unknown-field: `y-cost` is not a field of `tags` | expected `team`, or a name that matches `^x-`',
    ],
  },
  {
    title: 'two fields that exclude each other',
    schema: OTHERS,
    settings: 'key: { inline: a, file: b }',
    told: ['web.yml:1:1-1:4 not-allowed: `inline` and `file` cannot stand in `key` together'],
  },
  {
    title: 'none of two fields',
    schema: OTHERS,
    settings: 'target: {}',
    told: ['web.yml:1:1-1:7 missing-field: `arn` or `url` is missing in `target` | expected at least one of them'],
  },
  {
    title: 'a value that two branches take',
    schema: OTHERS,
    settings: 'either: 5',
    told: [
      'web.yml:1:9-1:10 ambiguous-value: `either` is more than one of the things that it may be | expected only one of: a port; a share',
    ],
  },
  {
    title: 'a text where a list is wanted',
    schema: OTHERS,
    settings: 'hosts: a.example',
    told: [
      'web.yml:1:8-1:17 wrong-type: `hosts` is the text `a.example` | expected a list | put it in brackets: [a.example]',
    ],
  },
  {
    title: 'a yes of older YAML',
    schema: OTHERS,
    settings: 'accept: yes',
    told: ['web.yml:1:9-1:12 wrong-type: `accept` is the text `yes` | expected true or false | write true'],
  },
  {
    title: 'a pattern without description',
    schema: OTHERS,
    settings: 'code: abc',
    told: ['web.yml:1:7-1:10 wrong-value: `code` is `abc` | expected text that matches `^[A-Z]{3}$`'],
  },
  {
    title: 'something of no form at all',
    schema: OTHERS,
    settings: 'shape: { width: 3 }',
    told: ['web.yml:1:1-1:6 missing-field: `height` is missing in `shape`'],
  },
  {
    title: 'too few in a list',
    schema: 'type: object\nproperties: { a: { type: array, minItems: 2 } }',
    settings: 'a: [1]',
    told: ['web.yml:1:4-1:7 wrong-value: `a` has 1 in the list | expected at least 2 in the list'],
  },
  {
    title: 'too long a text',
    schema: 'type: object\nproperties: { a: { type: string, maxLength: 3 } }',
    settings: 'a: long',
    told: ['web.yml:1:4-1:8 wrong-value: `a` has 4 characters | expected at most 3 characters'],
  },
  {
    title: 'a schema that refers to a part of itself',
    schema: 'type: object\nproperties: { a: { $ref: "#" } }',
    settings: '',
    told: [
      'schema.yml:2:26-2:29 settings-schema-reference: a settings schema refers to its own `$defs` alone | expected `#/$defs/<name>`',
    ],
  },
  {
    title: 'a definition that uses itself',
    schema:
      'type: object\nproperties: { a: { $ref: "#/$defs/a" } }\n$defs: { a: { items: { $ref: "#/$defs/b" } }, b: { not: { $ref: "#/$defs/a" } } }',
    settings: '',
    told: [
      'schema.yml:3:65-3:76 settings-schema-endless: `a` refers to itself, without end | expected what can be written out',
    ],
  },
  {
    title: 'a definition that is not there',
    schema: 'type: object\nproperties: { a: { $ref: "#/$defs/shrds" } }\n$defs: { shards: { type: integer } }',
    settings: '',
    told: [
      'schema.yml:2:26-2:41 settings-schema-reference: there is no `shrds` in `$defs` | expected `shards` | did you mean `shards`?',
    ],
  },
  {
    title: 'a definition that asks the same thing a billion times',
    schema: `type: object\nproperties: { a: { $ref: "#/$defs/p29" } }\n$defs: { p0: { type: string }, ${Array.from({ length: 29 }, (_, n) => `p${n + 1}: { allOf: [{ $ref: "#/$defs/p${n}" }, { $ref: "#/$defs/p${n}" }] }`).join(', ')} }`,
    settings: '',
    told: [
      'schema.yml:3:36-3:95 settings-schema-too-large: the settings schema has more parts than any blueprint needs | expected at most 2000, aliases and references written out',
    ],
  },
  {
    title: 'a definition out of place',
    schema: 'type: object\nproperties: { a: { type: object, $defs: { b: {} } } }',
    settings: '',
    told: [
      'schema.yml:2:34-2:39 settings-schema-keyword: `$defs` has no place here | expected `$defs` at the top, and `$ref: "#/$defs/<name>"`',
    ],
  },
  {
    title: 'a value that a definition bounds, in the words of its own place',
    schema:
      'type: object\nproperties: { a: { $ref: "#/$defs/name", description: Who is called. } }\n$defs: { name: { type: string, pattern: "^[a-z]+$", description: A name. } }',
    settings: 'a: A1',
    told: ['web.yml:1:4-1:6 wrong-value: `a` is `A1` | expected who is called | it must match `^[a-z]+$`'],
  },
  {
    title: 'a choice of definitions',
    schema:
      'type: object\nproperties: { a: { oneOf: [{ $ref: "#/$defs/box" }, { $ref: "#/$defs/disc" }] } }\n$defs: { box: { type: object, required: [kind, edge], properties: { kind: { const: box } } }, disc: { type: object, required: [kind], properties: { kind: { const: disc } } } }',
    settings: 'a: { kind: box }',
    told: ['web.yml:1:1-1:2 missing-field: `edge` is missing in `a`'],
  },
  {
    title: 'a schema that is somewhere else',
    schema: 'type: object\nproperties: { a: { $ref: "file:///etc/passwd" } }',
    settings: '',
    told: [
      'schema.yml:2:26-2:46 settings-schema-reference: a settings schema refers to its own `$defs` alone | expected `#/$defs/<name>`',
    ],
  },
  {
    title: 'a schema that would answer later',
    schema: 'type: object\n$async: true',
    settings: '',
    told: [
      'schema.yml:2:1-2:7 settings-schema-keyword: `$async` is no keyword of a settings schema | expected a keyword of JSON Schema (2020-12)',
    ],
  },
  {
    title: 'a misspelt keyword',
    schema: 'type: object\nproperties: { a: { type: integer, maximun: 3 } }',
    settings: '',
    told: [
      'schema.yml:2:35-2:42 settings-schema-keyword: `maximun` is no keyword of a settings schema | expected a keyword of JSON Schema (2020-12) | did you mean `maximum`?',
    ],
  },
  {
    title: 'a format',
    schema: 'type: object\nproperties: { a: { type: string, format: email } }',
    settings: '',
    told: [
      'schema.yml:2:34-2:40 settings-schema-keyword: `format` is not checked here | expected `pattern`, or `enum` for a closed list',
    ],
  },
  {
    title: 'a pattern that looks back',
    schema: 'type: object\nproperties: { a: { type: string, pattern: "(a)\\\\1" } }',
    settings: '',
    told: [
      'schema.yml:2:34-2:41 bad-pattern: `(a)\\1` is no pattern: invalid escape sequence: `\\1` | expected a regular expression of RE2: no look-ahead, no back reference',
    ],
  },
  {
    title: 'a pattern that is none',
    schema: 'type: object\npatternProperties: { "[a": { type: string } }',
    settings: '',
    told: [
      'schema.yml:2:22-2:26 bad-pattern: `[a` is no pattern: missing closing ]: `[a` | expected a regular expression of RE2: no look-ahead, no back reference',
    ],
  },
  {
    title: 'a type that JSON does not have',
    schema: 'type: object\nproperties: { a: { type: strng } }',
    settings: '',
    told: [
      'schema.yml:2:26-2:31 bad-settings-schema: `type` is `strng` | expected one of `array`, `boolean`, `integer`, `null`, `number`, `object` or `string` | did you mean `string`?',
    ],
  },
  {
    title: 'a bound that is no number',
    schema: 'type: object\nproperties: { a: { type: integer, minimum: "3" } }',
    settings: '',
    told: [
      'schema.yml:2:44-2:47 bad-settings-schema: `minimum` is the text `3` | expected a number | remove the quotes',
    ],
  },
  {
    title: 'required fields that are no list',
    schema: 'type: object\nrequired: a',
    settings: '',
    told: [
      'schema.yml:2:11-2:12 bad-settings-schema: `required` is the text `a` | expected a list | put it in brackets: [a]',
    ],
  },
  {
    title: 'a property that is no schema',
    schema: 'type: object\nproperties: { a: 5 }',
    settings: '',
    told: ['schema.yml:2:18-2:19 bad-settings-schema: `a` is the number `5` | expected a map or true or false'],
  },
  {
    title: 'a schema of another draft',
    schema: 'type: object\n$schema: http://json-schema.org/draft-07/schema#',
    settings: '',
    told: [
      'schema.yml:2:10-2:49 settings-schema-keyword: a settings schema is read as JSON Schema 2020-12 alone | expected `https://json-schema.org/draft/2020-12/schema`, or no `$schema`',
    ],
  },
  {
    title: 'a schema without end',
    schema: `type: object\nproperties: { ${Array.from({ length: 2_000 }, (_, n) => `a${n}: {}`).join(', ')} }`,
    settings: '',
    told: [
      'schema.yml:2:20901-2:20903 settings-schema-too-large: the settings schema has more parts than any blueprint needs | expected at most 2000, aliases and references written out',
    ],
  },
]

function toldOf({ schema, settings }: Row): string[] {
  const check = compileSettings(Object(parseYaml(sourceFile('schema.yml', schema)).value))
  if (!check.ok) return check.mistakes(placesOf(parseYaml(sourceFile('schema.yml', schema)))).map(tell)
  const parsed = parseYaml(sourceFile('web.yml', settings))
  return check.problems({ values: Object(parsed.value), shared: {} }, placesOf(parsed)).map(tell)
}

describe('an author is told of', () => {
  it.each(ROWS)('$title', (row) => {
    expect(toldOf(row)).toEqual(row.told)
  })
})
