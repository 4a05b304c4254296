import { describe, expect, test } from 'vitest';
import { telegramAddress } from '../../../channels/telegram/address.ts';

const { schema, toKey, fromKey, identity } = telegramAddress;

describe('a Telegram address', () => {
  test('takes ids as numbers or text and keeps the chat id as text', () => {
    expect(schema.parse({ chat_id: 4242 })).toEqual({ chat_id: '4242' });
    expect(schema.parse({ chat_id: ' -1001987654321 ', message_thread_id: '17' })).toEqual({
      chat_id: '-1001987654321',
      message_thread_id: 17,
    });
  });

  test('refuses what is none', () => {
    const none = [
      {},
      { chat_id: '' },
      { chat_id: '@name' },
      { chat_id: 0 },
      { chat_id: 1.5 },
      { chat_id: '007' },
    ];
    for (const wrong of [...none, { chat_id: 1, phone: 'x' }, { chat_id: 1, message_thread_id: 0 }]) {
      expect(schema.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false);
    }
  });

  test('has a key that can be read', () => {
    expect(toKey({ chat_id: '4242' })).toBe('4242');
    expect(toKey({ chat_id: '-1001', message_thread_id: 17 })).toBe('-1001/17');
    expect(toKey({ chat_id: '4242', business_connection_id: 'BC-1' })).toBe('4242//BC-1');
    expect(fromKey('4242//BC-1')).toEqual({ chat_id: '4242', business_connection_id: 'BC-1' });
  });

  test('of a private chat names its person, of a group nobody', () => {
    expect(identity({ chat_id: '4242' })).toEqual({ type: 'telegram', value: '4242' });
    expect(identity({ chat_id: '-1001987654321' })).toBeNull();
  });
});
