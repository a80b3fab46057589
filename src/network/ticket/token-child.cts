// CommonJS beside its parent; see token-process.ts. The library reads where its tickets are from the environment of the process, which is not changed
// for a whole run because one question has tickets of its own.
interface Question {
  readonly id: number;
  readonly service: string;
}
interface Library {
  readonly GSS_MECH_OID_SPNEGO?: number;
  initializeClient(service: string, options: Readonly<Record<string, unknown>>): Promise<{ step(challenge: string): Promise<string> }>;
}

process.on('message', ({ id, service }: Question) => {
  void answer(service).then((reply) => {
    if (process.connected) process.send?.({ id, ...reply });
  });
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole process group; the parent decides when this process ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

async function answer(service: string): Promise<{ readonly token?: string; readonly message?: string }> {
  try {
    const name = 'kerberos';
    const loaded = (await import(name)) as Library & { readonly default?: Library };
    const library = loaded.default ?? loaded;
    const client = await library.initializeClient(service, { mechOID: library.GSS_MECH_OID_SPNEGO });
    return { token: await client.step('') };
  } catch (error) {
    return { message: error instanceof Error ? error.message : String(error) };
  }
}
