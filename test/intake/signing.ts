import { createHmac, generateKeyPairSync, sign as signWith } from 'node:crypto';

/** Hooks as each helpdesk sends them: its proof over the bytes, and its secret in our settings. */

const hmac = (algorithm: 'sha1' | 'sha256', secret: string, encoding: 'hex' | 'base64', ...parts: string[]) =>
  createHmac(algorithm, secret).update(parts.join('')).digest(encoding);

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const SECRET = 'a-secret-of-the-helpdesk';

/** One way in which a helpdesk proves its hooks. */
export interface Signer {
  source: string;
  settings: Readonly<Record<string, string>>;
  /** Whether an old proof is told from a new one. */
  timed: boolean;
  headers(body: string, at: Date, url: string, secret?: string): Record<string, string>;
}

const seconds = (at: Date): string => String(Math.floor(at.getTime() / 1000));
const millis = (at: Date): string => String(at.getTime());

export const signers: Readonly<Record<string, Signer>> = {
  chatwoot: {
    source: 'chatwoot',
    settings: { CHATWOOT_WEBHOOK_SECRET: SECRET },
    timed: true,
    headers: (body, at, _url, secret = SECRET) => ({
      'x-chatwoot-timestamp': seconds(at),
      'x-chatwoot-signature': `sha256=${hmac('sha256', secret, 'hex', `${seconds(at)}.`, body)}`,
      'x-chatwoot-delivery': hmac('sha1', 'delivery', 'hex', body),
    }),
  },
  zendesk: {
    source: 'zendesk',
    settings: { ZENDESK_WEBHOOK_SECRET: SECRET },
    timed: true,
    headers: (body, at, _url, secret = SECRET) => ({
      'x-zendesk-webhook-signature-timestamp': at.toISOString(),
      'x-zendesk-webhook-signature': hmac('sha256', secret, 'base64', at.toISOString(), body),
      'x-zendesk-webhook-invocation-id': hmac('sha1', 'invocation', 'hex', body),
    }),
  },
  intercom: {
    source: 'intercom',
    settings: { INTERCOM_CLIENT_SECRET: SECRET },
    timed: false,
    headers: (body, _at, _url, secret = SECRET) => ({
      'x-hub-signature': `sha1=${hmac('sha1', secret, 'hex', body)}`,
    }),
  },
  freshdesk: {
    source: 'freshdesk',
    settings: { FRESHDESK_WEBHOOK_TOKEN: SECRET },
    timed: false,
    headers: (_body, _at, _url, secret = SECRET) => ({ 'x-afterword-token': secret }),
  },
  freshchat: {
    source: 'freshchat',
    settings: {
      FRESHCHAT_PUBLIC_KEY: publicKey
        .export({ type: 'spki', format: 'pem' })
        .toString()
        .replaceAll('\n', '\\n'),
    },
    timed: false,
    headers: (body, _at, _url, secret) => ({
      'x-freshchat-signature': signWith('RSA-SHA256', Buffer.from(secret ?? body), privateKey).toString(
        'base64',
      ),
    }),
  },
  'front-app': {
    source: 'front',
    settings: { FRONT_APP_SECRET: SECRET },
    timed: true,
    headers: (body, at, _url, secret = SECRET) => ({
      'x-front-request-timestamp': millis(at),
      'x-front-signature': hmac('sha256', secret, 'base64', `${millis(at)}:`, body),
    }),
  },
  'front-rule': {
    source: 'front',
    settings: { FRONT_RULE_SECRET: SECRET },
    timed: false,
    headers: (body, _at, _url, secret = SECRET) => ({
      'x-front-signature': hmac('sha1', secret, 'base64', body),
    }),
  },
  hubspot: {
    source: 'hubspot',
    settings: { HUBSPOT_CLIENT_SECRET: SECRET },
    timed: true,
    headers: (body, at, url, secret = SECRET) => ({
      'x-hubspot-request-timestamp': millis(at),
      'x-hubspot-signature-v3': hmac('sha256', secret, 'base64', `POST${url}`, body, millis(at)),
    }),
  },
  zammad: {
    source: 'zammad',
    settings: { ZAMMAD_WEBHOOK_SECRET: SECRET },
    timed: false,
    headers: (body, _at, _url, secret = SECRET) => ({
      'x-hub-signature': `sha1=${hmac('sha1', secret, 'hex', body)}`,
      'x-zammad-delivery': hmac('sha1', 'delivery', 'hex', body),
    }),
  },
  'rocket-chat': {
    source: 'rocket-chat',
    settings: { ROCKET_CHAT_WEBHOOK_TOKEN: SECRET },
    timed: false,
    headers: (_body, _at, _url, secret = SECRET) => ({ 'x-rocketchat-livechat-token': secret }),
  },
  crisp: {
    source: 'crisp',
    settings: { CRISP_WEBHOOK_SECRET: SECRET },
    timed: true,
    headers: (body, at, _url, secret = SECRET) => ({
      'x-crisp-request-timestamp': millis(at),
      'x-crisp-signature': hmac('sha256', secret, 'hex', `[${millis(at)};`, body, ']'),
    }),
  },
  livechat: {
    source: 'livechat',
    settings: { LIVECHAT_WEBHOOK_SECRET: 'livechat-secret' },
    timed: false,
    // The secret is in the body.
    headers: () => ({}),
  },
};
