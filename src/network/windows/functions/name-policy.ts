// The rules of the name resolution policy in force, by the registry (MS-GPNRPT section 2.2.2).
import { registryKeys, registryNumber, registryTexts } from './registry.ts';

/** Where a group policy has rules, those set on this machine do not count. */
const FOLDERS = [
  'SOFTWARE\\Policies\\Microsoft\\Windows NT\\DNSClient\\DnsPolicyConfig',
  'SYSTEM\\CurrentControlSet\\Services\\Dnscache\\Parameters\\DnsPolicyConfig',
];

/** As `scripts/name-policy.ps1` tells them. */
export function namePolicy(): object {
  const folder = FOLDERS.find((key) => registryKeys('HKLM', key).length > 0);
  if (folder === undefined) return { rules: [] };
  const rules = registryKeys('HKLM', folder).map((name) => {
    const key = `${folder}\\${name}`;
    return {
      names: registryTexts('HKLM', key, 'Name'),
      options: registryNumber('HKLM', key, 'ConfigOptions') ?? 0,
      servers: registryTexts('HKLM', key, 'GenericDNSServers'),
      directAccess: registryTexts('HKLM', key, 'DirectAccessDNSServers'),
    };
  });
  return { rules };
}
