import type { EndpointEvidence } from '../../../../model/evidence.ts';
import { urlHost } from '../../../../model/network/route.ts';
import { hostOfUrl } from '../../../../model/network/web-url.ts';
import { cut } from '../../../../text/cut.ts';
import type { Fingerprints, StepRuling } from '../verdict.ts';

/** The head of an HTTP response, as far as it came. */
interface ClearAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly location: string;
  readonly bodyExcerpt: string;
  /** A page without a head of its own: the body of the answer to CONNECT, whose status was 200 though it opened nothing. */
  readonly isBare?: true;
}

/**
 * What an answer in clear on a port of TLS means, where it is more than no TLS: status 511 (RFC 6585 section 6), a redirect to another host or to a page to log on at, and
 * a page with a form for it are a sign-in page; a known page is one of a filter. Any other answer is told as what it is. Undefined: it is not HTTP.
 */
export function judgeClearAnswer(firstBytes: string, host: string, fingerprints: Fingerprints): StepRuling | undefined {
  const answer = responseIn(firstBytes) ?? barePage(firstBytes);
  if (answer === undefined) return undefined;
  const { status, location, bodyExcerpt, isBare } = answer;
  const excerpt = bodyExcerpt === '' ? {} : { bodyExcerpt: cut(bodyExcerpt, 300) };
  const evidence: EndpointEvidence = {
    ...(isBare === true ? {} : { httpStatus: status }),
    ...(location === '' ? {} : { location }),
    ...excerpt,
  };
  const page = fingerprints.blockPage(answer);
  if (page !== undefined) {
    const { product, fingerprintId, confidence } = page;
    return { cause: 'http.block-page', confidence, evidence: { ...evidence, product, fingerprintId } };
  }
  if (status === 511) return { cause: 'http.captive-portal', evidence };
  if (isRefusalPage(bodyExcerpt, fingerprints)) return { cause: 'http.block-page', confidence: 'likely', evidence };
  return wantsLogOn(answer, host) ? { cause: 'http.captive-portal', confidence: 'likely', evidence } : { cause: 'tls.protocol', evidence };
}

/** A page that refuses in words and gives nowhere to log on, whoever's it is. */
export function isRefusalPage(bodyExcerpt: string, { refusesInWords }: Fingerprints): boolean {
  return refusesInWords?.(bodyExcerpt) === true && !PASSWORD_FIELD.test(bodyExcerpt);
}

function wantsLogOn({ status, location, bodyExcerpt }: ClearAnswer, host: string): boolean {
  if (status < 300) return PASSWORD_FIELD.test(bodyExcerpt) || (PAGE.test(bodyExcerpt) && SIGN_IN.test(bodyExcerpt));
  if (status >= 400 || location === '') return false;
  const target = hostOfUrl(location);
  return (target !== undefined && target !== urlHost(host).toLowerCase()) || SIGN_IN.test(location);
}

const PAGE = /<(?:html|title|body|form|meta)\b/i;
const PASSWORD_FIELD = /<input\b[^>]{0,200}\btype\s{0,5}=\s{0,5}["']?password/i;
/** What pages call it where a network wants somebody to log on or to agree first. */
const SIGN_IN =
  /\b(?:log-?[io]n|sign-?[io]n|logon|portal|captive|hotspot|splash|guest|wi-?fi|wlan|accept (?:the )?terms)\b|\blog in\b|\bsign in\b/i;

function barePage(bytes: string): ClearAnswer | undefined {
  if (!/^\s{0,20}(?:<!doctype html|<html|<\?xml|<head|<body)\b/i.test(bytes)) return undefined;
  return { status: 200, headers: {}, location: '', bodyExcerpt: bytes, isBare: true };
}

function responseIn(bytes: string): ClearAnswer | undefined {
  const status = /^HTTP\/1\.[01] (\d{3})\b/.exec(bytes)?.[1];
  if (status === undefined) return undefined;
  const [head = '', ...body] = bytes.split(/\r?\n\r?\n/);
  const headers = Object.fromEntries(
    head
      .split(/\r?\n/)
      .slice(1)
      .flatMap((line) => {
        const colon = line.indexOf(':');
        return colon <= 0 ? [] : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]];
      }),
  );
  return { status: Number(status), headers, location: headers.location ?? '', bodyExcerpt: body.join('\n\n') };
}
