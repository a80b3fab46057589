import t from 'tap';
import { siteLogs, valueIn } from '../../../../src/cli/logs/site-logs.ts';

t.test('the folders of a site system server are found, each once, and said', async (t) => {
  const registry: Readonly<Record<string, string>> = {
    TraceFilename: 'D:\\Microsoft Configuration Manager\\Logs\\dmpdownloader.log',
    'Installation Directory': 'D:\\Microsoft Configuration Manager',
  };
  const found = await siteLogs({ SMS_LOG_PATH: 'E:\\Logs' }, async (_key, value) => registry[value]);
  t.strictSame(found.folders, ['E:\\Logs', 'D:\\Microsoft Configuration Manager\\Logs']);
  t.match(found.notes, [/E:\\Logs is named by the variable SMS_LOG_PATH/, /the registry, as the folder to which the role traces/]);
  t.strictSame(await siteLogs({}, async () => undefined), { folders: [], notes: [] });
});

t.test('what reg.exe prints', async (t) => {
  t.equal(
    valueIn(
      '\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Identification\r\n    Installation Directory    REG_SZ    D:\\Program Files\\Microsoft Configuration Manager\r\n\r\n',
    ),
    'D:\\Program Files\\Microsoft Configuration Manager',
  );
  t.equal(valueIn(''), undefined);
});
