/**
 * How does a test wait without sleeping for a fixed time?
 *
 * It looks for a state, often, and says which one never came.
 */
const LOOK_MS = 10

export async function until(what: string, isSo: () => boolean | Promise<boolean>, mostMs = 15_000): Promise<void> {
  const deadline = performance.now() + mostMs
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
}
