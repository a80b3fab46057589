import t from 'tap';
import { findingFrom } from '../../../src/causes/finding.ts';
import type { EndpointEvidence } from '../../../src/model/evidence.ts';
import type { Finding } from '../../../src/model/finding.ts';
import { endingCertificateNotes } from '../../../src/report/ending-certificates.ts';

const NOW = '2026-11-28T12:00:00Z';
const certificate = (subject: string, notAfter: string) => ({
  subject,
  issuer: 'CN=Above',
  sha256: subject,
  notAfter: `${notAfter}T23:59:59.000Z`,
});

function endpoint(
  host: string,
  chain: EndpointEvidence['chain'],
  more: EndpointEvidence = {},
  status: Finding['status'] = 'pass',
): Finding {
  const subject = { id: `endpoint:f/${host}:443@direct`, kind: 'endpoint', title: host, target: { host, port: 443 } } as const;
  return findingFrom(subject, { status, message: 'm', evidence: { ...more, ...(chain === undefined ? {} : { chain }) } });
}

t.test('certificates that end within 90 days', async (t) => {
  const authority = certificate('CN=Azure Issuing CA 09', '2027-01-10');
  const leaf = certificate('CN=service', '2026-12-20');
  const notes = (...findings: readonly Finding[]) => endingCertificateNotes(findings, NOW);
  t.same(notes(endpoint('a.example', [leaf, certificate('CN=CA', '2030-01-01')])), [], 'a public service renews its own');
  t.same(
    notes(endpoint('a.example', [leaf, authority]), endpoint('b.example', [leaf, authority]), endpoint('b.example', [leaf, authority])),
    [
      'The authority CN=Azure Issuing CA 09, in the chain of a.example and 1 other host, ends on 2027-01-10, in 43 days: certificates of another one will take its place. Where revocation addresses are opened one by one, check again then.',
    ],
  );
  const own = { privateRoot: { subject: 'CN=Own', sha256: 'ab' } };
  t.same(notes(endpoint('own.example', [leaf], own)), [
    'The certificate of own.example ends on 2026-12-20, in 22 days: have it renewed before.',
  ]);
  t.same(notes(endpoint('own.example', [certificate('CN=x', '2026-11-28')], own)), [
    'The certificate of own.example ends on 2026-11-28, in 0 days: have it renewed before.',
  ]);
  for (const [name, ends] of [
    ['91 days ahead', '2027-02-27'],
    ['over already', '2026-11-27'],
  ] as const)
    t.same(notes(endpoint('own.example', [certificate('CN=x', ends)], own)), [], name);
  t.same(notes(endpoint('a.example', [leaf, authority], {}, 'fail')), [], 'of somebody else, perhaps: the failure says what counts');
  t.same(notes(endpoint('a.example', undefined)), []);
});
