import { createInterface } from 'node:readline';
import type { Choice, OutgoingMessage } from '../model/outgoing.ts';
import { worded } from '../model/worded.ts';
import type { Lexicons } from '../replies/index.ts';
import { NAMED_HOLES } from './named-holes.ts';
import { type Happened, type SimulatedSurvey, simulatedSurvey } from './simulated-survey.ts';
import { describeEnd } from './simulated-words.ts';
import { openTemplateFile, type Wanted } from './template-file.ts';

/** What `templates simulate` is asked for, and what it knows. */
export interface SimulateOptions extends Wanted {
  lexicons: Lexicons;
}

const PROMPT = '> ';
/** Words for single channels are not shown. */
const NO_CHANNEL = '';
const HELP =
  'Answer as the customer: type, or tap a button with #1. /remind, /expire and /reopen let these happen; /quit ends.';

/**
 * `npx afterword templates simulate FILE`: a line of input is a message of the customer. Ends with the input, with
 * /quit, or with an empty line once no question is open.
 * @throws AfterwordError AW_TEMPLATE for a faulty file, AW_USAGE for what is not there
 */
export async function simulate(
  options: SimulateOptions,
  input: NodeJS.ReadableStream & { isTTY?: boolean },
  output: NodeJS.WritableStream,
): Promise<void> {
  const opened = await openTemplateFile(options);
  const { language, variant } = opened;
  const template = worded(opened.template, { channel: NO_CHANNEL, variant });
  const survey = simulatedSurvey({ ...opened, template, variables: NAMED_HOLES }, options.lexicons);
  const write = (lines: readonly string[]) => output.write(`${lines.join('\n')}\n`);
  write([
    [template.id, language, ...(variant === null ? [] : [`variant ${variant}`])].join(', '),
    HELP,
    '',
    ...told(survey.begin()),
  ]);
  const typing = input.isTTY === true;
  const reader = createInterface({ input, output, prompt: PROMPT, terminal: typing });
  if (typing) reader.prompt();
  for await (const line of reader) {
    const text = line.trim();
    // What is typed is on the screen already; what is piped is not.
    if (!typing) write([`${PROMPT}${text}`]);
    if (text === '/quit' || (text === '' && survey.state.current === null)) break;
    if (text !== '') write(told(happen(survey, text)));
    if (typing) reader.prompt();
  }
  reader.close();
  write(['', ...describeEnd(template, survey.state)]);
}

function happen(survey: SimulatedSurvey, text: string): Happened {
  const tap = /^#(\d{1,2})$/.exec(text);
  if (tap !== null) return survey.tapped(Number(tap[1]));
  if (text === '/remind') return survey.event('remind');
  if (text === '/expire') return survey.event('expire');
  return text === '/reopen' ? survey.event('reopened') : survey.typed(text);
}

const told = ({ notes, said }: Happened): string[] => [
  ...notes.map((note) => `  · ${note}`),
  ...said.flatMap((message) => ['', ...drawn(message)]),
  '',
];

function drawn(message: OutgoingMessage): string[] {
  const text = message.text.split('\n').map((line) => `  ${line}`);
  return message.kind === 'question' ? [...text, ...message.choices.map(drawnChoice)] : text;
}

const drawnChoice = ({ label, meaning }: Choice, i: number): string =>
  `    #${i + 1}`.padEnd(9) + (meaning === undefined ? label : `${label} – ${meaning}`);
