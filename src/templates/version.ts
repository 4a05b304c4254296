import { createHash } from 'node:crypto';
import stringify from 'safe-stable-stringify';
import { withMetricDefaults } from '../model/metric-scale.ts';
import type { Template, TemplateVersion } from '../model/template.ts';

/**
 * The template as it is in force: the metric's good and bad answers written into its scale, so that whoever reads
 * a stored version needs no rule from elsewhere; and its version, which comments and the order of keys do not change.
 */
export function versionOf(parsed: Template): TemplateVersion {
  const [first, ...rest] = parsed.questions;
  const questions =
    first?.type === 'scale'
      ? [{ ...first, scale: withMetricDefaults(parsed.metric, first.scale) }, ...rest]
      : parsed.questions;
  const template = { ...parsed, questions };
  return { template, version: contentVersion(template) };
}

/** SHA-256 of plain data, hex: comments and the order of keys do not change it. */
export const contentVersion = (data: object): string =>
  createHash('sha256').update(stringify(data)).digest('hex');
