/**
 * How is a question asked of git only once?
 *
 * For answers that hang on commit ids alone and so stay true for ever. Callers
 * who ask at the same time share one answer: two test merges of one pull
 * request would be two commits.
 */
export interface Memory<Answer> {
  /** The answer, if it is there already. */
  known(key: string): Answer | undefined
  /** A question that failed is asked again. */
  keep(key: string, ask: () => Promise<Answer>): Promise<Answer>
}

export function remember<Answer>(): Memory<Answer> {
  const answers = new Map<string, Answer>()
  const asked = new Map<string, Promise<Answer>>()
  return {
    known: (key) => answers.get(key),
    keep: (key, ask) => {
      const underWay = asked.get(key)
      if (underWay !== undefined) return underWay
      const asking = ask().then(
        (answer) => {
          answers.set(key, answer)
          return answer
        },
        (error: unknown) => {
          asked.delete(key)
          throw error
        },
      )
      asked.set(key, asking)
      return asking
    },
  }
}
