/** What the rows of every metric can be told apart by. Survey metrics also by template, variant and language. */
export const CELL_DIMENSIONS = [
  'channel',
  'template',
  'variant',
  'language',
  'team',
  'agent',
  'segment',
] as const;
export type CellDimension = (typeof CELL_DIMENSIONS)[number];

/** Hours are counted from 1970; days, months and years begin at midnight UTC. */
export const GRAINS = ['hour', 'day', 'month', 'year'] as const;
export type Grain = (typeof GRAINS)[number];

/** One set of dimensions that sums are kept by, and over which times. */
export interface Level {
  level: number;
  dimensions: readonly CellDimension[];
  grains: readonly Grain[];
}

/**
 * Every answer is kept by hour and all dimensions (level 0); the others are sums over it, so that a figure over a year
 * reads as few rows as it has groups. A question takes the first level, from the end, that knows what it asks by.
 */
export const LEVELS: readonly [Level, ...Level[]] = [
  { level: 0, dimensions: CELL_DIMENSIONS, grains: ['hour', 'month', 'year'] },
  {
    level: 6,
    dimensions: ['channel', 'template', 'variant', 'language', 'team'],
    grains: ['day', 'month', 'year'],
  },
  { level: 5, dimensions: ['channel', 'team', 'segment'], grains: ['day', 'month', 'year'] },
  { level: 4, dimensions: ['channel', 'team', 'agent'], grains: ['day', 'month', 'year'] },
  { level: 3, dimensions: ['channel', 'template', 'team'], grains: ['day', 'month', 'year'] },
  { level: 2, dimensions: ['channel', 'team'], grains: ['hour', 'day', 'month', 'year'] },
  { level: 1, dimensions: ['team'], grains: ['hour', 'day', 'month', 'year'] },
];

/** The smallest level that can answer a question by these dimensions. */
export const levelFor = (asked: readonly CellDimension[]): Level =>
  LEVELS.findLast(({ dimensions }) => asked.every((one) => dimensions.includes(one))) ?? LEVELS[0];

/** The number of a grain in the cells. Hours of level 0 have one of their own, because they are found by time too. */
export const grainCode = (level: number, grain: Grain): number =>
  grain === 'hour' && level !== 0 ? GRAINS.length : GRAINS.indexOf(grain);
