import { describe, expect, it } from 'vitest';
import { channelModules } from '../../channels/index.ts';
import { CHANNEL_LIMITS } from '../../src/templates/channel-limits.ts';

describe('the limits that texts are held against', () => {
  it('are there for every channel', () => {
    const names = channelModules.map(({ name }) => name);
    expect(Object.keys(CHANNEL_LIMITS)).toEqual(expect.arrayContaining(names));
  });

  it.each(channelModules.map(({ name, capabilities }) => ({ name, capabilities })))(
    'are no wider than what $name can do',
    ({ name, capabilities }) => {
      const limits = CHANNEL_LIMITS[name];
      const { maxText, maxButtons, maxButtonLabel, maxListRows, maxListLabel } = capabilities;
      const label = Math.max(maxButtons > 0 ? maxButtonLabel : 0, maxListRows > 0 ? maxListLabel : 0);
      expect(limits?.question).toBeLessThanOrEqual(maxText);
      expect(limits?.said).toBeLessThanOrEqual(maxText);
      if (label > 0) expect(limits?.button).toBeLessThanOrEqual(label);
    },
  );
});
