import { describe, expect, it } from 'vitest';
import { watchHealth } from '../../src/server/health.ts';
import { keptLog } from '../support/log.ts';

describe('readiness', () => {
  it('is true once the start is complete, also when a look was under way meanwhile', async () => {
    const slow = Promise.withResolvers<void>();
    let regularLook: () => void = () => {};
    const looked = new Promise<void>((resolve) => {
      regularLook = resolve;
    });
    const health = watchHealth(keptLog());
    try {
      health.watch('postgresql', () => {
        regularLook();
        return slow.promise;
      });
      // The look of every second has begun, and knows of one dependency.
      await looked;
      health.watch('queue', async () => {});
      const started = health.started();
      slow.resolve();
      await started;
      expect(health.state()).toEqual({ start: null, postgresql: null, queue: null });
      expect(health.ready()).toBe(true);
    } finally {
      health.stop();
    }
  });
});
