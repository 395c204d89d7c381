/**
 * What is an author told whose file has not the shape of what it claims to be?
 *
 * Golden: place, words and count. One cause is one problem.
 */
import { describe, expect, it } from 'vitest'
import { BLUEPRINT, CUSTOMER, ground, type Mistake, PIPELINE, replace, toldOf } from './told.ts'

const MISTAKES: readonly Mistake[] = [
  {
    title: 'an empty repository',
    change: (w) => [...w.tree().keys()].reduce((rest, path) => rest.without(path), w),
    told: [
      'fleet.yml:1:1-1:1 no-fleet: no fleet is here | expected `fleet.yml`, with the rings and the policy of the fleet, at the root of the repository or of the folder that was named',
    ],
  },
  {
    title: 'a repository without fleet.yml',
    change: (w) => w.without('fleet.yml'),
    told: [
      'fleet.yml:1:1-1:1 no-fleet: the fleet has no fleet.yml | expected `fleet.yml`, with the rings and the policy of the fleet, at the root of the repository or of the folder that was named',
    ],
  },
  {
    title: 'a misspelt field, told once though another is missing',
    change: replace(PIPELINE, 'region:', 'regoin:'),
    told: [
      'customers/acme/pipelines/web.yml:3:1-3:7 unknown-field: `regoin` is not a field of this file | expected one of `pipeline`, `account`, `region`, `blueprint`, `release`, `lifecycle`, `settings`, `secrets`, `upgrade` or `acknowledge` | did you mean `region`?',
    ],
  },
  {
    title: 'a field that nothing is like',
    change: (w) => w.edit(PIPELINE, (text) => `${text}colour: red\n`),
    told: [
      'customers/acme/pipelines/web.yml:9:1-9:7 unknown-field: `colour` is not a field of this file | expected one of `pipeline`, `account`, `region`, `blueprint`, `release`, `lifecycle`, `settings`, `secrets`, `upgrade` or `acknowledge`',
    ],
  },
  {
    title: 'a missing field',
    change: replace(PIPELINE, 'region: eu-west-1\n', ''),
    told: [
      "customers/acme/pipelines/web.yml:1:1-1:9 missing-field: `region` is missing in this file | expected `region`: one of that account's regions. It never changes",
    ],
  },
  {
    title: 'a missing field of a map',
    change: replace(CUSTOMER, / +service:.*\n/, ''),
    told: [
      'customers/acme/customer.yml:8:5-8:10 missing-field: `service` is missing in `roles` | expected `service`: trusted by CloudFormation alone; what stacks are made with',
    ],
  },
  {
    title: 'an account id without quotes',
    change: replace(CUSTOMER, '"111111111111"', '111111111111'),
    told: [
      'customers/acme/customer.yml:5:9-5:21 wrong-type: `id` is the number `111111111111` | expected text | put it in quotes: "111111111111"',
    ],
  },
  {
    title: 'an account id of four digits',
    change: replace(CUSTOMER, '"111111111111"', '"1111"'),
    told: [
      'customers/acme/customer.yml:5:9-5:15 wrong-value: `id` is `1111` | expected the AWS account id: 12 digits in quotes',
    ],
  },
  {
    title: 'an external id that can be guessed',
    change: replace(CUSTOMER, 'acme-prod-0123456789abcdef', 'acme'),
    told: [
      'customers/acme/customer.yml:12:17-12:21 wrong-value: `externalId` is `acme` | expected the id that the roles ask for before they trust Fleetwright: at least 16 of the characters A-Z a-z 0-9 + = , . @ : / _ -, used by no other account',
    ],
  },
  {
    title: 'a region that AWS never had',
    change: replace(CUSTOMER, 'eu-west-1', 'europe-west1'),
    told: [
      'customers/acme/customer.yml:7:9-7:21 wrong-value: an entry of `regions` is `europe-west1` | expected the name of an AWS region, such as eu-west-1',
    ],
  },
  {
    title: 'a name in capitals',
    change: replace(PIPELINE, 'pipeline: web', 'pipeline: Web'),
    told: [
      "customers/acme/pipelines/web.yml:1:11-1:14 wrong-value: `pipeline` is `Web` | expected the pipeline's name, equal to its file's: at most 31 lower-case letters, digits and hyphens, beginning with a letter. It never changes",
    ],
  },
  {
    title: 'a number in quotes',
    change: replace('fleet.yml', 'soakMinutes: 1', 'soakMinutes: "1"'),
    told: [
      'fleet.yml:3:48-3:51 wrong-type: `soakMinutes` is the text `1` | expected a whole number | remove the quotes',
    ],
  },
  {
    title: 'a policy without approvals',
    change: replace('fleet.yml', 'approvals: 1', 'approvals: 0'),
    told: ['fleet.yml:6:22-6:23 wrong-value: `approvals` is `0` | expected at least 1'],
  },
  {
    title: 'a field with nothing after it',
    change: replace('fleet.yml', '{ approvals: 1 }', ''),
    told: ['fleet.yml:6:1-6:7 wrong-type: `policy` is empty | expected a map'],
  },
  {
    title: 'waves that descend',
    change: replace('fleet.yml', '[50, 100]', '[100, 50]'),
    told: [
      'fleet.yml:4:27-4:36 waves-not-ascending: the waves are 100, 50 | expected cumulative percents that ascend to 100, such as [10, 50, 100]',
    ],
  },
  {
    title: 'waves that leave somebody out',
    change: replace('fleet.yml', '[50, 100]', '[50, 90]'),
    told: [
      'fleet.yml:4:27-4:35 waves-not-ascending: the waves are 50, 90 | expected cumulative percents that ascend to 100, such as [10, 50, 100]',
    ],
  },
  {
    title: 'a ring that stands twice',
    change: replace('fleet.yml', 'name: early', 'name: canary'),
    told: [
      'fleet.yml:4:13-4:19 repeated-name: ring `canary` is already named in line 3 | expected each ring once | see fleet.yml:3:13',
    ],
  },
  {
    title: 'a capability that AWS does not have',
    change: replace(BLUEPRINT, '    template: alarm', '    capabilities: [CAPABILITY_IMA]\n    template: alarm'),
    told: [
      'blueprints/small/1.0.0/blueprint.yml:24:20-24:34 wrong-value: an entry of `capabilities` is `CAPABILITY_IMA` | expected one of `CAPABILITY_IAM` or `CAPABILITY_NAMED_IAM` | did you mean `CAPABILITY_IAM`?',
    ],
  },
  {
    title: 'an image by tag',
    change: replace('releases/collector/3.6.0.yml', /@sha256:.*/, ':3.6.0'),
    told: [
      'releases/collector/3.6.0.yml:3:8-3:31 wrong-value: `image` is `example/collector:3.6.0` | expected the image by digest: repository@sha256: and 64 hex digits. A tag can be moved, a digest cannot',
    ],
  },
  {
    title: 'a blueprint without its version',
    change: replace(PIPELINE, 'small@1.0.0', 'small'),
    told: [
      'customers/acme/pipelines/web.yml:4:12-4:17 wrong-value: `blueprint` is `small` | expected the blueprint and its version, as name@1.2.3. The name never changes',
    ],
  },
  {
    title: 'a setting that no expression could name',
    change: replace(PIPELINE, 'delaySeconds: 5', '"delay seconds": 5'),
    told: [
      'customers/acme/pipelines/web.yml:8:5-8:20 wrong-name: `delay seconds` cannot be a name here | expected letters, digits, _ and -, beginning with a letter',
    ],
  },
  {
    title: 'a file in the wrong folder',
    change: (w) => w.file('customers/acme/pipeline/web.yml', 'pipeline: web\n'),
    told: [
      'customers/acme/pipeline/web.yml:1:1-1:1 stray-file: nothing reads a file of this name here | expected customers/<customer>/customer.yml or customers/<customer>/pipelines/<pipeline>.yml',
    ],
  },
  {
    title: 'a file with the other ending',
    change: (w) => w.file('customers/acme/pipelines/app.yaml', 'pipeline: app\n'),
    told: [
      'customers/acme/pipelines/app.yaml:1:1-1:1 stray-file: nothing reads a file of this name here | expected customers/<customer>/customer.yml or customers/<customer>/pipelines/<pipeline>.yml',
    ],
  },
  {
    title: 'a customer in the folder of another name',
    change: replace(CUSTOMER, 'customer: acme', 'customer: acmee'),
    told: [
      'customers/acme/customer.yml:1:11-1:16 name-mismatch: `customer` is `acmee`, but its folder is called `acme` | expected `acme` | write `customer: acme`, or rename the folder',
    ],
  },
  {
    title: 'two files whose names differ in capitals only',
    change: (w) => w.pipeline('acme', 'WEB'),
    told: [
      'customers/acme/pipelines/WEB.yml:1:1-1:1 paths-collide: `customers/acme/pipelines/WEB.yml` and `customers/acme/pipelines/web.yml` are the same path on many disks | expected paths that differ in more than capital letters or the composition of accents | rename one of the two',
      "customers/acme/pipelines/WEB.yml:1:11-1:14 wrong-value: `pipeline` is `WEB` | expected the pipeline's name, equal to its file's: at most 31 lower-case letters, digits and hyphens, beginning with a letter. It never changes",
    ],
  },
  {
    title: 'two folders whose names differ in capitals only, told once',
    change: (w) => w.file('Customers/one/customer.yml', 'a: 1\n').file('Customers/two/customer.yml', 'a: 1\n'),
    told: [
      'Customers/one/customer.yml:1:1-1:1 paths-collide: `Customers` and `customers` are the same path on many disks | expected paths that differ in more than capital letters or the composition of accents | rename one of the two',
    ],
  },
  {
    title: 'two names that differ in the composition of an accent',
    change: (w) => w.file('bootstrap/caf\u00e9.yml', 'a: 1\n').file('bootstrap/cafe\u0301.yml', 'a: 1\n'),
    told: [
      'bootstrap/café.yml:1:1-1:1 paths-collide: `bootstrap/café.yml` and `bootstrap/café.yml` are the same path on many disks | expected paths that differ in more than capital letters or the composition of accents | rename one of the two',
    ],
  },
]

describe('an author is told of', () => {
  it.each(MISTAKES)('$title', ({ change, told }) => {
    expect(toldOf(change(ground))).toEqual(told)
  })
})
