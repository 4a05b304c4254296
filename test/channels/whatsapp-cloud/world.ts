import type { Afterword } from '../../../src/lifecycle.ts';
import { startWhatsappFake, type WhatsappFake } from '../../fakes/whatsapp-cloud/fake.ts';
import type { FakePerson } from '../../fakes/whatsapp-cloud/world.ts';
import { type BackendName, client, openWorld, startIn } from '../../support/running.ts';
import { PHONE, USER_ID } from './stage.ts';

/** A whole afterword over the fake WhatsApp. */
export interface WhatsappWorld {
  fake: WhatsappFake;
  person: FakePerson;
  api: ReturnType<typeof client>;
  /** Where Meta would deliver. */
  webhook: string;
  running: Afterword;
  /** A conversation with the person, or one with these particulars, is closed. */
  closes(id: string, more?: object): ReturnType<ReturnType<typeof client>['close']>;
  stop(): Promise<void>;
}

export async function openWhatsappWorld(backend: BackendName): Promise<WhatsappWorld> {
  const world = await openWorld(backend);
  const fake = await startWhatsappFake();
  const running = await startIn({ ...world, env: { ...world.env, ...fake.settings } });
  const webhook = `${running.url}/channels/whatsapp-cloud/webhook`;
  fake.webhook.options.url = webhook;
  const person = fake.world.person({ phone: PHONE, userId: USER_ID, name: 'Ayşe' });
  const api = client(running.url ?? '');
  const place = { channel: 'whatsapp-cloud', address: { phone: `+${PHONE}` } };
  return {
    fake,
    person,
    api,
    webhook,
    running,
    closes: (id, more = {}) => api.close(id, { ...place, ...more }),
    async stop() {
      await fake.close();
      await running.stop();
      await world.dispose();
    },
  };
}
