import { describe, expect, test } from 'vitest';
import { whatsappAddress } from '../../../channels/whatsapp-cloud/address.ts';
import { byPhone, byUserId, PHONE, scale, text, USER_ID, withWhatsapp } from './stage.ts';

describe('a person with several names', () => {
  test('is known by the number where nobody was asked yet', () =>
    withWhatsapp(async ({ fake, person, inbox }) => {
      fake.says(person, 'selam');
      expect((await inbox.text('selam')).address).toEqual(byPhone);
    }));

  for (const [what, address] of [
    ['number', byPhone],
    ['user id', byUserId],
  ] as const) {
    test(`answers under the ${what} when asked under it, though the platform tells both`, () =>
      withWhatsapp(async ({ fake, person, inbox, channel }) => {
        await channel.send(address, scale(1, 5), 'k');
        const [sent] = fake.sent;
        if (sent) fake.taps(sent, '5');
        fake.says(person, 'teşekkürler');
        for (const event of [await inbox.choice('t.5'), await inbox.text('teşekkürler')]) {
          expect(event).toMatchObject({ address, sender: whatsappAddress.identity(address) });
        }
      }));
  }

  test('answers under the name asked last', () =>
    withWhatsapp(async ({ fake, person, inbox, channel }) => {
      for (const [i, address] of [byUserId, byPhone, byUserId, byPhone].entries()) {
        await channel.send(address, text('?'), `k-${i}`);
        await fake.heard();
        fake.says(person, `yanıt ${i}`);
        expect((await inbox.text(`yanıt ${i}`)).address).toEqual(address);
      }
    }));

  test('is found by the number that was asked when only the user id is told any more', () =>
    withWhatsapp(async ({ fake, person, inbox, channel }) => {
      await channel.send(byPhone, text('?'), 'k');
      await fake.heard();
      person.phone = null;
      fake.says(person, 'gizlendim');
      expect((await inbox.text('gizlendim')).address).toEqual(byPhone);
    }));

  test('answers under the number that was dialled, not under the one that came back', () =>
    withWhatsapp(async ({ fake, inbox, channel }) => {
      const brazilian = fake.world.person({ phone: '551187654321', alsoDialled: ['5511987654321'] });
      const dialled = { phone: '+5511987654321' };
      await channel.send(dialled, text('?'), 'k');
      fake.says(brazilian, 'oi');
      expect(await inbox.text('oi')).toMatchObject({
        address: dialled,
        sender: { type: 'phone', value: dialled.phone },
      });
    }));

  test('is known the same way to another process', () =>
    withWhatsapp(async ({ fake, person, inbox, channel, another }) => {
      await channel.send(byUserId, text('?'), 'k');
      await another().start(inbox.sink);
      fake.says(person, 'merhaba');
      expect((await inbox.text('merhaba')).address).toEqual(byUserId);
    }));
});

describe('an address on WhatsApp', () => {
  const read = (written: object) => whatsappAddress.schema.safeParse(written).data;

  test('is a number in any usual spelling, or a user id, which goes first', () => {
    for (const phone of ['+90 (555) 123-45-67', '00905551234567', PHONE])
      expect(read({ phone })).toEqual(byPhone);
    expect(read({ to: PHONE })).toEqual(byPhone);
    expect(read({ wa_id: Number(PHONE) })).toEqual(byPhone);
    expect(read({ phone: PHONE, user_id: USER_ID })).toEqual(byUserId);
  });

  test('is nothing else', () => {
    const wrong = [
      {},
      { phone: 'ayşe' },
      { phone: '0555' },
      { user_id: '13491' },
      { phone: PHONE, chat_id: '1' },
    ];
    for (const written of wrong) expect(read(written)).toBeUndefined();
  });
});
