/**
 * A token is used as long as it is good, by everybody, and no longer; one that could not be made is nobody's.
 */
import nock from 'nock'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { keptToken } from '../../src/github/tokens.ts'
import { enterprise, HOST, REST } from './enterprise.ts'

const MINUTE_MS = 60_000

/** Each is answered when the test says so. */
function maker() {
  const asked: PromiseWithResolvers<string>[] = []
  const make = (): Promise<string> => {
    const one = Promise.withResolvers<string>()
    asked.push(one)
    return one.promise
  }
  return { asked, tokens: keptToken(make) }
}

describe('a token', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: 0 })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('is made once for all who ask at the same time, and kept', async () => {
    const { asked, tokens } = maker()
    const both = Promise.all([tokens.get(), tokens.get()])
    asked[0]?.resolve('one')
    expect(await both).toEqual(['one', 'one'])
    expect(await tokens.get()).toBe('one')
    expect(asked).toHaveLength(1)
  })

  it('is new ten minutes before GitHub ends the one before', async () => {
    const { asked, tokens } = maker()
    const first = tokens.get()
    asked[0]?.resolve('one')
    await first
    vi.setSystemTime(50 * MINUTE_MS - 1)
    expect(await tokens.get()).toBe('one')
    vi.setSystemTime(50 * MINUTE_MS)
    const second = tokens.get()
    asked[1]?.resolve('two')
    expect(await second).toBe('two')
    vi.setSystemTime(99 * MINUTE_MS)
    expect(await tokens.get()).toBe('two')
  })

  it('is as old as the question for it, not as its answer', async () => {
    const { asked, tokens } = maker()
    const first = tokens.get()
    vi.setSystemTime(MINUTE_MS)
    asked[0]?.resolve('one')
    await first
    vi.setSystemTime(50 * MINUTE_MS)
    const second = tokens.get()
    asked[1]?.resolve('two')
    expect(await second).toBe('two')
  })

  it('that could not be made fails those who wait for it, and is asked for again by the next', async () => {
    const { asked, tokens } = maker()
    const both = Promise.allSettled([tokens.get(), tokens.get()])
    asked[0]?.reject(new Error('GitHub is away'))
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    const next = tokens.get()
    asked[1]?.resolve('two')
    expect(await next).toBe('two')
    expect(asked).toHaveLength(2)
  })

  it('that fails late takes its successor away from nobody', async () => {
    const { asked, tokens } = maker()
    const late = tokens.get()
    vi.setSystemTime(50 * MINUTE_MS)
    const next = tokens.get()
    asked[1]?.resolve('two')
    await next
    asked[0]?.reject(new Error('GitHub was away'))
    await expect(late).rejects.toThrow('GitHub was away')
    expect(await tokens.get()).toBe('two')
    expect(asked).toHaveLength(2)
  })

  it('that was refused is forgotten, and no other', async () => {
    const { asked, tokens } = maker()
    const first = tokens.get()
    asked[0]?.resolve('one')
    await first
    tokens.forget('another')
    expect(await tokens.get()).toBe('one')
    tokens.forget('one')
    const second = tokens.get()
    asked[1]?.resolve('two')
    expect(await second).toBe('two')
  })
})

describe('a write that is answered 401', () => {
  const { open } = enterprise()
  const SAID = {
    id: 9,
    html_url: `${HOST}/x`,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    user: { login: 'fleetwright[bot]', type: 'Bot' },
  }

  /** The tokens that a new comment was tried with; so many of the tries are refused. */
  function tried(refusals: number): readonly string[] {
    const seen: string[] = []
    nock(HOST)
      .post(`${REST}/repos/acme/fleet/issues/5/comments`)
      .times(9)
      .reply((request: Request) => {
        seen.push(String(request.headers.get('authorization')))
        return seen.length <= refusals ? [401, { message: 'Bad credentials' }] : [201, SAID]
      })
    return seen
  }

  const PLACE = { marker: '<!-- m -->', known: 'none' } as const

  it('is tried once more, with a new token: the first changed nothing', async () => {
    const seen = tried(1)
    const github = await open()
    await github.comments.once(5, PLACE, 'hello')
    expect(seen).toEqual(['token ghs_2', 'token ghs_3'])
  })

  it('twice is refused, and its token is not used again', async () => {
    const seen = tried(2)
    const github = await open()
    const refused = { code: 'github-unauthorized', nextMove: 'operator' }
    await expect(github.comments.once(5, PLACE, 'hello')).rejects.toMatchObject(refused)
    expect(seen).toEqual(['token ghs_2', 'token ghs_3'])
    await github.comments.once(5, PLACE, 'hello')
    expect(seen).toEqual(['token ghs_2', 'token ghs_3', 'token ghs_4'])
  })
})
