import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { webhookHeaders } from '../../src/app/webhook-message.ts';
import { clientFor, isPublicAddress } from '../../src/app/webhook-target.ts';
import { areWebhookSecrets, newWebhookSecret, webhookKeys } from '../../src/secrets.ts';

describe('where a webhook may go', () => {
  it.each([
    ['127.0.0.1', false],
    ['127.8.8.8', false],
    ['10.1.2.3', false],
    ['172.16.0.1', false],
    ['172.32.0.1', true],
    ['192.168.1.1', false],
    ['169.254.169.254', false],
    ['100.64.0.1', false],
    ['0.0.0.0', false],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['93.184.215.14', true],
    ['::1', false],
    ['[::1]', false],
    ['::', false],
    ['::ffff:127.0.0.1', false],
    ['::ffff:7f00:1', false],
    ['64:ff9b::7f00:1', false],
    ['2002:7f00:1::', false],
    ['fe80::1', false],
    ['fd00::1', false],
    ['2001:db8::1', false],
    ['2606:2800:21f:cb07:6820:80da:af6b:8b2c', true],
    ['no address', false],
  ])('%s is public: %s', (address, expected) => {
    expect(isPublicAddress(address)).toBe(expected);
  });

  it.each([
    'http://example.com/hook',
    'http://127.0.0.1/hook',
    'https://127.0.0.1/hook',
    'https://2130706433/hook',
    'https://0x7f.1/hook',
    'https://[::1]/hook',
    'https://[::ffff:169.254.169.254]/latest/meta-data',
  ])('%s is not called while no host is named', (address) => {
    expect(clientFor(address, { hosts: null, scores: [] })).toBe('host_not_allowed');
  });

  it('a name is judged by where it leads', async () => {
    const client = clientFor('https://localhost:9/hook', { hosts: null, scores: [] });
    if (typeof client === 'string') throw new Error(client);
    const refused = await client
      .request({ origin: 'https://localhost:9', path: '/', method: 'POST' })
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'host_not_allowed' });
  });

  it.each([
    ['https://hooks.example.com/a', ['hooks.example.com'], true],
    ['https://hooks.example.com:8443/a', ['hooks.example.com'], true],
    ['https://hooks.example.com:8443/a', ['hooks.example.com:8443'], true],
    ['https://hooks.example.com/a', ['hooks.example.com:8443'], false],
    ['https://a.example.com/a', ['*.example.com'], true],
    ['https://example.com/a', ['*.example.com'], false],
    ['https://evilexample.com/a', ['*.example.com'], false],
    ['https://hooks.example.com.evil.net/a', ['hooks.example.com'], false],
    ['http://127.0.0.1:8080/a', ['127.0.0.1:8080'], true],
    ['https://other.example/a', [], false],
    ['https://hooks.example.com/a', ['hooks.example.com:443'], true],
    ['http://hooks.example.com/a', ['hooks.example.com:443'], false],
    ['http://[::1]:8080/a', ['[::1]:8080'], true],
  ])('%s with %j: %s', (address, hosts, allowed) => {
    expect(clientFor(address, { hosts, scores: [] }) !== 'host_not_allowed').toBe(allowed);
  });

  it('an address that is told of scores was set beside the hosts, and no other of its host is reached by it', () => {
    const allowed = { hosts: null, scores: ['http://10.0.0.5:9000/scores'] };
    expect(clientFor('http://10.0.0.5:9000/scores', allowed)).not.toBe('host_not_allowed');
    expect(clientFor('http://10.0.0.5:9000/admin', allowed)).toBe('host_not_allowed');
  });
});

describe('the signature of a webhook', () => {
  it('is taken by the reference verifier, and no other is', () => {
    const secret = newWebhookSecret();
    const body = '{"type":"survey.answered","data":{"text":"çok iyi 😀"}}';
    const headers = webhookHeaders({ id: 'msg-1', body }, webhookKeys(secret), new Date());
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: 'survey.answered' });
    expect(() => new Webhook(secret).verify(body.replace('iyi', 'kötü'), headers)).toThrow();
    expect(() => new Webhook(newWebhookSecret()).verify(body, headers)).toThrow();
  });

  it('is made with the new secret and the old one while both are set', () => {
    const [old, fresh] = [newWebhookSecret(), newWebhookSecret()];
    const headers = webhookHeaders({ id: 'msg-1', body: '{}' }, webhookKeys(`${fresh}, ${old}`), new Date());
    for (const secret of [old, fresh]) expect(new Webhook(secret).verify('{}', headers)).toEqual({});
    expect(() => new Webhook(newWebhookSecret()).verify('{}', headers)).toThrow();
  });

  it.each([
    [newWebhookSecret(), true],
    [`${newWebhookSecret()},${newWebhookSecret()}`, true],
    [`whsec_${Buffer.alloc(23).toString('base64')}`, false],
    [`whsec_${Buffer.alloc(65).toString('base64')}`, false],
    [`whsec_${Buffer.alloc(32).toString('base64').replace('=', '')}`, false],
    ['a-word-of-our-own-that-is-long-enough', false],
    [',', false],
  ])('%s is a secret: %s', (text, good) => {
    expect(areWebhookSecrets(text)).toBe(good);
  });
});
