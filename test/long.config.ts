import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.long.test.ts'],
    testTimeout: 120_000,
    // A fleet of forty stacks is created before a story begins.
    hookTimeout: 300_000,
    fileParallelism: false,
  },
})
