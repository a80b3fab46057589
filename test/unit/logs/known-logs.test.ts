import t from 'tap';
import { byAge, logNameOf } from '../../../src/logs/known-logs.ts';

t.test('names of logs, as servers write and people collect them', async (t) => {
  for (const [file, log, isRolled] of [
    ['Dmpdownloader.log', 'dmpdownloader', false],
    ['DMPDOWNLOADER.LO_', 'dmpdownloader', true],
    ['dmpdownloader-20240314-120000.log', 'dmpdownloader', true],
    ['SCP01_Dmpdownloader.log', 'dmpdownloader', false],
    ['scp01.corp.example-Dmpdownloader.log', 'dmpdownloader', false],
    ['Dmpdownloader - Copy.log', 'dmpdownloader', false],
    ['Dmpdownloader - Copy (2).log', 'dmpdownloader', false],
    ['Dmpdownloader (1).log', 'dmpdownloader', false],
    ['Dmpdownloader - Kopie.log', 'dmpdownloader', false],
    ['Dmpdownloader.log.1', 'dmpdownloader', true],
    ['SMS_Cloud_ProxyConnector.log', 'sms_cloud_proxyconnector', false],
    ['CMGSetup.log', 'cmgsetup', false],
    ['CMG-contoso-ProxyService_IN_0.log', 'cmg-contoso-proxyservice_in_0', false],
    ['PatchDownloader.log', 'patchdownloader', false],
    ['wsyncmgr.log', 'wsyncmgr', false],
    ['WCM.log', 'wcm', false],
    ['SMS_ISVUPDATES_SYNCAGENT.log', 'sms_isvupdates_syncagent', false],
    ['CMUpdate.log', 'cmupdate', false],
    ['SrvBoot.log', 'srvboot', false],
    ['Cloudusersync.log', 'cloudusersync', false],
    ['MSfBSyncWorker.log', 'msfbsyncworker', false],
    ['M365ADeploymentPlanWorker.log', 'm365adeploymentplanworker', false],
    ['ConnectorSetup.log', 'connectorsetup', false],
    ['AIUpdateSvc.log', 'aiupdatesvc', false],
  ] as const)
    t.match(logNameOf(file), { log, isRolled, isKnown: true }, file);
  for (const file of ['smsexec.log', 'Dmpdownloader.txt', 'my_notes.log', 'readme.md', 'predmpdownloader.log'])
    t.match(logNameOf(file), { isKnown: false }, file);
});

t.test('older parts first', async (t) => {
  t.strictSame(
    ['Dmpdownloader.log', 'Dmpdownloader.log.1', 'Dmpdownloader.log.2', 'Dmpdownloader.lo_'].sort(byAge).at(-1),
    'Dmpdownloader.log',
  );
  t.strictSame(['Dmpdownloader.log.1', 'Dmpdownloader.log.10', 'Dmpdownloader.log.2'].sort(byAge), [
    ...['Dmpdownloader.log.10', 'Dmpdownloader.log.2', 'Dmpdownloader.log.1'],
  ]);
});
