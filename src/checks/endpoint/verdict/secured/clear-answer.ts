import { urlHost } from '../../../../model/network/route.ts';
import { hostOfUrl } from '../../../../model/network/web-url.ts';
import type { Fingerprints, StepRuling } from '../verdict.ts';

/** The head of an HTTP response, as far as it came. */
interface ClearAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly location: string;
  readonly bodyExcerpt: string;
}

/**
 * What an answer in clear on a port of TLS means, where it is more than no TLS: a redirect to another host or status 511 is a sign-in page (RFC 6585 section 6), a known
 * page one of a filter. Undefined: neither.
 */
export function judgeClearAnswer(firstBytes: string, host: string, { blockPage }: Fingerprints): StepRuling | undefined {
  const answer = responseIn(firstBytes);
  if (answer === undefined) return undefined;
  const { status, location } = answer;
  const evidence = { httpStatus: status, ...(location === '' ? {} : { location }) };
  const page = blockPage(answer);
  if (page !== undefined) {
    const { product, fingerprintId, confidence } = page;
    return { cause: 'http.block-page', confidence, evidence: { ...evidence, product, fingerprintId } };
  }
  if (status === 511) return { cause: 'http.captive-portal', evidence };
  const target = hostOfUrl(location);
  const leadsElsewhere = status >= 300 && status < 400 && target !== undefined && target !== urlHost(host).toLowerCase();
  return leadsElsewhere ? { cause: 'http.captive-portal', confidence: 'likely', evidence } : undefined;
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
