import { expect } from 'vitest';
import { ChannelError } from '../../../src/model/channel-error.ts';
import type { OutgoingMessage } from '../../../src/model/outgoing.ts';
import type { ContractHarness, Faults, Stage } from '../harness.ts';
import { type ContractCheck, onStage, type Scene } from './check.ts';

const message: OutgoingMessage = { kind: 'text', language: 'en', text: 'How was it?' };

const hasPlatform = ({ ownPlatform }: ContractHarness): boolean => !ownPlatform;

/** What a send says when the platform does not simply take it. */
export const faultChecks: readonly ContractCheck[] = [
  {
    name: 'a rate limit says how long to wait, and the waiting is left to the queue',
    applies: ({ module }) => module.capabilities.ratePerSecond !== null,
    run: onStage(async (scene) => {
      const faults = faultsOf(scene.stage);
      if (faults.rateLimits === undefined) throw new Error('the harness cannot limit the rate');
      faults.rateLimits(7);
      const error = await refusal(scene);
      expect(error).toMatchObject({ kind: 'rate_limited', retryAfterSeconds: 7 });
      expect(faults.sendRequests()).toBe(1);
      expect(await scene.stage.shown()).toEqual([]);
      await sendAgain(scene);
    }),
  },
  {
    name: "a platform's own trouble is temporary, and the send works later",
    applies: hasPlatform,
    run: onStage(async (scene) => {
      faultsOf(scene.stage).hasTrouble();
      expect(await refusal(scene)).toMatchObject({ kind: 'temporary' });
      expect(await scene.stage.shown()).toEqual([]);
      await sendAgain(scene);
    }),
  },
  {
    name: 'an answer that never came is uncertain, and nothing is sent twice',
    applies: hasPlatform,
    run: onStage(async (scene, { module }) => {
      const faults = faultsOf(scene.stage);
      faults.losesAnswer();
      expect(await refusal(scene)).toMatchObject({ kind: 'uncertain' });
      expect(faults.sendRequests()).toBe(1);
      const [shown, ...more] = await scene.stage.shown();
      expect(shown?.text).toContain(message.text);
      expect(more).toEqual([]);
      if (module.capabilities.reconcile) {
        const { address } = scene.stage.customer;
        expect(await scene.channel.reconcile?.(address, 'key-1')).toEqual(shown?.ref);
      }
    }),
  },
  {
    name: 'a key that was never sent is known to be so',
    applies: ({ module }) => module.capabilities.reconcile,
    run: onStage(async ({ stage, channel }) => {
      expect(await channel.reconcile?.(stage.customer.address, 'never')).toBe('not_sent');
    }),
  },
  {
    name: 'a person who is gone is told apart from trouble',
    applies: hasPlatform,
    run: onStage(async (scene) => {
      faultsOf(scene.stage).blocks();
      expect(await refusal(scene)).toMatchObject({ kind: 'unreachable' });
      expect(await scene.stage.shown()).toEqual([]);
    }),
  },
];

function faultsOf({ faults }: Stage): Faults {
  if (faults === undefined) throw new Error('this channel has a platform: its harness must have its faults');
  return faults;
}

async function refusal({ stage, channel }: Scene): Promise<ChannelError> {
  const error = await channel.send(stage.customer.address, message, 'key-1').then(
    () => new Error('the send was taken'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ChannelError)) throw new Error('not a ChannelError', { cause: error });
  expect(error.code).not.toBe('');
  return error;
}

async function sendAgain({ stage, channel }: Scene): Promise<void> {
  await channel.send(stage.customer.address, message, 'key-1');
  await stage.sees((shown) => shown.text.includes(message.text));
  expect(await stage.shown()).toHaveLength(1);
}
