import type { Measurement } from '../model/measurement.ts';
import type { GroupName } from '../store/cells.ts';

/** What a figure can be asked by: a dimension, or the stage of the customer's way. */
export type AskedGroup = GroupName | 'stage';

type Group = Record<string, string | null>;

/** What a stage is read from: what was kept at the close; for surveys of before, the template names it. */
const READ_FROM = ['segment.stage', 'template'] as const;

/** The dimensions that must be read to answer these. */
export const dimensionsFor = (asked: readonly AskedGroup[]): GroupName[] => [
  ...new Set(asked.flatMap((name): readonly GroupName[] => (name === 'stage' ? READ_FROM : [name]))),
];

/** The stage that names this template; null where none does. */
export const stageOfTemplate = ({ stages }: Measurement, template: string | null): string | null =>
  stages.find(({ templates }) => template !== null && templates.includes(template))?.id ?? null;

/** The stage of a group that was read by `dimensionsFor`. */
const stageOf = (setting: Measurement, group: Group): string | null =>
  group['segment.stage'] ?? stageOfTemplate(setting, group.template ?? null);

/** The group as it was asked for. Several groups may become one: their cells are summed. */
export const groupAsked = (setting: Measurement, asked: readonly AskedGroup[], group: Group): Group =>
  Object.fromEntries(
    asked.map((name) => [name, name === 'stage' ? stageOf(setting, group) : (group[name] ?? null)]),
  );
