import { scaleFault, withMetricDefaults } from '../../model/metric-scale.ts';
import { type Scale, scalePoints } from '../../model/scale.ts';
import type { Finding, Path } from '../fault.ts';
import type { Outline, OutlineQuestion } from '../outline.ts';

/** The first question is the metric's scale, and every scale and its labels make sense. */
export function scaleFindings(outline: Outline): Finding[] {
  const first = outline.questions[0];
  const found = outline.questions.flatMap((question, i) => ownScale(question, ['questions', i]));
  if (first === undefined || first.type === undefined) return found;
  if (first.type !== 'scale') {
    const message = `the first question is the one that ${outline.metric ?? 'the metric'} is measured by`;
    return [{ path: ['questions', 0, 'type'], message, expected: 'scale' }, ...found];
  }
  if (outline.metric === undefined || first.scale === undefined) return found;
  const fault = scaleFault(outline.metric, first.scale);
  if (fault !== null) {
    const { key, ...rest } = fault;
    const path: Path = ['questions', 0, 'scale', ...(key === null ? [] : [key])];
    return [{ path, atKey: true, ...rest }, ...found];
  }
  return [...goodEnd(withMetricDefaults(outline.metric, first.scale), ['questions', 0, 'scale']), ...found];
}

function ownScale({ scale, labels = {} }: OutlineQuestion, path: Path): Finding[] {
  if (scale === undefined) return [];
  const points = scalePoints(scale).map(String);
  const strays = Object.keys(labels).filter((point) => /^\d{1,3}$/.test(point) && !points.includes(point));
  return strays.map((point) => ({
    path: [...path, 'labels', point],
    atKey: true,
    message: `${point} is not on the scale`,
    expected: `a number from ${scale.min} to ${scale.max}`,
  }));
}

/** Good answers lie at the good end and bad ones at the other: a list the wrong way round turns a figure over. */
function goodEnd(scale: Scale, path: Path): Finding[] {
  const { good = [], bad = [], orientation, min, max } = scale;
  const both = good.find((point) => bad.includes(point));
  if (both !== undefined) {
    return [
      { path: [...path, 'bad'], atKey: true, message: `${both} is among the good and the bad answers` },
    ];
  }
  if (good.length === max - min + 1) {
    return [{ path: [...path, 'good'], atKey: true, message: 'every answer is a good one' }];
  }
  const points = orientation === 'high_is_good' ? scalePoints(scale).toReversed() : scalePoints(scale);
  const expected = points.slice(0, good.length).toSorted((a, b) => a - b);
  if (expected.every((point) => good.includes(point))) return [];
  const message = `these good answers are not at the good end: orientation is ${orientation}`;
  return [{ path: [...path, 'good'], atKey: true, message, expected: `[${expected.join(', ')}]` }];
}
