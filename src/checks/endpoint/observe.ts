import type { Duplex } from 'node:stream';
import type { Context } from '../../model/network/context.ts';
import type { EarlierAttempt, Observation, Step } from '../../model/network/observation.ts';
import type { Probe, ProbeRequest } from '../../model/network/probe.ts';
import { authority } from '../../model/network/route.ts';
import type { Slot } from '../../model/network/run-state.ts';
import { bodyFacts, factsOfBody, type HttpHead, headFacts, httpConnection } from '../../network/http.ts';
import { isSilentProxy } from '../../network/route/connect/silent-proxy.ts';
import { routeKind } from '../../network/route/index.ts';
import type { OpenRequest, RouteKind } from '../../network/route/kind.ts';
import { connectStep, lookUp, mayBePublic } from '../../network/route/reach.ts';
import { type SignedReader, signedReader } from '../../network/signed/index.ts';
import { limitOverPathMs } from '../../network/timing/slow-path.ts';
import type { FetchIssuer } from '../../network/tls/completion.ts';
import { handshake, type TrustAnchors, trustAnchors } from '../../network/tls/handshake.ts';
import { type Hold, type Late, type Note, StepFailure, Trace } from '../../network/trace.ts';
import type { Beside } from '../check.ts';
import { issuerFetcher } from './issuer-fetch.ts';
import { isAlpnRefused, isLogOnUnproven, isTransient, retryAfterSeconds } from './transient.ts';

const BACKOFF_MS = 250;
const QUICK_MS = 250;
/** Limit of each layer when the attempt before was silent for the whole limit. */
const AFTER_SILENCE_MS = 2000;
/** Whoever asks to stay away for longer has answered; a probe does not wait for it. */
const LONGEST_WAIT_MS = 2000;

/** Walks the layers of one probe; a transient failure is tried again after a pause with jitter, and what it was is kept. Never rejects. */
export async function observe(probe: Probe, context: Context, beside: Beside<Observation> = ALONE): Promise<Observation> {
  const startedAt = new Date().toISOString();
  const heard = { ...context, onQuiet: quietness(probe, startedAt, beside, context) };
  const earlierAttempts: EarlierAttempt[] = [];
  const as = (walked: Walked): Observation => ({ probe: probe.key, startedAt, ...walked, earlierAttempts });
  for (let attempt = 0; ; attempt += 1) {
    const walked = await attemptAt(probe, heard);
    const failed = failureIn(walked);
    if (failed === undefined || isFinal(probe, walked, failed, attempt, context)) return as(walked);
    const again = isSilent(failed) ? await beside.whileOthersWork((end) => afterSilence(probe, context, end)) : 'at once';
    if (again === undefined) return as(walked);
    earlierAttempts.push(earlierAttempt(failed, walked));
    // The longer wait is the one to tell of.
    if (again !== 'at once') return as(failureIn(again)?.failure?.code === 'TIMEOUT' ? walked : again);
    await pause(Math.max(waitMsOf(failed), BACKOFF_MS * 2 ** attempt * (1 + context.random())), context.signal);
  }
}

const ALONE: Beside<Observation> = {
  quiet: () => () => undefined,
  suspect: () => undefined,
  whileOthersWork: (work) => work(new AbortController().signal),
};

async function attemptAt(probe: Probe, context: Context): Promise<Walked> {
  const kind = await routeKind(probe.route.kind);
  return kind === undefined ? unsupported(probe) : walkInAnyProtocol(probe, kind, context);
}

/** The same with shorter limits. Undefined: nobody else worked any more, and it was left. */
async function afterSilence(probe: Probe, context: Context, end: AbortSignal): Promise<Walked | undefined> {
  const signal = AbortSignal.any([context.signal, end]);
  await pause(BACKOFF_MS * (1 + context.random()), signal);
  const walked = signal.aborted ? undefined : await attemptAt(probe, within({ ...context, signal }, AFTER_SILENCE_MS));
  return end.aborted ? undefined : walked;
}

function failureIn({ steps, otherFamily = [] }: Walked): Step | undefined {
  return failedStep(steps) ?? failedStep(otherFamily);
}

