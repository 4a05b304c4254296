import type { App } from '../app/app.ts';
import type { DeskConfig } from './config.ts';
import type { DeskWords } from './words.ts';
import type { Workspace } from './workspace.ts';

/** Everything that a part of the desk works with. */
export interface Desk {
  app: App;
  workspace: Workspace;
  config: DeskConfig;
  words: DeskWords;
}
