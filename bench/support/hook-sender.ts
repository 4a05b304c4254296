import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';

/** Hooks of Chatwoot at a steady rate, whatever the answers do: what is late does not slow down what comes next. */

const SECRET = 'a-secret-of-the-bench';
export const SENDER_SETTINGS = { CHATWOOT_WEBHOOK_SECRET: SECRET, CHATWOOT_CHANNELS: '*=telegram' };

export interface Sent {
  id: string;
  /** Milliseconds from when it was due; null when no answer came. */
  ms: number | null;
  status: number;
}

function bodyOf(id: string, at: Date): string {
  const seconds = at.getTime() / 1000;
  return JSON.stringify({
    event: 'conversation_status_changed',
    id,
    status: 'resolved',
    channel: 'Channel::Telegram',
    inbox_id: 3,
    contact_inbox: { contact_id: 9, inbox_id: 3, source_id: id.replace(/\D/g, '') },
    meta: {
      sender: { id, name: 'Customer', email: null, phone_number: null },
      assignee: { id: 1, name: 'Agent' },
      assignee_type: 'User',
      team: { id: 2, name: 'Support' },
    },
    changed_attributes: [{ status: { previous_value: 'open', current_value: 'resolved' } }],
    created_at: Math.floor(seconds) - 600,
    updated_at: seconds,
    last_activity_at: Math.floor(seconds),
    labels: ['support'],
    custom_attributes: {},
    messages: [
      { content: 'It works again, thank you very much for looking into it so quickly. '.repeat(12) },
    ],
  });
}

/** Sends one hook; `delivery` names it for ever, so that sending it again changes nothing. */
export function postHook(agent: Agent, url: string, id: string, closedAt: Date, due: number): Promise<Sent> {
  const body = bodyOf(id, closedAt);
  const timestamp = String(Math.floor(Date.now() / 1000));
  const digest = createHmac('sha256', SECRET).update(`${timestamp}.${body}`).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-chatwoot-timestamp': timestamp,
    'x-chatwoot-signature': `sha256=${digest}`,
    'x-chatwoot-delivery': id,
  };
  return new Promise((resolve) => {
    const lost = () => resolve({ id, ms: null, status: 0 });
    const sent = request(`${url}/hooks/chatwoot`, { method: 'POST', agent, headers }, (response) => {
      response.on('error', lost);
      response
        .resume()
        .on('end', () => resolve({ id, ms: performance.now() - due, status: response.statusCode ?? 0 }));
    });
    sent.on('error', lost).end(body);
  });
}

/** `rate` hooks a second for so many seconds. @returns once every one was answered or lost */
export async function sendSteadily(
  url: string,
  rate: number,
  seconds: number,
  mark: string,
): Promise<Sent[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 512 });
  const began = performance.now();
  const closedAt = new Date();
  const sent: Promise<Sent>[] = [];
  const count = rate * seconds;
  while (sent.length < count) {
    const due = Math.min(count, Math.ceil(((performance.now() - began) / 1000) * rate));
    for (let i = sent.length; i < due; i++) {
      sent.push(postHook(agent, url, `${mark}${i}`, closedAt, began + (i * 1000) / rate));
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const all = await Promise.all(sent);
  agent.destroy();
  return all;
}
