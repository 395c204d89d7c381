/**
 * How does text stand out in a terminal?
 *
 * With colour where the reader's terminal shows it, without a trace of it
 * elsewhere; told by the caller, because this room knows no terminal. What a
 * stranger wrote has its control characters spelled out, so that it cannot
 * paint.
 */
import type { Risk } from '../plan/model.ts'

export interface Ink {
  readonly strong: (text: string) => string
  readonly faint: (text: string) => string
  readonly bad: (text: string) => string
  readonly risk: (risk: Risk) => string
}

const RISK_CODES = { routine: 32, disruptive: 33, destructive: 31 } as const satisfies {
  readonly [risk in Risk]: number
}

export function ink(colour: boolean): Ink {
  const paint =
    (code: number) =>
    (text: string): string =>
      colour ? `\u001b[${code}m${text}\u001b[0m` : text
  return {
    strong: paint(1),
    faint: paint(2),
    bad: paint(31),
    risk: (risk) => paint(RISK_CODES[risk])(risk),
  }
}
