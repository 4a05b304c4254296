import { ERRORS } from '../src/model/errors.ts';

const HEAD = `# Errors

Every error that afterword names, by its code. Over HTTP it comes as

\`\`\`json
{ "error": { "code": "AW_…", "message": "what happened, and where", "faults": [{ "path": "…", "message": "…" }], "next": "what to do" } }
\`\`\`

with \`faults\` where there are several; on the command line the same goes to standard error, and the program ends with 2 for wrong usage (\`AW_USAGE\`) and 1 for everything else. **Again?** says whether the same request can succeed later without a change; such answers carry \`Retry-After\`, and a hook that is sent again does no harm.

Written by \`npm run generate\` from \`src/model/errors.ts\`; edit it there.
`;

/** `docs/errors.md`, whole. */
export function errorsReference(): string {
  const rows = Object.entries(ERRORS).map(
    ([code, { status, retryable, what, next }]) =>
      `| \`${code}\` | ${status} | ${retryable ? 'yes' : 'no'} | ${cell(what)} | ${cell(next)} |`,
  );
  return [
    HEAD,
    '| code | HTTP | again? | what is wrong | what to do |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

/** Words in angle brackets are meant as words and not as HTML. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '\\<');
