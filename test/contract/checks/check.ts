import type { Channel } from '../../../src/model/channel.ts';
import type { Choice, OutgoingMessage } from '../../../src/model/outgoing.ts';
import type { ContractHarness, Stage } from '../harness.ts';
import { Inbox } from '../inbox.ts';

/** One promise of the contract. `run` throws where the channel does not keep it. */
export interface ContractCheck {
  /** A sentence of behaviour. */
  readonly name: string;
  /** Whether the channel's capabilities make this promise; left out: every channel does. */
  applies?(harness: ContractHarness): boolean;
  run(harness: ContractHarness): Promise<void>;
}

export interface Scene {
  stage: Stage;
  channel: Channel;
  inbox: Inbox;
}

/** Opens a stage with a started channel, plays, and clears away whatever happened. */
export const onStage =
  (play: (scene: Scene, harness: ContractHarness) => Promise<void>) =>
  async (harness: ContractHarness): Promise<void> => {
    const stage = await harness.open();
    const channel = stage.create();
    const inbox = new Inbox();
    try {
      await channel.start(inbox.sink);
      await play({ stage, channel, inbox }, harness);
    } finally {
      await channel.stop();
      await stage.close();
    }
  };

export type Question = Extract<OutgoingMessage, { kind: 'question' }>;

/** Numbers from `min` on, each with a token of exactly 64 bytes. */
export function scaleQuestion(text: string, min = 1, max = 5): Question {
  const points = Array.from({ length: max - min + 1 }, (_, i) => min + i);
  const choices: Choice[] = points.map((n) => ({ token: longToken(n), label: String(n) }));
  const typedHint = `Answer with a number from ${min} to ${max}.`;
  return { kind: 'question', language: 'en', text, layout: 'scale', choices, typedHint };
}

/** 64 bytes of the alphabet that tokens are written in, different for each number. */
export const longToken = (n: number): string => `a1.${n}.Zz_-`.padEnd(64, `${n % 10}xY_-7`);

/** Whether so many choices fit one widget of the channel; else they are typed. */
export function tappable(harness: ContractHarness, choices: number): boolean {
  const { maxButtons, maxListRows, maxPollOptions } = harness.module.capabilities;
  return choices <= Math.max(maxButtons, maxListRows, maxPollOptions);
}

export const canTap = (harness: ContractHarness): boolean => tappable(harness, 3);
