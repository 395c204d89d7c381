/**
 * Are the simulator's answers the ones that GitHub's own description promises?
 *
 * Octokit's types are generated from that description: the first test is
 * judged by the compiler, which wants every documented field. The others
 * follow the addresses that live answers hold.
 */
import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { RestEndpointMethodTypes as Rest } from '@octokit/rest'
import { afterAll, beforeAll, expect, expectTypeOf, it } from 'vitest'
import type { appBody, deliveryItemBody, installationBody } from '../../../src/sim/github/payload/app.ts'
import type { commitBody, commitWithFilesBody, fileBody } from '../../../src/sim/github/payload/commit.ts'
import type {
  annotationBody,
  checkRunBody,
  checkSuiteBody,
  commentBody,
  reviewBody,
} from '../../../src/sim/github/payload/conversation.ts'
import type { pullBody, pullItemBody } from '../../../src/sim/github/payload/pull.ts'
import type { fullRepositoryBody, repositoryBody } from '../../../src/sim/github/payload/repository.ts'
import { FLEET, startWorld, type World } from './world.ts'

type Item<List> = List extends readonly (infer Each)[] ? Each : never

it('every answer has the fields of its documented type', () => {
  expectTypeOf<ReturnType<typeof appBody>>().toExtend<Rest['apps']['getAuthenticated']['response']['data']>()
  expectTypeOf<ReturnType<typeof installationBody>>().toExtend<
    Rest['apps']['getRepoInstallation']['response']['data']
  >()
  expectTypeOf<ReturnType<typeof deliveryItemBody>>().toExtend<
    Item<Rest['apps']['listWebhookDeliveries']['response']['data']>
  >()
  expectTypeOf<ReturnType<typeof fullRepositoryBody>>().toExtend<Rest['repos']['get']['response']['data']>()
  expectTypeOf<ReturnType<typeof repositoryBody>>().toExtend<
    Item<Rest['apps']['listReposAccessibleToInstallation']['response']['data']['repositories']>
  >()
  expectTypeOf<Awaited<ReturnType<typeof pullBody>>>().toExtend<Rest['pulls']['get']['response']['data']>()
  expectTypeOf<ReturnType<typeof pullItemBody>>().toExtend<Item<Rest['pulls']['list']['response']['data']>>()
  expectTypeOf<ReturnType<typeof fileBody>>().toExtend<Item<Rest['pulls']['listFiles']['response']['data']>>()
  expectTypeOf<ReturnType<typeof commitBody>>().toExtend<Item<Rest['repos']['listCommits']['response']['data']>>()
  expectTypeOf<ReturnType<typeof commitWithFilesBody>>().toExtend<Rest['repos']['getCommit']['response']['data']>()
  expectTypeOf<ReturnType<typeof commentBody>>().toExtend<Rest['issues']['getComment']['response']['data']>()
  expectTypeOf<ReturnType<typeof reviewBody>>().toExtend<Rest['pulls']['getReview']['response']['data']>()
  expectTypeOf<ReturnType<typeof checkRunBody>>().toExtend<Rest['checks']['get']['response']['data']>()
  expectTypeOf<ReturnType<typeof checkSuiteBody>>().toExtend<Rest['checks']['getSuite']['response']['data']>()
  expectTypeOf<ReturnType<typeof annotationBody>>().toExtend<
    Item<Rest['checks']['listAnnotations']['response']['data']>
  >()
})

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.end())

it('an address in an answer leads to the thing it names', async () => {
  const clone = await world.git(world.engineer.token)
  const sha = await clone.push('more', { 'dir.yml': 'a: 1\n' })
  const engineer = world.as(world.engineer.token)
  const { data: pull } = await engineer.rest.pulls.create({ ...FLEET, title: 'More', head: 'more', base: 'main' })
  await engineer.rest.issues.createComment({ ...FLEET, issue_number: pull.number, body: 'x' })
  const bot = await world.bot()
  const { data: run } = await bot.rest.checks.create({ ...FLEET, name: 'a', head_sha: sha })
  const { data: comparison } = await engineer.rest.repos.compareCommitsWithBasehead({
    ...FLEET,
    basehead: 'main...more',
  })
  expect(comparison).toMatchObject({ status: 'ahead', ahead_by: 1, behind_by: 0, files: [{ filename: 'dir.yml' }] })
  const addresses = [
    pull.url,
    pull.issue_url,
    pull.commits_url,
    pull.comments_url,
    pull.base.repo.url,
    comparison.url,
    comparison.commits[0]?.url ?? '',
    comparison.commits[0]?.commit.url ?? '',
    comparison.files?.[0]?.contents_url ?? '',
    run.url,
    run.output.annotations_url,
  ]
  for (const address of addresses) {
    const response = await fetch(address, { headers: { authorization: `Bearer ${world.engineer.token}` } })
    expect([address, response.status]).toEqual([address, 200])
  }
})

it('contents tell links from files, and hold none above a megabyte', async () => {
  const clone = await world.git(world.engineer.token)
  await symlink('../fleet.yml', join(clone.directory, 'customers/link.yml'))
  await clone.push('odd', { 'big.txt': 'x'.repeat(1024 * 1024 + 1) })
  const engineer = world.as(world.engineer.token)
  const { data: folder } = await engineer.rest.repos.getContent({ ...FLEET, path: 'customers', ref: 'odd' })
  expect(folder).toMatchObject([
    { name: 'globex.yml', type: 'file' },
    { name: 'link.yml', type: 'symlink' },
  ])
  await expect(engineer.rest.repos.getContent({ ...FLEET, path: 'big.txt', ref: 'odd' })).rejects.toMatchObject({
    status: 403,
    response: { data: { errors: [{ resource: 'Blob', field: 'data', code: 'too_large' }] } },
  })
})

it('the default branch can be read by ref, by branch and by contents', async () => {
  const bot = await world.bot()
  const { data: branch } = await bot.rest.repos.getBranch({ ...FLEET, branch: 'main' })
  const { data: ref } = await bot.rest.git.getRef({ ...FLEET, ref: 'heads/main' })
  expect(ref.object.sha).toBe(branch.commit.sha)
  const { data: file } = await bot.rest.repos.getContent({ ...FLEET, path: 'customers/globex.yml' })
  expect('content' in file && Buffer.from(file.content, 'base64').toString()).toBe('a: 1\nb: 2\nc: 3\n')
  const { data: folder } = await bot.rest.repos.getContent({ ...FLEET, path: 'customers', ref: branch.commit.sha })
  expect(folder).toMatchObject([{ name: 'globex.yml', path: 'customers/globex.yml', type: 'file' }])
  const { data: permission } = await bot.rest.repos.getCollaboratorPermissionLevel({ ...FLEET, username: 'reviewer' })
  expect(permission.permission).toBe('write')
})
