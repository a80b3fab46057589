import type { EndpointEvidence } from '../../../../model/evidence.ts';
import type { Confidence } from '../../../../model/finding.ts';
import type { ProbeRequest } from '../../../../model/network/probe.ts';
import { spoken } from '../../verdict/proxy-answer.ts';
import type { StepRuling } from '../../verdict/verdict.ts';
import {
  type About,
  type BehaviourOutcome,
  type BehaviourQuestion,
  exchanges,
  type HttpStep,
  isReadOnTheWay,
  isUntold,
} from './question.ts';

/** A POST without a body: it changes nothing, and every answer of the service shows that the method gets through. */
export const UPLOAD: BehaviourQuestion = {
  name: 'post',
  wanted: (expect) => expect.post === true,
  ask: ({ task: { path } }) => ({ requests: [{ method: 'POST', path }] }),
  read: (about) => {
    const [asked] = exchanges(about.answer);
    return [asked === undefined || isUntold(asked) ? { evidence: { post: 'not asked' } } : readMethod('POST', asked, about)];
  },
};

/** Statuses with which filters and proxies refuse a method (RFC 9110 sections 15.5.4, 15.5.6 and 15.6.2). */
const REFUSALS = new Set([400, 403, 405, 501]);

/** GET was answered: does this method get through as well? */
export function readMethod(method: ProbeRequest['method'], asked: HttpStep, about: About): BehaviourOutcome {
  const key = method.toLowerCase();
  if (isUntold(asked)) return { evidence: { [key]: 'not asked' } };
  if (asked.failure !== undefined) return cut(method, asked, about);
  const who = refusedBy(asked, about);
  if (who === undefined) return { evidence: { [key]: 'passes' } };
  return blocked(method, asked, who);
}

/** Undefined: the service itself answered, or nothing was refused. */
function refusedBy(asked: HttpStep, about: About): { readonly confidence: Confidence; readonly evidence: EndpointEvidence } | undefined {
  const { probe, fingerprints } = about;
  const { status = 0, headers = {}, contentType = '', bodyExcerpt = '', location = '' } = asked.facts;
  if (status < 400) return undefined;
  const said = spoken(headers);
  const product = fingerprints.proxyProduct(headers);
  const named = product === undefined ? {} : { product };
  if (said !== undefined) return { confidence: 'certain', evidence: { ...said.evidence, ...named } };
  // Whoever answered GET refuses the method itself; and inside TLS only a proxy that says so is not the service.
  const answering = exchanges(about.first).at(-1)?.facts.headers?.server;
  if (!REFUSALS.has(status) || probe.scheme !== 'http' || (answering !== undefined && answering === headers.server)) return undefined;
  if (fingerprints.originMarker(probe.target.host, { status, headers, contentType, bodyExcerpt }) !== undefined) return undefined;
  const page = fingerprints.blockPage({ status, headers, location, bodyExcerpt });
  if (page !== undefined) return { confidence: page.confidence, evidence: { product: page.product, fingerprintId: page.fingerprintId } };
  return { confidence: 'likely', evidence: named };
}

/** The other method was answered and this one was cut. Inside a verified connection nobody can tell methods apart, so that is a doubt only. */
function cut(method: ProbeRequest['method'], asked: HttpStep, about: About): BehaviourOutcome {
  const first = exchanges(about.first).at(-1);
  const readable = first !== undefined && isReadOnTheWay(about, first);
  return blocked(method, asked, readable ? { confidence: 'likely' } : { status: 'warn', confidence: 'possible' });
}

function blocked(method: ProbeRequest['method'], { facts, failure }: HttpStep, ruling: Omit<StepRuling, 'cause'>): BehaviourOutcome {
  const evidence: EndpointEvidence = {
    method,
    [method.toLowerCase()]: 'refused',
    ...(facts.status === undefined ? {} : { httpStatus: facts.status }),
    ...(facts.headers?.server === undefined ? {} : { server: facts.headers.server }),
    ...(failure === undefined ? {} : { code: failure.code }),
    ...ruling.evidence,
  };
  return { ruling: { ...ruling, cause: 'http.method-blocked', evidence }, evidence: { [method.toLowerCase()]: 'refused' } };
}
