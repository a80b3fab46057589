import { findingFrom } from '../../../causes/finding.ts';
import type { Finding } from '../../../model/finding.ts';
import { authority, type Route } from '../../../model/network/route.ts';
import type { Scope } from '../../../model/scope.ts';

/**
 * What the service connection tool itself asks of whoever runs it (its page in the documentation): the only proxy it can be told of is
 * `-proxyserveruri FQDN[:port]` with `-proxyusername`, "basic proxy configuration". Told where the run stands on its computer.
 */
export function toolFindings({ mode, servers, routes }: Scope): readonly Finding[] {
  if (mode !== 'offline' || servers.standpoint !== 'tool-host') return [];
  return [...routes.flatMap(proxyFinding), accountFinding(servers.scp)];
}

function proxyFinding(route: Route): readonly Finding[] {
  const { via, name, kind, auth, username } = route;
  if (kind === 'direct') return [];
  const subject = {
    id: `host:tool-proxy/${name}`,
    kind: 'host',
    title: `proxy of the service connection tool: ${name}`,
    target: { route: name },
  } as const;
  if (kind !== 'http' || via === undefined)
    return [
      findingFrom(subject, {
        status: 'warn',
        owner: 'configmgr',
        message: `The service connection tool knows HTTP proxies only (-proxyserveruri): what the route ${name} shows is not what the tool will meet.`,
        remedy: 'check with --route direct or --route http://host:port, whichever the tool will use.',
      }),
    ];
  const command = `-proxyserveruri ${authority(via)}${username === undefined ? '' : ` -proxyusername ${username}`}`;
  if (auth === 'negotiate' || auth === 'ntlm' || auth === 'digest')
    return [
      findingFrom(subject, {
        status: 'warn',
        owner: 'configmgr',
        message: `The service connection tool is documented for "basic proxy configuration" only; whether it logs on by ${auth} is not said.`,
        remedy: `try the step -connect with ${command} before the day it is needed, or let the tool's computer past the proxy.`,
      }),
    ];
  return [
    findingFrom(subject, {
      status: 'pass',
      message: `The tool is told of this proxy with ${command}. Without a port it asks port 80; a wrong one ends in "CAB does not contain telemetry data".`,
    }),
  ];
}

/** The two rights are on other servers: nothing here can show them. */
function accountFinding(scp: string | undefined): Finding {
  const title = 'account that runs the service connection tool';
  return findingFrom(
    { id: 'host:tool-account', kind: 'host', title, target: {} },
    {
      status: 'skip',
      skipReason: 'not-applicable',
      message: `Whoever runs the tool has to be local administrator of ${scp ?? 'the service connection point'} and to read the site database, and the role has to be in the mode "Offline, on-demand connection" when the tool imports; this computer cannot tell.`,
    },
  );
}
