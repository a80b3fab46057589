/** Logs of the service connection point and of what works for it (documentation page "Log file reference"), without extension, lower case. */
const LOGS: ReadonlySet<string> = new Set([
  ...['dmpdownloader', 'dmpuploader', 'endpointconnectivitycheckworker', 'cmgatewaysyncuploadworker', 'cmgatewaynotificationworker'],
  ...['genericuploadworker', 'uxanalyticsuploadworker', 'officecdnworker', 'externalnotificationsworker', 'collectionaadgroupsyncworker'],
  ...['outgoingcontentmanager', 'wsfbsyncworker', 'msfbsyncworker', 'cloudusersync', 'sms_cloudconnection', 'sms_azuread_discovery_agent'],
  ...['cloudmgr', 'certmgr', 'hman', 'distmgr', 'sitecomp', 'smstsvc', 'srvboot', 'cmupdate', 'smsadminui', 'mpfdm'],
  ...['configmgrprereq', 'configmgrsetup', 'serviceconnectiontool', 'ccm_sts_managedbase', 'ruleengine', 'patchdownloader'],
  ...['colleval', 'dataldr', 'ddm', 'objreplmgr', 'policypv'],
  ...[
    'connectorsetup',
    'adminservice',
    'doincsetup',
    'wsyncmgr',
    'wcm',
    'sms_isvupdates_syncagent',
    'aiupdatesvc',
    'sms_cloud_proxyconnector',
    'cmgsetup',
  ],
]);
/** Names of which only the beginning is fixed: one log for each gateway, one for each worker of Desktop Analytics. */
const FAMILIES = /^(?:cmg-[\w.-]{1,80}|m365a\w{1,40})$/;

/** A log's file name, and what it is of. */
export interface LogName {
  readonly log: string;
  /** An older part of it: `.lo_`, a time in its name, a number behind it. */
  readonly isRolled: boolean;
  readonly isKnown: boolean;
  /** How old a numbered part is: `.1` was the current one last. */
  readonly age: number;
}

/**
 * A file's name taken apart. Collected copies too: `SCP01_Dmpdownloader.log` (the server in front), `Dmpdownloader - Copy (2).log`, `Dmpdownloader.log.1`.
 */
export function logNameOf(fileName: string): LogName {
  const [, stem = fileName, extension = '', number] = /^(.+?)\.(log|lo_)(?:\.(\d{1,4}))?$/i.exec(fileName) ?? [];
  const [, written = stem, time] =
    /^(.+?)(-\d{8}-\d{6})?$/.exec(stem.replace(/ ?(?:- (?:copy|kopie|copie|copia|c[oó]pia)|\(\d{1,3}\))(?: ?\(\d{1,3}\))?$/i, '')) ?? [];
  const whole = written.toLowerCase();
  const log = [whole, ...afterSeparators(whole)].find((name) => LOGS.has(name) || FAMILIES.test(name));
  return {
    log: log ?? whole,
    isRolled: time !== undefined || number !== undefined || extension.toLowerCase() === 'lo_',
    isKnown: extension !== '' && log !== undefined,
    age: Number(number ?? 0),
  };
}

/** What follows each separator, the longest first: a server's name stands in front of a collected copy. */
function afterSeparators(name: string): readonly string[] {
  return [...name.matchAll(/[_\s.-]/g)].slice(0, 12).map(({ index }) => name.slice(index + 1));
}

/** Log by log, older parts before the current one: what came later is read later. */
export function byAge(a: string, b: string): number {
  const [one, other] = [logNameOf(a), logNameOf(b)];
  if (one.log !== other.log) return one.log < other.log ? -1 : 1;
  if (one.isRolled !== other.isRolled) return one.isRolled ? -1 : 1;
  if (one.age !== other.age) return other.age - one.age;
  return a < b ? -1 : 1;
}
