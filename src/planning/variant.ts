import type { Template } from '../model/template.ts';
import { sampleShare } from './sample.ts';

/**
 * The variant of a template that this person gets: by weight, and the same at every close, as long as the list of
 * variants stays. Drawn apart from the sample, so that a sample of 50% does not always hold the same variant.
 * @returns null for a template without variants
 */
export function variantFor(template: Template, personKey: string): string | null {
  const { variants = [] } = template;
  const total = variants.reduce((sum, { weight }) => sum + weight, 0);
  let rest = sampleShare(personKey, `${template.id} variant`) * total;
  for (const { id, weight } of variants) {
    if (rest < weight) return id;
    rest -= weight;
  }
  return variants.at(-1)?.id ?? null;
}
