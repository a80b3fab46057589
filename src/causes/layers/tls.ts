import { isOfMicrosoft } from '../../model/catalog/microsoft.ts';
import type { EndpointEvidence } from '../../model/evidence.ts';
import type { Owner } from '../../model/finding.ts';
import type { CausesOf } from '../cause.ts';
import { fetchesTold, incompleteOwner, isRuleBroken, reasonMeaning, shutFetches } from '../phrasing/chain.ts';
import {
  around,
  day,
  endpoint,
  inBrackets,
  listed,
  number,
  pathOwner,
  pluck,
  proxyOf,
  ruleHost,
  sentence,
  targetAddress,
  text,
} from '../phrasing/phrase.ts';
import { DOCS, rfc } from '../phrasing/references.ts';
import { HANDSHAKE } from './tls-handshake.ts';

const issuer = (e: EndpointEvidence): string => text(e.issuer, 120) ?? 'an unknown authority';
const exempt = (e: EndpointEvidence): string => `exempt ${ruleHost(e)} from TLS inspection`;
/** The chain is good by the public roots; only this machine's own store does not know the root. */
const onlyHereUnknown = (e: EndpointEvidence): boolean => e.systemTrusted === false && text(e.authorizationError) === undefined;
const untrustedOwner = (e: EndpointEvidence): Owner =>
  onlyHereUnknown(e) || e.inspectedHere === true ? 'host' : isRuleBroken(e) ? 'service' : 'security';
/** Software on this machine that inspects is this machine's own affair. */
const interceptOwner = (e: EndpointEvidence): Owner => (e.inspectedHere === true ? 'host' : 'security');

/** The one that expired may be that of an authority above the host's own. */
const expiredCertificate = (e: EndpointEvidence): string => {
  const [leaf] = pluck(e.chain, 'sha256');
  return leaf === undefined || leaf === e.fingerprint || text(e.subject) === undefined
    ? `the certificate of ${endpoint(e)}`
    : `in the chain of ${endpoint(e)} the certificate of the authority ${text(e.subject, 120)}`;
};

const trustHere = (e: EndpointEvidence): string => {
  if (e.systemTrusted === true)
    return isOfMicrosoft(text(e.host) ?? '')
      ? 'This server trusts that authority, so the role connects; Microsoft does not support inspection for its management endpoints all the same: client certificates and the notification channel may break.'
      : 'This server trusts that authority, so the connection is established; clients that pin certificates refuse it all the same.';
  return e.systemTrusted === false
    ? 'This server does not trust that authority, so the role will fail.'
    : 'The role fails unless its server trusts that authority.';
};

