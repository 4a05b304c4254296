import { expect, it } from 'vitest';
import { openWebhookLanes } from '../../src/app/webhook-lanes.ts';

/** Lanes on a clock that the test moves. */
const lanesOnAClock = () => {
  const clock = { now: 0 };
  return { clock, lanes: openWebhookLanes(() => clock.now) };
};
type Lanes = ReturnType<typeof openWebhookLanes>;
const placeIn = (lanes: Lanes, host: string) => {
  const place = lanes.enter(host);
  return 'leave' in place ? place : null;
};
const waitIn = (lanes: Lanes, host: string) => {
  const place = lanes.enter(host);
  return 'waitMs' in place ? place.waitMs : 0;
};

it('one host has four places, all hosts together have eight, and a place that is left is free', () => {
  const { lanes } = lanesOnAClock();
  const places = Array.from({ length: 4 }, () => placeIn(lanes, 'a'));
  expect(places.every((place) => place !== null)).toBe(true);
  expect(placeIn(lanes, 'a')).toBeNull();
  expect(['b', 'b', 'b', 'b'].every((host) => placeIn(lanes, host) !== null)).toBe(true);
  expect(placeIn(lanes, 'c')).toBeNull();
  places[0]?.leave();
  expect(placeIn(lanes, 'c')).not.toBeNull();
});

it('those that wait come back one after another, as fast as their host takes calls, within two minutes', () => {
  const { clock, lanes } = lanesOnAClock();
  for (let i = 0; i < 40; i += 1) {
    const place = placeIn(lanes, 'hangs');
    clock.now += 15_000;
    place?.leave();
  }
  for (let i = 0; i < 4; i += 1) placeIn(lanes, 'hangs');
  const waits = Array.from({ length: 100 }, () => waitIn(lanes, 'hangs'));
  expect(waits[0]).toBeCloseTo(3_750, -1);
  expect(waits[9]).toBeCloseTo(37_500, -2);
  expect(Math.max(...waits)).toBe(120_000);
});

it('a host that answers at once is waited for only shortly', () => {
  const { clock, lanes } = lanesOnAClock();
  for (let i = 0; i < 40; i += 1) {
    const place = placeIn(lanes, 'quick');
    clock.now += 4;
    place?.leave();
  }
  for (let i = 0; i < 4; i += 1) placeIn(lanes, 'quick');
  const waits = Array.from({ length: 1_000 }, () => waitIn(lanes, 'quick'));
  expect(Math.max(...waits)).toBeLessThan(1_500);
});
