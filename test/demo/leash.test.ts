/** The demo's bot ends with whoever started it, and stays no longer than it would by itself. */
import { type ChildProcess, spawn } from 'node:child_process'
import { expect, it, onTestFinished } from 'vitest'

const LEASH = new URL('../../src/demo/leash.ts', import.meta.url).href

function leashed(program: string): ChildProcess {
  const child = spawn(process.execPath, ['--import', LEASH, '--eval', program], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', resolve))
}

it('a program that would run for ever ends when its starter is gone', async () => {
  const child = leashed("setInterval(() => undefined, 60_000); process.stdout.write('runs')")
  await new Promise((resolve) => child.stdout?.once('data', resolve))
  const exit = exitOf(child)
  child.stdin?.destroy()
  expect(await exit).toBe(1)
})

it('a program that is done ends, though its starter is there', async () => {
  expect(await exitOf(leashed('process.exitCode = 7'))).toBe(7)
})
