/**
 * Does a request for a session that is malformed say everything that is wrong with it?
 *
 * Words as recorded in `sts.test_sts` where they are.
 */
import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts'
import { describe, expect, test } from 'vitest'
import { assume, home } from './session-home.ts'

function tags(count: number): AssumeRoleCommandInput['Tags'] {
  return Array.from({ length: count }, (_, index) => ({ Key: `key-${index}`, Value: 'v' }))
}

const violation = (count: number, ...parts: readonly string[]): object => ({
  name: 'ValidationError',
  message: `${count} validation error${count === 1 ? '' : 's'} detected: ${parts.join('; ')}`,
})

describe('a request that is malformed says everything that is wrong with it', () => {
  test.each<[string, Partial<AssumeRoleCommandInput>, object]>([
    [
      'a session name of one letter',
      { RoleSessionName: 'x' },
      violation(
        1,
        "Value 'x' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2",
      ),
    ],
    [
      'a session name of 65 letters',
      { RoleSessionName: 'x'.repeat(65) },
      violation(
        1,
        `Value '${'x'.repeat(65)}' at 'roleSessionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
      ),
    ],
    [
      'an external id of one letter, and a duration of a second',
      { ExternalId: 'x', DurationSeconds: 1 },
      violation(
        2,
        "Value 'x' at 'externalId' failed to satisfy constraint: Member must have length greater than or equal to 2",
        "Value '1' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
      ),
    ],
    [
      'an external id with a space',
      { ExternalId: 'a b' },
      violation(
        1,
        String.raw`Value 'a b' at 'externalId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@:/-]*`,
      ),
    ],
    [
      'twelve hours and a second',
      { DurationSeconds: 43_201 },
      violation(
        1,
        "Value '43201' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 43200",
      ),
    ],
    [
      'a source identity with a slash',
      { SourceIdentity: 'a/b' },
      violation(
        1,
        String.raw`Value 'a/b' at 'sourceIdentity' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]*`,
      ),
    ],
    [
      'a tag key of 129 letters and a value of 257',
      { Tags: [{ Key: 'k'.repeat(129), Value: 'v'.repeat(257) }] },
      violation(
        2,
        `Value '${'k'.repeat(129)}' at 'tags.1.member.key' failed to satisfy constraint: Member must have length less than or equal to 128`,
        `Value '${'v'.repeat(257)}' at 'tags.1.member.value' failed to satisfy constraint: Member must have length less than or equal to 256`,
      ),
    ],
    [
      'a role ARN too short to be one',
      { RoleArn: 'arn:x' },
      violation(
        1,
        "Value 'arn:x' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20",
      ),
    ],
    [
      'an ARN without an account',
      { RoleArn: 'arn:a:::something/test-role' },
      { name: 'ValidationError', message: 'arn:a:::something/test-role is invalid' },
    ],
    [
      'an ARN without a resource',
      { RoleArn: 'arn:a:a::aaaaaaaaaa:' },
      { name: 'ValidationError', message: 'arn:a:a::aaaaaaaaaa: is invalid' },
    ],
  ])('%s', async (_, input, error) => {
    await using world = await home()
    await expect(assume(world, world.bot, input)).rejects.toMatchObject(error)
  })

  test('51 tags are one too many', async () => {
    await using world = await home()
    await assume(world, world.bot, { Tags: tags(50) })
    await expect(assume(world, world.bot, { Tags: tags(51) })).rejects.toMatchObject({
      message: expect.stringMatching(
        /at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50$/,
      ),
    })
  })
})
