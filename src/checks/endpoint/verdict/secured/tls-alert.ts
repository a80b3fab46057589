import { alertName, TLS_ALERTS } from '../../../../causes/tls-alerts.ts';
import type { EndpointEvidence } from '../../../../model/evidence.ts';
import type { Step, TlsFacts } from '../../../../model/network/observation.ts';

export const FATAL = 2;
const NUMBERS = new Map(Object.entries(TLS_ALERTS).map(([number, { name }]) => [name, Number(number)]));
/** Only the peer's alerts have such a code; our own refusal of what came has none of these prefixes. OpenSSL 3.2 and later write `SSL/TLS`. */
const PEERS_ALERT = /^ERR_SSL_(?:SSLV3|TLSV1|TLSV13|SSL\/TLS)_(?:ALERT_)?([A-Z0-9_]+)$/;
/** OpenSSL's own spelling, where that is not the registry's. */
const RENAMED: Readonly<Record<string, string>> = { user_cancelled: 'user_canceled' };

/** The alert with which a handshake was refused: as it was heard, or by the name that OpenSSL gives its error. */
export function alertOf(step: Extract<Step, { readonly layer: 'tls' }>): TlsFacts['alert'] | undefined {
  if (step.facts.alert !== undefined) return step.facts.alert;
  const name = PEERS_ALERT.exec(step.failure?.code ?? '')?.[1]?.toLowerCase() ?? '';
  const number = NUMBERS.get(RENAMED[name] ?? name);
  return number === undefined ? undefined : { level: FATAL, number };
}

/** An alert as evidence: its number (RFC 8446 section 6) and its name. */
export function alertEvidence({ number }: TlsFacts['alert']): EndpointEvidence {
  return { alert: alertName(number), alertNumber: number };
}
