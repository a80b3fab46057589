import { parentPort } from 'node:worker_threads';
import { createPacResolver } from 'pac-resolver';
import { QuickJS } from 'quickjs-wasi';
import { z } from 'zod';

/** The thread a PAC script runs in: QuickJS inside, so that the script reaches nothing of Node. Says `ready` once it could take the script. */
const messageSchema = z.union([z.object({ script: z.string() }), z.object({ id: z.number(), url: z.string(), host: z.string() })]);

/** For the script's whole world: code, variables, what it returns. */
const MEMORY_LIMIT_BYTES = 64 * 1024 * 1024;
/** A list of proxies is a line or two; more is cut here, so that the main thread never handles a huge text. */
const MAX_RESULT_CHARACTERS = 4096;

const machine = QuickJS.create({ memoryLimit: MEMORY_LIMIT_BYTES });
let resolver: Promise<(url: string, host: string) => Promise<string>> | undefined;

parentPort?.on('message', async (message: unknown) => {
  const request = messageSchema.parse(message);
  if ('script' in request) {
    resolver = machine.then((vm) => createPacResolver(vm, request.script));
    resolver.catch(() => undefined);
    return;
  }
  const { id, url, host } = request;
  try {
    const findProxyForUrl = await resolver;
    parentPort?.postMessage({ id, result: String((await findProxyForUrl?.(url, host)) ?? '').slice(0, MAX_RESULT_CHARACTERS) });
  } catch (error) {
    parentPort?.postMessage({ id, error: (error instanceof Error ? error.message : String(error)).slice(0, MAX_RESULT_CHARACTERS) });
  }
});

await machine;
parentPort?.postMessage({ ready: true });
