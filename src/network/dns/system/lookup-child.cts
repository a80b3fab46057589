// CommonJS, because the size of the thread pool must be said before anything starts it; see lookup-process.ts.
process.env.UV_THREADPOOL_SIZE = '64';
const { lookup } = require('node:dns') as typeof import('node:dns');

process.on('message', ({ id, name }: { readonly id: number; readonly name: string }) => {
  lookup(name, { all: true, order: 'verbatim' } as never, (error: NodeJS.ErrnoException | null, addresses: unknown) => {
    const failure = error === null ? null : { code: error.code, message: error.message, syscall: error.syscall };
    if (process.connected) process.send?.({ id, failure, addresses: error === null ? addresses : [] });
  });
});
process.send?.({ ready: true });
// Ending in order would wait for every lookup under way.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// Ctrl-C reaches the whole process group; the parent decides when this process ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const) {
  if (signal !== 'SIGBREAK' || process.platform === 'win32') process.on(signal, () => undefined);
}
