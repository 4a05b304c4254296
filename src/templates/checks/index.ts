import type { Finding } from '../fault.ts';
import type { Outline } from '../outline.ts';
import { actionFindings } from './actions.ts';
import { conditionFindings } from './conditions.ts';
import { flowFindings } from './flow.ts';
import { rewordingFindings } from './rewordings.ts';
import { scaleFindings } from './scale.ts';
import { segmentFindings } from './segment.ts';
import { textFindings } from './texts.ts';

/** What a schema cannot say: how the parts of a template hold together. */
export const crossFindings = (outline: Outline): Finding[] =>
  [
    textFindings,
    scaleFindings,
    flowFindings,
    conditionFindings,
    rewordingFindings,
    actionFindings,
    segmentFindings,
    timeFindings,
  ].flatMap((check) => check(outline));

function timeFindings({ ask }: Outline): Finding[] {
  const { expires_after: end, remind_after: remind } = ask ?? {};
  const findings: Finding[] = [];
  if (end === 0) {
    findings.push({
      path: ['ask', 'expires_after'],
      message: 'no answer could be taken',
      expected: 'more than 0s',
    });
  }
  if (end !== undefined && remind !== undefined && remind >= end) {
    const message = 'the reminder would come after the end';
    findings.push({ path: ['ask', 'remind_after'], message, expected: 'less than expires_after' });
  }
  return findings;
}
