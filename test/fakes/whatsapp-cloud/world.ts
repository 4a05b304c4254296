/** A person on WhatsApp. */
export interface FakePerson {
  /** Digits; null for one who hides the number. */
  phone: string | null;
  userId: string | null;
  name: string;
  /** Other spellings of the number that reach this person (Brazil's ninth digit). */
  alsoDialled: readonly string[];
  /** When they last wrote to the business, in ms; null = never: the 24 hours are closed. */
  lastHeard: number | null;
  /** How a message to them fails: refused at once, or taken and reported afterwards. */
  gone: 'at once' | 'afterwards' | null;
}

export interface FakeChoice {
  id: string;
  title: string;
  description?: string;
}

/** A message of the business as the person sees it. */
export interface SentMessage {
  id: string;
  to: FakePerson;
  /** What the sender wrote into "to" or "recipient". */
  input: string;
  widget: 'text' | 'button' | 'list' | 'flow' | 'template';
  text: string;
  choices: FakeChoice[];
  /** Which template of the account it was, as "name language". */
  template: string | null;
  callbackData: string | null;
  /** The body of the call. */
  payload: Readonly<Record<string, unknown>>;
  quotes: string | null;
  failed: boolean;
}

export interface FakeTemplate {
  name: string;
  language: string;
  status: 'APPROVED' | 'PENDING' | 'REJECTED' | 'PAUSED' | 'DISABLED';
  category: 'UTILITY' | 'MARKETING' | 'AUTHENTICATION';
  body: string;
  buttons: readonly string[];
  header?: string;
  named?: boolean;
}

/** The business, its number, its templates and the people who write to it. */
export class World {
  readonly phoneNumberId: string;
  readonly accountId = '102290129340398';
  readonly displayNumber = '15550783881';
  readonly people: FakePerson[] = [];
  readonly templates: FakeTemplate[] = [];
  readonly sent: SentMessage[] = [];
  #ids = 0;

  constructor(phoneNumberId: string) {
    this.phoneNumberId = phoneNumberId;
  }

  person(told: Partial<FakePerson> & ({ phone: string } | { userId: string })): FakePerson {
    const person: FakePerson = {
      phone: null,
      userId: null,
      name: `Person ${told.phone ?? told.userId}`,
      alsoDialled: [],
      lastHeard: Date.now(),
      gone: null,
      ...told,
    };
    this.people.push(person);
    return person;
  }

  /** By number, another spelling of it, or user id. */
  find(name: string): FakePerson | undefined {
    const digits = name.replace(/^\+/, '');
    return this.people.find(
      ({ phone, userId, alsoDialled }) => phone === digits || userId === name || alsoDialled.includes(digits),
    );
  }

  template(told: Partial<FakeTemplate> & { name: string }): FakeTemplate {
    const template: FakeTemplate = {
      language: 'tr',
      status: 'APPROVED',
      category: 'UTILITY',
      body: 'Destek görüşmeniz sona erdi. {{1}} Seçeneklerden birine dokunun.',
      buttons: [],
      ...told,
    };
    this.templates.push(template);
    return template;
  }

  newId(): string {
    this.#ids += 1;
    const unique = `${this.phoneNumberId} ${Date.now()} ${this.#ids}`;
    return `wamid.${Buffer.from(unique).toString('base64')}`;
  }
}

/** A template as the account's edge lists it. */
export const asListed = ({
  name,
  language,
  status,
  category,
  body,
  buttons,
  header,
  named,
}: FakeTemplate) => ({
  name,
  language,
  status,
  category,
  parameter_format: named === true ? 'NAMED' : 'POSITIONAL',
  components: [
    ...(header === undefined ? [] : [{ type: 'HEADER', format: 'TEXT', text: header }]),
    { type: 'BODY', text: body },
    ...(buttons.length === 0
      ? []
      : [{ type: 'BUTTONS', buttons: buttons.map((text) => ({ type: 'QUICK_REPLY', text })) }]),
  ],
  id: String(594425479261596 + name.length),
});
