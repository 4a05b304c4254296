import { expect } from 'vitest';
import { type ContractCheck, canTap, onStage, type Scene, scaleQuestion, tappable } from './check.ts';

/** What comes in from people. */
export const inboundChecks: readonly ContractCheck[] = [
  {
    name: 'a typed text arrives as it was typed, from the person, at the address',
    run: onStage(async ({ stage, inbox }, { module }) => {
      const text = 'beş ⭐⭐⭐⭐⭐\n<b>çok iyi</b>';
      await stage.says(text);
      const event = await inbox.text(text);
      expect(event.sender).toMatchObject(stage.customer.identity);
      expect(module.address.toKey(event.address)).toBe(module.address.toKey(stage.customer.address));
      expect(event.channel).toBe(module.name);
    }),
  },
  {
    name: 'every tap gives back its token whole, from the person, with the message',
    applies: canTap,
    run: onStage(async ({ stage, channel, inbox }, harness) => {
      const question = tappable(harness, 11) ? scaleQuestion('How was it?', 0, 10) : scaleQuestion('?', 1, 3);
      const ref = await channel.send(stage.customer.address, question, 'key-1');
      const shown = await stage.sees((message) => message.choices.length === question.choices.length);
      for (const [place, choice] of question.choices.entries()) {
        await stage.taps(shown, place);
        const event = await inbox.choice(choice.token);
        expect(event.sender).toMatchObject(stage.customer.identity);
        if (event.message !== undefined) expect(event.message).toEqual(ref);
        const { toKey } = harness.module.address;
        expect(toKey(event.address)).toBe(toKey(stage.customer.address));
      }
    }),
  },
  {
    name: "another person's tap is told as theirs",
    applies: (harness) => harness.sharedPlaces && canTap(harness),
    run: onStage(async ({ stage, channel, inbox }) => {
      const { stranger } = stage;
      if (stranger === undefined) throw new Error('the harness has shared places and no stranger');
      await channel.send(stage.customer.address, scaleQuestion('How was it?', 1, 3), 'key-1');
      const shown = await stage.sees((message) => message.choices.length === 3);
      await stage.taps(shown, 0, stranger);
      const event = await inbox.choice();
      expect(event.sender).toMatchObject(stranger.identity);
      expect(event.sender).not.toMatchObject(stage.customer.identity);
    }),
  },
  {
    name: "another person's text is told as theirs",
    applies: (harness) => harness.sharedPlaces,
    run: onStage(async ({ stage, inbox }) => {
      const { stranger } = stage;
      if (stranger === undefined) throw new Error('the harness has shared places and no stranger');
      await stage.says('from another', stranger);
      expect((await inbox.text('from another')).sender).toMatchObject(stranger.identity);
    }),
  },
  {
    name: 'our own messages are no events',
    run: onStage(async ({ stage, channel, inbox }) => {
      await channel.send(stage.customer.address, { kind: 'text', language: 'en', text: 'ours' }, 'key-1');
      await stage.echoes?.();
      await stage.says('theirs');
      await inbox.text('theirs');
      expect(inbox.offered.map((event) => (event.kind === 'text' ? event.text : event.kind))).toEqual([
        'theirs',
      ]);
    }),
  },
  {
    name: 'a repeat has the event id of the first, and another event has another',
    run: onStage(async ({ stage, inbox }) => {
      await stage.says('once');
      await inbox.text('once');
      await stage.repeats();
      await stage.says('twice');
      await inbox.text('twice');
      const ids = (text: string) =>
        inbox.events.filter((e) => e.kind === 'text' && e.text === text).map((e) => e.eventId);
      expect(ids('once').length).toBeGreaterThan(1);
      expect(new Set(ids('once')).size).toBe(1);
      expect(ids('twice')).not.toContain(ids('once')[0]);
    }),
  },
  {
    name: 'what could not be stored is delivered again, until it is',
    run: onStage(async ({ stage, inbox }) => {
      inbox.refuseNext(2);
      await stage.says('hold on to this');
      await inbox.text('hold on to this');
      const ids = inbox.offered.map((event) => event.eventId);
      expect(ids.length).toBeGreaterThanOrEqual(3);
      expect(new Set(ids).size).toBe(1);
    }),
  },
  {
    name: 'a tap that could not be stored is delivered again, until it is',
    applies: canTap,
    run: onStage(async (scene) => {
      await tapRefused(scene);
    }),
  },
  {
    name: 'what was said while nothing ran arrives after the next start',
    run: onStage(async ({ stage, channel, inbox }) => {
      await channel.stop();
      await stage.says('is anybody there?');
      expect(inbox.offered).toEqual([]);
      const next = stage.create();
      try {
        await next.start(inbox.sink);
        await inbox.text('is anybody there?');
      } finally {
        await next.stop();
      }
    }),
  },
  {
    name: 'after stop nothing runs, and stopping again or before a start is no fault',
    run: onStage(async ({ stage, channel, inbox }) => {
      await stage.says('one');
      await inbox.text('one');
      await channel.stop();
      await stage.idle();
      await channel.stop();
      await stage.create().stop();
    }),
  },
];

async function tapRefused({ stage, channel, inbox }: Scene): Promise<void> {
  const question = scaleQuestion('How was it?', 1, 3);
  await channel.send(stage.customer.address, question, 'key-1');
  const shown = await stage.sees((message) => message.choices.length === 3);
  inbox.refuseNext(1);
  await stage.taps(shown, 1);
  const event = await inbox.choice(question.choices[1]?.token);
  expect(inbox.offered.map((offered) => offered.eventId)).toEqual([event.eventId, event.eventId]);
}
