/** Logs of the service connection point and of what works for it (documentation page "Log file reference"), without extension, lower case. */
const LOGS: ReadonlySet<string> = new Set([
  ...['dmpdownloader', 'dmpuploader', 'endpointconnectivitycheckworker', 'cmgatewaysyncuploadworker', 'cmgatewaynotificationworker'],
  ...['genericuploadworker', 'uxanalyticsuploadworker', 'officecdnworker', 'externalnotificationsworker', 'collectionaadgroupsyncworker'],
  ...['outgoingcontentmanager', 'wsfbsyncworker', 'sms_cloudconnection', 'sms_azuread_discovery_agent', 'cloudmgr', 'certmgr'],
  ...['hman', 'distmgr', 'sitecomp', 'smstsvc', 'configmgrprereq', 'configmgrsetup', 'serviceconnectiontool', 'smsadminui', 'mpfdm'],
  ...['ccm_sts_managedbase', 'ruleengine'],
]);

/** A file's name taken apart: the log that it is of, and whether it is a rolled, older part of it (`.lo_`, or a time in its name). */
export function logNameOf(fileName: string): { readonly log: string; readonly isRolled: boolean; readonly isKnown: boolean } {
  const [, name = fileName, time, extension = ''] = /^(.+?)(-\d{8}-\d{6})?\.(log|lo_)$/i.exec(fileName) ?? [];
  const log = name.toLowerCase();
  return { log, isRolled: time !== undefined || extension.toLowerCase() === 'lo_', isKnown: extension !== '' && LOGS.has(log) };
}

/** Log by log, older parts before the current one: what came later is read later. */
export function byAge(a: string, b: string): number {
  const [one, other] = [logNameOf(a), logNameOf(b)];
  if (one.log !== other.log) return one.log < other.log ? -1 : 1;
  return one.isRolled === other.isRolled ? (a < b ? -1 : 1) : one.isRolled ? -1 : 1;
}
