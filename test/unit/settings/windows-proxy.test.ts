import t from 'tap';
import { routeOf } from '../../../src/preflight/machine/windows-routes.ts';
import { isDetecting, pacScript, parseWinHttpSettings, windowsRoute } from '../../../src/settings/windows-proxy.ts';

/** As `netsh winhttp set proxy` writes it. */
function settings(flags: number, server: string, bypass: string, script?: string): readonly number[] {
  const word = (value: number): number[] => [value & 255, (value >> 8) & 255, 0, 0];
  const text = (value: string): number[] => [...word(value.length), ...[...value].map((letter) => letter.charCodeAt(0))];
  return [...word(0x18), ...word(0), ...word(flags), ...text(server), ...text(bypass), ...(script === undefined ? [] : text(script))];
}

t.test('the machine’s proxy from the registry', async (t) => {
  t.same(parseWinHttpSettings(settings(3, 'proxy:8080', '*.corp.example;<local>')), {
    server: 'proxy:8080',
    bypass: '*.corp.example;<local>',
  });
  t.same(parseWinHttpSettings(settings(1, '', '')), { server: '', bypass: '' }, 'direct');
  t.same(parseWinHttpSettings(settings(1, 'old:8080', '')), { server: '', bypass: '' }, 'a proxy that is switched off');
  t.same(parseWinHttpSettings(settings(5, '', '', 'http://pac/x.pac')), { server: '', bypass: '', autoConfigUrl: 'http://pac/x.pac' });
  t.same(parseWinHttpSettings(settings(11, 'p:1', '')), { server: 'p:1', bypass: '', detects: true });
  t.equal(parseWinHttpSettings(settings(17, '', '')), undefined, 'a flag that is not known');
  t.equal(parseWinHttpSettings(settings(5, '', '')), undefined, 'no address of the script');
  for (const broken of [[], [0x18, 0, 0, 0], [...settings(3, 'proxy:8080', '')].slice(0, 20), Array(16).fill(255)])
    t.equal(parseWinHttpSettings(broken), undefined, `${broken.length} bytes`);
});

t.test('bypass and schemes as a script', async (t) => {
  const run = (server: string, bypass: string, url: string): string => {
    const host = new URL(url).hostname;
    const find = new Function('shExpMatch', 'isPlainHostName', `${pacScript(server, bypass)}; return FindProxyForURL;`)(
      (text: string, pattern: string) => new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(text),
      (name: string) => !name.includes('.'),
    ) as (url: string, host: string) => string;
    return find(url, host);
  };
  t.equal(run('proxy:8080', '', 'https://go.microsoft.com/'), 'PROXY proxy:8080');
  t.equal(run('http=a:80;https=b:443', '', 'https://go.microsoft.com/'), 'PROXY b:443');
  t.equal(run('http=a:80;https=b:443', '', 'http://go.microsoft.com/'), 'PROXY a:80');
  t.equal(run('http=a:80', '', 'https://go.microsoft.com/'), 'DIRECT');
  t.equal(run('socks=s:1080', '', 'https://go.microsoft.com/'), 'SOCKS s:1080');
  t.equal(run('http://proxy:8080/', '', 'https://go.microsoft.com/'), 'PROXY proxy:8080');
  t.equal(run('proxy:8080', '*.corp.example;<local>', 'https://a.corp.example/'), 'DIRECT');
  t.equal(run('proxy:8080', '*.corp.example;<local>', 'https://intranet/'), 'DIRECT');
  t.equal(run('proxy:8080', '*.Microsoft.com', 'https://go.microsoft.com/'), 'DIRECT');
  t.equal(run('p"+evil+"', '"+evil+"', 'https://x.example/'), 'PROXY p"+evil+"', 'text stays text');
});

t.test('routes', async (t) => {
  t.same(windowsRoute('winhttp', { server: '', bypass: '' }, 'auto'), { name: 'winhttp', kind: 'direct', auth: 'none' });
  t.match(windowsRoute('internet-settings', { server: '', bypass: '', autoConfigUrl: 'http://pac/x.pac' }, 'auto'), {
    kind: 'pac',
    pacUrl: 'http://pac/x.pac',
  });
  t.match(windowsRoute('winhttp', { server: 'p:1', bypass: '' }, 'auto').pacUrl, /^data:/);
});

t.test('where Windows discovers a proxy, that comes first', async (t) => {
  t.ok(isDetecting([70, 0, 0, 0, 1, 0, 0, 0, 9]));
  t.notOk(isDetecting([70, 0, 0, 0, 1, 0, 0, 0, 3]));
  t.notOk(isDetecting([]));
  const found = async () =>
    ({ route: { name: 'wpad', kind: 'pac', auth: 'auto', pacUrl: 'http://wpad/wpad.dat' }, warnings: ['found'] }) as const;
  const none = async () => ({ route: { name: 'wpad', kind: 'direct', auth: 'none' }, warnings: ['none'] }) as const;
  const set = { server: 'p:1', bypass: '' };
  t.match(await routeOf('winhttp', { ...set, detects: true }, 'auto', found), {
    route: { name: 'winhttp', pacUrl: /wpad\.dat/ },
    warnings: ['found'],
  });
  t.match(await routeOf('winhttp', { ...set, detects: true }, 'auto', none), { route: { pacUrl: /^data:/ }, warnings: [/none was found/] });
  t.match(await routeOf('winhttp', set, 'auto', found), { route: { pacUrl: /^data:/ }, warnings: [] });
});
