// Loaded into every process of the system: when the supervisor is gone, however it ended, the process ends too, in order if it can.
const graceMs = 15_000

if (process.channel) {
  process.on('disconnect', () => {
    setTimeout(() => process.exit(1), graceMs).unref()
    process.kill(process.pid, 'SIGTERM')
  })
  process.channel.unref()
}
