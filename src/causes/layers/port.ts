import type { CausesOf } from '../cause.ts';
import { inBrackets, text } from '../phrasing/phrase.ts';
import { DOCS } from '../phrasing/references.ts';

/** Causes found between the servers of the site that no layer of a connection tells. */
export const PORT = {
  'port.udp-unanswered': {
    owner: 'firewall',
    title: 'A question over UDP is not answered',
    meaning:
      'A domain controller does not answer the site server over UDP. Port 389: Windows finds its domain controller by such a question (LDAP ping). Port 88: Kerberos, for which Windows uses TCP by default.',
    detection:
      'A genuine question (the LDAP ping, a request for a ticket without a password) is sent three times within the time limit. No answer, or an ICMP message that nothing listens there, is this cause. TCP on the same port is a row of its own.',
    ask: 'Please allow these connections over UDP from our site server to the domain controllers, and the answers back.',
    references: [
      DOCS.ports,
      'LDAP ping (MS-ADTS 6.3.3): https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-adts/895a7744-aff3-4f64-bcfa-f8c05915d2e9',
    ],
    message: (e) => `${text(e.host) ?? 'The domain controller'} does not answer over UDP${inBrackets(text(e.address), text(e.code, 60))}.`,
    remedy: (e) =>
      `allow UDP from ${text(e.from) ?? 'the site server'} to ${text(e.host) ?? 'the domain controller'}, and the answers back.`,
  },
} as const satisfies CausesOf<'port'>;
