import { afterEach, describe, expect, it } from 'vitest';
import { caseEvents, caseTally } from '../../src/store/cases.ts';
import { faults } from '../fakes/slack/faults.ts';
import { controlsOf, type FakeMessage, textOf } from '../fakes/slack/world.ts';
import { ALERTS, deskFile, SCORES } from '../support/desk.ts';
import { beginDesk, type DeskJourney, endAll, scored } from '../support/journey.ts';
import { BACKENDS, until } from '../support/running.ts';
import { AGENT, AYSE, AYSE_IDENTITY, LEAD, SUPPORT } from '../support/slack.ts';

afterEach(endAll);

const isAlert = (message: FakeMessage): boolean =>
  message.channel === ALERTS && message.thread_ts === undefined;

/** A customer on Telegram gives the worst score; the alert of it. */
async function unhappy(begun: DeskJourney, id = 'c-1', chat = 4242): Promise<FakeMessage> {
  await scored(begun, id, 1, { chat, contact: { id: `u-${chat}`, name: 'Ayşe', language: 'tr' } });
  return begun.slack.waitForMessage((message) => isAlert(message) && textOf(message).includes('1 of 5'));
}

/** An agent opens a modal by a button of the alert. */
async function modalOf({ slack }: DeskJourney, alert: FakeMessage, button: string, as = AGENT) {
  await slack.settled(slack.clicks(alert, button, { as }));
  return slack.waitForView((open) => open.user === as);
}

const inThread = (alert: FakeMessage, words: string) => (message: FakeMessage) =>
  message.thread_ts === alert.ts && textOf(message).includes(words);

describe.each(BACKENDS)('the closed loop over Telegram and Slack, queue on %s', (backend) => {
  it('goes from a bad score to a recovered customer', async () => {
    const begun = await beginDesk(backend);
    const { slack, telegram, app } = begun;
    const alert = await unhappy(begun);
    expect(textOf(alert)).toContain('A customer is unhappy: Ayşe');
    expect(textOf(alert)).toContain('Answer by');

    await slack.settled(slack.clicks(alert, 'Claim', { as: AGENT }));
    await slack.waitForMessage((m) => isAlert(m) && textOf(m).includes(`Claimed by <@${AGENT}>`));

    const modal = await modalOf(begun, alert, 'Reply to the customer');
    slack.submits(modal, { text: 'Özür dileriz, şimdi düzelttik.' });
    await telegram.waitForMessage((m) => m.text === 'Deniz: Özür dileriz, şimdi düzelttik.');
    await slack.waitForMessage(inThread(alert, 'Özür dileriz'));
    await slack.waitForMessage(inThread(alert, '✓ Delivered'));

    telegram.says(4242, 'Teşekkürler <!here>');
    const heard = await slack.waitForMessage(inThread(alert, 'Teşekkürler'));
    expect(textOf(heard)).toBe('The customer:\n> Teşekkürler <!here>');

    const resolving = await modalOf(begun, alert, 'Resolve');
    slack.submits(resolving, { cause: 'waiting', note: 'Called back', recheck: 'yes' });
    await slack.waitForMessage((m) => isAlert(m) && textOf(m).includes('Resolved by'));
    await telegram.waitForMessage((m) => m.text.includes('çözüldü mü'));
    telegram.says(4242, 'Evet, çözüldü 👍');
    const recovered = await slack.waitForMessage((m) => isAlert(m) && textOf(m).includes('Recovered!'));
    expect(controlsOf(recovered)).toEqual([]);
    expect(textOf(recovered)).toContain(`Resolved by <@${AGENT}>: Waiting time`);

    const [row] = await app.db.selectFrom('cases').selectAll().execute();
    expect((await caseEvents(app.db, row?.id ?? 0)).map(({ kind, actor }) => [kind, actor])).toEqual([
      ['opened', null],
      ['claimed', AGENT],
      ['replied', AGENT],
      ['resolved', AGENT],
      ['recheck', AGENT],
      ['recovered', null],
    ]);
    expect(await caseTally(app.db, 'billing', new Date(0))).toMatchObject({ rechecked: 1, recovered: 1 });
    expect(slack.sent.filter(isAlert)).toHaveLength(1);
  });
});

