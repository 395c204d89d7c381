/**
 * Which texts need not be asked of git again?
 *
 * Those of an earlier process. A blob's id says what is in it, so a text that
 * was kept under it is that text.
 */
import type { Store } from './store.ts'

const KEY = 'text '
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const encoder = new TextEncoder()

export interface KeptTexts {
  get(blob: string): string | undefined
  keep(blob: string, text: string): void
}

export function keptTexts(store: Store): KeptTexts {
  return {
    get(blob) {
      const bytes = store.get(KEY + blob)
      return bytes && decoder.decode(bytes)
    },
    keep: (blob, text) => store.put(KEY + blob, encoder.encode(text)),
  }
}
