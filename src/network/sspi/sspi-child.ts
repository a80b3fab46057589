// See sspi-process.ts. A process of its own, because a mistake at the border to Windows ends the process, not the run, and
// because its calls block while a domain controller is asked.
import { allocate, libraryOf, pointers, wide } from '../windows/functions/ffi.ts';
import { type Account, identityBlock, tokenBlock, tokenIn } from './structs.ts';

interface Question {
  readonly id: number;
  /** Whose log-on this is a leg of. */
  readonly context: number;
  readonly package: string;
  readonly service: string;
  readonly account?: Account;
  /** What the server said, in Base64; empty at the first leg. */
  readonly challenge: string;
}
const HANDLE_BYTES = 16;
/** More than any package of Windows says that its tokens take (cbMaxToken). */
const TOKEN_BYTES = 64 * 1024;
const OUTBOUND = 2;
const NATIVE_DATA = 16;
/** Log-ons whose last leg is still awaited; servers that drop the connection never bring it. */
const MOST_CONTEXTS = 256;

const secur32 = libraryOf('secur32.dll', {
  AcquireCredentialsHandleW: [['pointer', 'pointer', 'uint32', ...pointers(6)], 'uint32'],
  InitializeSecurityContextW: [[...pointers(3), 'uint32', 'uint32', 'uint32', 'pointer', 'uint32', ...pointers(4)], 'uint32'],
  DeleteSecurityContext: [['pointer'], 'uint32'],
  FreeCredentialsHandle: [['pointer'], 'uint32'],
});
const call = (name: string, ...given: readonly unknown[]): number => Number(secur32(name, ...given));

interface Context {
  readonly credentials: Buffer;
  handle?: Buffer;
}
const contexts = new Map<number, Context>();

/** One leg. The status is that of Windows; 0 and a token: this was the last one that we know of. */
function leg(question: Question): { readonly status: number; readonly token: string } {
  let context = contexts.get(question.context);
  if (context === undefined) {
    const credentials = Buffer.alloc(HANDLE_BYTES);
    const status = acquire(question, credentials);
    if (status !== 0) return { status, token: '' };
    context = { credentials };
    contexts.set(question.context, context);
    for (const oldest of contexts.keys()) if (contexts.size > MOST_CONTEXTS) release(oldest);
  }
  const handle = context.handle ?? Buffer.alloc(HANDLE_BYTES);
  const challenge = question.challenge === '' ? null : tokenBlock(Buffer.from(question.challenge, 'base64'), allocate);
  const answer = tokenBlock(TOKEN_BYTES, allocate);
  const [attributes, expiry] = [Buffer.alloc(4), Buffer.alloc(8)];
  const [known, name] = [context.handle ?? null, wide(question.service)];
  const buffers = [challenge, 0, handle, answer, attributes, expiry];
  const status = call('InitializeSecurityContextW', context.credentials, known, name, 0, 0, NATIVE_DATA, ...buffers);
  const token = status < 0x80000000 ? tokenIn(answer).toString('base64') : '';
  if (status < 0x80000000) context.handle = handle;
  if (status === 0 || status >= 0x80000000) release(question.context);
  return { status, token };
}

function acquire({ package: name, account }: Question, credentials: Buffer): number {
  const identity = account === undefined ? null : identityBlock(account, allocate);
  const expiry = Buffer.alloc(8);
  const status = call('AcquireCredentialsHandleW', null, wide(name), OUTBOUND, null, identity, null, null, credentials, expiry);
  identity?.fill(0);
  return status;
}

function release(number: number): void {
  const context = contexts.get(number);
  contexts.delete(number);
  if (context?.handle !== undefined) call('DeleteSecurityContext', context.handle);
  if (context !== undefined) call('FreeCredentialsHandle', context.credentials);
}

process.on('message', (question: Question) => {
  let reply: object;
  try {
    reply = leg(question);
  } catch (error) {
    reply = { message: error instanceof Error ? error.message : String(error) };
  }
  if (process.connected) process.send?.({ id: question.id, ...reply });
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole process group; the parent decides when this process ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const) process.on(signal, () => undefined);
