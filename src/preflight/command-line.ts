import type { EndpointEvidence } from '../model/evidence.ts';
import type { Finding } from '../model/finding.ts';
import { commandFor } from '../text/command-for.ts';
import { lacksCurl, withoutCurl } from './without-curl.ts';

/** The finding with a command line that works in the shells of that platform, and asks what the finding is about. */
export function withCommandFor(platform: string, finding: Finding): Finding {
  if (finding.reproduce === null) return finding;
  const plain = lacksCurl(platform) ? withoutCurl(finding.reproduce, finding.layer) : undefined;
  const command = ownTool(platform, finding) ?? plain ?? commandFor(platform, finding.reproduce);
  return command === finding.reproduce ? finding : { ...finding, reproduce: command };
}

/** What a name or an address is made of: nothing that a shell would read as anything else. */
const PLAIN = /^[A-Za-z0-9_][A-Za-z0-9_.:-]{0,252}$/;

/** Windows has a tool of its own for names, ports and revocation; of them PowerShell 5.1 and every later release know the same words. Undefined: curl asks best. */
function ownTool(platform: string, { kind, cause, layer, reproduce, evidence, target }: Finding): string | undefined {
  const { host, port, proxy, resolver }: EndpointEvidence = evidence;
  const isWindows = platform.startsWith('win32');
  if (kind === 'port') return isWindows || reproduce === null ? undefined : netcat(target.host, target.port);
  if (!isWindows || proxy !== undefined || host === undefined || port === undefined || !PLAIN.test(host)) return undefined;
  if (layer === 'dns') return `Resolve-DnsName ${host} -Type A${isAddress(resolver) ? ` -Server ${resolver}` : ''}`;
  if (layer === 'tcp') return `Test-NetConnection ${host} -Port ${port}`;
  if (cause === 'tls.revocation-unreachable' && evidence.scheme === 'https') return certutil(host, port);
  return undefined;
}

function netcat(host: string | undefined, port: number | undefined): string | undefined {
  return host === undefined || port === undefined || !PLAIN.test(host) ? undefined : `nc -vz -w 5 ${host} ${port}`;
}

function isAddress(resolver: string | undefined): boolean {
  return resolver !== undefined && /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:]+)$/i.test(resolver);
}

/** For PowerShell: the certificate that the server sends, then everything that Windows fetches to check it, with the outcome of each address. */
function certutil(host: string, port: number): string {
  return [
    `$t = New-Object Net.Sockets.TcpClient('${host}', ${port})`,
    '$s = New-Object Net.Security.SslStream($t.GetStream(), $false, { $true })',
    `$s.AuthenticateAsClient('${host}')`,
    `[IO.File]::WriteAllBytes("$env:TEMP\\preflight.cer", $s.RemoteCertificate.Export('Cert'))`,
    'certutil -verify -urlfetch "$env:TEMP\\preflight.cer"',
  ].join('; ');
}
