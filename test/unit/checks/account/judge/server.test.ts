import t from 'tap';
import type { AccountFacts, AccountTask } from '../../../../../src/checks/account/facts.ts';
import { judge } from '../../../../../src/checks/account/judge/index.ts';
import { plan } from '../../../../../src/checks/account/plan.ts';
import type { InterfaceFacts, ServerClockFacts, ServerNameFacts } from '../../../../../src/checks/account/server-facts.ts';
import type { Answer } from '../../../../../src/model/answer.ts';
import type { Finding } from '../../../../../src/model/finding.ts';
import { timeIn } from '../../../../../src/network/smb/clock.ts';
import { NO_SERVERS, scopeOf } from '../../../../support/endpoint-examples.ts';

interface World {
  readonly scp?: string;
  readonly name?: Partial<ServerNameFacts>;
  /** How far this machine is ahead of the server, of the site server and of the controller, in seconds. */
  readonly clocks?: readonly [scp: number | undefined, site: number | undefined, controller: number | undefined];
  /** Absent: it answers. */
  readonly registry?: Partial<InterfaceFacts>;
  readonly wmi?: Partial<InterfaceFacts>;
  /** The server did not say who its administrators are. */
  readonly isMute?: true;
}

function findingsIn({ scp = 'scp1.corp.test', ...world }: World): readonly Finding[] {
  const scope = scopeOf([], [], { servers: { ...NO_SERVERS, scp, siteServers: ['cm01.corp.test'], domain: 'corp.test' } });
  const tasks = plan(scope);
  return judge(
    tasks.map((task): Answer<AccountTask, AccountFacts> => ({ task, ...answerTo(task, scp, world) })),
    scope,
  );
}

