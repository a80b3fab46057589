import { askAdminService } from '../../checks/placement/admin-service.ts';
import { proxyOf, siteSystemOf } from '../../checks/placement/facts.ts';
import { type ReleaseName, takesNtlm } from '../../model/catalog/release.ts';
import type { Context } from '../../model/network/context.ts';
import { authority } from '../../model/network/route.ts';
import type { ServerScope } from '../../model/servers.ts';
import { UsageError } from '../../model/usage-error.ts';

/** `--route from-site` as the route that Configuration Manager has for the server. Throws `UsageError` when it cannot be learnt. */
export async function routeFromSite({ smsProvider, scp }: ServerScope, siteVersion: ReleaseName, context: Context): Promise<string> {
  if (smsProvider === undefined)
    throw new UsageError('nobody can be asked for the proxy of the site system', {
      field: '--route from-site',
      hint: 'name the SMS Provider with --sms-provider',
    });
  const { roles, failure } = await askAdminService(smsProvider, takesNtlm(siteVersion), context);
  if (failure !== undefined)
    throw new UsageError(`the administration service of ${smsProvider} did not tell the proxy (${failure.code}: ${failure.message})`, {
      field: '--route from-site',
    });
  const system = siteSystemOf(roles, scp);
  if (system === undefined)
    throw new UsageError(`${scp ?? 'this server'} is no site system yet`, {
      field: '--route from-site',
      hint: 'give the proxy with --route http://HOST:PORT',
    });
  const proxy = proxyOf(system);
  if (proxy === 'unknown')
    throw new UsageError(`the administration service of ${smsProvider} names the site system, but does not report its proxy setting`, {
      field: '--route from-site',
      hint: 'look at the tab Proxy of the site system in the console, and give the proxy with --route http://HOST:PORT',
    });
  if (proxy === 'none') return 'direct';
  return `http://${proxy.username === undefined ? '' : `${encodeURIComponent(proxy.username)}@`}${authority(proxy)}`;
}
