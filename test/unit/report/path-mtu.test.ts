import t from 'tap';
import type { EndpointEvidence } from '../../../src/model/evidence.ts';
import type { Finding } from '../../../src/model/finding.ts';
import type { PathMtu } from '../../../src/model/report.ts';
import { pathMtuOver, pathMtuSentences } from '../../../src/report/path-mtu.ts';
import { finding } from '../../support/report/examples.ts';

const over = (evidence: EndpointEvidence, route = 'direct', kind: Finding['kind'] = 'endpoint'): Finding =>
  finding({ id: `endpoint:a/${JSON.stringify(evidence).length}:443@${route}`, kind, route, evidence });

type Shown = readonly [family: 'IPv4' | 'IPv6', PathMtu['fromServers'], PathMtu['toServers'], sentence: RegExp];

t.test('what large packets showed, by family and direction', (t) => {
  const rows: readonly (readonly [string, readonly EndpointEvidence[], readonly Shown[]])[] = [
    ['nothing was tried', [{ host: 'a.test' }], []],
    [
      'both directions',
      [{ handshakeBytes: { IPv4: 4100 } }, { handshakeBytes: { IPv4: 4312 }, requestBytes: { IPv4: 3000 } }],
      [['IPv4', 'no-sign', 'no-sign', /up to 4312 bytes arrived; a request of 3000 bytes was answered: no sign of a path MTU problem\./]],
    ],
    [
      'one family each way',
      [{ handshakeBytes: { IPv4: 4100, IPv6: 900 }, requestBytes: { IPv4: 3000 } }],
      [
        ['IPv4', 'no-sign', 'no-sign', /no sign/],
        [
          'IPv6',
          'inconclusive',
          'inconclusive',
          /up to 900 bytes arrived; no large request was sent: nothing large enough came through to tell/,
        ],
      ],
    ],
    [
      'no handshake came to an end',
      [{ addressFamily: 'IPv6' }],
      [['IPv6', 'inconclusive', 'inconclusive', /no answer of a server arrived whole.*nothing large enough/]],
    ],
    [
      'only a small answer arrived',
      [{ addressFamily: 'IPv6', smallHelloWorks: true }, { handshakeBytes: { IPv4: 4100 } }],
      [
        ['IPv4', 'no-sign', 'inconclusive', /no sign of a path MTU problem from the servers/],
        ['IPv6', 'suspected', 'inconclusive', /large answers of some servers were lost.*too small somewhere/],
      ],
    ],
    [
      'requests of size are lost',
      [{ handshakeBytes: { IPv4: 4100 }, unansweredBytes: { IPv4: 3000 } }],
      [['IPv4', 'no-sign', 'suspected', /a request of 3000 bytes was not answered, a small one was: the path MTU is too small/]],
    ],
    [
      'another service took it',
      [{ handshakeBytes: { IPv4: 4100 }, unansweredBytes: { IPv4: 3000 } }, { requestBytes: { IPv4: 3000 } }],
      [['IPv4', 'no-sign', 'no-sign', /no sign/]],
    ],
    ['the connection to a proxy that failed', [{ addressFamily: 'IPv4', proxy: 'proxy.test:8080' }], []],
  ];
  for (const [name, evidence, expected] of rows) {
    const told = pathMtuOver(
      'direct',
      evidence.map((one) => over(one)),
    );
    t.same(
      Object.entries(told.pathMtu ?? {}).map(([family, { fromServers, toServers }]) => [family, fromServers, toServers]),
      expected.map(([family, from, to]) => [family, from, to]),
      name,
    );
    const sentences = pathMtuSentences({ name: 'direct', kind: 'direct', address: '', auth: 'none', ...told });
    for (const [index, [family, , , words]] of expected.entries())
      t.match(sentences[index], new RegExp(`^${family}: .*${words.source}`), name);
  }
  t.end();
});

t.test('of the endpoints of this route alone', (t) => {
  const large = { handshakeBytes: { IPv4: 9000 } };
  t.same(pathMtuOver('direct', [over(large, 'elsewhere'), over(large, 'direct', 'account')]), {});
  t.end();
});
