import type { EndpointEvidence } from '../../model/evidence.ts';
import type { Owner } from '../../model/finding.ts';
import { isInternetName } from '../../model/network/address.ts';
import type { CausesOf } from '../cause.ts';
import { FAILING_STATUSES } from '../codes.ts';
import {
  after,
  around,
  endpoint,
  inBrackets,
  listed,
  mayBeSlow,
  number,
  pathOwner,
  pluck,
  proxyOf,
  ruleHost,
  sentence,
  text,
  waitLonger,
  within,
} from '../phrasing/phrase.ts';
import { DOCS, rfc } from '../phrasing/references.ts';
import { requestStepShown, whatRequestsShowed } from '../phrasing/request.ts';

/** The address asked for, without a port that goes without saying. */
const url = (e: EndpointEvidence): string => {
  const scheme = text(e.scheme, 10) ?? 'https';
  const port = number(e.port);
  const usual = text(e.host) !== undefined && port === (scheme === 'http' ? 80 : 443);
  const { port: _port, ...withoutPort } = e;
  return text(e.host) === undefined ? endpoint(e) : `${scheme}://${endpoint(usual ? withoutPort : e)}`;
};
const status = (e: EndpointEvidence): string | undefined => around('status ', number(e.httpStatus));
const product = (e: EndpointEvidence): string | undefined => text(e.product, 80);
const rangeOwner = (e: EndpointEvidence): Owner =>
  text(e.originMarker) === undefined ? pathOwner(e) : proxyOf(e) === undefined ? 'service' : 'proxy';
/** A refusal by the genuine service is Microsoft's; otherwise the documented guess is a proxy, transparent or not. */
const statusOwner = (e: EndpointEvidence): Owner => (text(e.originMarker) === undefined ? 'proxy' : 'service');
/** A redirect in a verified connection is the service's own; whoever must open what it leads to is another matter. */
const goesRound = (e: EndpointEvidence): boolean => e.redirectLoop === true || number(e.redirectLimit) !== undefined;
const isVerified = (e: EndpointEvidence): boolean =>
  text(e.scheme) === 'https' && pluck(e.hops, 'url').every((hop) => text(hop)?.startsWith('https:') === true);
/** Where it leads was not tried: addresses, names without a dot and odd ports are not asked on a peer's word, and nothing is opened on it either. */
const isNotAsked = (e: EndpointEvidence): boolean => {
  const [, host = '', port = '443'] = /^\[?([^\]]*?)\]?(?::(\d+))?$/.exec(text(e.redirectHost) ?? '') ?? [];
  return !goesRound(e) && text(e.redirectCause) === undefined && host !== '' && !(isInternetName(host) && /^(?:80|443)$/.test(port));
};
const redirectOwner = (e: EndpointEvidence): Owner => ((goesRound(e) || isNotAsked(e)) && isVerified(e) ? 'service' : pathOwner(e));
const seconds = (value: unknown): string | undefined => around('', number(value), ' s');

const samePage = (e: EndpointEvidence): string | undefined => around('the same page as from ', listed(e.samePageAs));

