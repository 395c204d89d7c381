/**
 * How does a person follow the demo?
 *
 * One line an act when it begins, indented lines for what is seen, one mark
 * when it holds. Plain lines in order, so that a terminal, a pipe and a CI log
 * read alike; colour only on a terminal.
 */
import type { Played } from './play.ts'

export interface Progress {
  begins(name: string): void
  says(words: string): void
  ended(step: Played): void
}

export function progressOn(out: NodeJS.WriteStream): Progress {
  const paint = (code: number, text: string): string => (out.isTTY ? `\u001b[${code}m${text}\u001b[0m` : text)
  let number = 0
  return {
    begins(name) {
      number += 1
      out.write(`\n${paint(1, `${number}. ${name}`)}\n`)
    },
    says: (words) => void out.write(`   ${words.replaceAll('\n', '\n   ')}\n`),
    ended({ ok, ms, detail }) {
      const mark = ok ? paint(32, '✓') : paint(31, '✗')
      out.write(`   ${mark} ${detail.replaceAll('\n', '\n     ')} ${paint(2, `(${(ms / 1000).toFixed(1)} s)`)}\n`)
    },
  }
}
