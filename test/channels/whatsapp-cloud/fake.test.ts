import { describe, expect, test } from 'vitest';
import { startWhatsappFake, type WhatsappFake } from '../../fakes/whatsapp-cloud/fake.ts';
import { RateLimiter, TRUE_LIMITS } from '../../fakes/whatsapp-cloud/limits.ts';

const post = async (fake: WhatsappFake, body: object, token = fake.token) => {
  const response = await fetch(`${fake.url}/v24.0/${fake.world.phoneNumberId}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ messaging_product: 'whatsapp', to: '905551234567', ...body }),
  });
  const answer = (await response.json()) as { error?: { code: number; error_data?: { details: string } } };
  return { status: response.status, code: answer.error?.code, details: answer.error?.error_data?.details };
};

const rows = (count: number, title = 'x') =>
  Array.from({ length: count }, (_, i) => ({ id: String(i), title: `${title}${i}` }));
const list = (button: string, count: number, title?: string) => ({
  type: 'interactive',
  interactive: {
    type: 'list',
    body: { text: '?' },
    action: { button, sections: [{ rows: rows(count, title) }] },
  },
});
const buttons = (titles: string[]) => ({
  type: 'interactive',
  interactive: {
    type: 'button',
    body: { text: '?' },
    action: { buttons: titles.map((title, i) => ({ type: 'reply', reply: { id: String(i), title } })) },
  },
});

describe('the WhatsApp to test against', () => {
  test('refuses what the true one refuses', async () => {
    const fake = await startWhatsappFake();
    const wrong: [object, number][] = [
      [{ type: 'text', text: { body: 'x'.repeat(4097) } }, 100],
      [list('Seçin', 11), 131009],
      [list('x'.repeat(21), 2), 131009],
      [list('Seçin', 2, 'x'.repeat(24)), 131009],
      [buttons(['a', 'b', 'c', 'd']), 131009],
      [buttons(['a', 'a']), 131009],
      [buttons(['x'.repeat(21)]), 131009],
      [{ type: 'template', template: { name: 'none', language: { code: 'tr' } } }, 132001],
      [{ type: 'text', text: { body: '?' }, biz_opaque_callback_data: 'x'.repeat(513) }, 131009],
    ];
    for (const [body, code] of wrong) expect((await post(fake, body)).code).toBe(code);
    expect(await post(fake, { type: 'text', text: { body: '?' } }, 'wrong')).toMatchObject({
      status: 401,
      code: 190,
    });
    expect(fake.sent).toEqual([]);
    await fake.close();
  });

  test('lends a burst of 45 to one person and then wants its six seconds', () => {
    const limiter = new RateLimiter();
    limiter.limits = TRUE_LIMITS;
    for (let i = 0; i < 45; i += 1) limiter.take('a', 0);
    expect(() => limiter.take('a', 5_999)).toThrow('pair rate limit hit');
    limiter.take('a', 6_000);
    expect(() => limiter.take('a', 11_999)).toThrow('pair rate limit hit');
    limiter.take('b', 6_000);
  });

  test('takes 80 messages in any second, to whomever', () => {
    const limiter = new RateLimiter();
    limiter.limits = TRUE_LIMITS;
    for (let i = 0; i < 80; i += 1) limiter.take(`person ${i}`, i * 10);
    expect(() => limiter.take('one more', 999)).toThrow('Rate limit hit');
    limiter.take('one more', 1_001);
  });
});
