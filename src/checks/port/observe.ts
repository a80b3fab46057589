import type { Context } from '../../model/context.ts';
import { mappedPorts } from '../../network/endpoint-mapper.ts';
import { connectStep, reach } from '../../network/route/reach.ts';
import { failureOf, Trace } from '../../network/trace.ts';
import type { PortFacts } from './facts.ts';
import type { PortTask } from './plan.ts';

/** Ports above this are given out as services start. */
const FIRST_DYNAMIC = 1024;

/** One connection, and at the endpoint mapper the question behind which port services listen, then a connection to that. Never rejects. */
export async function observe({ target: { host, port }, dynamic }: PortTask, context: Context): Promise<PortFacts> {
  const trace = new Trace(context);
  const request = { host, port, peer: 'target', trace, context } as const;
  const { socket, address } = await reach(request, false);
  if (socket === undefined || dynamic !== true) {
    socket?.destroy();
    return { steps: trace.steps };
  }
  try {
    const signal = AbortSignal.any([context.signal, AbortSignal.timeout(context.layerTimeoutMs)]);
    const dynamicPort = (await mappedPorts(socket, signal)).find((found) => found > FIRST_DYNAMIC);
    if (dynamicPort === undefined) return { steps: trace.steps };
    const further = new Trace(context);
    const connected = await connectStep({ ...request, port: dynamicPort, trace: further }, [address ?? host]);
    connected?.socket.destroy();
    return { steps: trace.steps, dynamicPort, dynamicSteps: further.steps };
  } catch (error) {
    return { steps: trace.steps, mapperFailure: failureOf(error) };
  } finally {
    socket.destroy();
  }
}
