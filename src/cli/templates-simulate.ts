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
const HELP = [
  'Answer as the customer: type, or tap a button with #1. Nobody is asked, and nothing is stored.',
  '  /skip     tap the button that passes the question by',
  '  /back     take the last answer back and try another',
  '  /remind   let the time of the reminder come',
  '  /expire   let the time for answers end',
  '  /reopen   let the conversation go on before the answer',
  '  /help     these lines; /quit ends',
];

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
    ...HELP,
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
    if (text === '/help') write(HELP);
    else if (text !== '') write(told(happen(survey, text)));
    if (typing) reader.prompt();
  }
  reader.close();
  write(['', ...describeEnd(template, survey.state)]);
}

function happen(survey: SimulatedSurvey, text: string): Happened {
  const tap = /^#(\d{1,2})$/.exec(text);
  if (tap !== null) return survey.tapped(Number(tap[1]));
  switch (text) {
    case '/skip':
      return survey.skipped();
    case '/back':
      return survey.back();
    case '/remind':
      return survey.event('remind');
    case '/expire':
      return survey.event('expire');
    case '/reopen':
      return survey.event('reopened');
    default:
      return survey.typed(text);
  }
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
