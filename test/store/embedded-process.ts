/** Holds the embedded server of the data directory given, prints what it got, and lets go on SIGTERM. */
import { startEmbedded } from '../../src/store/embedded/index.ts';
import { keptLog } from '../support/log.ts';

const [dataDir = ''] = process.argv.slice(2);
const embedded = await startEmbedded({ dataDir, log: keptLog(), durable: false });
process.once('SIGTERM', () => void embedded.stop());
console.log(JSON.stringify({ url: embedded.url, adopted: embedded.adopted }));
