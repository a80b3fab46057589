import dgram from 'node:dgram';
import packet from 'dns-packet';

/**
 * A resolver with DNS64 (RFC 6147) and the well-known prefix, for a network that has IPv6 only: of each name the addresses of IPv4, translated. Arguments: ADDRESS of
 * this one, and of the one that it asks. Run on a lab machine.
 */
const [address = '::1', upstream = '127.0.0.1'] = process.argv.slice(2);
const server = dgram.createSocket('udp6');

server.on('message', (message, from) => {
  const query = packet.decode(message);
  const [question] = query.questions ?? [];
  if (question === undefined) return;
  const asking = dgram.createSocket('udp4');
  asking.once('message', (reply) => {
    asking.close();
    const { flags = 0, answers = [] } = packet.decode(reply);
    const translated =
      question.type === 'AAAA'
        ? answers.map((one) => (one.type === 'A' ? { ...one, type: 'AAAA' as const, data: inIPv6(one.data) } : one))
        : answers;
    const told = packet.encode({ type: 'response', id: query.id ?? 0, flags, questions: [question], answers: translated });
    server.send(told, from.port, from.address);
  });
  const asked = question.type === 'AAAA' ? { ...question, type: 'A' as const } : question;
  asking.send(packet.encode({ type: 'query', id: query.id ?? 0, flags: packet.RECURSION_DESIRED, questions: [asked] }), 53, upstream);
});
server.bind(53, address);

function inIPv6(address: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  return `64:ff9b::${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}
