import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/**/*.long.test.ts', 'node_modules/**'],
    setupFiles: ['test/support/offline.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
