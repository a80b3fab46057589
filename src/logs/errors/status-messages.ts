import type { NetworkError } from './network-errors.ts';

const UNKNOWN = { cause: null, confidence: 'likely', isRoleSentence: true } as const;
const PAGE = 'https://learn.microsoft.com/en-us/intune/configmgr/core/servers/deploy/configure/about-the-service-connection-point';
const VERDICT = {
  ...UNKNOWN,
  rank: 3,
  articles: [PAGE],
  remedy:
    'Read EndpointConnectivityCheckWorker.log of the same server: it names the addresses and what each of them ended with. `configmgr-preflight check` there says which layer stops them.',
} as const;

/**
 * Status messages of the role's components, by id. 11410 to 11412 and 11488 are the product's own check of its internet endpoints ("About the service
 * connection point", Validate internet access: 11410 informational, 11411 warning, 11412 error); the others are in the list of status messages that the console installs.
 */
const ROWS: readonly NetworkError[] = [
  {
    ...VERDICT,
    code: '11410',
    status: 'pass',
    words: "Microsoft's own check of the internet endpoints was successful",
  },
  {
    ...VERDICT,
    code: '11411',
    status: 'warn',
    words: "Microsoft's own check of the internet endpoints found failures that are not critical",
  },
  {
    ...VERDICT,
    code: '11412',
    status: 'fail',
    words: "Microsoft's own check says that internet endpoints which the role needs cannot be reached",
  },
  {
    ...VERDICT,
    code: '11488',
    status: 'fail',
    words: "Microsoft's own check says that internet endpoints which the role needs failed",
  },
  { ...UNKNOWN, code: '9605', rank: 1, words: 'an upload to the cloud service failed (DMP_UPLOADER_UPLOAD_FAILED)' },
  {
    ...UNKNOWN,
    code: '9607',
    rank: 1,
    words: 'an upload to the cloud service ended with an exception of the communication (DMP_UPLOADER)',
  },
  { ...UNKNOWN, code: '8706', rank: 1, words: 'a rule of automatic deployment could not download one or more content files' },
  { ...UNKNOWN, code: '6703', rank: 1, words: 'the synchronization of the software update point failed' },
];
export const STATUS_MESSAGES: ReadonlyMap<number, NetworkError> = new Map(ROWS.map((row) => [Number(row.code), row]));

/** Components of the role whose errors are worth an inconclusive finding, whatever their id. */
const OF_THE_ROLE = /^SMS_(?:DMP_|SERVICE_CONNECTOR|CLOUDCONNECTION|CLOUD_|AZUREAD|OUTGOING_CONTENT)/i;

/** What a status message says of the network or of the role's own failure, with its words. Undefined: nothing. */
export function statusMessageIn(text: string): { readonly error: NetworkError; readonly written: string } | undefined {
  if (!text.startsWith('STATMSG:')) return shownElsewhere(text);
  const [, id = ''] = /\bID=(\d{1,6})\b/.exec(text) ?? [];
  const [, severity] = /\bSEV=([EWI])\b/.exec(text) ?? [];
  const [, component = ''] = /\bCOMP="([^"]{0,100})"/.exec(text) ?? [];
  const strings = [...text.matchAll(/\bISTR\d="([^"]{1,300})"/g)].slice(0, 10).map(([, said]) => said);
  const written = [`status message ${id}`, ...strings].join(', ');
  const known = STATUS_MESSAGES.get(Number(id));
  if (known !== undefined) return { error: bySeverity(known, severity), written };
  if (severity !== 'E' || !OF_THE_ROLE.test(component)) return undefined;
  return { error: { ...UNKNOWN, code: id, rank: 1, words: `a component of the role reported an error (status message ${id})` }, written };
}

/** As the event log (text, list, XML) or the status message viewer shows it; only ids that are known, as other programs have events with numbers, too. */
const ELSEWHERE: readonly RegExp[] = [
  /\b(?:event|message|ereignis|meldungs?)[- ]?id\b[ \t]{0,20}[:=]?[ \t]{0,20}(\d{4,5})\b/i,
  /<EventID(?: Qualifiers=["'][^"']{0,20}["'])?>(\d{4,5})<\/EventID>/,
  /\bSMS_[A-Z_]{3,60}\t(\d{4,5})\t/,
];

function shownElsewhere(text: string): { readonly error: NetworkError; readonly written: string } | undefined {
  for (const pattern of ELSEWHERE) {
    const known = STATUS_MESSAGES.get(Number(pattern.exec(text)?.[1]));
    if (known !== undefined) return { error: known, written: `status message ${known.code}` };
  }
  return undefined;
}

/** The severity of the message itself counts: a verdict that was sent as information is no failure. */
function bySeverity(known: NetworkError, severity: string | undefined): NetworkError {
  if (known.status !== 'warn' || severity !== 'I') return known;
  return { ...known, status: 'pass', words: "Microsoft's own check of the internet endpoints was successful" };
}
