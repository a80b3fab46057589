import http from 'node:http';
import https from 'node:https';
import { ProxyAgent } from 'proxy-agent';

/**
 * A GET for ourselves, where layers do not matter (PAC scripts): the way that the environment's proxy variables say. Rejects with an error whose message
 * says what went wrong; at most `maxBytes` are read.
 */
export function fetchText(
  url: string,
  { maxBytes, signal, timeoutMs = 5000 }: { readonly maxBytes: number; readonly signal: AbortSignal; readonly timeoutMs?: number },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const get = url.startsWith('https:') ? https.get : http.get;
    const request = get(
      url,
      {
        agent: new ProxyAgent({ rejectUnauthorized: true }),
        rejectUnauthorized: true,
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      },
      (response) => {
        if (response.statusCode !== 200) {
          response.destroy();
          reject(new Error(`HTTP status ${response.statusCode}`));
          return;
        }
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > maxBytes) response.destroy(new Error(`more than ${maxBytes} bytes`));
          else chunks.push(chunk);
        });
        response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
        response.on('error', reject);
      },
    );
    request.on('error', reject);
  });
}