/** Would another attempt be of no use, or one too many? */
function isFinal(probe: Probe, { steps }: Walked, failed: Step, attempt: number, context: Context): boolean {
  return (
    attempt >= (probe.variation?.retries ?? context.retries) ||
    context.signal.aborted ||
    hasRested(steps) ||
    steps.some(isLogOnUnproven) ||
    !isTransient(failed) ||
    isAskedFurther(probe, failed) ||
    waitMsOf(failed) > LONGEST_WAIT_MS
  );
}

/** The same wait again could hardly end otherwise: it is worth what it costs only where the run goes on anyway. */
function isSilent({ failure }: Step): boolean {
  return failure?.code === 'TIMEOUT';
}

/**
 * Silence lets other probes begin, and what a silent handshake calls for does not wait for its end. Of a proxy only that it cannot be reached, or
 * says nothing to anybody: what else it waits for, it waits for on our behalf.
 */
function quietness(probe: Probe, startedAt: string, beside: Beside<Observation>, { run }: Context): NonNullable<Context['onQuiet']> {
  return ({ step, before }) => {
    const isDirect = probe.route.kind === 'direct';
    if (step.layer === 'tls' && isAskedFurther(probe, step))
      beside.suspect({ probe: probe.key, startedAt, steps: [...before, step], earlierAttempts: [] });
    const reachesProxy = step.layer === 'dns' || step.layer === 'tcp';
    return isDirect || reachesProxy || isSilentProxy(run, probe.route.via) ? beside.quiet() : () => undefined;
  };
}

/** After a silent handshake further ones follow anyway, the same one among them. */
function isAskedFurther({ derivedFrom, route }: Probe, failed: Step): boolean {
  return isSilent(failed) && failed.layer === 'tls' && derivedFrom === undefined && route.kind === 'direct';
}

function earlierAttempt(failed: Step, { steps, otherFamily = [] }: Walked): EarlierAttempt {
  const own = steps.includes(failed) ? steps : otherFamily;
  const address = own.flatMap((step) => (step.layer === 'tcp' ? (step.facts.address ?? step.facts.attempts?.[0]?.address ?? []) : []))[0];
  const seconds = retryAfterSeconds(failed);
  return {
    layer: failed.layer,
    peer: failed.peer,
    failure: failed.failure ?? { code: `HTTP_${statusOf(failed)}`, message: '' },
    durationMs: failed.durationMs,
    ...(address === undefined ? {} : { address }),
    ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
  };
}

/** Milliseconds that a busy peer asks to stay away. */
function waitMsOf(step: Step): number {
  return 1000 * (retryAfterSeconds(step) ?? 0);
}

/** A server that knows no protocol of those offered has to refuse (RFC 7301 section 3.2), though it may serve whoever offers none, as the role does. */
async function walkInAnyProtocol(probe: Probe, kind: RouteKind, context: Context): Promise<Walked> {
  const walked = await walk(probe, kind, context);
  if (probe.variation?.withoutAlpn === true || ![walked.steps, walked.otherFamily ?? []].some((steps) => isAlpnRefused(steps.at(-1))))
    return walked;
  return walk({ ...probe, variation: { ...probe.variation, withoutAlpn: true } }, kind, context);
}

function failedStep(steps: readonly Step[]): Step | undefined {
  const last = steps.at(-1);
  return last !== undefined && (last.failure !== undefined || (statusOf(last) ?? 0) >= 429) ? last : undefined;
}

/** A connection that was cut after a rest is what was asked about, and another rest would be as long. */
function hasRested(steps: readonly Step[]): boolean {
  return steps.some((step) => step.layer === 'http' && step.facts.idleMs !== undefined);
}

function statusOf(step: Step): number | undefined {
  return step.layer === 'http' || step.layer === 'proxy' ? step.facts.status : undefined;
}

interface Walked {
  readonly steps: readonly Step[];
  readonly otherFamily?: readonly Step[];
}

