/**
 * How do we let only so many in at once, whoever asks?
 *
 * `mapPool` bounds one list; a turnstile bounds callers who do not know each
 * other, in the order they came. With a limit of one it is a mutex.
 */
export type Turnstile = <Result>(work: () => Promise<Result>) => Promise<Result>

export function turnstile(limit: number): Turnstile {
  const waiting: (() => void)[] = []
  let inside = 0

  async function enter(): Promise<void> {
    if (inside < limit) inside++
    // Whoever leaves hands over its own place, so `inside` stays as it is.
    else await new Promise<void>((resolve) => waiting.push(resolve))
  }

  function leave(): void {
    const next = waiting.shift()
    if (next) next()
    else inside--
  }

  return async (work) => {
    await enter()
    try {
      return await work()
    } finally {
      leave()
    }
  }
}

/** One at a time for each key, in the order they came; different keys do not wait for each other. */
export function oneAtATime(): <Result>(key: string, work: () => Promise<Result>) => Promise<Result> {
  const last = new Map<string, Promise<unknown>>()
  return (key, work) => {
    const mine = (last.get(key) ?? Promise.resolve()).then(work, work)
    const forget = (): void => {
      if (last.get(key) === mine) last.delete(key)
    }
    last.set(key, mine)
    mine.then(forget, forget)
    return mine
  }
}
