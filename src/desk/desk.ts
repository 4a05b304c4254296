import type { App } from '../app/app.ts';
import type { Chart } from './charts.ts';
import type { DeskConfig } from './config.ts';
import type { FigureWords } from './figure-words.ts';
import type { DeskWords } from './words.ts';
import type { Workspace } from './workspace.ts';

/** Everything that a part of the desk works with. */
export interface Desk {
  app: App;
  workspace: Workspace;
  config: DeskConfig;
  words: DeskWords;
  figureWords: FigureWords;
  /** Uploads a picture once; answers the id of the file. */
  gallery(chart: Chart): Promise<string>;
}
