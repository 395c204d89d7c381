import { defineConfig } from 'vitest/config'

const E2E = 'test/e2e/**/*.test.ts'
const LONG = ['test/**/*.long.test.ts', 'node_modules/**']

export default defineConfig({
  test: {
    setupFiles: ['test/support/offline.ts'],
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'rooms',
          include: ['test/**/*.test.ts'],
          exclude: [E2E, ...LONG],
          testTimeout: 20_000,
          maxWorkers: 2,
        },
      },
      {
        // Each file runs a bot of its own: more of them at once than processors would only wait for each other.
        extends: true,
        test: {
          name: 'e2e',
          include: [E2E],
          exclude: LONG,
          testTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
