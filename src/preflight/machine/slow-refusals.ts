/** Windows repeats the SYN twice, half a second to a second apart, before it reports that a connection was refused (TcpMaxConnectRetransmissions); seen as about two seconds. */
const REFUSAL_MS = 2500;

/** Said where the limit of a layer ends before Windows reports a refusal. */
export function slowRefusalNotes(timeoutMs: number, platform: string): readonly string[] {
  if (platform !== 'win32' || timeoutMs >= REFUSAL_MS) return [];
  return [
    `Windows reports a refused connection after about two seconds, since it sends the SYN three times: with --timeout ${timeoutMs} a refusal looks like silence (tcp.timeout). Give at least ${REFUSAL_MS} to tell them apart.`,
  ];
}