/** Causes found in the HTTP exchange with the endpoint. */
export const HTTP = {
  'http.block-page': {
    owner: 'firewall',
    ownerFor: pathOwner,
    title: 'A block page instead of the service',
    meaning:
      'The answer is the page of a web filter, not of the service. The name or its category is blocked; the page often says by which product and why.',
    detection:
      'A header, a redirect or a phrase that only a filtering product sends (evidence `product` and `fingerprintId`): one strong sign or two weak ones. Without a known product: the same page, or one with the same title, from hosts of unrelated owners on one route (evidence `samePageAs`), or a page in clear on a port of TLS that refuses in words. It counts on port 80, in refusals of a proxy and under an intercepted certificate, never under a genuine certificate or beside a marker of the service.',
    ask: 'Please take the endpoints listed below off the web filter for our service connection point: a block page comes back.',
    references: [DOCS.endpoints],
    message: (e) =>
      sentence(
        e,
        `${url(e)} was answered by a block page${inBrackets(around('of ', product(e)), status(e), around('redirect to ', text(e.location, 120)), samePage(e))}, not by the service.`,
      ),
    remedy: (e) => `take ${ruleHost(e)} off the web filter${around(' of ', product(e)) ?? ''} for this server.`,
  },
  'http.captive-portal': {
    owner: 'firewall',
    ownerFor: pathOwner,
    title: 'A sign-in page stands in the way',
    meaning:
      'The network answers web requests with its own sign-in page until somebody logs on. A service that runs as the system account cannot do that.',
    detection:
      'The connectivity test page of Microsoft on port 80 did not bring its known text, or unlike endpoints redirect to one sign-in page. Pages that refuse for good are http.block-page.',
    ask: 'Please give our service connection point access without a sign-in page.',
    references: [rfc(8952), rfc(6585, '6'), DOCS.endpoints],
    message: (e) =>
      sentence(
        e,
        `${url(e)} was answered by a sign-in page${inBrackets(status(e), around('redirect to ', text(e.location, 120)), product(e), samePage(e))}: the network wants somebody to log on first.`,
      ),
    remedy: () => 'exempt this server from the sign-in page: a service cannot log on there.',
  },
  'http.status': {
    owner: 'proxy',
    ownerFor: statusOwner,
    title: 'A status that means failure',
    meaning:
      "The answer carries a status that Microsoft's own check of the role, which runs with tenant attach, treats as a failure: 407, 408, 426, 451, 502, 511, 598 or 599. Other statuses, such as 401, 403 or 404 from the genuine service, prove that the way is open. The documentation treats these as proxy problems, 426 for a TLS one.",
    detection:
      'The status is one of those that the built-in check of the product counts as failure, or an error without any proof that the genuine service sent it. Statuses that answer CONNECT are proxy causes.',
    ask: 'Please check on the proxy or filter why requests to the endpoints listed below end with this status.',
    references: [rfc(9110, '15'), DOCS.serviceConnectionPoint],
    message: (e) =>
      sentence(
        e,
        `${url(e)} answered with ${status(e) ?? 'a status'}${inBrackets(around('server ', text(e.server, 80)), around('via ', text(e.via, 80)))}, ${FAILING_STATUSES.has(number(e.httpStatus) ?? 407) ? "which the role's own check treats as a failure" : 'and nothing shows that the service sent it'}.`,
      ),
    remedy: (e) =>
      statusOwner(e) === 'service'
        ? `the service itself answered with ${number(e.httpStatus) ?? 'an error'}; try again later and look at the service health page.`
        : `find out which proxy or filter answers for ${ruleHost(e)} with ${number(e.httpStatus) ?? 'this status'}, and let the request pass.`,
  },
  'http.timeout': {
    owner: 'firewall',
    ownerFor: pathOwner,
    title: 'No answer to the request',
    meaning:
      'The connection was established, the request was sent, and no complete answer came in time. A device holds the answer back, for example while it scans it, or it drops the request.',
    detection:
      'No complete response head before the limit of the layer, or a body that drips or stops: then the status is in the evidence. On port 80 the same address is asked at once with a neutral Host and with the own one: if only the neutral one is answered, the name is filtered (evidence `hostDependent`). Below 30 s, as long as WinHTTP waits for an answer, it is likely only, since a slow answer looks the same. Silence during the handshake is tls.timeout.',
    ask: 'Please check which device holds back answers from the endpoints listed below.',
    references: [rfc(9112, '9.5'), DOCS.endpoints],
    message: (e) =>
      sentence(
        e,
        number(e.httpStatus) === undefined
          ? `no answer to the request for ${url(e)}${inBrackets(within(e))}, although the connection was established: ${e.hostDependent === true ? 'the request was dropped' : `something holds it back${mayBeSlow(e) ? ', or it is slower than that' : ''}`}.${whatRequestsShowed(e)}`
          : `${url(e)} answered with status ${number(e.httpStatus)}, but the rest of the answer did not arrive${inBrackets(within(e))}: something holds it back${mayBeSlow(e) ? ', or it is slower than that' : ''}.`,
      ),
    remedy: (e) => {
      const shown = requestStepShown(e) ?? `let requests to ${ruleHost(e)} pass without scanning or delay.`;
      return `${mayBeSlow(e) && e.hostDependent !== true ? waitLonger : ''}${shown}`;
    },
  },
  'http.reset': {
    owner: 'firewall',
    ownerFor: pathOwner,
    title: 'The connection is cut after the request',
    meaning:
      'The connection was established and then torn down when the request was sent or while the answer came. A device read the request and forbids it, or the answer was cut.',
    detection:
      'Reset or end of stream after the request and before the answer was complete. On port 80 a neutral Host at the same address decides as for http.timeout. During the handshake it is tls.reset or tls.closed, while idle http.idle-cut.',
    ask: 'Please check which device cuts requests to the endpoints listed below.',
    references: [rfc(9112, '9.5'), DOCS.endpoints],
    message: (e) =>
      sentence(
        e,
        number(e.httpStatus) !== undefined && e.changing !== true
          ? `${url(e)} answered with status ${number(e.httpStatus)}, but the connection was cut before the answer was complete${inBrackets(text(e.code, 60), after(e))}.`
          : `the connection to ${url(e)} was cut after the request${inBrackets(text(e.code, 60), after(e))}: ${e.hostDependent === undefined && e.changing !== true ? 'a device on the path is blocking it' : 'nothing was answered'}.${whatRequestsShowed(e)}`,
      ),
    remedy: (e) =>
      requestStepShown(e) ??
      (number(e.httpStatus) === undefined
        ? `allow HTTP requests to ${ruleHost(e)}, without content filtering.`
        : `find out what cuts answers of ${ruleHost(e)} short: a scanner or size limit on the path, or the server itself.`),
  },
  'http.malformed': {
    owner: 'firewall',
    ownerFor: pathOwner,
    title: 'The response is not HTTP',
    meaning:
      'What came back cannot be read as HTTP, or exceeds every sensible size. Another service answers on this port, or a device damages the answer.',
    detection: 'The parser refused the answer, or head or body exceeded their limits. An answer that is cut short is http.reset.',
    ask: 'Please check what answers in place of the endpoints listed below: it does not speak HTTP.',
    references: [rfc(9112, '3'), DOCS.endpoints],
    message: (e) =>
      sentence(
        e,
        `${url(e)} did not answer with HTTP${inBrackets(text(e.code, 60), around('it said ', text(e.firstBytes, 60)))}: something else answers, or a device damages it.`,
      ),
    remedy: (e) => `find out what answers for ${ruleHost(e)}, and let the connection pass untouched.`,
  },
  'http.redirect-unlisted': {
    owner: 'firewall',
    ownerFor: redirectOwner,
    title: 'A redirect leads to a host that is not listed',
    meaning:
      'A forwarding service such as aka.ms or go.microsoft.com redirects to a host that no catalog entry covers. The role follows it, so that host has to be open too. A target that answers is added to the report as a row of its own and needs nothing; only one that does not answer is a failure.',
    detection:
      'The Location header of an entry that asks for a page of its own, followed hop by hop over the same route (ten at most), names a host that no entry of the selected catalogs matches. Where the root page of a host leads does not matter. A redirect to a known portal or block page is http.captive-portal or http.block-page. Redirects in circles or without an end are told as such; an address literal or a name without dots is never asked.',
    ask: 'Please allow the redirect targets listed below as well: the listed endpoints redirect to them.',
    references: [rfc(9110, '15.4'), DOCS.endpoints, DOCS.updatesTroubleshooting],
    message: (e) => {
      const leads = inBrackets(status(e), around('to ', text(e.redirectHost) ?? text(e.location, 120)));
      if (e.redirectLoop === true)
        return sentence(
          e,
          `${url(e)} redirects in a loop${leads}: ${isVerified(e) ? 'the service itself sends these redirects.' : 'something on the path rewrites the redirects.'}`,
        );
      if (goesRound(e)) return sentence(e, `${url(e)} is redirected more than ${number(e.redirectLimit)} times${leads}, without an end.`);
      const shut = around(', and which cannot be reached (', text(e.redirectCause, 60), ')') ?? (isNotAsked(e) ? '; it was not tried' : '');
      return sentence(
        e,
        `${url(e)} redirects to ${text(e.redirectHost) ?? text(e.location) ?? 'another host'}${inBrackets(status(e))}, which no catalog entry covers${shut}.`,
      );
    },
    remedy: (e) => {
      if (goesRound(e))
        return redirectOwner(e) === 'service'
          ? `nothing on the path can rewrite these redirects; see whether ${ruleHost(e)} works in a browser, and ask again later.`
          : `let redirects of ${ruleHost(e)} pass unchanged.`;
      const there = text(e.redirectHost) ?? 'the redirect target';
      return isNotAsked(e)
        ? `open nothing for it: find out why ${ruleHost(e)} redirects to ${there}${isVerified(e) ? '' : ', and whether something on the path does'}. If you expect this destination, add it to your catalog.`
        : `also allow ${there}. If you expect this destination, add it to your catalog.`;
    },
  },
  'http.range-unsupported': {
    owner: 'proxy',
    ownerFor: rangeOwner,
    title: 'Range requests do not work',
    meaning:
      'A request for a part of a file was answered with the whole file or with an error. Updates are downloaded in ranges; a proxy or scanner that strips the Range header makes them fail.',
    detection:
      'A request with `Range: bytes=0-0` was not answered with 206 and Content-Range, although the same request without Range was answered. A service may ignore Range, so it takes a sign that this one does not: it offers ranges, the path names a file, or ranges work over another route. A HEAD or POST that is refused is http.method-blocked.',
    ask: 'Please let HTTP range requests to the endpoints listed below pass unchanged.',
    references: [rfc(9110, '14'), DOCS.rangeRequests],
    message: (e) =>
      sentence(
        e,
        `${url(e)} answered a range request with ${number(e.httpStatus) ?? 'something else'} instead of 206${inBrackets(around('via ', text(e.via, 80)))}: something on the path strips Range, so downloads will fail.`,
      ),
    remedy: (e) => `let the Range header and status 206 pass for ${ruleHost(e)}; turn off scanning that downloads whole files first.`,
  },
  'http.method-blocked': {
    owner: 'proxy',
    ownerFor: pathOwner,
    title: 'A method that the role needs is blocked',
    meaning:
      'GET passes, but HEAD or POST to the same host is refused on the path. Tools and downloads may ask with HEAD first, and the role uploads with POST.',
    detection:
      'The same host answered GET and refused the other method with an answer that carries no marker of the genuine service. An answer of the service itself, 405 included, proves that the method gets through.',
    ask: 'Please allow the methods HEAD and POST to the endpoints listed below, not only GET.',
    references: [rfc(9110, '9.3'), DOCS.endpoints],
    message: (e) =>
      sentence(
        e,
        `${text(e.method, 20) ?? 'a method'} to ${url(e)} is blocked${inBrackets(status(e), product(e), around('server ', text(e.server, 80)))} although GET passes.`,
      ),
    remedy: (e) => `allow ${text(e.method, 20) ?? 'HEAD and POST'} to ${ruleHost(e)}, not only GET.`,
  },
  'http.idle-cut': {
    owner: 'firewall',
    ownerFor: pathOwner,
    title: 'Idle connections are cut too early',
    meaning:
      'An idle connection was cut before the time it has to last. The notification service of tenant attach keeps a connection open; the documentation recommends three minutes at least for proxies and firewalls.',
    detection:
      'With `--hold` a connection is kept idle; it was closed or reset before the time was over, or did not answer afterwards. Who ended it and after how many seconds is in the evidence. An end that the service announces (Keep-Alive) or sends inside the encryption (close_notify) is its own and no fault; a bare end without a proxy is a doubt only.',
    ask: 'Please raise the idle timeout for the endpoints listed below to three minutes or more.',
    references: [rfc(9112, '9.5'), DOCS.endpoints],
    message: (e) =>
      sentence(
        e,
        `an idle connection to ${url(e)} was cut${around(' after ', seconds(e.idleSeconds)) ?? ''}${inBrackets(around('it has to last ', seconds(e.holdSeconds)), around('by ', text(e.cutBy, 80)), text(e.code, 40))}.`,
      ),
    remedy: (e) => `raise the idle timeout for ${ruleHost(e)} to ${seconds(e.holdSeconds) ?? '180 s'} or more.`,
  },
} as const satisfies CausesOf<'http'>;
