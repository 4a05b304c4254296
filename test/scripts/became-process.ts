/** Tells of the signals it gets; ends half a second after the first one, so that a second would be seen. */
const [exitCode = '0'] = process.argv.slice(2);
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    console.log(`got ${name}`);
    setTimeout(() => process.exit(Number(exitCode)), 500);
  });
}
console.log(`running on ${process.version} as ${process.pid}`);
setInterval(() => undefined, 60_000);
