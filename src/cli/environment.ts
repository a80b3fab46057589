import { UsageError } from '../model/usage-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Options of Node that take protection away, let old versions and cipher suites in, or write the keys of connections to a file. */
const WEAKENING = /^--(?:tls-min-v1\.[01]|tls-max-v1\.[0-2]|tls-cipher-list|tls-keylog|insecure-http-parser|security-revert)(?:=|$)/;

/**
 * Throws `UsageError` for an environment in which certificates are not checked or connections are weaker than the program says. `NODE_EXTRA_CA_CERTS` is none of that:
 * endpoints are judged by lists of roots that the program names itself. `nodeArguments` are those of Node before the program.
 */
export function refuseWeakened(environment: Environment, nodeArguments: readonly string[]): void {
  if (environment.NODE_TLS_REJECT_UNAUTHORIZED === '0')
    throw new UsageError('this variable switches the check of certificates off: passwords would go to whoever answers', {
      field: 'NODE_TLS_REJECT_UNAUTHORIZED',
      hint: 'unset it; --ca-file names the roots of your own servers',
    });
  const given = [...(environment.NODE_OPTIONS ?? '').split(/[\s"']+/), ...nodeArguments];
  const weak = given.find((option) => WEAKENING.test(option.replaceAll('_', '-')));
  if (weak === undefined) return;
  throw new UsageError(`the option ${weak.slice(0, 60)} of Node weakens connections, and what they prove`, {
    field: 'NODE_OPTIONS',
    hint: 'start the program without it',
  });
}

/** What the system did not have, in words; undefined for anything else. Not a bug of ours, nor told as one. */
export function shortageOf(error: unknown): string | undefined {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  if (code === 'EMFILE' || /\bEMFILE\b/.test(String(message)))
    return 'this process may open too few files at a time (EMFILE); raise the limit: ulimit -n 1024';
  if (code === 'ENFILE') return 'the system has no room for another open file (ENFILE)';
  if (code === 'ENOMEM' || /out of memory|Cannot allocate/i.test(String(message)))
    return 'this process gets too little memory; raise the limit (ulimit -v, or that of the container)';
  return undefined;
}
