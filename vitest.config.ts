import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/setup.ts'],
    // Tests wait more than they compute.
    maxWorkers: '100%',
    // What is stuck is told; what is slow, because many servers and browsers share two cores, is none of it.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
