/** curl.exe came with this build of Windows (2018): Server 2016 has none. */
const FIRST_WITH_CURL = 17_063;

/** Has a Windows of that platform (`win32 10.0.14393, ...`) no curl.exe? */
export function lacksCurl(platform: string): boolean {
  const build = /^win32 10\.0\.(\d{1,6})\b/.exec(platform)?.[1];
  return build !== undefined && Number(build) < FIRST_WITH_CURL;
}

/** Nothing that ends a string between single quotes in PowerShell, or begins anything there. */
const PLAIN = /^[!#$%&(-;=?-_a-z~]{1,2000}$/;
/** .NET Framework takes TLS 1.0 where nobody says otherwise, and the proxy of Internet Settings. */
const AS_SAID = "[Net.ServicePointManager]::SecurityProtocol = 'Tls12'; [Net.WebRequest]::DefaultWebProxy = $null";

/**
 * What a curl command of ours asks, in Windows PowerShell 5.1 by what .NET Framework brings. It speaks with HTTP proxies alone: of others it asks whether they can be reached. Undefined: the command
 * holds what may mean something in PowerShell.
 */
export function withoutCurl(command: string, layer: string | null): string | undefined {
  if (!command.startsWith('curl ')) return undefined;
  const url = bare(/\S+$/.exec(command)?.[0]);
  const proxy = bare(/ -x (\S+)/.exec(command)?.[1]);
  const user = bare(/ --proxy-user ('[^']*')/.exec(command)?.[1]);
  if (![url, proxy ?? url, user ?? url].every((word) => word !== undefined && PLAIN.test(word)) || url === undefined || !URL.canParse(url))
    return undefined;
  const { protocol, hostname, port } = new URL(url);
  const isTcp = protocol === 'telnet:';
  if (proxy !== undefined && (isTcp || !proxy.startsWith('http://'))) return reached(new URL(proxy));
  if (isTcp) return reached({ hostname, port });
  if (layer === 'tls' && proxy === undefined) return certificate(hostname, port === '' ? '443' : port);
  const way = proxy === undefined ? '' : ` -Proxy '${proxy}'${logOn(command, user)}`;
  return `${AS_SAID}; $r = Invoke-WebRequest -UseBasicParsing -MaximumRedirection 0 -TimeoutSec 15${way} '${url}'; $r.StatusCode; $r.Headers`;
}

function bare(word: string | undefined): string | undefined {
  return word?.replace(/^'(.*)'$/, '$1');
}

function reached({ hostname, port }: Pick<URL, 'hostname' | 'port'>): string {
  return `Test-NetConnection ${hostname.replace(/[[\]]/g, '')} -Port ${port === '' ? '80' : port}`;
}

function logOn(command: string, user: string | undefined): string {
  if (user !== undefined) return ` -ProxyCredential (Get-Credential '${user.replaceAll('%3A', ':')}')`;
  return / --proxy-(?:anyauth|negotiate|ntlm)\b/.test(command) ? ' -ProxyUseDefaultCredentials' : '';
}

/** Whoever's certificate it is: it is shown, not trusted. */
function certificate(host: string, port: string): string {
  return [
    `$t = New-Object Net.Sockets.TcpClient('${host.replace(/[[\]]/g, '')}', ${port})`,
    '$s = New-Object Net.Security.SslStream($t.GetStream(), $false, { $true })',
    `$s.AuthenticateAsClient('${host.replace(/[[\]]/g, '')}', $null, 'Tls12', $false)`,
    '$s.RemoteCertificate.Subject',
    '$s.RemoteCertificate.Issuer',
  ].join('; ');
}