describe('the closed loop within Slack', () => {
  it("takes the reply into the customer's own thread, and opens the case again when it is not solved", async () => {
    const begun = await beginDesk('postgresql');
    const { slack, api } = begun;
    const { ts } = slack.world.add({ channel: SUPPORT, user: AYSE, text: 'It does not work' });
    const address = { channel: SUPPORT, thread_ts: ts };
    const contact = { id: 'u-1', language: 'tr', identities: [AYSE_IDENTITY] };
    await api.close('c-1', { channel: 'slack', address, contact });
    const question = await slack.waitForMessage((message) => controlsOf(message).length === 5);
    slack.clicks(question, '1', { as: AYSE });
    const alert = await slack.waitForMessage(isAlert);

    slack.submits(await modalOf(begun, alert, 'Reply to the customer'), { text: 'Bakıyoruz' });
    await slack.waitForMessage((m) => m.thread_ts === ts && textOf(m) === 'Deniz: Bakıyoruz');
    slack.submits(await modalOf(begun, alert, 'Resolve'), { cause: 'product', recheck: 'yes' });
    await slack.waitForMessage((m) => m.thread_ts === ts && textOf(m).includes('çözüldü mü'));
    slack.says(SUPPORT, 'Hayır, hâlâ olmuyor', { as: AYSE, thread: ts });
    const again = await slack.waitForMessage((m) => isAlert(m) && textOf(m).includes('open again'));
    expect(controlsOf(again).map(({ label }) => label)).toContain('Resolve');
    await slack.waitForMessage(inThread(alert, 'The case is open again.'));
  });
});