function unsupported(probe: Probe): Walked {
  const failure = { code: 'ROUTE_UNSUPPORTED', message: `routes of kind ${probe.route.kind} are not supported here` };
  return { steps: [{ layer: 'proxy', peer: 'proxy', startMs: 0, durationMs: 0, facts: {}, failure }] };
}

/** `read` takes the place of the reader of signatures. */
async function walk(probe: Probe, kind: RouteKind, context: Context, read?: SignedReader): Promise<Walked> {
  const request = requestFor(probe, context);
  const walked = await walkSteps(probe, kind, request, read);
  await request.trace.completed();
  return walked;
}

async function walkSteps(probe: Probe, kind: RouteKind, request: OpenRequest, read?: SignedReader): Promise<Walked> {
  const { trace, context } = request;
  const isDirect = probe.route.kind === 'direct';
  if (isDirect && (await walkedInPart(probe, request, read))) return { steps: trace.steps };
  const { host, port } = probe.target;
  if (probe.publicOnly === true && !isDirect && !(await mayBePublic({ host, port, peer: 'target', trace, context })))
    return { steps: trace.steps };
  if (probe.scheme === 'http' && kind.forward !== undefined) {
    await forwarded(probe, kind.forward, request, read);
    return { steps: trace.steps };
  }
  // Both families side by side. Of a further probe one family tells what it is about.
  let beside: Promise<readonly Step[]> | undefined;
  const walkBeside = (addresses: readonly string[]): void => {
    const isQuick = opening.then(({ stream }) => stream !== undefined && connectedWithin(QUICK_MS, trace.steps));
    beside ??= walkOther(probe, addresses, request, read, isQuick);
  };
  const opening = kind.open(probe.derivedFrom === undefined ? { ...request, onOtherFamily: walkBeside } : request);
  const opened = await opening;
  if (opened.stream !== undefined) await speak(probe, opened.stream, request, read);
  if (opened.otherFamily.length === 0) return { steps: trace.steps };
  if (beside === undefined && trace.steps.at(-1)?.failure === undefined) return { steps: trace.steps };
  return { steps: trace.steps, otherFamily: await (beside ?? walkOther(probe, opened.otherFamily, request, read)) };
}

/** Where the path is slow, as over a satellite, lost packets take seconds: only beside a quick connection is silence told sooner. */
function connectedWithin(ms: number, steps: readonly Step[]): boolean {
  return steps.some(({ layer, durationMs, failure }) => layer === 'tcp' && failure === undefined && durationMs < ms);
}

function requestFor(probe: Probe, context: Context): OpenRequest {
  const limited = within(context, probe.variation?.layerTimeoutMs);
  return {
    route: probe.route,
    target: probe.target,
    scheme: probe.scheme,
    path: probe.path,
    trace: new Trace(limited),
    context: limited,
    anchors: anchorsOf(context).own,
    kindOf: routeKind,
    ...(probe.publicOnly === true ? { publicOnly: true } : {}),
  };
}

/** Variations of a direct probe that take another way than its route: the lookup alone, or one given address. False: the probe is none of these. */
async function walkedInPart(probe: Probe, request: OpenRequest, read: SignedReader | undefined): Promise<boolean> {
  const { variation = {} } = probe;
  const { trace, context } = request;
  const { host, port } = probe.target;
  if (variation.until === 'dns') {
    const { controlResolver } = context;
    const asking = variation.resolver === 'control' && controlResolver !== undefined ? { ...context, resolver: controlResolver } : context;
    await lookUp({ host, port, peer: 'target', trace, context: asking });
    return true;
  }
  if (variation.address === undefined) return false;
  const connected = await connectStep({ port, peer: 'target', trace, context }, [variation.address]);
  if (connected !== undefined) await speak(probe, connected.socket, request, read);
  return true;
}

/** The walk over the addresses of the other family, from the same answer of the resolver. */
async function walkOther(
  probe: Probe,
  addresses: readonly string[],
  request: OpenRequest,
  read: SignedReader | undefined,
  first?: Promise<boolean>,
): Promise<readonly Step[]> {
  const other = new Trace(request.context, request.trace.beganMs);
  other.steps.push(...request.trace.steps.filter(({ layer }) => layer === 'dns'));
  const to = { port: probe.target.port, peer: 'target', trace: other, context: request.context } as const;
  const connected = await connectStep(to, addresses, first === undefined ? {} : { other: first });
  if (connected !== undefined) await speak(probe, connected.socket, { ...request, trace: other }, read);
  return other.steps;
}