const FAILURE = { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' };

function answerTo(task: AccountTask, scp: string, { name, clocks = [0, 0, 0], registry, wmi, isMute }: World): { facts?: AccountFacts } {
  const [ofScp, ofSite, ofController] = clocks;
  const ahead = (seconds: number | undefined) => (seconds === undefined ? { failure: FAILURE } : { clockAheadSeconds: seconds });
  switch (task.question) {
    case 'server-name':
      return {
        facts: {
          question: 'server-name',
          source: task.target,
          sourceKind: 'dns',
          addresses: ['10.0.0.5'],
          ...(task.target === scp ? name : {}),
        },
      };
    case 'server-clock': {
      const clock: ServerClockFacts = {
        question: 'server-clock',
        source: task.target,
        sourceKind: 'smb',
        ...ahead(task.target === scp ? ofScp : ofSite),
      };
      return { facts: clock };
    }
    case 'interface':
      return {
        facts: { question: 'interface', source: task.target, sourceKind: 'samr', ...(task.interface === 'wmi' ? wmi : registry) },
      };
    case 'directory':
      return {
        facts: {
          ...{
            question: 'directory',
            source: 'dc1.corp.test',
            sourceKind: 'ldap',
            found: true,
            sid: 'S-1-5-21-1-2-3-1201',
            domain: 'corp.test',
          },
          ...{ samAccountName: 'CM01$', userAccountControl: 0x1000, computed: 0, groups: [] },
          ...(ofController === undefined ? {} : { clockAheadSeconds: ofController }),
        },
      };
    case 'local-administrators':
      return {
        facts: {
          ...{ question: 'local-administrators', source: scp, sourceKind: 'samr' },
          ...(isMute === true ? { members: [], failure: FAILURE } : { members: [{ sid: 'S-1-5-21-1-2-3-1201', name: 'CORP\\CM01$' }] }),
        },
      };
    default:
      return {};
  }
}

const SILENT = { status: 'fail', cause: 'host.interface-silent', owner: 'host', layer: 'host', confidence: 'likely' };
const UNKNOWN = { status: 'inconclusive', cause: 'account.lookup-failed', required: false };
const SKEWED = { status: 'fail', cause: 'host.clock-skew', owner: 'host' };
const ROWS: readonly { readonly name: string; readonly world: World; readonly id: string; readonly expect: object | undefined }[] = [
  { name: 'its own name, without a reverse record', world: {}, id: 'server/scp1.corp.test/name', expect: { status: 'pass' } },
  {
    name: 'its own name, and back',
    world: { name: { reverse: ['SCP1.corp.test'] } },
    id: 'server/scp1.corp.test/name',
    expect: { status: 'pass', message: /leads back to/ },
  },
  {
    name: 'an old record',
    world: { name: { reverse: ['print7.corp.test'] } },
    id: 'server/scp1.corp.test/name',
    expect: { status: 'warn', owner: 'dns', required: false, message: /belongs to print7/, remedy: /PTR/ },
  },
  {
    name: 'an alias',
    world: { scp: 'role.corp.test', name: { aliasOf: 'scp1.corp.test', reverse: ['scp1.corp.test'] } },
    id: 'target-name@role.corp.test',
    expect: { status: 'warn', owner: 'configmgr', message: /alias \(CNAME\) of scp1\.corp\.test/, remedy: /--scp scp1\.corp\.test/ },
  },
  {
    name: 'a short name that DNS ends at the full one is none',
    world: { scp: 'scp1', name: { aliasOf: 'scp1.corp.test' } },
    id: 'target-name@scp1',
    expect: undefined,
  },
  {
    name: 'an address whose name DNS knows',
    world: { scp: '10.0.0.5', name: { reverse: ['scp1.corp.test'] } },
    id: 'target-name@10.0.0.5',
    expect: { status: 'warn', owner: 'configmgr', remedy: /--scp scp1\.corp\.test/ },
  },
  {
    name: 'a name that leads nowhere is told elsewhere',
    world: { name: { addresses: [], failure: FAILURE } },
    id: 'server/scp1.corp.test/name',
    expect: undefined,
  },
  {
    name: 'clocks alike, this machine’s is off',
    world: { clocks: [900, 890, 910] },
    id: 'server/scp1.corp.test/clock',
    expect: { status: 'pass' },
  },
  {
    name: 'the clock of the server is 20 minutes fast',
    world: { clocks: [-1200, 0, 0] },
    id: 'server/scp1.corp.test/clock',
    expect: { ...SKEWED, message: /1200 s ahead of dc1\.corp\.test/ },
  },
  {
    name: 'the clock of the site server is 10 minutes slow',
    world: { clocks: [0, 600, 0] },
    id: 'server/cm01.corp.test/clock',
    expect: { ...SKEWED, message: /600 s behind dc1\.corp\.test/ },
  },
  {
    name: 'without a controller the servers are compared',
    world: { clocks: [0, 400, undefined] },
    id: 'server/cm01.corp.test/clock',
    expect: { ...SKEWED, message: /behind scp1\.corp\.test/, remedy: /cm01.*scp1/ },
  },
  { name: 'a clock that was not read', world: { clocks: [0, undefined, 0] }, id: 'server/cm01.corp.test/clock', expect: undefined },
  { name: 'Remote Registry answers', world: {}, id: 'server/scp1.corp.test/remote-registry', expect: { status: 'pass' } },
  ...(['NT_STATUS_OBJECT_NAME_NOT_FOUND', 'NT_STATUS_PIPE_NOT_AVAILABLE', '0x00000035', '0x80070035', '0x00000422'] as const).map(
    (refusal) => ({
      name: `Remote Registry does not answer: ${refusal}`,
      world: { registry: { refusal } },
      id: 'server/scp1.corp.test/remote-registry',
      expect: { ...SILENT, remedy: /RemoteRegistry/ },
    }),
  ),
  ...(['NT_STATUS_ACCESS_DENIED', '0x80070005', '0x00000005', 'NT_STATUS_SHARING_VIOLATION'] as const).map((refusal) => ({
    name: `Remote Registry refuses: ${refusal}`,
    world: { registry: { refusal } },
    id: 'server/scp1.corp.test/remote-registry',
    expect: UNKNOWN,
  })),
  {
    name: 'nothing could be asked, which is told once',
    world: { registry: { failure: FAILURE }, isMute: true },
    id: 'server/scp1.corp.test/remote-registry',
    expect: undefined,
  },
  {
    name: 'only this question got no answer',
    world: { registry: { failure: FAILURE } },
    id: 'server/scp1.corp.test/remote-registry',
    expect: { ...UNKNOWN, evidence: { code: 'ECONNREFUSED' } },
  },
  {
    name: 'WMI from elsewhere than Windows',
    world: { wmi: { failure: { code: 'NOT_FROM_HERE', message: '' } } },
    id: 'server/scp1.corp.test/wmi',
    expect: undefined,
  },
  { name: 'WMI answers', world: {}, id: 'server/scp1.corp.test/wmi', expect: { status: 'pass' } },
  {
    name: 'WMI is shut',
    world: { wmi: { refusal: '0x800706BA' } },
    id: 'server/scp1.corp.test/wmi',
    expect: { ...SILENT, remedy: /TCP 135/ },
  },
  { name: 'WMI of administrators', world: { wmi: { refusal: '0x80041003' } }, id: 'server/scp1.corp.test/wmi', expect: UNKNOWN },
];

t.test('what is found about the servers themselves', async (t) => {
  for (const { name, world, id, expect } of ROWS) {
    const found = findingsIn(world).find((finding) => finding.id === `account:${id}`);
    if (expect === undefined) t.equal(found, undefined, name);
    else t.match(found, expect, name);
  }
});

t.test('for the account of the proxy alone nothing is asked about servers', async (t) => {
  const tasks = plan(scopeOf([], [], { servers: { ...NO_SERVERS, scp: 'scp1.corp.test', proxyAccount: 'CORP\\p' } }));
  t.same(
    tasks.map(({ question }) => question),
    ['directory', 'local-administrators'],
  );
});

t.test('the time in an answer of SMB', async (t) => {
  const answer = Buffer.alloc(200);
  answer.write('\xfeSMB', 4, 'latin1');
  answer.writeBigUInt64LE(134_400_000_000_000_000n, 4 + 64 + 40);
  t.equal(new Date(timeIn(answer) ?? 0).toISOString(), '2026-11-24T13:20:00.000Z');
  t.equal(timeIn(answer.subarray(0, 100)), undefined, 'too short');
  answer.writeUInt32LE(0xc00000bb, 12);
  t.equal(timeIn(answer), undefined, 'no dialect in common');
  t.equal(timeIn(Buffer.alloc(200)), undefined, 'something else');
});
