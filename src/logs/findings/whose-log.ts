/** Whose log it is, by its name or by a component of it: the role that connects. First match counts. */
const ROLES: readonly (readonly [pattern: RegExp, role: string])[] = [
  [/^(?:wsyncmgr|wcm|wsusctrl|sms_wsus|sms_isvupdates|sms_isv|aiupdatesvc)/i, 'the software update point'],
  [/^(?:sms_cloud_proxyconnector|cmg-|cmgservice|cmghttphandler)/i, 'the CMG connection point'],
  [/^(?:mp_|mpcontrol|mpfdm|ccm_sts|sms_mp_|client(?:auth|location)|ccmisapi)/i, 'the management point'],
  [
    /^(?:ruleengine|sms_rule_engine|patchdownloader|software updates patch downloader|hman|sms_hierarchy|distmgr|sms_distribution)/i,
    'the site server',
  ],
  [/^(?:configmgrsetup|configmgrprereq|configuration manager setup|cmupdate|cmupdate)/i, 'the site server'],
  [/^(?:smsadminui|adminui)/i, 'the console'],
  [
    /^(?:wuahandler|windowsupdate|updatesdeployment|updateshandler|scanagent|ccmmessaging|locationservices|clientidmanagerstartup|contenttransfermanager|datatransferservice|cas\b|smsts)/i,
    'the client',
  ],
  [/^(?:ndesplugin|crp|certificateregistration)/i, 'the certificate registration point'],
  [/^serviceconnectiontool/i, 'the computer that runs the service connection tool'],
];

/** Logs and components → who writes them. Logs of the service connection point, and what nobody knows, are its own. */
export function roleOf(logs: Iterable<string>, components: Iterable<string>): string {
  for (const name of [...components, ...logs]) {
    const found = ROLES.find(([pattern]) => pattern.test(name));
    if (found !== undefined) return found[1];
  }
  return 'the service connection point';
}