/** A context with shorter limits. */
function within(context: Context, layerTimeoutMs: number | undefined): Context {
  if (layerTimeoutMs === undefined || layerTimeoutMs >= context.layerTimeoutMs) return context;
  return { ...context, layerTimeoutMs };
}

/** Each request of the probe; through a forwarding proxy each on a connection of its own, since keeping it is up to the proxy. */
async function forwarded(
  probe: Probe,
  forward: NonNullable<RouteKind['forward']>,
  request: OpenRequest,
  read: SignedReader = anchorsOf(request.context).readSigned,
): Promise<void> {
  for (const { method, path, headers = {} } of requestsOf(probe)) {
    const result = await forward(request, { method, path, headers });
    if (result === undefined) return;
    const done = await request.trace.step('http', 'target', async (signal, note) => {
      note(headFacts(method, result.response));
      note(await bodyFacts(result.response, signal, read));
      return true;
    });
    result.close();
    if (done === undefined) return;
  }
}

function requestsOf({ path, variation }: Probe): readonly ProbeRequest[] {
  return variation?.requests ?? [{ method: 'GET', path }];
}

/** TLS and HTTP over a stream to the target; after a failed verification no request is sent. */
async function speak(probe: Probe, stream: Duplex, { trace, context }: OpenRequest, read?: SignedReader): Promise<void> {
  const until = probe.variation?.until;
  const limitMs = limitOverPathMs(context, probe.route.name, trace.steps, context.layerTimeoutMs);
  if (probe.scheme === 'tcp' || until === 'tcp') {
    if (probe.speaksTls === true && until !== 'tcp') await greet(probe, stream, trace, anchorsOf(context).endpoints, limitMs);
    stream.destroy();
    return;
  }
  const secured = probe.scheme === 'https' ? await secure(probe, stream, trace, context, limitMs) : stream;
  if (secured === undefined) return;
  const reader = probe.scheme === 'http' ? (read ?? anchorsOf(context).readSigned) : undefined;
  if (until !== 'tls') await request(probe, secured, { underlying: stream, limitMs }, trace, reader);
  stream.destroy();
}

/** A handshake with a service whose certificate is its owner's choice: what it shows is noted and not refused. */
function greet(probe: Probe, stream: Duplex, trace: Trace, anchors: TrustAnchors, limitMs: number): Promise<true | undefined> {
  const act = async (signal: AbortSignal, note: Note<'tls'>) => {
    const { servername = probe.target.host, ciphers } = probe.variation ?? {};
    const offered = { servername, maxVersion: 'TLSv1.2' as const, anchors, signal, ...(ciphers === undefined ? {} : { ciphers }) };
    const secured = await handshake(stream, offered, note);
    secured.destroy();
    return true as const;
  };
  return trace.step('tls', 'target', act, limitMs);
}

function secure(probe: Probe, stream: Duplex, trace: Trace, context: Context, limitMs: number): Promise<Duplex | undefined> {
  const anchors = anchorsOf(context).endpoints;
  const fetch = issuerFetcher(probe, context, async (asked, read) => {
    const kind = await routeKind(asked.route.kind);
    return kind === undefined ? unsupported(asked) : walk(asked, kind, context, read);
  });
  const act = async (signal: AbortSignal, note: Note<'tls'>, hold: Hold, late: Late): Promise<Duplex> => {
    // The limit of the handshake is not that of another address.
    const fetchIssuer: FetchIssuer = (url) => hold(fetch(url));
    let wrong = '';
    const maxVersion = probe.maxTlsVersion === '1.3' ? 'TLSv1.3' : 'TLSv1.2';
    const { servername = probe.target.host, ciphers, withoutAlpn = false, listen = false } = probe.variation ?? {};
    const chosen = ciphers === undefined ? {} : { ciphers };
    const offered = { servername, maxVersion, anchors, fetchIssuer, signal, withoutAlpn, listen, onAnswer: late, ...chosen } as const;
    const secured = await handshake(stream, offered, (facts) => {
      note(facts);
      wrong = facts.authorizationError || facts.nameError || wrong;
    });
    if (wrong === '') return secured;
    secured.destroy();
    stream.destroy();
    throw new StepFailure(wrong, `the certificate was not accepted: ${wrong}`);
  };
  return trace.step('tls', 'target', act, limitMs);
}

