// Loaded into a program that `become` started: ends it in order when the process that started it is gone.
if (process.channel) {
  process.channel.unref();
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
}
