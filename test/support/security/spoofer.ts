import dgram from 'node:dgram';
import { createServer } from 'node:http';
import packet from 'dns-packet';

/**
 * In a namespace of its own: a resolver that leads every name to 11.1.1.2 and `*.attacker.test` to the inside, a web server there that sends whoever asks to the
 * inside, services of the inside that tell who came, and a proxy that does as it is told. Argument: `marked` for the headers by which genuine answers are known.
 */
const marked = process.argv[2] === 'marked';
const INSIDE: Readonly<Record<string, readonly [type: 'A' | 'AAAA', address: string]>> = {
  'es.attacker.test': ['A', '127.0.0.1'],
  'imds.attacker.test': ['A', '127.0.0.1'],
  'six.attacker.test': ['AAAA', '::1'],
  'mapped.attacker.test': ['AAAA', '::ffff:127.0.0.1'],
};
const socket = dgram.createSocket('udp4');
socket.on('message', (message, from) => {
  const query = packet.decode(message);
  const { name = '', type } = query.questions?.[0] ?? {};
  const [ofType, data] = INSIDE[name] ?? ['A', '11.1.1.2'];
  const exists = !/^preflight-|\.invalid$/.test(name);
  const answers = exists && ofType === type ? [{ type: ofType, name, data, ttl: 60 }] : [];
  const flags = packet.RECURSION_DESIRED | packet.RECURSION_AVAILABLE | (exists ? 0 : 3);
  socket.send(
    packet.encode({ type: 'response', id: query.id ?? 0, flags, questions: query.questions ?? [], answers }),
    from.port,
    from.address,
  );
});
socket.bind(53, '127.0.0.1');

const tell = (line: string): void => void process.stderr.write(`${line}\n`);
const inside = createServer((request, response) => {
  tell(`INSIDE ${request.socket.localPort} ${request.method} ${request.headers.host}${request.url}`);
  response.end('{"AccessKeyId":"ASIAEXAMPLE"}');
});
for (const [address, port] of [
  ['127.0.0.1', 80],
  ['127.0.0.1', 443],
  ['127.0.0.1', 9200],
  ['::1', 80],
] as const)
  createServer(inside.listeners('request')[0] as never).listen(port, address);

const PLACES = [
  'http://es.attacker.test:9200/_shutdown',
  'http://imds.attacker.test/latest/meta-data/',
  'http://six.attacker.test/',
  'http://mapped.attacker.test/',
  'https://es.attacker.test/',
  'http://11.1.1.2:9200/',
];
let asked = 0;
const MARKS = {
  'content-type': 'application/ocsp-response',
  'ms-cv': 'x',
  'x-ms-request-id': '00000000-0000-0000-0000-000000000000',
  msregion: 'x',
};
const web = createServer((request, response) => {
  tell(`SPOOFED ${request.headers.host}`);
  asked += 1;
  response.writeHead(302, { location: PLACES[asked % PLACES.length], ...(marked ? MARKS : {}) }).end();
});
web.listen(80, '11.1.1.2');
/** The proxy answers everything itself: for what is inside it would connect. */
createServer((request, response) => {
  if (/attacker\.test/.test(request.url ?? '')) tell(`INSIDE proxy ${request.url}`);
  web.emit('request', request, response);
})
  .on('connect', (request, stream) => {
    if (/attacker\.test/.test(request.url ?? '')) tell(`INSIDE proxy ${request.url}`);
    stream.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
  })
  .listen(3128, '11.1.1.2', () => tell('READY'));
