import type { Context } from '../../model/network/context.ts';
import { kerberosPing, ldapPing } from '../../network/datagram/directory.ts';
import { exchangeDatagram } from '../../network/datagram/exchange.ts';
import { resolve } from '../../network/dns/index.ts';
import { domainControllers } from '../../network/domain-controllers.ts';
import { mappedPorts } from '../../network/endpoint-mapper.ts';
import { connectStep, reach } from '../../network/route/reach.ts';
import { sqlServerVersion } from '../../network/sql-server/pre-login.ts';
import { failureOf, Trace } from '../../network/trace.ts';
import { dynamicOf } from './dynamic-port.ts';
import type { ConnectionFacts, DatagramFacts, PortFacts } from './facts.ts';
import type { DatagramRow, PortRow, PortTask } from './plan.ts';

/** Answers one question. Never rejects. */
export async function observe(task: PortTask, context: Context): Promise<PortFacts> {
  if (task.question === 'connection') return connect(task, context);
  if (task.question === 'datagram') return exchange(task, context);
  const found = await domainControllers(task.domain, context);
  return 'code' in found ? { question: task.question, controllers: [], failure: found } : { question: task.question, controllers: found };
}

/** One question over UDP, to the first address of the name. */
async function exchange({ datagram, host, domain, client }: DatagramRow, context: Context): Promise<DatagramFacts> {
  const question = 'datagram';
  const options = { signal: context.signal, timeoutMs: context.layerTimeoutMs, now: context.now };
  const { facts, failure } = await resolve(host, [4, 6], context.resolver, { ...options, extraRootsPem: context.trust.extraRootsPem });
  const [address] = facts.addresses ?? [];
  if (address === undefined) return { question, failure: failure ?? { code: 'NODATA', message: 'the name has no address' } };
  const asked = datagram === 'ldap-ping' ? ldapPing(domain) : kerberosPing(domain, client);
  const silent = await exchangeDatagram({ ...asked, address }, context);
  return { question, address, ...(silent === undefined ? {} : { failure: silent }) };
}

/** One connection; at the endpoint mapper the question behind which port services listen, then a connection to that; at SQL Server the question which version it is. */
async function connect({ target: { host, port }, dynamic, isSqlServer }: PortRow, context: Context): Promise<ConnectionFacts> {
  const question = 'connection';
  const trace = new Trace(context);
  const request = { host, port, peer: 'target', trace, context } as const;
  const { socket, address } = await reach(request, false);
  if (socket === undefined || (dynamic !== true && isSqlServer !== true)) {
    socket?.destroy();
    return { question, steps: trace.steps };
  }
  try {
    const signal = AbortSignal.any([context.signal, AbortSignal.timeout(context.layerTimeoutMs)]);
    if (isSqlServer === true) {
      const sqlVersion = await sqlServerVersion(socket, signal);
      return { question, steps: trace.steps, ...(sqlVersion === undefined ? {} : { sqlVersion }) };
    }
    const dynamicPort = dynamicOf(await mappedPorts(socket, signal));
    if (dynamicPort === undefined) return { question, steps: trace.steps };
    const further = new Trace(context);
    const connected = await connectStep({ ...request, port: dynamicPort, trace: further }, [address ?? host]);
    connected?.socket.destroy();
    return { question, steps: trace.steps, dynamicPort, dynamicSteps: further.steps };
  } catch (error) {
    return { question, steps: trace.steps, mapperFailure: failureOf(error) };
  } finally {
    socket.destroy();
  }
}
