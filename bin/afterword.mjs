#!/usr/bin/env node
// `npx afterword <command>`, on Node 20 or newer: installs what is missing and goes on with the pinned Node 24.
import { become, ensureInstalled } from '../scripts/bootstrap.mjs';

ensureInstalled({ forDevelopment: false });
become('src/cli.ts', process.argv.slice(2));
