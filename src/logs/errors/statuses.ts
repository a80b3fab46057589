import type { NetworkError } from './network-errors.ts';

type Row = readonly [cause: NetworkError['cause'], confidence: NetworkError['confidence'], words: string, more?: Partial<NetworkError>];

const PROXY_LOGON = 'the proxy wants credentials, or refuses those of the role';
const COUNTED = 'the role takes this status for a failure';
const KB_PROXY =
  'https://learn.microsoft.com/en-us/troubleshoot/mem/configmgr/setup-migrate-backup-recovery/service-connection-point-not-download-updates';

const FAILURES: Readonly<Record<number, Row>> = {
  403: [
    'proxy.denied',
    'possible',
    'the policy of a proxy forbids it, or the account that the role uses at the proxy is locked or may not use it; the service itself can say so too',
  ],
  407: ['proxy.auth-required', 'likely', PROXY_LOGON],
  408: ['http.status', 'likely', COUNTED],
  426: ['http.status', 'likely', `${COUNTED}; mostly something on the path speaks an old TLS version`],
  451: ['http.status', 'likely', COUNTED],
  502: ['http.status', 'likely', `${COUNTED}; mostly a proxy that cannot reach the target`],
  503: ['http.status', 'possible', 'a proxy that cannot reach the target, or the service itself'],
  504: ['http.status', 'possible', 'a proxy that got no answer from the target, or the service itself'],
  511: ['http.captive-portal', 'likely', 'the network wants somebody to log on first'],
  598: ['http.status', 'likely', `${COUNTED}; some proxies report a read timeout this way`],
  599: ['http.status', 'likely', `${COUNTED}; some proxies report a connect timeout this way`],
};

const NOT_A_PUBLIC_FILE = 'a public file can be had by anybody, so that something on the path answers instead of the service';
/** Statuses with which a service refuses what was asked, where what was asked is a public file: then it was not the service (KB 4490424 for 400). */
const OF_PUBLIC_FILES: Readonly<Record<number, Row>> = {
  400: [
    'http.status',
    'possible',
    `a wrong proxy setting of the site system is the first reason that Microsoft names; ${NOT_A_PUBLIC_FILE}`,
    { articles: [KB_PROXY], asksForProxy: true },
  ],
  401: ['http.status', 'possible', `${NOT_A_PUBLIC_FILE}: mostly a proxy that wants credentials and says it with the wrong status`],
  404: ['http.status', 'possible', `${NOT_A_PUBLIC_FILE}, or the file was withdrawn`],
  405: ['http.status', 'possible', `${NOT_A_PUBLIC_FILE}: it does not permit the method`],
  410: ['http.status', 'possible', `${NOT_A_PUBLIC_FILE}, or the file was withdrawn`],
};

function table(rows: Readonly<Record<number, Row>>): ReadonlyMap<number, NetworkError> {
  return new Map(
    Object.entries(rows).map(([status, [cause, confidence, words, more]]) => [
      Number(status),
      { code: `HTTP ${status}`, cause, confidence, words, rank: 3, ...more },
    ]),
  );
}

/**
 * HTTP statuses, as 0x80190xxx and 0x800701xx too. 407, 408, 426, 451, 502, 511, 598 and 599 are those that the product's own check counts
 * (learn.microsoft.com, "About the service connection point", Validate internet access).
 */
export const STATUSES = table(FAILURES);
/** The same for a download of a public file that failed. */
export const PUBLIC_FILE_STATUSES = table(OF_PUBLIC_FILES);

/** Statuses with which a server refuses what was asked: somebody answered, so the way is open (the tenant attach gateway: 400 and 401 for a hierarchy that it does not know). */
export const ANSWERED: ReadonlySet<number> = new Set([400, 401, 404, 405, 409, 410, 412, 416, 429]);
