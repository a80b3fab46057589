import type { AnyEvidence } from '../model/evidence.ts';
import type { Owner } from '../model/finding.ts';
import { localFaultOf } from '../model/network/local-faults.ts';
import {
  around,
  client,
  endpoint,
  inBrackets,
  listed,
  number,
  peer,
  peerName,
  pluck,
  proxyOf,
  sentence,
  text,
  within,
} from './phrasing/phrase.ts';

interface Words {
  readonly message: string;
  readonly remedy: string;
}

/** The sentence of an inconclusive finding without a cause: an unknown code, an interrupted run, a deadline, a fault of this machine. */
export function unknownMessage(layer: string | null, evidence: AnyEvidence): string {
  return wordsOf(layer, evidence).message;
}

/** Who can do something about an inconclusive finding without a cause: this machine's administrators about faults of its own. null: nobody is known. */
export function unknownOwner(layer: string | null, evidence: AnyEvidence): Owner | null {
  const code = text(evidence.code, 80);
  return code !== undefined && !RUN_ENDED.has(code) && localFault(layer, code, evidence) !== undefined ? 'host' : null;
}

const RUN_ENDED: ReadonlySet<string> = new Set(['NOT_RUN', 'ABORTED', 'DEADLINE']);

/** What to do about an inconclusive finding without a cause. */
export function unknownRemedy(layer: string | null, evidence: AnyEvidence): string {
  return wordsOf(layer, evidence).remedy;
}

function wordsOf(layer: string | null, e: AnyEvidence): Words {
  const code = text(e.code, 80);
  if (code === 'NOT_RUN' || code === 'ABORTED' || code === 'DEADLINE') return runEnded(code, layer, e);
  if (code !== undefined) {
    if (code === 'NOT_PUBLIC_ADDRESS') return notPublic(e);
    if (code === 'PROOFS_UNFINISHED') return unfinished(e);
    if (code === 'REVOCATION_UNKNOWN') return revocationUnknown(e);
    const local = localFault(layer, code, e);
    if (local !== undefined) return local;
    if (code === 'LOGON_NOT_TRIED') return notTried(e);
    if (layer === 'http' && /^HTTP_\d{3}$/.test(code)) return unproven(e);
  }
  return {
    message: sentence(
      e,
      `There is no result for ${peer(e)}: ${layer === null ? 'a layer' : `layer ${text(layer, 20)}`} ended with ${code === undefined ? 'no code' : `the unknown code ${code}`}${inBrackets(text(e.rawMessage), within(e))}.`,
    ),
    remedy: 'Repeat the check; if it stays, report this code together with the evidence, so that we can add it.',
  };
}

function runEnded(code: 'NOT_RUN' | 'ABORTED' | 'DEADLINE', layer: string | null, e: AnyEvidence): Words {
  const remedy = 'Run the check again, with a longer --deadline or for fewer endpoints (--only, --feature).';
  if (code === 'DEADLINE')
    return {
      message: sentence(e, `${endpoint(e)} had not finished when the run reached its deadline${at(layer)}, so there is no result.`),
      remedy,
    };
  if (code === 'ABORTED')
    return {
      message: sentence(e, `the run was interrupted while ${endpoint(e)} was being checked${at(layer)}, so there is no result.`),
      remedy: 'Run the check again.',
    };
  return { message: sentence(e, `the run ended before ${endpoint(e)} was checked, so there is no result.`), remedy };
}

function at(layer: string | null): string {
  const name = text(layer, 20);
  return name === undefined ? '' : ` (layer ${name})`;
}

function localFault(layer: string | null, code: string, e: AnyEvidence): Words | undefined {
  const fault = localFaultOf(code);
  if (layer === 'dns' && (fault === 'no-resolver' || fault === 'no-route')) {
    return {
      message: `This machine could not ask any resolver for ${peerName(e)}${inBrackets(code, text(e.resolver))}: no DNS server is configured or it cannot be sent a query, so the network was not tested.`,
      remedy: `configure a DNS server that can be reached, or name one with --resolver${proxyOf(e) === undefined ? '; behind a proxy give the proxy with --route, names are then resolved there' : ''}.`,
    };
  }
  if (fault === 'limit' && /^EADDR/.test(code)) {
    return {
      message: `This machine had no local port left${inBrackets(code)} to ask ${peer(e)} from, so the network was not tested.`,
      remedy: `find what uses up the ephemeral ports of ${client(e)} or widen their range (RFC 6056), or run again with a lower --concurrency.`,
    };
  }
  if (fault === 'limit') {
    return {
      message: `This machine ran out of sockets, descriptors or memory${inBrackets(code)} before ${peer(e)} could be asked, so the network was not tested.`,
      remedy: 'raise the limit on open files, or run again with a lower --concurrency.',
    };
  }
  if (layer === 'tcp' && fault === 'no-route') {
    const family = onlyFamily(e);
    const dns64 = family === 'IPv4' ? '; where the network has only IPv6, a resolver with DNS64 has to give IPv6 addresses' : '';
    return {
      message: `This machine has no ${family === undefined ? 'route out at all' : `${family} route out`}${inBrackets(code)}: no route leads to ${peer(e)} or to any other address of this run, so the network was not tested.`,
      remedy: `check network adapter, address and default route of ${client(e)}${dns64}.`,
    };
  }
  return undefined;
}

