/**
 * What did a process use between two moments, by its own account (usage-of-bot.ts)?
 */
import { readFileSync } from 'node:fs'

export interface Usage {
  /** Of the machine's clock. */
  readonly atMs: number
  /** Of the processor, since it began. */
  readonly cpuMs: number
  /** Resident. */
  readonly megabytes: number
}

export interface Used {
  readonly cpuMs: number
  /** Resident, at its highest. */
  readonly peakMb: number
}

export function usedBetween(file: string, fromMs: number, toMs: number): Used {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  const usages = lines.map((line): Usage => JSON.parse(line)).filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
  const [first, last] = [usages[0], usages.at(-1)]
  if (first === undefined || last === undefined) throw new Error('the process said nothing in this time')
  return { cpuMs: last.cpuMs - first.cpuMs, peakMb: Math.max(...usages.map(({ megabytes }) => megabytes)) }
}
