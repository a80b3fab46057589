import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { command } from '../../../support/run-command.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const dir = await temporaryFolder('history');

type Sections = Readonly<Record<string, readonly string[]>>;

/** A revision of the page in the form of its day: bare names with stars at first, names in ticks and a comment or a note between them later. */
function page(date: string, sections: Sections, write: (name: string) => string): string {
  const [year, month, day] = date.split('-');
  const parts = Object.entries(sections).map(
    ([heading, names]) => `## ${heading}\n\nThe following need access:\n\n${names.map(write).join('\n')}\n`,
  );
  return `---\ntitle: Internet access requirements\nms.date: ${month}/${day}/${year}\n---\n\n# Internet access requirements\n\n${parts.join('\n> [!NOTE]\n> Nothing of `note.example` counts.\n\n')}`;
}

const bare = (name: string): string => `-   ${name}  `;
const ticks = (name: string): string => `- \`${name}\`  `;
/** The later page prints one of its names with a capital letter. */
const capital = (name: string): string => ticks(name.replace('configmgrbits.cdn', 'Configmgrbits.cdn'));

const CDN = ['*.akamaiedge.net', '*.akamaitechnologies.com', '*.manage.microsoft.com', 'go.microsoft.com'];
const DOWNLOADS = ['download.microsoft.com', 'download.windowsupdate.com', 'sccmconnected-a01.cloudapp.net'];
const SERVICING = ['download.microsoft.com', 'https://go.microsoft.com/fwlink/?LinkID=619849'];
const DELIVERY = [...SERVICING, 'dl.delivery.mp.microsoft.com'];
const WATSON = ['ceuswatcab01', 'ceuswatcab02', 'eaus2watcab01', 'eaus2watcab02', 'weus2watcab01', 'weus2watcab02'].map(
  (store) => `${store}.blob.core.windows.net`,
);
const TELEMETRY = ['umwatsonc.events.data.microsoft.com', '*-umwatsonc.events.data.microsoft.com'];
const BITS = 'configmgrbits.azureedge.net';
const NEW_BITS = 'configmgrbits.cdn.manage.microsoft.com';
const UPDATES = 'Updates and servicing';
const WINDOWS = 'Windows servicing';

/** What the page printed for updates and for Windows on which day, by the history of its repository, and what each revision changed against the one before. */
const HISTORY: readonly {
  readonly date: string;
  readonly sections: Sections;
  readonly write: (name: string) => string;
  readonly changed: readonly string[];
}[] = [
  {
    date: '2017-06-28',
    sections: { [UPDATES]: [...CDN, 'blob.core.windows.net', ...DOWNLOADS], [WINDOWS]: SERVICING },
    write: bare,
    changed: [],
  },
  {
    date: '2018-07-05',
    sections: { [UPDATES]: [...CDN, 'blob.core.windows.net', ...DOWNLOADS, BITS], [WINDOWS]: SERVICING },
    write: bare,
    changed: ['+ updates-and-servicing/configmgrbits.azureedge.net  configmgrbits.azureedge.net:443'],
  },
  {
    date: '2019-02-14',
    sections: { [UPDATES]: [...CDN, 'blob.core.windows.net', ...DOWNLOADS, BITS], [WINDOWS]: DELIVERY },
    write: ticks,
    changed: ['+ windows-servicing/dl.delivery.mp.microsoft.com  dl.delivery.mp.microsoft.com:443'],
  },
  {
    date: '2019-06-19',
    sections: { [UPDATES]: [...CDN, '*.blob.core.windows.net', ...DOWNLOADS, BITS], [WINDOWS]: DELIVERY },
    write: ticks,
    changed: [
      '+ updates-and-servicing/any.blob.core.windows.net  *.blob.core.windows.net:443',
      '- updates-and-servicing/blob.core.windows.net  blob.core.windows.net:443',
    ],
  },
  {
    date: '2020-10-12',
    sections: { [UPDATES]: [...CDN, ...DOWNLOADS, BITS, ...WATSON, ...TELEMETRY], [WINDOWS]: DELIVERY },
    write: ticks,
    changed: [
      ...WATSON.map((host) => `+ updates-and-servicing/${host}  ${host}:443`),
      '+ updates-and-servicing/umwatsonc.events.data.microsoft.com  umwatsonc.events.data.microsoft.com:443',
      '+ updates-and-servicing/any-umwatsonc.events.data.microsoft.com  *-umwatsonc.events.data.microsoft.com:443',
      '- updates-and-servicing/any.blob.core.windows.net  *.blob.core.windows.net:443',
    ],
  },
  {
    date: '2021-12-20',
    sections: {
      [UPDATES]: [...CDN, ...DOWNLOADS, 'download.visualstudio.microsoft.com', BITS, ...WATSON, ...TELEMETRY],
      [WINDOWS]: DELIVERY,
    },
    write: ticks,
    changed: ['+ updates-and-servicing/download.visualstudio.microsoft.com  download.visualstudio.microsoft.com:443'],
  },
  {
    date: '2026-06-08',
    sections: {
      [UPDATES]: [
        ...CDN,
        ...DOWNLOADS.slice(0, 2),
        'download.visualstudio.microsoft.com',
        'definitionupdates.microsoft.com',
        BITS,
        NEW_BITS,
        // Printed twice.
        'cmbitsstore.blob.core.windows.net',
        ...WATSON,
        ...TELEMETRY,
        'cmbitsstore.blob.core.windows.net',
      ],
      [WINDOWS]: DELIVERY,
    },
    write: capital,
    changed: [
      '+ updates-and-servicing/definitionupdates.microsoft.com  definitionupdates.microsoft.com:443',
      '+ updates-and-servicing/configmgrbits.cdn.manage.microsoft.com  configmgrbits.cdn.manage.microsoft.com:443',
      '+ updates-and-servicing/cmbitsstore.blob.core.windows.net  cmbitsstore.blob.core.windows.net:443',
      '- updates-and-servicing/sccmconnected-a01.cloudapp.net  sccmconnected-a01.cloudapp.net:443',
    ],
  },
];

t.test('two revisions of the page: exactly what changed between them', async (t) => {
  for (const { date, sections, write } of HISTORY) await writeFile(join(dir, `${date}.md`), page(date, sections, write));
  for (const [index, { date, changed }] of HISTORY.entries()) {
    const before = HISTORY[index - 1];
    const { code, stdout, stderr } = await command(['endpoints', 'diff', join(dir, `${before?.date ?? date}.md`), join(dir, `${date}.md`)]);
    const [heading, ...lines] = stdout.trimEnd().split('\n');
    t.same([code, stderr], [0, ''], date);
    const count = (sign: string): number => changed.filter((line) => line.startsWith(sign)).length;
    const [from, added, removed] = [before?.date ?? date, count('+'), count('-')];
    t.equal(heading, `from-docs ${from} -> from-docs ${date}: ${added} added, ${removed} removed, 0 changed`);
    t.same([...lines].sort(), [...changed].sort(), date);
  }
});

t.test('the newest revision beside the catalog: nothing of its sections is missing or new', async (t) => {
  const { stdout } = await command(['endpoints', 'diff', 'configmgr-scp', join(dir, '2026-06-08.md'), '--format', 'json']);
  const { added, removed, changed } = JSON.parse(stdout) as { added: unknown[]; removed: { source: string }[]; changed: unknown[] };
  t.same([added, changed], [[], []]);
  t.same(
    removed.filter(({ source }) => /#(?:updates-and-servicing|windows-servicing)$/.test(source)),
    [],
    'what is not in this excerpt is of other sections',
  );
});