/** Causes found while TLS begins with the endpoint, inside the proxy's tunnel where there is one. */
export const TLS = {
  ...HANDSHAKE,
  'tls.intercepted': {
    owner: 'security',
    ownerFor: interceptOwner,
    title: 'TLS is intercepted',
    meaning:
      'The certificate does not come from a public authority: a device opens the encryption and signs with its own. Where this machine trusts that authority the connection works and is a warning only; Microsoft does not support inspection for its management endpoints all the same: client certificates and the notification channel may break, and clients that pin certificates (functional data of devices) refuse it.',
    detection:
      'The chain does not end in a public root (or one of `--endpoint-ca-file`), its issuer is an inspection product or publishes its certificate only inside (ldap), or a certificate names a public authority that did not sign it: signatures are verified from the leaf upwards before anything else is read. Names only attribute it; of software that runs on this machine itself (antivirus, debugging proxies) the owner is the host. Genuine are the roots that Mozilla lists, and for hosts of Microsoft those that only Windows ships (Microsoft Root Certificate Authority 2011, Microsoft ECC Product Root 2018). Trusted by this machine: warn; not trusted: fail. A lone self-signed certificate is tls.untrusted. Other endpoints of the route with the same issuer show one device; none show selective inspection.',
    ask: 'Please exempt the endpoints listed below from TLS inspection for our server: it cannot use an authority of our own there.',
    references: [rfc(5280, '6.1'), DOCS.intuneEndpoints, DOCS.endpoints, DOCS.updatesNotDownloaded],
    message: (e) =>
      e.forgedSignature === true
        ? sentence(
            e,
            `the certificate of ${endpoint(e)} names ${issuer(e)} as its issuer, but that authority's key did not sign it${inBrackets(around('SHA-256 ', text(e.fingerprint, 64)))}: something on the path imitates the service.`,
          )
        : sentence(
            e,
            `the certificate of ${endpoint(e)} was issued by ${issuer(e)}${inBrackets(around('product ', text(e.product, 80)), around('SHA-256 ', text(e.fingerprint, 64)))}, not by a public authority: TLS is inspected ${e.inspectedHere === true ? 'by software on this server itself' : 'on the path'}. ${trustHere(e)}`,
          ),
    remedy: (e) =>
      interceptOwner(e) === 'host'
        ? `${exempt(e)} in the security software of this server${inBrackets(text(e.product, 80))}.`
        : `${exempt(e)}${around(' by ', text(e.product, 80)) ?? ''}.`,
  },
  'tls.untrusted': {
    owner: 'security',
    ownerFor: untrustedOwner,
    title: 'The certificate is not trusted',
    meaning:
      'The certificate cannot be traced to a trusted root, or its chain breaks a rule: a hash or key too weak, a name outside of name constraints, a wrong purpose, too long a path. A certificate that signs itself comes from something that answers in place of the service: a device, a block page or a portal. When the chain is good by the public roots and only this machine does not know the root, its trust store is incomplete.',
    detection:
      'A lone self-signed certificate, a good public chain whose root is missing in the trust store of this machine, or a chain below a public root that OpenSSL does not accept, with its reason (evidence `authorizationReason`): then it is the service, wrongly set up. A chain to a private root is tls.intercepted, a missing intermediate tls.incomplete-chain. Expiry and names are judged after trust.',
    ask: 'Please check what answers in place of the endpoints listed below: it shows a certificate that nobody has signed.',
    references: [rfc(5280, '6.1'), DOCS.rootCertificates, DOCS.trustUpdates],
    message: (e) =>
      onlyHereUnknown(e)
        ? sentence(
            e,
            `the certificate of ${endpoint(e)} is genuine${inBrackets(around('issuer ', text(e.issuer, 120)))}, but this server does not know its root.`,
          )
        : isRuleBroken(e)
          ? sentence(
              e,
              `the certificate of ${endpoint(e)} comes from a public authority${inBrackets(around('issuer ', text(e.issuer, 120)))}, but it is not valid: ${reasonMeaning(e)?.meaning ?? 'its chain breaks a rule'}${inBrackets(around('OpenSSL: ', text(e.authorizationReason, 80) ?? text(e.authorizationError, 80)))}.`,
            )
          : sentence(
              e,
              `the certificate of ${endpoint(e)} is not trusted${inBrackets(text(e.authorizationError, 80), around('subject ', text(e.subject, 120)), around('SHA-256 ', text(e.fingerprint, 64)))}: something answers in place of the service.`,
            ),
    remedy: (e) =>
      onlyHereUnknown(e)
        ? 'import the missing root into the machine store, or let automatic root updates reach ctldl.windowsupdate.com on TCP 80.'
        : isRuleBroken(e)
          ? `whoever runs ${ruleHost(e)} has to install ${reasonMeaning(e)?.step ?? 'a certificate with a valid chain'}.`
          : `find out what answers for ${ruleHost(e)}${around(' at ', targetAddress(e)) ?? ''}, and exempt the name from it.`,
  },
  'tls.incomplete-chain': {
    owner: 'security',
    ownerFor: incompleteOwner,
    title: 'An intermediate certificate is missing',
    meaning:
      'The server sent its certificate without the intermediate that links it to a root. Windows then fetches the missing one from the address that the certificate names (caIssuers). That did not work over this route: where the address is shut it has to be opened; else whoever answers has to send the whole chain.',
    detection:
      'The chain breaks off below a root. The addresses of caIssuers (http only) are fetched over the same route, and what comes counts only by its signature; a chain that gets whole is judged as if it had been sent, and the row says where the rest came from. Evidence `issuerFetches` has each address and what came of it. Chains to a private root, and issuers that are published inside only, are tls.intercepted.',
    ask: 'Please open the addresses listed below, where missing intermediate certificates are fetched, or have the whole chain sent.',
    references: [rfc(8446, '4.4.2'), rfc(5280, '4.2.2.1'), DOCS.rootCertificates],
    message: (e) => {
      const fetches = fetchesTold(e);
      return sentence(
        e,
        `${endpoint(e)} sent its certificate without the intermediate that signed it${inBrackets(around('issuer ', text(e.issuer, 120)), text(e.authorizationError, 80))}${fetches === undefined ? '' : `, and it could not be fetched as Windows does: ${fetches}`}.`,
      );
    },
    remedy: (e) => {
      const shut = listed(shutFetches(e));
      return shut === undefined
        ? `${exempt(e)}, or send the whole chain on the device that answers; as a stopgap import the intermediate on this server.`
        : `allow TCP 80 to ${shut}, where Windows fetches the missing certificate; as a stopgap import the intermediate on this server.`;
    },
  },
  'tls.expired': {
    owner: 'service',
    ownerFor: (e) => (e.clock === undefined ? 'service' : 'host'),
    title: 'The certificate has expired',
    meaning:
      'The certificate, or one above it, has expired. If several endpoints show it, the clock of this machine is the first suspect; otherwise whoever answers has not renewed it: the service, or an inspecting device.',
    detection:
      'CERT_HAS_EXPIRED on a chain that is trusted otherwise; the end is in the evidence. Date headers of other answers tell a wrong clock (host.clock-skew) apart. A private chain is tls.intercepted first.',
    ask: 'Please renew the certificate of the endpoint named below; our clock was checked.',
    references: [rfc(5280, '4.1.2.5'), DOCS.updatesNotDownloaded],
    message: (e) =>
      e.clock !== undefined
        ? sentence(
            e,
            `by the clock of this server the certificate of ${endpoint(e)} expired${around(' on ', day(e.notAfter)) ?? ''}, but that clock is probably ahead.`,
          )
        : sentence(
            e,
            `${expiredCertificate(e)} expired${around(' on ', day(e.notAfter)) ?? ''}${inBrackets(around('issuer ', text(e.issuer, 120)))}.`,
          ),
    remedy: (e) =>
      e.clock !== undefined
        ? 'correct the clock and its time source (w32tm /query /status), then run again.'
        : `the certificate of ${ruleHost(e)} must be renewed by whoever answers; check the clock of this server first.`,
  },
  'tls.not-yet-valid': {
    owner: 'host',
    title: 'The certificate is not valid yet',
    meaning: 'The certificate begins in the future. Nearly always the clock of this machine is behind.',
    detection:
      'CERT_NOT_YET_VALID on a chain that is trusted otherwise; the beginning is in the evidence. Date headers of other answers confirm a wrong clock.',
    ask: 'Please correct the clock of our server: certificates appear to begin in the future.',
    references: [rfc(5280, '4.1.2.5'), rfc(5905)],
    message: (e) =>
      sentence(
        e,
        `the certificate of ${endpoint(e)} is valid only from ${day(e.notBefore) ?? 'a later day'}${inBrackets(around('issuer ', text(e.issuer, 120)))}: the clock of this server is probably behind.`,
      ),
    remedy: () => 'correct the clock and its time source; if it is right, the certificate was issued wrongly.',
  },
  'tls.name-mismatch': {
    owner: 'security',
    title: 'The certificate is for another name',
    meaning:
      'A certificate came back whose names do not include the one that was asked for. Something else answered: a device with its own page, a wrong address from DNS, or a wrong entry in the hosts file.',
    detection:
      'ERR_TLS_CERT_ALTNAME_INVALID on a chain that is trusted; the names it carries are in the evidence. A chain to a private root is tls.intercepted first.',
    ask: 'Please check what answers in place of the endpoints listed below: its certificate is for another name.',
    references: [rfc(9525, '6'), rfc(6125), DOCS.endpoints],
    message: (e) =>
      sentence(
        e,
        `the certificate at ${endpoint(e)}${around(' (', targetAddress(e), ')') ?? ''} is for ${text(e.subjectAltName, 120) ?? text(e.subject, 120) ?? 'another name'}, not for ${text(e.host) ?? 'the name asked for'}: something else answers.`,
      ),
    remedy: (e) =>
      `find out what answers for ${ruleHost(e)}${around(' at ', targetAddress(e)) ?? ''}; check the DNS answer and the hosts file, and exempt the name from filtering.`,
  },
  'tls.revocation-unreachable': {
    owner: 'firewall',
    ownerFor: pathOwner,
    title: 'Revocation cannot be checked',
    meaning:
      'No address that tells whether a certificate was revoked brings a CRL or an OCSP response over this route, mostly because TCP 80 is shut. Windows then refuses the chain, or waits for each address first. Where one address still works, the others are findings of their own and the hosts are not affected: Windows falls back from OCSP to the CRL. These requests are made with the machine-wide WinHTTP proxy of Windows, never with the proxy of the site system.',
    detection:
      'CRL and OCSP addresses are read from the chain, roots aside, and asked once each, responders with a question about a certificate of the chain. They are asked over the WinHTTP proxy on Windows, over --revocation-route where it is given, else over the route of the endpoint. An answer that is neither a CRL nor an OCSP response does not count. The endpoint itself answered. A certificate that is really revoked is not this cause.',
    ask: 'Please allow TCP 80 to the revocation addresses listed below: certificates cannot be checked without them.',
    references: [rfc(5280, '4.2.1.13'), rfc(6960), DOCS.tenantAttach, DOCS.endpoints],
    message: (e) => {
      const urls = pluck(e.revocation, 'url');
      const causes = pluck(e.revocation, 'cause');
      const answer = text(e.revocationAnswer, 60);
      if (answer !== undefined)
        return sentence(
          e,
          `${text(urls[0]) ?? endpoint(e)} is where certificates are checked for revocation, and neither a CRL nor an OCSP response came back (${answer}).`,
        );
      const affected = number(e.affected);
      const whose =
        affected === undefined || affected < 2 ? `the certificate of ${endpoint(e)}` : `the certificates of ${affected} endpoints`;
      const ways = urls.map((url, index) => `${text(url, 100) ?? ''}${inBrackets(text(causes[index], 60))}`);
      return sentence(
        e,
        `Windows cannot check ${whose} for revocation. No address brings a CRL or an OCSP response${overRoute(e)}: ${listed(ways, 6) ?? 'none'}.`,
      );
    },
    remedy: (e) =>
      `allow TCP 80 to ${listed(pluck(e.revocation, 'url'), 5) ?? 'the revocation addresses'}${overRoute(e)}${e.revocationRoute !== undefined || proxyOf(e) === undefined ? '.' : ` without authentication, and set this proxy for the machine: netsh winhttp set proxy proxy-server="${proxyOf(e)}" bypass-list="<local>" (add your own domains, as in <local>;*.corp.example; undo: netsh winhttp reset proxy).`}`,
  },
} as const satisfies CausesOf<'tls'>;

/** Where revocation leaves by a way of its own. */
function overRoute(e: EndpointEvidence): string {
  return around(' over the ', text(e.revocationRoute), ' route, by which Windows asks them') ?? '';
}
