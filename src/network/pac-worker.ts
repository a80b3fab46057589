import { parentPort, workerData } from 'node:worker_threads';
import { createPacResolver } from 'pac-resolver';
import { QuickJS } from 'quickjs-wasi';
import { z } from 'zod';

/** The thread a PAC script runs in: QuickJS inside, so that the script reaches nothing of Node. */
const { script } = z.object({ script: z.string() }).parse(workerData);
const requestSchema = z.object({ id: z.number(), url: z.string(), host: z.string() });

const resolver = (async () => createPacResolver(await QuickJS.create(), script))();
resolver.catch(() => undefined);

parentPort?.on('message', async (message: unknown) => {
  const { id, url, host } = requestSchema.parse(message);
  try {
    const findProxyForUrl = await resolver;
    parentPort?.postMessage({ id, result: String((await findProxyForUrl(url, host)) ?? '') });
  } catch (error) {
    parentPort?.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
