// What bin/afterword.mjs does, with another program in the place of the command line.
import { become } from '../../scripts/bootstrap.mjs';

become('test/scripts/became-process.ts', process.argv.slice(2));
