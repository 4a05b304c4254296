export { simulate } from './simulate.ts';
export type { ChannelWindow, RuleSet, Survey } from './state.ts';
export { type DryRunReport, tally } from './tally.ts';
export { conversationName, type World, world } from './world.ts';
