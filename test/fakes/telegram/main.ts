import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { startTelegramFake, type TelegramFake } from './fake.ts';
import type { SentMessage } from './world.ts';

const HELP = `Usage: node test/fakes/telegram/main.ts [--port 8081] [--token ID:SECRET] [--via http://127.0.0.1:3000]

Plays Telegram's Bot API on loopback, and a customer (chat 4242) who is driven from here:
  any text     the customer writes it
  /tap LABEL   the customer taps that button of the newest question
  /block       the customer blocks the bot; /unblock takes it back
  /limits      sends are held to Telegram's true limits from now on
--via: where webhooks are delivered in place of the public URL.`;

const CUSTOMER = 4242;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8081' },
    token: { type: 'string' },
    via: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (values.help) console.log(HELP);
else await run();

async function run(): Promise<void> {
  const { via, token } = values;
  const reach = (url: string) => (via === undefined ? url : new URL(new URL(url).pathname, via).href);
  const fake = await startTelegramFake({
    port: Number(values.port),
    ...(token !== undefined && { token }),
    webhook: { reach },
  });
  console.log(`${HELP}\n\nTELEGRAM_API_ROOT=${fake.url} TELEGRAM_BOT_TOKEN=${fake.token}\n`);
  void show(fake);
  for await (const line of createInterface({ input: process.stdin })) obey(fake, line.trim());
  await fake.close();
}

/** Prints each message of the bot as it is sent and as it is edited. */
async function show(fake: TelegramFake): Promise<void> {
  const shown = new Map<SentMessage, number>();
  for (;;) {
    const message = await fake.waitForMessage((m) => shown.get(m) !== m.edits);
    const buttons = message.buttons.map((row) => row.map(({ text }) => `[${text}]`).join(' '));
    console.log([`${message.edits > 0 ? '(edited) ' : ''}${message.text}`, ...buttons].join('\n'));
    shown.set(message, message.edits);
  }
}

function obey(fake: TelegramFake, line: string): void {
  const [command, ...rest] = line.split(' ');
  const tapped = fake.sent.findLast((message) => message.buttons.length > 0);
  if (line === '') return;
  if (command === '/block') fake.blocks(CUSTOMER);
  else if (command === '/unblock') fake.unblocks(CUSTOMER);
  else if (command === '/limits') fake.enforceLimits();
  else if (command !== '/tap') fake.says(CUSTOMER, line);
  else if (tapped?.buttons.flat().some(({ text }) => text === rest.join(' ')))
    fake.taps(tapped, rest.join(' '));
  else console.log('No such button.');
}