describe('a case', () => {
  it('belongs to the first of two who claim it at once, and the other is told', async () => {
    const begun = await beginDesk('postgresql');
    const { slack } = begun;
    const alert = await unhappy(begun);
    const clicks = [AGENT, LEAD].map((as) => slack.settled(slack.clicks(alert, 'Claim', { as })));
    await Promise.all(clicks);
    const shown = await slack.waitForMessage((m) => isAlert(m) && textOf(m).includes('Claimed by'));
    const other = textOf(shown).includes(AGENT) ? LEAD : AGENT;
    expect(textOf(await slack.waitForEphemeral(other))).toContain('was faster');
  });

  it('that is closed takes no reply, and the words stay in the modal; nobody without rights acts', async () => {
    const begun = await beginDesk('postgresql');
    const { slack, app } = begun;
    const alert = await unhappy(begun);
    const modal = await modalOf(begun, alert, 'Reply to the customer');
    slack.submits(await modalOf(begun, alert, 'Not our fault', LEAD), { note: 'Their network' });
    await slack.waitForMessage((m) => isAlert(m) && textOf(m).includes('Not our fault, says'));
    const late = await slack.settled(slack.submits(modal, { text: 'Hello' }));
    expect(late.response).toEqual({
      response_action: 'errors',
      errors: { text: 'This case is closed already; nothing was changed.' },
    });
    const before = controlsOf(alert);
    expect(before).toEqual([]);
    const click = {
      type: 'button',
      label: 'Claim',
      block_id: 'b',
      action_id: 'desk_claim',
      value: '1',
    } as const;
    await slack.settled(slack.forges(alert, click, { as: AYSE }));
    expect(textOf(await slack.waitForEphemeral(AYSE))).toContain('no right');
    await slack.settled(slack.forges(alert, click, { as: AGENT }));
    expect(textOf(await slack.waitForEphemeral(AGENT))).toContain('closed already');
    const row = await app.db.selectFrom('cases').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ status: 'not_ours', claimed_by: null, note: 'Their network' });
  });

  it('whose reply does not arrive says so; a reply sent off twice is sent once', async () => {
    const begun = await beginDesk('postgresql');
    const { slack, telegram } = begun;
    const alert = await unhappy(begun);
    const modal = await modalOf(begun, alert, 'Reply to the customer');
    slack.submits(modal, { text: 'Once only' });
    slack.repeatsLast();
    await telegram.waitForMessage((m) => m.text === 'Deniz: Once only');
    await slack.waitForMessage(inThread(alert, 'Delivered'));
    telegram.blocks(4242);
    slack.submits(await modalOf(begun, alert, 'Reply to the customer'), { text: 'Gone' });
    await slack.waitForMessage(inThread(alert, 'did not reach the customer'));
    expect(telegram.sent.filter((m) => m.text.includes('Once only'))).toHaveLength(1);
    expect(slack.sent.filter(inThread(alert, 'Once only'))).toHaveLength(1);
  });

  it('that nobody answers in time is brought to the lead, once', async () => {
    const begun = await beginDesk('postgresql', deskFile().replace('cases:', 'cases:\n  respond_within: 1s'));
    const alert = await unhappy(begun);
    const called = await begun.slack.waitForMessage(inThread(alert, 'nobody has answered'));
    expect(textOf(called)).toContain(`<@${LEAD}>`);
    await begun.slack.waitForMessage((m) => isAlert(m) && textOf(m).includes('Overdue since'));
  });

  it('opened while Slack refuses our token is posted once the token works again', async () => {
    const begun = await beginDesk('postgresql');
    begun.slack.strikes('chat.postMessage', faults.refuse('token_revoked'));
    begun.slack.strikes('views.open', faults.refuse('expired_trigger_id'));
    const alert = await unhappy(begun);
    await begun.slack.settled(begun.slack.clicks(alert, 'Resolve', { as: AGENT }));
    expect(textOf(await begun.slack.waitForEphemeral(AGENT))).toContain('too long for Slack');
    await until(
      async () => begun.slack.sent.filter(isAlert).length,
      (count) => count === 1,
    );
  });

  it('whose alert was deleted, or whose channel was archived, loses nothing of what the customer says', async () => {
    const begun = await beginDesk('postgresql', deskFile(`fallback: ${SCORES}`));
    const { slack, telegram } = begun;
    const alert = await unhappy(begun);
    slack.submits(await modalOf(begun, alert, 'Reply to the customer'), { text: 'Bakıyoruz' });
    await slack.waitForMessage(inThread(alert, 'Delivered'));
    slack.strikes('chat.postMessage', faults.refuse('thread_not_found'));
    telegram.says(4242, 'Teşekkürler');
    const alone = await slack.waitForMessage((m) => isAlert(m) && textOf(m).includes('> Teşekkürler'));
    expect(textOf(alone)).toContain('A customer is unhappy: Ayşe');
    expect(controlsOf(alone).map(({ label }) => label)).toContain('Resolve');
    // As it is noted once a change of the alert finds it deleted.
    await begun.app.db
      .updateTable('desk_messages')
      .set({ state: 'gone' })
      .where('kind', '=', 'alert')
      .execute();
    telegram.says(4242, 'Alo?');
    await slack.waitForMessage((m) => isAlert(m) && textOf(m).includes('> Alo?'));
    slack.world.channel(ALERTS, { is_archived: true });
    telegram.says(4242, 'Ne zaman biter?');
    const moved = await slack.waitForMessage((m) => m.channel === SCORES && textOf(m).includes('Ne zaman'));
    expect(moved.thread_ts).toBeUndefined();
    expect(textOf(moved)).toContain('A customer is unhappy: Ayşe');
    expect(slack.sent.filter((m) => m.channel === SCORES)).toHaveLength(1);
  });
});
