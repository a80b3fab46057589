import { mkdirSync, openSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../src/model/finding.ts';
import type { Report } from '../../src/model/report.ts';
import { scenario } from '../support/report/scenario.ts';
import { alternate, type Cost, measure } from './measure.ts';
import { pageCosts } from './page.ts';
import { type Node, PROGRAM } from './programs.ts';
import { fixed, head, row } from './table.ts';

const FINDINGS = 10_000;
const SERVERS = 2000;
const FINDINGS_OF_A_SERVER = 60;
const LOG_BYTES = 100_000_000;
const RUNS = 2;
const PAGE = 'large.html';

/**
 * What reading and writing large files costs, on each node: work, what is aimed at, wall and CPU time of the whole process, and its peak memory; and what a browser
 * needs for the page of 10,000 findings.
 */
export async function largeInputs(dir: string, versions: readonly Node[]): Promise<readonly string[]> {
  const files = largeFiles(join(dir, 'large'));
  const works = worksOn(files, dir);
  const lines = [...head('node', 'work', 'aim', 'wall s', 'CPU s', 'peak MB')];
  for (const node of versions) {
    const costs = await alternate(
      RUNS,
      Object.fromEntries(
        works.map(({ name, args, codes }) => [
          name,
          (): Cost => measure(dir, [node.path, PROGRAM, ...args], join(dir, 'large.out'), { exitCodes: codes }),
        ]),
      ),
    );
    for (const { name, aim } of works) {
      const { wallSeconds = 0, cpuSeconds = 0, peakMegabytes = 0 } = costs[name] ?? {};
      lines.push(row(node.version, name, aim, fixed(wallSeconds, 2), fixed(cpuSeconds, 2), fixed(peakMegabytes, 0)));
    }
  }
  return [...lines, '', ...(await pageCosts(join(dir, PAGE), FINDINGS))];
}

interface Work {
  readonly name: string;
  readonly aim: string;
  readonly args: readonly string[];
  /** With which the program may end. */
  readonly codes: readonly number[];
}

function worksOn({ requests, failures, before, after, servers }: Files, dir: string): readonly Work[] {
  const found = [0, 1, 3];
  const page = join(dir, PAGE);
  const megabytes = Math.round(statSync(before).size / 1e6);
  return [
    { name: '`logs`, 100 MB, two of a hundred lines about requests', aim: '1.2 s', args: ['logs', requests], codes: found },
    { name: '`logs`, 100 MB, half of the lines about failures', aim: '1.2 s', args: ['logs', failures], codes: found },
    {
      name: `\`compare\`, two reports of 10,000 findings (${megabytes} MB each)`,
      aim: '1 s',
      args: ['compare', before, after],
      codes: found,
    },
    { name: '`report --format table`, 10,000 findings', aim: '1 s', args: ['report', before, '--format', 'table'], codes: [0] },
    { name: '`report --format html`, 10,000 findings', aim: '', args: ['report', before, '--format', 'html', '-o', page], codes: [0] },
    { name: '`report --format json`, 10,000 findings', aim: '', args: ['report', before, '--format', 'json'], codes: [0] },
    { name: '`merge`, 2,000 reports of 60 findings', aim: '80 MB', args: ['merge', servers], codes: found },
  ];
}

interface Files {
  readonly requests: string;
  readonly failures: string;
  readonly before: string;
  readonly after: string;
  readonly servers: string;
}

function largeFiles(folder: string): Files {
  const of = (name: string): string => join(folder, name);
  mkdirSync(of('servers'), { recursive: true });
  writeLog(of('requests.log'), (line) => (line % 50 === 0 ? REQUEST : QUIET));
  writeLog(of('failures.log'), (line) => (line % 2 === 0 ? FAILURE : QUIET));
  writeFileSync(of('before.json'), JSON.stringify(reportOf(FINDINGS)));
  writeFileSync(of('after.json'), JSON.stringify(withChanges(reportOf(FINDINGS))));
  const server = JSON.stringify(reportOf(FINDINGS_OF_A_SERVER));
  for (let index = 0; index < SERVERS; index += 1)
    writeFileSync(of(`servers/${index}.json`), server.replaceAll('SCP01', `SCP${String(index).padStart(4, '0')}`));
  return {
    requests: of('requests.log'),
    failures: of('failures.log'),
    before: of('before.json'),
    after: of('after.json'),
    servers: of('servers'),
  };
}

type Line = (index: number) => readonly [text: string, component: string];

const QUIET: Line = (index) => [
  `Processing the state of item ${index % 9973}; nothing is due for it before the next interval of the schedule.`,
  'SMS_WSUS_SYNC_MANAGER',
];
const REQUEST: Line = (index) => [
  `Download http://h${index % 97}.delivery.example.com/pr/${index}.cab to C:\\Program Files\\Microsoft Configuration Manager\\CMUStaging`,
  'SMS_DMP_DOWNLOADER',
];
const FAILURE: Line = (index) => [
  `ERROR: WebException: Unable to connect to the remote server https://h${index % 97}.delivery.example.com/catalog (ConnectFailure)`,
  'SMS_DMP_DOWNLOADER',
];

/** Lines as components of the server write them. */
function writeLog(path: string, kindOf: (line: number) => Line): void {
  const file = openSync(path, 'w');
  let bytes = 0;
  for (let line = 0; bytes < LOG_BYTES; ) {
    const lines: string[] = [];
    for (let count = 0; count < 10_000; count += 1, line += 1) {
      const [text, component] = kindOf(line)(line);
      const clock = new Date(Date.UTC(2026, 10, 20) + line * 50).toISOString().slice(11, 23);
      lines.push(
        `${text}  $$<${component}><11-20-2026 ${clock}+000><thread=${4000 + (line % 7)} (0x${(4000 + (line % 7)).toString(16).toUpperCase()})>\r\n`,
      );
    }
    bytes += writeSync(file, lines.join(''));
  }
}

/** The findings of one site again and again, each of a host of its own. */
function reportOf(count: number): Report {
  const site = scenario();
  const own = site.findings.filter(({ kind }) => kind === 'endpoint');
  const findings = Array.from({ length: count }, (_none, index): Finding => {
    const one = own[index % own.length] as Finding;
    const { host = '' } = one.target;
    const text = JSON.stringify(one);
    return JSON.parse(host === '' ? text : text.replaceAll(host, `h${index}.${host}`));
  });
  return { ...site, findings: findings.map((one, index) => ({ ...one, id: `${one.id}#${index}` })) };
}

/** Each tenth finding was something else before. */
function withChanges(report: Report): Report {
  return { ...report, findings: report.findings.map((one, index) => (index % 10 === 0 ? { ...one, status: 'pass', cause: null } : one)) };
}
