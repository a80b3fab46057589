import type { EndpointEvidence } from '../../model/evidence.ts';
import type { CausesOf } from '../cause.ts';
import { around, inBrackets, number, pathOwner, ruleHost, sentence, text } from '../phrasing/phrase.ts';
import { DOCS, rfc } from '../phrasing/references.ts';

const pattern = (e: EndpointEvidence): string => text(e.pattern) ?? text(e.host) ?? 'the wildcard';
const tried = (e: EndpointEvidence): string =>
  inBrackets(around('tried ', text(e.canary)), around('status ', number(e.proxyStatus)), text(e.proxyError, 80), text(e.code, 60));

/** Causes about the rule for a wildcard as a whole, not about one of its hosts. */
export const WILDCARD = {
  'wildcard.unproven': {
    owner: 'firewall',
    ownerFor: pathOwner,
    title: 'The wildcard rule could not be proven',
    meaning:
      'The known hosts below the wildcard answer, but no method could tell whether the rule covers the wildcard or only these hosts. New names of the service may be blocked later.',
    detection:
      'Neither a made-up name through the proxy nor a made-up server name in a handshake with a known host gave an answer that tells. A server that refuses this name and other foreign names alike, an answer of the proxy that is neither "denied" nor "no such name", or an inspected handshake tell nothing. When the name is refused while known hosts pass it is wildcard.denied.',
    ask: 'Please confirm that the rule covers the whole wildcard, not only single hosts.',
    references: [rfc(4592), DOCS.endpoints],
    message: (e) => sentence(e, `could not verify that the whole wildcard ${pattern(e)} is allowed${tried(e)}; its known hosts respond.`),
    remedy: (e) => `confirm that the rule says ${pattern(e)} and not only single hosts.`,
  },
  'wildcard.denied': {
    owner: 'firewall',
    ownerFor: pathOwner,
    title: 'Only single hosts of the wildcard are open',
    meaning:
      'The hosts that are known pass, yet another name below the same wildcard is refused. The rule lists hosts where the documentation asks for the wildcard; the next new name of the service will be blocked.',
    detection:
      'Through a proxy a CONNECT to a made-up name was denied where an open policy would have said "name not found". On a direct route a handshake with the address of a known host was cut for a made-up server name, while a foreign name that other endpoints need was answered there, or it met silence, which no server answers with.',
    ask: 'Please open the whole wildcards listed below instead of single hosts.',
    references: [rfc(4592), rfc(6066, '3'), DOCS.endpoints],
    message: (e) => sentence(e, `only single hosts of ${pattern(e)} are open: another name below it is refused${tried(e)}.`),
    remedy: (e) => `allow ${pattern(e) === 'the wildcard' ? ruleHost(e) : pattern(e)} as a wildcard instead of single hosts.`,
  },
  'wildcard.too-wide': {
    owner: 'security',
    title: 'A rule lets more through than the role needs',
    meaning:
      'The catalog marks this destination as one that nothing needs (`expect: blocked`): a retired host, a name that third parties can own, or a look-alike that only a rule without its dot or anchor covers. It was let through. The role works all the same; whoever gets hold of such a name has a way out of this server.',
    detection:
      'Asked only with --negative, and beside endpoints of the same route that answer. Through a proxy the name is asked for: anything but a refusal by the proxy itself shows that no rule stopped it. On a direct route the host is connected to, and a made-up name is put into a handshake with the address of a known host (SNI). A name that does not exist is skipped there, a handshake that server or filter may have refused is inconclusive.',
    ask: 'Please check the rules that let the destinations listed below through; our service connection point does not need them.',
    references: [rfc(4592), rfc(2606), DOCS.endpoints],
    message: (e) =>
      sentence(
        e,
        `${text(e.canary) ?? text(e.host) ?? 'a destination that nothing needs'}${around(':', number(e.port)) ?? ''} is let through${inBrackets(around('catalog entry ', text(e.pattern)), around('HTTP ', number(e.httpStatus)), text(e.proxyError, 80))}, and the role does not need it.${around(' ', text(e.notNeeded, 400)) ?? ''}`,
      ),
    remedy: (e) =>
      `take ${pattern(e)} out of the rules for this server, or write them narrower: whole host names, and wildcards with their dot (*.example.com).`,
  },
} as const satisfies CausesOf<'wildcard'>;