/** `readSigned`: what a signature in the answer proves where no certificate of a handshake shows who answers. */
async function request(
  probe: Probe,
  stream: Duplex,
  { underlying, limitMs }: { readonly underlying: Duplex; readonly limitMs: number },
  trace: Trace,
  readSigned?: SignedReader,
): Promise<void> {
  const connection = httpConnection(originOf(probe), once(stream));
  for (const { method, path, headers = {}, idleMs } of requestsOf(probe)) {
    if (idleMs !== undefined && !(await idle(stream, underlying, trace, idleMs))) break;
    const act = async (signal: AbortSignal, note: Note<'http'>): Promise<boolean> => {
      let head: HttpHead | undefined;
      const body = await connection.exchange({ method, path, headers }, signal, (found) => {
        head = found;
        note(headFacts(method, found));
      });
      if (head !== undefined) note(factsOfBody(head, body, readSigned));
      return true;
    };
    const done = await trace.step('http', 'target', act, limitMs);
    if (done === undefined) break;
  }
  connection.close();
}

/** The connection rests; who ends it meanwhile is the failure of the step, and the time it took its duration. False: nothing may follow. */
async function idle(stream: Duplex, underlying: Duplex, trace: Trace, idleMs: number): Promise<boolean> {
  const rested = await trace.step(
    'http',
    'target',
    async (signal, note) => {
      note({ idleMs });
      const before = bytesReadFrom(underlying);
      await restOf(stream, idleMs, signal).finally(() => {
        // Node tells no alert; but what else than one arrives in encryption and is no data?
        if (stream !== underlying) note({ closeNotify: bytesReadFrom(underlying) > before });
      });
      return true;
    },
    idleMs + 1000,
  );
  return rested === true;
}

function bytesReadFrom(stream: Duplex): number {
  return (stream as { readonly bytesRead?: number }).bytesRead ?? 0;
}

/** Resolves after the rest; rejects as soon as the stream ends. */
function restOf(stream: Duplex, idleMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const closed = (): void => reject(new StepFailure('CLOSED', 'the connection was closed while idle'));
    const timer = setTimeout(resolve, idleMs);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
    if (stream.destroyed || stream.readableEnded) closed();
    stream.once('end', closed);
    stream.once('close', closed);
    stream.once('error', reject);
  });
}

function originOf({ scheme, target }: Probe): string {
  return `${scheme}://${authority(target)}`;
}

/** Hands the prepared stream out once: a library that silently reconnects would spoil the facts. */
function once(stream: Duplex): () => Promise<Duplex> {
  let used = false;
  return async () => {
    if (used) throw new StepFailure('CLOSED', 'the connection was closed before the answer');
    used = true;
    return stream;
  };
}

/** Two sets of parsed roots a run (`Context.trust` never changes in it): a root that one's own servers need says nothing about public endpoints. */
interface Anchors {
  readonly own: TrustAnchors;
  readonly endpoints: TrustAnchors;
  readonly readSigned: SignedReader;
}
const ANCHORS: Slot<{ -readonly [Key in keyof Anchors]?: Anchors[Key] }> = { create: () => ({}) };
function anchorsOf({ run, trust }: Context): Anchors {
  const known = run.of(ANCHORS);
  known.own ??= trustAnchors(trust.extraRootsPem, trust.system);
  known.endpoints ??= trustAnchors(trust.endpointRootsPem, trust.system);
  known.readSigned ??= signedReader(known.endpoints.roots);
  return { own: known.own, endpoints: known.endpoints, readSigned: known.readSigned };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}
