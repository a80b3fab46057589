import { createSocket, type RemoteInfo } from 'node:dgram';
import { createServer } from 'node:net';
import { decode, encode, type Packet } from 'dns-packet';

/** What a broken or hostile DNS server sends back for a question over UDP; undefined: nothing. */
type Reply = (question: Packet) => Buffer | undefined;

const ANSWER = { type: 'A', class: 'IN', ttl: 60, data: '203.0.113.80' } as const;

function response(question: Packet, more: Partial<Packet>): Buffer {
  return encode({ ...question, type: 'response', flags: 0x0180, answers: [], ...more });
}

/** By name; the name says what a client meets. */
export const REPLIES: Readonly<Record<string, Reply>> = {
  silent: () => undefined,
  garbage: () => Buffer.from(Array.from({ length: 60 }, (_, index) => (index * 53 + 17) & 0xff)),
  /** An answer to a question that nobody asked, with the right id. */
  'another-question': (question) =>
    response(question, {
      questions: [{ type: 'A', class: 'IN', name: 'elsewhere.example' }],
      answers: [{ ...ANSWER, name: 'elsewhere.example' }],
    }),
  /** Always truncated; over TCP nothing is ever said. */
  truncated: (question) => response(question, { flags: 0x0180 | 0x0200 }),
  /** The chain of aliases comes back to its beginning. */
  'alias-loop': (question) => {
    const name = question.questions?.[0]?.name ?? '';
    const alias = { type: 'CNAME', class: 'IN', ttl: 60 } as const;
    return response(question, {
      answers: [
        { ...alias, name, data: 'alias.lab.test' },
        { ...alias, name: 'alias.lab.test', data: name },
      ],
    });
  },
};

/** Run on a machine of the lab: `bad-resolver.js REPLY@ADDRESS...` listens until it is stopped. */
for (const argument of process.argv.slice(2)) {
  const [name = '', address] = argument.split('@');
  const reply = REPLIES[name] as Reply;
  const socket = createSocket('udp4');
  socket.on('message', (message: Buffer, { address: to, port }: RemoteInfo) => {
    const answer = reply(decode(message));
    if (answer !== undefined) socket.send(answer, port, to);
  });
  socket.bind(53, address);
  createServer((stream) => stream.on('error', () => stream.destroy())).listen(53, address);
}
