/**
 * Does each event ask for its task, and every other event for nothing?
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { EVENTS } from '../../src/github/events.ts'
import { GIT_PERMISSIONS, MEMBER_PERMISSIONS, REST_PERMISSIONS } from '../../src/github/tokens.ts'
import { enterprise } from './enterprise.ts'

const { open } = enterprise()
const OURS = { repository: { id: 77, default_branch: 'main' }, installation: { id: 34 } }
const ANN = { login: 'ann', type: 'User' }
const BOT = { login: 'renovate[bot]', type: 'Bot' }
const SELF = { login: 'fleetwright[bot]', type: 'Bot' }
const RUN = {
  app: { id: 12 },
  check_suite: { head_branch: 'feature' },
  head_sha: 'a'.repeat(40),
  pull_requests: [{ number: 9 }],
}

function comment(body: string, changes: object = {}): object {
  const issue = { number: 9, pull_request: { url: 'u' } }
  return { action: 'created', issue, comment: { id: 5, body, user: ANN }, sender: ANN, ...changes }
}

const pull = (action: string, changes: object = {}): object => ({ action, number: 9, sender: ANN, ...changes })
const review = (action: string): object => ({ action, pull_request: { number: 9 }, sender: ANN })
const push = (ref: string, changes: object = {}): object => ({
  ref,
  deleted: false,
  after: RUN.head_sha,
  sender: ANN,
  ...changes,
})
const rerun = (changes: object): object => ({ action: 'rerequested', sender: ANN, check_run: { ...RUN, ...changes } })
const CHECK = { kind: 'check-pull', pull: 9 }
const OBSERVE = { kind: 'observe-default' }
const PUSHED = { kind: 'note-push', head: RUN.head_sha, pusher: 'ann' }

describe('an event', () => {
  it.each([
    ['pull_request', 'opened', pull('opened'), [{ ...CHECK, pusher: 'ann' }]],
    ['pull_request', 'opened by a bot', pull('opened', { sender: BOT }), [{ ...CHECK, pusher: 'renovate[bot]' }]],
    ['pull_request', 'pushed to', pull('synchronize'), [{ ...CHECK, pusher: 'ann' }]],
    ['pull_request', 'reopened', pull('reopened'), [CHECK]],
    ['pull_request', 'no draft any more', pull('ready_for_review'), [CHECK]],
    ['pull_request', 'with another base', pull('edited', { changes: { base: { ref: { from: 'x' } } } }), [CHECK]],
    ['pull_request', 'with another title', pull('edited', { changes: { title: { from: 'x' } } }), []],
    ['pull_request', 'closed', pull('closed'), [{ kind: 'close-pull', pull: 9 }]],
    ['pull_request', 'labelled', pull('labeled'), []],
    ['pull_request_review', 'submitted', review('submitted'), [{ kind: 'review-pull', pull: 9 }]],
    ['pull_request_review', 'edited', review('edited'), [{ kind: 'review-pull', pull: 9 }]],
    ['pull_request_review', 'dismissed', review('dismissed'), [{ kind: 'review-pull', pull: 9 }]],
    ['issue_comment', 'a command', comment('/fleet plan\nplease'), [{ kind: 'command', pull: 9, comment: 5 }]],
    ['issue_comment', 'the bare word', comment('/fleet'), [{ kind: 'command', pull: 9, comment: 5 }]],
    ['issue_comment', 'a longer word', comment('/fleetwide news'), []],
    ['issue_comment', 'a command below', comment('hello\n/fleet plan'), []],
    ['issue_comment', 'a command quoted', comment('> /fleet plan'), []],
    ['issue_comment', 'a command on an issue', comment('/fleet plan', { issue: { number: 9 } }), []],
    ['issue_comment', "a bot's command", comment('/fleet approve', { sender: BOT }), []],
    ['issue_comment', 'our own', comment('/fleet plan', { sender: SELF }), []],
    [
      'issue_comment',
      'one of ours, taken away',
      comment('a plan', { action: 'deleted', comment: { id: 5, body: 'a plan', user: SELF } }),
      [{ kind: 'review-pull', pull: 9 }],
    ],
    [
      'issue_comment',
      'one of ours, edited by a person',
      comment('a plan', { action: 'edited', comment: { id: 5, body: 'a plan', user: SELF } }),
      [{ kind: 'review-pull', pull: 9 }],
    ],
    [
      'issue_comment',
      'one of ours, edited by us',
      comment('a plan', { action: 'edited', comment: { id: 5, body: 'a plan', user: SELF }, sender: SELF }),
      [],
    ],
    ['issue_comment', "a person's, taken away", comment('/fleet plan', { action: 'deleted' }), []],
    ['issue_comment', 'an edited one', comment('/fleet plan', { action: 'edited' }), []],
    [
      'merge_group',
      'of a merge queue',
      { action: 'checks_requested', merge_group: { head_sha: RUN.head_sha }, sender: ANN },
      [{ kind: 'merge-group', head: RUN.head_sha }],
    ],
    ['merge_group', 'that is gone', { action: 'destroyed', merge_group: { head_sha: RUN.head_sha } }, []],
    ['push', 'to the default branch', push('refs/heads/main'), [OBSERVE]],
    ['push', 'by a bot', push('refs/heads/main', { sender: BOT }), [OBSERVE]],
    ['push', 'to another branch', push('refs/heads/main2'), [PUSHED]],
    ['push', 'that makes a branch', push('refs/heads/a/main', { created: true }), [PUSHED]],
    ['push', 'of a bot', push('refs/heads/main2', { sender: BOT }), [{ ...PUSHED, pusher: 'renovate[bot]' }]],
    ['push', 'of a tag of that name', push('refs/tags/main'), []],
    ['push', 'that deletes it', push('refs/heads/main', { deleted: true }), []],
    ['push', 'that deletes another branch', push('refs/heads/main2', { deleted: true }), []],
    ['check_run', 'asked for again', rerun({}), [{ kind: 'check-head', head: RUN.head_sha, again: 'guid' }]],
    ['check_run', "another App's", rerun({ app: { id: 13 } }), []],
    ['check_run', 'of the default branch', rerun({ check_suite: { head_branch: 'main' } }), [OBSERVE]],
    ['check_run', 'completed', { action: 'completed', sender: SELF, check_run: RUN }, []],
    ['installation_repositories', 'ours', { action: 'added', repositories_added: [{ id: 77 }] }, [OBSERVE]],
    ['installation_repositories', "another's", { action: 'added', repositories_added: [{ id: 78 }] }, []],
    ['star', 'that we never asked for', { action: 'created' }, []],
    ['never_heard_of', 'that GitHub may invent', {}, []],
  ])('%s, %s, asks for its work', async (name, _title, payload, tasks) => {
    const github = await open()
    expect(await github.receive({ id: 'guid', name, payload: { ...OURS, ...payload } })).toEqual(tasks)
  })

  it('installation asks to look at the default branch unless it takes the App away', async () => {
    const github = await open()
    const installed = (action: string) =>
      github.receive({ id: 'guid', name: 'installation', payload: { action, installation: { id: 34 } } })
    expect(await installed('created')).toEqual([OBSERVE])
    expect(await installed('unsuspend')).toEqual([OBSERVE])
    expect(await installed('deleted')).toEqual([])
    expect(await installed('suspend')).toEqual([])
  })

  it('does not mix its tasks with those of another that arrives at the same time', async () => {
    const github = await open()
    const numbers = Array.from({ length: 50 }, (_, index) => index + 1)
    const answers = await Promise.all(
      numbers.map((number) =>
        github.receive({ id: 'guid', name: 'pull_request', payload: { ...OURS, ...pull('closed', { number }) } }),
      ),
    )
    expect(answers).toEqual(numbers.map((number) => [{ kind: 'close-pull', pull: number }]))
  })
})

describe('app.yml', () => {
  const manifest = parse(readFileSync(new URL('../../app.yml', import.meta.url), 'utf8'))

  it('subscribes to exactly the events of the table', () => {
    const ours = Object.values(EVENTS).flatMap((names) => names.map((name) => name.split('.')[0] ?? ''))
    // Every App is sent these, and none may subscribe to them.
    const given = ['installation', 'installation_repositories']
    const subscribed = [...new Set(ours)].filter((name) => !given.includes(name)).sort()
    expect(manifest.default_events).toEqual(subscribed)
  })

  it('asks for what the calls use and for the right to be sent comments and merge groups, and is not public', () => {
    expect(manifest.default_permissions).toEqual({
      ...GIT_PERMISSIONS,
      ...REST_PERMISSIONS,
      ...MEMBER_PERMISSIONS,
      issues: 'read',
      merge_queues: 'read',
    })
    expect(manifest.public).toBe(false)
  })
})
