/** Are callers who do not know each other let in as few at a time as was said, in their order? */
import { describe, expect, it } from 'vitest'
import { oneAtATime, turnstile } from '../../src/lib/turnstile.ts'

describe('a turnstile', () => {
  it('hands its place on in the order of arrival, also when work fails', async () => {
    const through = turnstile(1)
    const order: number[] = []
    const work = [1, 2, 3].map((number) =>
      through(async () => {
        order.push(number)
        if (number === 2) throw new Error('two fails')
        return number
      }),
    )
    expect((await Promise.allSettled(work)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(order).toEqual([1, 2, 3])
    expect(await through(async () => 4)).toBe(4)
  })
})

describe('one at a time', () => {
  it('keeps callers of one key apart and lets other keys pass', async () => {
    const inTurn = oneAtATime()
    const seen: string[] = []
    let open = (): void => undefined
    const first = inTurn('a', async () => {
      await new Promise<void>((resolve) => {
        open = resolve
      })
      seen.push('first')
      throw new Error('the next one goes on all the same')
    })
    const second = inTurn('a', async () => seen.push('second'))
    await inTurn('b', async () => seen.push('other'))
    open()
    await Promise.allSettled([first, second])
    expect(seen).toEqual(['other', 'first', 'second'])
  })
})
