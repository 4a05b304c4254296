import { describe, expect, test } from 'vitest';
import type { Inbox } from '../../contract/inbox.ts';
import { withTelegram } from './stage.ts';

const GROUP = -1_001_987_654_321;
const AGENT = 5151;
const CUSTOMER = 4242;

const closed = (inbox: Inbox) => inbox.event(({ kind }) => kind === 'closed');
const kinds = (inbox: Inbox) => inbox.events.map(({ kind }) => kind);

describe('/close on Telegram', () => {
  test('by an admin of a group closes the conversation there, with its words as tags', () =>
    withTelegram(async ({ fake, channel, inbox }) => {
      fake.world.group(GROUP);
      fake.world.promote(GROUP, AGENT);
      await channel.start(inbox.sink);
      fake.says(GROUP, '/close billing refund', { as: AGENT });
      expect(await closed(inbox)).toMatchObject({
        sender: { type: 'telegram', value: String(AGENT) },
        address: { chat_id: String(GROUP) },
        tags: ['billing', 'refund'],
      });
    }));

  test('by anybody else in the group is nothing, and neither is one to another bot', () =>
    withTelegram(async ({ fake, channel, inbox }) => {
      fake.world.group(GROUP);
      fake.world.promote(GROUP, AGENT);
      await channel.start(inbox.sink);
      fake.says(GROUP, '/close', { as: CUSTOMER });
      fake.says(GROUP, '/close@another_bot', { as: AGENT });
      fake.says(GROUP, 'and then', { as: CUSTOMER });
      await inbox.text('and then');
      expect(kinds(inbox)).toEqual(['text']);
      fake.says(GROUP, '/close@afterword_fake_bot', { as: AGENT });
      await closed(inbox);
    }));

  test('by the owner of a business chat closes it; by the customer of a private chat it is a message', () =>
    withTelegram(async ({ fake, channel, inbox }) => {
      await channel.start(inbox.sink);
      fake.says(CUSTOMER, '/close', { business: 'BC-1' });
      fake.says(CUSTOMER, '/close', { business: 'BC-1', as: AGENT });
      expect(await closed(inbox)).toMatchObject({
        address: { chat_id: String(CUSTOMER), business_connection_id: 'BC-1' },
        sender: { value: String(AGENT) },
      });
      fake.says(CUSTOMER, '/close');
      await inbox.text('/close');
      expect(kinds(inbox)).toEqual(['closed', 'text']);
    }));
});
