import { afterAll } from 'vitest';
import { type Dovecot, startDovecot } from '../fakes/email/dovecot.ts';
import { emailHarness } from './email.ts';
import { channelContract } from './suite.ts';

let started: Promise<Dovecot> | null = null;
const dovecot = () => {
  started ??= startDovecot();
  return started;
};
afterAll(async () => (await started)?.stop());

channelContract('email (SMTP, IMAP and pages)', emailHarness(dovecot));
