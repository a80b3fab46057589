import dgram from 'node:dgram';
import net from 'node:net';
import packet from 'dns-packet';

/** A resolver that misbehaves by the first label of the name. Arguments: ADDRESS. Run on a lab machine. */
const [address = '127.0.0.1'] = process.argv.slice(2);
const WEB = '203.0.113.80';
const WEB6 = '2001:db8:80::80';
const socket = dgram.createSocket('udp4');

/** How often each question was asked, with EDNS(0) and without: the system's resolver library sends it without, the program with it at first. */
const asked = new Map<string, number>();
function timesAsked(key: string): number {
  const times = (asked.get(key) ?? 0) + 1;
  asked.set(key, times);
  return times;
}

socket.on('message', (message, from) => {
  const query = packet.decode(message);
  const question = query.questions?.[0];
  if (question === undefined) return;
  const reply = (more: object): void =>
    socket.send(
      packet.encode({
        type: 'response',
        id: query.id ?? 0,
        flags: packet.RECURSION_DESIRED | packet.RECURSION_AVAILABLE,
        questions: [question],
        ...more,
      }),
      from.port,
      from.address,
    );
  const rcode = (code: number): void => reply({ flags: packet.RECURSION_DESIRED | packet.RECURSION_AVAILABLE | code });
  // A control's made-up name: this resolver misbehaves in other ways.
  if (question.name.startsWith('preflight-')) return rcode(3);
  const isA = question.type === 'A';
  const here = (a: string, aaaa?: string): void => {
    const data = isA ? a : aaaa;
    const { name, type } = question;
    reply(data === undefined || !isAddressType(type) ? {} : { answers: [{ type, name, ttl: 60, data }] });
  };
  // Made-up names do not exist here either: a resolver that answers those is a fault of its own.
  if (/^preflight-|\.invalid$/.test(question.name)) return rcode(3);
  switch (question.name.split('.')[0]) {
    case 'nxdomain':
      return rcode(3);
    case 'nodata':
      return rcode(0);
    case 'servfail':
      return rcode(2);
    case 'refused':
      return rcode(5);
    case 'filtered':
      // Extended DNS Error 15, Blocked, with a text (RFC 8914).
      return reply({
        flags: packet.RECURSION_DESIRED | packet.RECURSION_AVAILABLE | 3,
        additionals: [
          { type: 'OPT', name: '.', udpPayloadSize: 1232, flags: 0, options: [{ code: 15, data: Buffer.from('\0\x0fpolicy 12') }] },
        ],
      });
    case 'alias':
      return reply({
        flags: packet.RECURSION_DESIRED | packet.RECURSION_AVAILABLE | 3,
        answers: [{ type: 'CNAME', name: question.name, ttl: 60, data: 'end.blocked.test' }],
      });
    case 'silent':
      return undefined;
    case 'sinkhole':
      return reply(isA ? { answers: [{ type: 'A', name: question.name, ttl: 60, data: '0.0.0.0' }] } : {});
    case 'private':
      return reply(isA ? { answers: [{ type: 'A', name: question.name, ttl: 60, data: '10.99.99.99' }] } : {});
    case 'loop':
      return reply({
        answers: [
          { type: 'CNAME', name: question.name, ttl: 60, data: 'loop2.fault.test' },
          { type: 'CNAME', name: 'loop2.fault.test', ttl: 60, data: question.name },
        ],
      });
    // Two servers behind one address, of which one knows nothing public.
    case 'changing':
      return timesAsked(`changing ${question.type}`) % 2 === 1 ? here(WEB) : rcode(3);
    case 'forgetful':
      return timesAsked(`forgetful ${question.type}`) % 2 === 1 ? rcode(3) : here(WEB);
    case 'lossy': {
      // Lost packets of which a test can be sure: the first lookups of the system's library, and every other of the program's many queries.
      const hasEdns = (query.additionals ?? []).some(({ type }) => type === 'OPT');
      const times = timesAsked(`lossy ${hasEdns ? question.type : 'without EDNS(0)'}`);
      return (hasEdns ? times > 1 && times % 2 === 0 : times <= 4) ? undefined : here(WEB);
    }
    case 'silent4':
      return isA ? undefined : here(WEB, WEB6);
    case 'failing4':
      return isA ? rcode(2) : here(WEB, WEB6);
    case 'silent6':
      return isA ? here(WEB) : undefined;
    case 'sunk4':
      return here('0.0.0.0', WEB6);
    case 'sunk6':
      return here(WEB, '::');
    case 'paloalto':
      return reply({
        answers: [
          { type: 'CNAME', name: question.name, ttl: 60, data: 'sinkhole.paloaltonetworks.com' },
          ...(isA ? [{ type: 'A' as const, name: 'sinkhole.paloaltonetworks.com', ttl: 60, data: '203.0.113.71' }] : []),
        ],
      });
    case 'truncated':
      return reply({ flags: packet.RECURSION_DESIRED | packet.TRUNCATED_RESPONSE });
    case 'other':
      return reply({
        questions: [{ ...question, name: 'something.else.test' }],
        answers: [{ type: 'A', name: 'something.else.test', ttl: 60, data: '203.0.113.80' }],
      });
    case 'garbage':
      socket.send(Buffer.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 255, 254, 253]), from.port, from.address);
      return undefined;
    default:
      return reply(isA ? { answers: [{ type: 'A', name: question.name, ttl: 60, data: '203.0.113.80' }] } : {});
  }
});
function isAddressType(type: string): type is 'A' | 'AAAA' {
  return type === 'A' || type === 'AAAA';
}

socket.bind(53, address);
// TCP accepts and says nothing: a truncated answer cannot be completed.
net.createServer((stream) => stream.on('error', () => undefined)).listen(53, address);
