/** What the peer says with an alert: which words and whose affair it is. */
export type AlertMeaning =
  /** No version, cipher suite or parameter in common. */
  | 'no-common'
  /** It does not know the name. */
  | 'unknown-name'
  /** It does not let this client in. */
  | 'denied'
  /** It is in trouble itself, or could not make sense of what arrived. */
  | 'trouble'
  /** About a certificate of the client, which none was sent. */
  | 'client-certificate'
  /** It ended the handshake without blaming anything. */
  | 'ended';

interface Alert {
  /** As RFC 8446 section 6 and the IANA registry write it. */
  readonly name: string;
  readonly meaning: AlertMeaning;
}

export const NO_APPLICATION_PROTOCOL = 120;

/** TLS alerts by number (IANA "TLS Alerts", RFC 8446 section 6.2, RFC 5246 section 7.2, RFC 6066 section 9, RFC 7301 section 3.2). */
export const TLS_ALERTS: Readonly<Record<number, Alert>> = {
  0: { name: 'close_notify', meaning: 'ended' },
  10: { name: 'unexpected_message', meaning: 'trouble' },
  20: { name: 'bad_record_mac', meaning: 'trouble' },
  21: { name: 'decryption_failed', meaning: 'trouble' },
  22: { name: 'record_overflow', meaning: 'trouble' },
  30: { name: 'decompression_failure', meaning: 'trouble' },
  40: { name: 'handshake_failure', meaning: 'no-common' },
  41: { name: 'no_certificate', meaning: 'client-certificate' },
  42: { name: 'bad_certificate', meaning: 'client-certificate' },
  43: { name: 'unsupported_certificate', meaning: 'client-certificate' },
  44: { name: 'certificate_revoked', meaning: 'client-certificate' },
  45: { name: 'certificate_expired', meaning: 'client-certificate' },
  46: { name: 'certificate_unknown', meaning: 'client-certificate' },
  47: { name: 'illegal_parameter', meaning: 'trouble' },
  48: { name: 'unknown_ca', meaning: 'client-certificate' },
  49: { name: 'access_denied', meaning: 'denied' },
  50: { name: 'decode_error', meaning: 'trouble' },
  51: { name: 'decrypt_error', meaning: 'trouble' },
  60: { name: 'export_restriction', meaning: 'no-common' },
  70: { name: 'protocol_version', meaning: 'no-common' },
  71: { name: 'insufficient_security', meaning: 'no-common' },
  80: { name: 'internal_error', meaning: 'trouble' },
  86: { name: 'inappropriate_fallback', meaning: 'trouble' },
  90: { name: 'user_canceled', meaning: 'ended' },
  100: { name: 'no_renegotiation', meaning: 'ended' },
  109: { name: 'missing_extension', meaning: 'no-common' },
  110: { name: 'unsupported_extension', meaning: 'trouble' },
  111: { name: 'certificate_unobtainable', meaning: 'client-certificate' },
  112: { name: 'unrecognized_name', meaning: 'unknown-name' },
  113: { name: 'bad_certificate_status_response', meaning: 'client-certificate' },
  114: { name: 'bad_certificate_hash_value', meaning: 'client-certificate' },
  115: { name: 'unknown_psk_identity', meaning: 'no-common' },
  116: { name: 'certificate_required', meaning: 'client-certificate' },
  [NO_APPLICATION_PROTOCOL]: { name: 'no_application_protocol', meaning: 'no-common' },
  121: { name: 'ech_required', meaning: 'no-common' },
};

/** `unrecognized_name (112)`, or `number 200` where no registry knows the number. */
export function alertName(number: number): string {
  const name = TLS_ALERTS[number]?.name;
  return name === undefined ? `number ${number}` : `${name} (${number})`;
}
