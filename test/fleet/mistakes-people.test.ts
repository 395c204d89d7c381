/**
 * What is an author told whose policies, roles, regions or settings lead nowhere?
 *
 * Golden: place, words and count. One cause is one problem.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what the author of a blueprint writes
import { describe, expect, it } from 'vitest'
import { BLUEPRINT, CUSTOMER, ground, type Mistake, replace, toldOf } from './told.ts'

const PEOPLE = `policies: { careful: { approvals: 2, approvers: [platform] } }
approvers: { platform: { users: [octocat, hubot] } }
roles: { standard: { plan: fleetwright-plan, apply: fleetwright-apply, service: fleetwright-service } }
templates: { allow: [{ blueprint: small, type: "Custom::Warmup", reason: warms up }] }
`

/** A ring of another policy, a group of approvers, roles by name, and an exception. */
const full = ground
  .edit('fleet.yml', (text) => `${text.replace('concurrency: 2,', 'concurrency: 2, policy: careful,')}${PEOPLE}`)
  .edit(CUSTOMER, (text) => text.replace(/roles:\n( {6}.*\n){3}/, 'roles: standard\n'))

const setting = (was: string, is: string) => replace(BLUEPRINT, was, is)

const MISTAKES: readonly Mistake[] = [
  {
    title: 'a misspelt policy',
    change: replace('fleet.yml', 'policy: careful', 'policy: carefull'),
    told: [
      'fleet.yml:3:75-3:83 unknown-policy: there is no policy `carefull` | expected `careful` | did you mean `careful`?',
    ],
  },
  {
    title: 'a policy where there is none',
    change: replace('fleet.yml', /policies:.*\n/, ''),
    told: [
      'fleet.yml:3:75-3:82 unknown-policy: there is no policy `careful` | expected one that fleet.yml defines, and it defines none yet | define it: `policies: { careful: { approvals: 2 } }`',
    ],
  },
  {
    title: 'a group of approvers where there is none',
    change: replace('fleet.yml', /approvers: \{ platform.*\n/, ''),
    told: [
      'fleet.yml:7:50-7:58 unknown-approvers: there is no group `platform` in `approvers` | expected one that fleet.yml defines, and it defines none yet | define it: `approvers: { platform: { users: [their-login] } }`',
    ],
  },
  {
    title: 'a misspelt group of approvers',
    change: replace('fleet.yml', '[platform]', '[platfrom]'),
    told: [
      'fleet.yml:7:50-7:58 unknown-approvers: there is no group `platfrom` in `approvers` | expected `platform` | did you mean `platform`?',
    ],
  },
  {
    title: 'a group of approvers that nobody made',
    change: replace('fleet.yml', 'policy: { approvals: 1 }', 'policy: { approvals: 1, approvers: [security] }'),
    told: ['fleet.yml:6:37-6:45 unknown-approvers: there is no group `security` in `approvers` | expected `platform`'],
  },
  {
    title: 'a person twice in a group',
    change: replace('fleet.yml', '[octocat, hubot]', '[octocat, OctoCat]'),
    told: [
      "fleet.yml:8:43-8:50 repeated-name: `OctoCat` is already named in line 8: GitHub's logins know no case | expected each person once | see fleet.yml:8:34",
    ],
  },
  {
    title: 'a policy rule that decides nothing',
    change: replace(
      'fleet.yml',
      'policies:',
      'policyRules: [{ rule: a, when: { risk: disruptive }, reason: x }]\npolicies:',
    ),
    told: [
      'fleet.yml:7:23-7:24 rule-undecided: the policy rule `a` says nothing of what becomes of such a plan | expected either `refuse: true` or `require` with the approvals that such a plan needs',
    ],
  },
  {
    title: 'a policy rule that decides twice',
    change: replace(
      'fleet.yml',
      'policies:',
      'policyRules: [{ rule: a, when: { risk: disruptive }, refuse: true, require: { approvals: 2 }, reason: x }]\npolicies:',
    ),
    told: [
      'fleet.yml:7:23-7:24 rule-undecided: the policy rule `a` both refuses and requires | expected either `refuse: true` or `require` with the approvals that such a plan needs',
    ],
  },
  {
    title: 'a policy rule of a ring, a group and a name that are none',
    change: replace(
      'fleet.yml',
      'policies:',
      `policyRules:
  - { rule: a, when: { rings: [canry] }, refuse: true, reason: x }
  - { rule: a, when: { risk: disruptive }, require: { approvals: 2, approvers: [platfrom] }, reason: x }
policies:`,
    ),
    told: [
      'fleet.yml:8:32-8:37 unknown-ring: there is no ring `canry` | expected `canary`, `early` or `broad` | did you mean `canary`?',
      'fleet.yml:9:13-9:14 repeated-name: a policy rule `a` stands in line 8 already | expected a name of its own for each rule | see fleet.yml:8:13',
      'fleet.yml:9:81-9:89 unknown-approvers: there is no group `platfrom` in `approvers` | expected `platform` | did you mean `platform`?',
    ],
  },
  {
    title: 'a policy rule of files that no plan is made of',
    change: replace(
      'fleet.yml',
      'policies:',
      "policyRules: [{ rule: a, when: { paths: ['.github/**', customers/acme, 'blueprints/**/*.json', 'releases/**', '*.yml'] }, refuse: true, reason: x }]\npolicies:",
    ),
    told: [
      'fleet.yml:7:42-7:54 path-unseen: no file of a plan is ever at `.github/**` | expected YAML files in `fleet.yml`, `customers`, `blueprints`, `releases`, `images` or `bootstrap` | let CODEOWNERS guard other files',
      'fleet.yml:7:56-7:70 path-unseen: no file of a plan is ever at `customers/acme` | expected YAML files in `fleet.yml`, `customers`, `blueprints`, `releases`, `images` or `bootstrap` | let CODEOWNERS guard other files',
      'fleet.yml:7:72-7:94 path-unseen: no file of a plan is ever at `blueprints/**/*.json` | expected YAML files in `fleet.yml`, `customers`, `blueprints`, `releases`, `images` or `bootstrap` | let CODEOWNERS guard other files',
    ],
  },
  {
    title: 'a policy rule that says nothing of which plans',
    change: replace(
      'fleet.yml',
      'policies:',
      'policyRules: [{ rule: a, when: {}, refuse: true, reason: x }]\npolicies:',
    ),
    told: [
      'fleet.yml:7:26-7:30 missing-field: `when` says too little | expected which stacks of a plan, how many of them, and which files',
    ],
  },
  {
    title: 'a policy rule that refuses a little',
    change: replace(
      'fleet.yml',
      'policies:',
      'policyRules: [{ rule: a, when: { risk: dangerous }, refuse: false, reason: x }]\npolicies:',
    ),
    told: [
      'fleet.yml:7:40-7:49 wrong-value: `risk` is `dangerous` | expected one of `routine`, `disruptive` or `destructive`',
      'fleet.yml:7:61-7:66 wrong-value: `refuse` is `false` | expected `true`',
    ],
  },
  {
    title: 'a group of nobody',
    change: replace('fleet.yml', '{ users: [octocat, hubot] }', '{}'),
    told: [
      'fleet.yml:8:14-8:22 missing-field: `platform` says too little | expected a group of people: `users`, `teams`, or both',
    ],
  },
  {
    title: 'one person to break the glass',
    change: replace('fleet.yml', 'approvers: {', 'approvers: { break-glass: { users: [octocat] },'),
    told: [
      'fleet.yml:8:27-8:47 glass-for-one: the group `break-glass` has one person, and two have to break the glass together | expected two people or more, or a team',
    ],
  },
  {
    title: 'misspelt roles',
    change: replace(CUSTOMER, 'roles: standard', 'roles: standrad'),
    told: [
      'customers/acme/customer.yml:8:12-8:20 unknown-roles: there are no roles `standrad` in fleet.yml | expected `standard` | did you mean `standard`?',
    ],
  },
  {
    title: 'an exception for no blueprint',
    change: replace('fleet.yml', 'blueprint: small', 'blueprint: smal'),
    told: [
      'fleet.yml:10:35-10:39 unknown-blueprint: there is no blueprint `smal` | expected `small` | did you mean `small`?',
    ],
  },
  {
    title: 'a misspelt region',
    change: replace(CUSTOMER, 'eu-west-1', 'eu-wset-1'),
    told: [
      'customers/acme/customer.yml:7:9-7:18 wrong-value: an entry of `regions` is `eu-wset-1` | expected the name of an AWS region, such as eu-west-1 | did you mean `eu-west-1`?',
    ],
  },
  {
    title: 'a region that AWS does not have',
    change: replace(CUSTOMER, 'eu-west-1', 'eu-west-9'),
    told: [
      'customers/acme/customer.yml:7:9-7:18 wrong-value: an entry of `regions` is `eu-west-9` | expected the name of an AWS region, such as eu-west-1 | did you mean `eu-west-1`?',
    ],
  },
  {
    title: 'a setting that nothing reads',
    change: setting('        tone:', '        colour: { type: string }\n        tone:'),
    told: [
      'blueprints/small/1.0.0/blueprint.yml:17:9-17:15 setting-unused: nothing reads the setting `alarm.colour` | expected `${settings.alarm.colour}` in a parameter or a rollback alarm, or a release or secret whose condition names it',
    ],
  },
  {
    title: 'a map of settings that nothing reads',
    change: setting(
      '    alarm:\n',
      '    lamp: { type: object, properties: { colour: { type: string }, watts: { type: integer } } }\n    alarm:\n',
    ),
    told: [
      'blueprints/small/1.0.0/blueprint.yml:12:5-12:9 setting-unused: nothing reads the setting `lamp` | expected `${settings.lamp}` in a parameter or a rollback alarm, or a release or secret whose condition names it',
    ],
  },
]

describe('an author is told of', () => {
  it.each(MISTAKES)('$title', ({ change, told }) => {
    expect(toldOf(change(full))).toEqual(told)
  })
})

describe('a setting is used', () => {
  const watched = setting('        tone:', '        colour: { type: string }\n        tone:')(full)
  it.each([
    ['by a part of a text', setting('${settings.alarm.tone}', '${settings.alarm.tone} ${settings.alarm.colour}')],
    [
      'by the condition of a secret',
      setting('settings:', 'secrets: { key: { description: A key., when: { alarm.colour: red } } }\nsettings:'),
    ],
    [
      'by a release',
      replace(
        'releases/collector/3.7.0.yml',
        'version',
        'demands: [{ setting: alarm.colour, is: red, reason: x }]\nversion',
      ),
    ],
    [
      'by a migration',
      replace(
        'releases/collector/3.7.0.yml',
        'version',
        'migrations: [{ migration: paint, from: "*", when: { alarm.colour: red }, kind: human-gate, does: x }]\nversion',
      ),
    ],
  ])('%s', (_what, change) => {
    expect(toldOf(change(watched))).toEqual([])
  })

  it('and the whole fleet of the examples is sound', () => {
    expect(toldOf(full)).toEqual([])
  })
})