/** The only address family that the name has addresses of, where it has one only. */
function onlyFamily({ addresses }: AnyEvidence): 'IPv4' | 'IPv6' | undefined {
  const six = Array.isArray(addresses) ? addresses.map((address) => String(address).includes(':')) : [];
  if (six.length === 0 || six.includes(!six[0])) return undefined;
  return six[0] === true ? 'IPv6' : 'IPv4';
}

/** It answered, and the run ended before the rest was asked. */
function unfinished(e: AnyEvidence): Words {
  return {
    message: sentence(
      e,
      `${endpoint(e)} answered, but the run ended before it was checked completely${inBrackets(around('not finished: ', listed(e.unfinished, 5)))}, so it does not count as a pass.`,
    ),
    remedy: 'Run the check again, with a longer --deadline or for fewer endpoints (--only, --feature).',
  };
}

/** The host itself answered; whether its certificate can be checked could not be told. */
function revocationUnknown(e: AnyEvidence): Words {
  const ways = pluck(e.revocation, 'url').map(
    (url, index) => `${text(url, 100) ?? ''}${inBrackets(text(pluck(e.revocation, 'cause')[index], 60))}`,
  );
  return {
    message: sentence(
      e,
      `${endpoint(e)} answered, but this run could not tell whether its certificate can be checked for revocation: ${listed(ways, 6) ?? 'no address was asked'}.`,
    ),
    remedy: 'Run the check again; if the result stays the same, ask the addresses by hand (certutil -URL on Windows).',
  };
}

/** Somebody out there named a host of the inside: asking it would be their question, not ours. */
function notPublic(e: AnyEvidence): Words {
  return {
    message: sentence(
      e,
      `${endpoint(e)} was named by another answer, and its name leads to an address that is not public${inBrackets(text(e.rawMessage))}, so it was not asked.`,
    ),
    remedy:
      'Find out why a public service leads there (DNS, a hosts file); where that is intended, as in staging, run again with --allow-private.',
  };
}

/** Credentials that are not offered again: each wrong log-on counts towards the lock-out of the account. */
function notTried(e: AnyEvidence): Words {
  const other = text(e.otherProxy, 120);
  const asked = other === undefined ? 'the directory' : `the proxy ${other}`;
  const code = inBrackets(text(e.refusedCode, 60));
  const why: Readonly<Record<string, string>> = {
    credentials: `${asked} refused them earlier in this run${code}`,
    unproven: `the answer of ${asked} when they were offered once does not show that it took them${code}`,
    other: `${asked} refused them earlier in this run for a reason other than the password${code}`,
  };
  const reason = why[text(e.refusedReason, 20) ?? ''] ?? why.credentials;
  return {
    message: sentence(
      e,
      `the proxy ${proxyOf(e) ?? ''} asks for credentials, and those given were not offered: ${reason}, and another failed log-on could lock the account. There is no result for ${endpoint(e)}.`.replace(
        'the proxy  ',
        'the proxy ',
      ),
    ),
    remedy: `Look up this log-on in the log of ${asked}, correct name, password or rights of the account, and run the check again${reasonOf(e)}.`,
  };
}

/** A denial of the very first destination hides whether the credentials are good. */
function reasonOf(e: AnyEvidence): string {
  return text(e.refusedReason, 20) === 'unproven' ? '; credentials count as taken once the proxy lets one request through' : '';
}

/** A plain HTTP answer that anybody on the way could have given. */
function unproven(e: AnyEvidence): Words {
  const facts = inBrackets(around('server ', text(e.server, 80)), around('via ', text(e.via, 80)), text(e.contentType, 80));
  return {
    message: sentence(
      e,
      `${endpoint(e)} answered with status ${number(e.httpStatus) ?? 'unknown'}${facts}, but nothing shows that the genuine service sent it and not something on the path.`,
    ),
    remedy: 'Open the address in a browser on the server. If a block page comes back, ask for an exemption.',
  };
}
