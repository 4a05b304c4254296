import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_ASKING_POLICY } from '../../src/model/asking-policy.ts';
import { checkAsking } from '../../src/templates/check-asking.ts';
import { formatFault, loadTemplates } from '../../src/templates/index.ts';

const faultsOf = (text: string) => checkAsking('rules/asking.yaml', text).faults.map(formatFault);

describe('rules/asking.yaml', () => {
  it.each([
    ['floor: 1 day', '1:8  floor  "1 day" does not fit here; expected a'],
    ['flor: 24h', '1:1  flor  unknown key "flor" (did you mean "floor"?)'],
    ['caps: { weak: 2 }', '1:9  caps.weak  unknown key "weak" (did you mean "week"?)'],
    [
      'quiet_hours: { from: "9pm", to: "09:00" }',
      '1:22  quiet_hours.from  "9pm" does not fit here; expected a time such as "21:00"',
    ],
    [
      'time_zone: Europe/Stambul',
      '1:12  time_zone  "Europe/Stambul" does not fit here; expected a time zone such as "Europe/Istanbul"',
    ],
    ['countries: { DE: { consent: [fax] } }', '1:30  countries.DE.consent[0]  '],
    ['countries: { Germany: { consent: [email] } }', '1:14  countries.Germany  '],
    ['business_days: { days: [monday] }', '1:25  business_days.days[0]  "monday" is not known here'],
  ])('%s is a fault with its place', (text, expected) => {
    const [fault, ...more] = faultsOf(text);
    expect(more).toEqual([]);
    expect(fault).toContain(`rules/asking.yaml:${expected}`);
  });

  it('says nothing and has the defaults', () => {
    expect(checkAsking('asking.yaml', '').policy).toEqual(DEFAULT_ASKING_POLICY);
    expect(DEFAULT_ASKING_POLICY).toMatchObject({
      floor: 86_400_000,
      caps: {},
      quiet_hours: null,
      countries: {},
    });
  });

  it('that comes with afterword is right, keeps the floor and wants consents where the law does', async () => {
    const { asking, faults } = await loadTemplates(join(import.meta.dirname, '../../templates'));
    expect(faults).toEqual([]);
    expect(asking.floor).toBe(86_400_000);
    expect(asking.countries.DE?.consent).toEqual(['email']);
  });
});

describe('the folder of rules', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'afterword-rules-'));
    await mkdir(join(dir, 'rules'));
    await writeFile(join(dir, 'rules/asking.yaml'), 'floor: 48h\n');
    await writeFile(join(dir, 'rules/asknig.yaml'), 'floor: 1h\n');
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('is read with its templates, and a file that nothing reads is named', async () => {
    const { asking, faults } = await loadTemplates(dir);
    expect(asking.floor).toBe(2 * 86_400_000);
    expect(faults.map(({ message }) => message)).toEqual(['nothing reads this file']);
  });
});
