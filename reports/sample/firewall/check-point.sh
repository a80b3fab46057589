# Allow: 46 destinations of Configuration Manager internet endpoints, revision 2026-06-08
# The catalog alone: a run may find destinations beyond it, add --report FILE with its JSON report
# Format: Check Point management commands (mgmt_cli), decided by forward DNS, reverse DNS for subdomains, see https://sc1.checkpoint.com/documents/R82/WebAdminGuides/EN/CP_R82_SecurityManagement_AdminGuide/Content/Topics-SECMG/Domains.htm
# Note: run on the management server in expert mode, replace the layer name Network by yours, it can run again: what is there is set, a new rule is put at the top
# Note: published is not enforced: install the policy afterwards (mgmt_cli -r true install-policy policy-package NAME), to undo, run what --undo writes and install again
# Note: gateway and server must use the same resolvers, for wildcards prefer an updatable object or a custom application/site where you have Application Control
# Left out: external-notifications/any.regionname.logic.azure.com: The name depends on a value of yours: give it with --param 'RegionName=VALUE'.
# Wider than asked: the device matches the domain itself too, and the gateway decides by reverse DNS look-ups, which content networks seldom answer with the name that was asked for:
#   *.akamaitechnologies.com:443 (updates/any.akamaitechnologies.com)
#   *.manage.microsoft.com:443 (endpoint-analytics/any.manage.microsoft.com, tenant-attach/any.manage.microsoft.com, updates/any.manage.microsoft.com)
#   *.akamaiedge.net:443 (updates/any.akamaiedge.net)
# Wider than asked: the device has no wildcard inside a label: every name below the parent domain is let through, and the gateway decides by reverse DNS look-ups, which content networks seldom answer with the name that was asked for:
#   *-umwatsonc.events.data.microsoft.com:443 (updates/any-umwatsonc.events.data.microsoft.com) optional

set -eE
umask 077
cd "$(mktemp -d)"
undo() { mgmt_cli -s preflight.sid discard || true; mgmt_cli -s preflight.sid logout || true; rm -f preflight.sid preflight.shown; }
trap 'trap - ERR INT TERM; undo; echo "stopped: nothing was changed" >&2; exit 1' ERR INT TERM
mgmt_cli login -r true > preflight.sid
if mgmt_cli -s preflight.sid show dns-domain name '.cacerts.digicert.com' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.cacerts.digicert.com' is-sub-domain false ignore-warnings true; else echo '.cacerts.digicert.com is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.cacerts.digicert.com' is-sub-domain false comments 'preflight: revocation/cacerts.digicert.com: Certificates of DigiCert authorities: Windows fetches the intermediate certificate here when a server does not send it.' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.crl3.digicert.com' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.crl3.digicert.com' is-sub-domain false ignore-warnings true; else echo '.crl3.digicert.com is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.crl3.digicert.com' is-sub-domain false comments 'preflight: revocation/crl3.digicert.com: Certificate revocation lists of DigiCert: with this host blocked, certificates of Microsoft services cannot be checked and connections or downloads are slow or fail.' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.crl4.digicert.com' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.crl4.digicert.com' is-sub-domain false ignore-warnings true; else echo '.crl4.digicert.com is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.crl4.digicert.com' is-sub-domain false comments 'preflight: revocation/crl4.digicert.com: Certificate revocation lists of DigiCert (second address): with this host blocked, certificates of Microsoft services cannot be checked and connections or downloads ar...' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.ocsp.digicert.com' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.ocsp.digicert.com' is-sub-domain false ignore-warnings true; else echo '.ocsp.digicert.com is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.ocsp.digicert.com' is-sub-domain false comments 'preflight: revocation/ocsp.digicert.com: OCSP responder of DigiCert: with this host blocked, certificates of Microsoft services cannot be checked and connections are slow or fail. The path is an OCSP request ...' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.cacerts.geotrust.com' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.cacerts.geotrust.com' is-sub-domain false ignore-warnings true; else echo '.cacerts.geotrust.com is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.cacerts.geotrust.com' is-sub-domain false comments 'preflight: revocation/cacerts.geotrust.com: Certificates of GeoTrust authorities: Windows fetches the intermediate certificate here when a server does not send it.' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.caissuers.microsoft.com' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.caissuers.microsoft.com' is-sub-domain false ignore-warnings true; else echo '.caissuers.microsoft.com is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.caissuers.microsoft.com' is-sub-domain false comments 'preflight: revocation/caissuers.microsoft.com: Certificates of Microsoft authorities: Windows fetches the intermediate certificate here when a server does not send it.' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.crl.microsoft.com' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.crl.microsoft.com' is-sub-domain false ignore-warnings true; else echo '.crl.microsoft.com is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.crl.microsoft.com' is-sub-domain false comments 'preflight: revocation/crl.microsoft.com, revocation/crl.microsoft.com.https: Certificate revocation lists of Microsoft code signing: the signature of the update manifest is checked against them. Azure removed...' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.dl.delivery.mp.microsoft.com' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.dl.delivery.mp.microsoft.com' is-sub-domain false ignore-warnings true; else echo '.dl.delivery.mp.microsoft.com is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.dl.delivery.mp.microsoft.com' is-sub-domain false comments 'preflight: windows-servicing/dl.delivery.mp.microsoft.com.http, windows-servicing/dl.delivery.mp.microsoft.com: Windows feature updates and servicing plans: content is downloaded from here. The documentation ...' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.oneocsp.microsoft.com' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.oneocsp.microsoft.com' is-sub-domain false ignore-warnings true; else echo '.oneocsp.microsoft.com is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.oneocsp.microsoft.com' is-sub-domain false comments 'preflight: revocation/oneocsp.microsoft.com, revocation/oneocsp.microsoft.com.https: OCSP responder of Microsoft: with this host blocked, certificates of Microsoft services cannot be checked and connections a...' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.www.microsoft.com' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.www.microsoft.com' is-sub-domain false ignore-warnings true; else echo '.www.microsoft.com is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.www.microsoft.com' is-sub-domain false comments 'preflight: revocation/www.microsoft.com: Certificate revocation lists and authority certificates of Microsoft, published as http://www.microsoft.com/pkiops with everything below it. The signature of the updat...' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.ocsp.msocsp.com' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.ocsp.msocsp.com' is-sub-domain false ignore-warnings true; else echo '.ocsp.msocsp.com is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.ocsp.msocsp.com' is-sub-domain false comments 'preflight: revocation/ocsp.msocsp.com: OCSP responder of Microsoft (former address, printed by the page): Azure removed it from its certificates on 2024-10-08, so no chain of today needs it. The path is an OC...' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.ctldl.windowsupdate.com' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.ctldl.windowsupdate.com' is-sub-domain false ignore-warnings true; else echo '.ctldl.windowsupdate.com is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.ctldl.windowsupdate.com' is-sub-domain false comments 'preflight: revocation/ctldl.windowsupdate.com, revocation/ctldl.windowsupdate.com.roots: Lists of trusted and disallowed roots (automatic root update of Windows), named only by the DigiCert Global Root G2 art...' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.download.windowsupdate.com' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.download.windowsupdate.com' is-sub-domain false ignore-warnings true; else echo '.download.windowsupdate.com is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.download.windowsupdate.com' is-sub-domain false comments 'preflight: updates/download.windowsupdate.com.http, updates/download.windowsupdate.com: Update and servicing content of Microsoft is downloaded from here. The documentation asks for TCP 443 here and prints th...' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.root-c3-ca2-2009.ocsp.d-trust.net' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.root-c3-ca2-2009.ocsp.d-trust.net' is-sub-domain false ignore-warnings true; else echo '.root-c3-ca2-2009.ocsp.d-trust.net is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.root-c3-ca2-2009.ocsp.d-trust.net' is-sub-domain false comments 'preflight: revocation/root-c3-ca2-2009.ocsp.d-trust.net: OCSP responder of D-TRUST: printed by the page, but no authority that Azure uses today is of D-TRUST, so no chain of today needs it. The path is an OCS...' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.www.d-trust.net' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.www.d-trust.net' is-sub-domain false ignore-warnings true; else echo '.www.d-trust.net is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.www.d-trust.net' is-sub-domain false comments 'preflight: revocation/www.d-trust.net: Certificate revocation lists of D-TRUST: printed by the page, but no authority that Azure uses today is of D-TRUST, so no chain of today needs it.' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.akamaitechnologies.com' > preflight.shown 2> /dev/null; then
grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown || mgmt_cli -s preflight.sid set dns-domain name '.akamaitechnologies.com' is-sub-domain true ignore-warnings true
else
mgmt_cli -s preflight.sid add dns-domain name '.akamaitechnologies.com' is-sub-domain true comments 'preflight: updates/any.akamaitechnologies.com: Content delivery network of the Microsoft download hosts, such names appear only as aliases (CNAME) behind listed hosts, and a device that filters by the request...' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.management.azure.com' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.management.azure.com' is-sub-domain false ignore-warnings true; else echo '.management.azure.com is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.management.azure.com' is-sub-domain false comments 'preflight: azure-services/management.azure.com, cloud-services/management.azure.com: Azure Resource Manager: the role calls it when Azure services are connected to the site. Azure Resource Manager: the role d...' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.events.data.microsoft.com' > preflight.shown 2> /dev/null; then
grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown || mgmt_cli -s preflight.sid set dns-domain name '.events.data.microsoft.com' is-sub-domain true ignore-warnings true
else
mgmt_cli -s preflight.sid add dns-domain name '.events.data.microsoft.com' is-sub-domain true comments 'preflight: updates/any-umwatsonc.events.data.microsoft.com: Regional names of error report telemetry, none is published, so none can be probed. The star stands inside the left-most label (for example REGION-u...' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.umwatsonc.events.data.microsoft.com' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.umwatsonc.events.data.microsoft.com' is-sub-domain false ignore-warnings true; else echo '.umwatsonc.events.data.microsoft.com is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.umwatsonc.events.data.microsoft.com' is-sub-domain false comments 'preflight: updates/umwatsonc.events.data.microsoft.com: Error report telemetry (Watson), by its name, the page gives no function, so ask for the rule but do not hold the role up for it.' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.definitionupdates.microsoft.com' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.definitionupdates.microsoft.com' is-sub-domain false ignore-warnings true; else echo '.definitionupdates.microsoft.com is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.definitionupdates.microsoft.com' is-sub-domain false comments 'preflight: updates/definitionupdates.microsoft.com: Named by the page without a function, by its name, definition updates of Microsoft anti-malware.' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.download.microsoft.com' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.download.microsoft.com' is-sub-domain false ignore-warnings true; else echo '.download.microsoft.com is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.download.microsoft.com' is-sub-domain false comments 'preflight: updates/download.microsoft.com, windows-servicing/download.microsoft.com: The update manifest (ConfigMgr.Update.Manifest.cab) and redistributables are downloaded from here. The role asks this host ...' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.go.microsoft.com' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.go.microsoft.com' is-sub-domain false ignore-warnings true; else echo '.go.microsoft.com is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.go.microsoft.com' is-sub-domain false comments 'preflight: always/go.microsoft.com, microsoft-365-apps/go.microsoft.com.scp, updates/go.microsoft.com, windows-servicing/go.microsoft.com: Microsoft forwarding service (fwlink) that the whole product uses, th...' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.graph.microsoft.com' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.graph.microsoft.com' is-sub-domain false ignore-warnings true; else echo '.graph.microsoft.com is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.graph.microsoft.com' is-sub-domain false comments 'preflight: cloud-services/graph.microsoft.com: Microsoft Graph: the role reads users and groups for Entra discovery here.' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.manage.microsoft.com' > preflight.shown 2> /dev/null; then
grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown || mgmt_cli -s preflight.sid set dns-domain name '.manage.microsoft.com' is-sub-domain true ignore-warnings true
else
mgmt_cli -s preflight.sid add dns-domain name '.manage.microsoft.com' is-sub-domain true comments 'preflight: endpoint-analytics/any.manage.microsoft.com, tenant-attach/any.manage.microsoft.com, updates/any.manage.microsoft.com: Update service (sccm.manage.microsoft.com), payload delivery and the tenant at...' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.configmgrbits.cdn.manage.microsoft.com' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.configmgrbits.cdn.manage.microsoft.com' is-sub-domain false ignore-warnings true; else echo '.configmgrbits.cdn.manage.microsoft.com is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.configmgrbits.cdn.manage.microsoft.com' is-sub-domain false comments 'preflight: console-notifications/configmgrbits.cdn.manage.microsoft.com, updates/configmgrbits.cdn.manage.microsoft.com: Update payload and console content, fetched in ranges: proxies must pass Range requests...' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.mscrl.microsoft.com' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.mscrl.microsoft.com' is-sub-domain false ignore-warnings true; else echo '.mscrl.microsoft.com is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.mscrl.microsoft.com' is-sub-domain false comments 'preflight: revocation/mscrl.microsoft.com: Certificate revocation lists of Microsoft, named only by the DigiCert Global Root G2 article. Azure removed it from its certificates on 2024-10-08.' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.download.visualstudio.microsoft.com' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.download.visualstudio.microsoft.com' is-sub-domain false ignore-warnings true; else echo '.download.visualstudio.microsoft.com is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.download.visualstudio.microsoft.com' is-sub-domain false comments 'preflight: updates/download.visualstudio.microsoft.com: Setup fetches the .NET redistributable from here during an update of the site.' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.login.microsoftonline.com' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.login.microsoftonline.com' is-sub-domain false ignore-warnings true; else echo '.login.microsoftonline.com is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.login.microsoftonline.com' is-sub-domain false comments 'preflight: azure-services/login.microsoftonline.com, cloud-services/login.microsoftonline.com: The role gets its token from Microsoft Entra before it calls Azure Resource Manager and Microsoft Graph, the endp...' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.dc.services.visualstudio.com' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.dc.services.visualstudio.com' is-sub-domain false ignore-warnings true; else echo '.dc.services.visualstudio.com is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.dc.services.visualstudio.com' is-sub-domain false comments 'preflight: tenant-attach/dc.services.visualstudio.com: Telemetry of tenant attach (Application Insights ingestion).' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.aka.ms' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.aka.ms' is-sub-domain false ignore-warnings true; else echo '.aka.ms is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.aka.ms' is-sub-domain false comments 'preflight: always/aka.ms, tenant-attach/aka.ms: Microsoft forwarding service (aka.ms short links) that the whole product uses, the page asks to allow it always, wherever the product connects from. Forwarding ...' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.akamaiedge.net' > preflight.shown 2> /dev/null; then
grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown || mgmt_cli -s preflight.sid set dns-domain name '.akamaiedge.net' is-sub-domain true ignore-warnings true
else
mgmt_cli -s preflight.sid add dns-domain name '.akamaiedge.net' is-sub-domain true comments 'preflight: updates/any.akamaiedge.net: Content delivery network of the Microsoft download hosts, such names appear only as aliases (CNAME) behind listed hosts, and a device that filters by the requested name ...' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.configmgrbits.azureedge.net' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.configmgrbits.azureedge.net' is-sub-domain false ignore-warnings true; else echo '.configmgrbits.azureedge.net is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.configmgrbits.azureedge.net' is-sub-domain false comments 'preflight: updates/configmgrbits.azureedge.net: Former address of the update payload and console content. Payload of release 2503 and later comes from configmgrbits.cdn.manage.microsoft.com, this name ends wi...' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.omex.cdn.office.net' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.omex.cdn.office.net' is-sub-domain false ignore-warnings true; else echo '.omex.cdn.office.net is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.omex.cdn.office.net' is-sub-domain false comments 'preflight: microsoft-365-apps/omex.cdn.office.net.scp: Add-in readiness data: the page names the site server, but the component that asks for it once a day (OfficeCDNWorker of SMS_SERVICE_CONNECTOR) runs in t...' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.contentstorage.osi.office.net' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.contentstorage.osi.office.net' is-sub-domain false ignore-warnings true; else echo '.contentstorage.osi.office.net is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.contentstorage.osi.office.net' is-sub-domain false comments 'preflight: microsoft-365-apps/contentstorage.osi.office.net.scp: Readiness content: the page names the site server, but the component that asks for it once a day (OfficeCDNWorker of SMS_SERVICE_CONNECTOR) run...' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.ceuswatcab01.blob.core.windows.net' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.ceuswatcab01.blob.core.windows.net' is-sub-domain false ignore-warnings true; else echo '.ceuswatcab01.blob.core.windows.net is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.ceuswatcab01.blob.core.windows.net' is-sub-domain false comments 'preflight: updates/ceuswatcab01.blob.core.windows.net: Storage for error reports (Watson), by its name, the page gives no function, so ask for the rule but do not hold the role up for it.' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.ceuswatcab02.blob.core.windows.net' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.ceuswatcab02.blob.core.windows.net' is-sub-domain false ignore-warnings true; else echo '.ceuswatcab02.blob.core.windows.net is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.ceuswatcab02.blob.core.windows.net' is-sub-domain false comments 'preflight: updates/ceuswatcab02.blob.core.windows.net: Storage for error reports (Watson), by its name, the page gives no function, so ask for the rule but do not hold the role up for it.' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.cmbitsstore.blob.core.windows.net' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.cmbitsstore.blob.core.windows.net' is-sub-domain false ignore-warnings true; else echo '.cmbitsstore.blob.core.windows.net is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.cmbitsstore.blob.core.windows.net' is-sub-domain false comments 'preflight: updates/cmbitsstore.blob.core.windows.net: Named by the page without a function, by its name, a store of update payload of Configuration Manager.' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.eaus2watcab01.blob.core.windows.net' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.eaus2watcab01.blob.core.windows.net' is-sub-domain false ignore-warnings true; else echo '.eaus2watcab01.blob.core.windows.net is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.eaus2watcab01.blob.core.windows.net' is-sub-domain false comments 'preflight: updates/eaus2watcab01.blob.core.windows.net: Storage for error reports (Watson), by its name, the page gives no function, so ask for the rule but do not hold the role up for it.' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.eaus2watcab02.blob.core.windows.net' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.eaus2watcab02.blob.core.windows.net' is-sub-domain false ignore-warnings true; else echo '.eaus2watcab02.blob.core.windows.net is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.eaus2watcab02.blob.core.windows.net' is-sub-domain false comments 'preflight: updates/eaus2watcab02.blob.core.windows.net: Storage for error reports (Watson), by its name, the page gives no function, so ask for the rule but do not hold the role up for it.' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.weus2watcab01.blob.core.windows.net' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.weus2watcab01.blob.core.windows.net' is-sub-domain false ignore-warnings true; else echo '.weus2watcab01.blob.core.windows.net is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.weus2watcab01.blob.core.windows.net' is-sub-domain false comments 'preflight: updates/weus2watcab01.blob.core.windows.net: Storage for error reports (Watson), by its name, the page gives no function, so ask for the rule but do not hold the role up for it.' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.weus2watcab02.blob.core.windows.net' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.weus2watcab02.blob.core.windows.net' is-sub-domain false ignore-warnings true; else echo '.weus2watcab02.blob.core.windows.net is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.weus2watcab02.blob.core.windows.net' is-sub-domain false comments 'preflight: updates/weus2watcab02.blob.core.windows.net: Storage for error reports (Watson), by its name, the page gives no function, so ask for the rule but do not hold the role up for it.' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show dns-domain name '.graph.windows.net' > preflight.shown 2> /dev/null; then
if grep -Eq 'is-sub-domain"?[ :]+true' preflight.shown; then if grep -Eq 'comments"?[ :]+"?preflight: ' preflight.shown; then mgmt_cli -s preflight.sid set dns-domain name '.graph.windows.net' is-sub-domain false ignore-warnings true; else echo '.graph.windows.net is there with its subdomains and is left so: wider than asked' >&2; fi; fi
else
mgmt_cli -s preflight.sid add dns-domain name '.graph.windows.net' is-sub-domain false comments 'preflight: endpoint-analytics/graph.windows.net: Printed by the page although Azure AD Graph, the service behind it, was shut down in September 2025, release 2409 and later use Microsoft Graph. The rule is ne...' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show host name 'preflight-source-192.0.2.10' > /dev/null 2>&1; then
mgmt_cli -s preflight.sid set host name 'preflight-source-192.0.2.10' ip-address '192.0.2.10' ignore-warnings true
else
mgmt_cli -s preflight.sid add host name 'preflight-source-192.0.2.10' ip-address '192.0.2.10' ignore-warnings true
fi
if mgmt_cli -s preflight.sid show service-tcp name 'preflight-tcp-80' > /dev/null 2>&1; then
mgmt_cli -s preflight.sid set service-tcp name 'preflight-tcp-80' port 80 ignore-warnings true
else
mgmt_cli -s preflight.sid add service-tcp name 'preflight-tcp-80' port 80 ignore-warnings true
fi
if mgmt_cli -s preflight.sid show service-tcp name 'preflight-tcp-443' > /dev/null 2>&1; then
mgmt_cli -s preflight.sid set service-tcp name 'preflight-tcp-443' port 443 ignore-warnings true
else
mgmt_cli -s preflight.sid add service-tcp name 'preflight-tcp-443' port 443 ignore-warnings true
fi
if mgmt_cli -s preflight.sid show access-rule layer 'Network' name 'preflight-http-80' > /dev/null 2>&1; then
mgmt_cli -s preflight.sid set access-rule layer 'Network' name 'preflight-http-80' source.1 'preflight-source-192.0.2.10' destination.1 '.cacerts.digicert.com' destination.2 '.crl3.digicert.com' destination.3 '.crl4.digicert.com' destination.4 '.ocsp.digicert.com' destination.5 '.cacerts.geotrust.com' destination.6 '.caissuers.microsoft.com' destination.7 '.crl.microsoft.com' destination.8 '.dl.delivery.mp.microsoft.com' destination.9 '.oneocsp.microsoft.com' destination.10 '.www.microsoft.com' destination.11 '.ocsp.msocsp.com' destination.12 '.ctldl.windowsupdate.com' destination.13 '.download.windowsupdate.com' destination.14 '.root-c3-ca2-2009.ocsp.d-trust.net' destination.15 '.www.d-trust.net' service 'preflight-tcp-80' action 'Accept' track.type 'Log'
else
mgmt_cli -s preflight.sid add access-rule layer 'Network' name 'preflight-http-80' position 'top' source.1 'preflight-source-192.0.2.10' destination.1 '.cacerts.digicert.com' destination.2 '.crl3.digicert.com' destination.3 '.crl4.digicert.com' destination.4 '.ocsp.digicert.com' destination.5 '.cacerts.geotrust.com' destination.6 '.caissuers.microsoft.com' destination.7 '.crl.microsoft.com' destination.8 '.dl.delivery.mp.microsoft.com' destination.9 '.oneocsp.microsoft.com' destination.10 '.www.microsoft.com' destination.11 '.ocsp.msocsp.com' destination.12 '.ctldl.windowsupdate.com' destination.13 '.download.windowsupdate.com' destination.14 '.root-c3-ca2-2009.ocsp.d-trust.net' destination.15 '.www.d-trust.net' service 'preflight-tcp-80' action 'Accept' track.type 'Log'
fi
n=2; while [ $n -le 20 ] && mgmt_cli -s preflight.sid show access-rule layer 'Network' name "preflight-http-80-$n" > /dev/null 2>&1; do mgmt_cli -s preflight.sid delete access-rule layer 'Network' name "preflight-http-80-$n"; n=$((n + 1)); done
if mgmt_cli -s preflight.sid show access-rule layer 'Network' name 'preflight-https-443' > /dev/null 2>&1; then
mgmt_cli -s preflight.sid set access-rule layer 'Network' name 'preflight-https-443' source.1 'preflight-source-192.0.2.10' destination.1 '.akamaitechnologies.com' destination.2 '.management.azure.com' destination.3 '.crl.microsoft.com' destination.4 '.events.data.microsoft.com' destination.5 '.umwatsonc.events.data.microsoft.com' destination.6 '.definitionupdates.microsoft.com' destination.7 '.download.microsoft.com' destination.8 '.go.microsoft.com' destination.9 '.graph.microsoft.com' destination.10 '.manage.microsoft.com' destination.11 '.configmgrbits.cdn.manage.microsoft.com' destination.12 '.dl.delivery.mp.microsoft.com' destination.13 '.mscrl.microsoft.com' destination.14 '.oneocsp.microsoft.com' destination.15 '.download.visualstudio.microsoft.com' destination.16 '.login.microsoftonline.com' destination.17 '.dc.services.visualstudio.com' destination.18 '.download.windowsupdate.com' destination.19 '.aka.ms' destination.20 '.akamaiedge.net' destination.21 '.configmgrbits.azureedge.net' destination.22 '.omex.cdn.office.net' destination.23 '.contentstorage.osi.office.net' destination.24 '.ceuswatcab01.blob.core.windows.net' destination.25 '.ceuswatcab02.blob.core.windows.net' destination.26 '.cmbitsstore.blob.core.windows.net' destination.27 '.eaus2watcab01.blob.core.windows.net' destination.28 '.eaus2watcab02.blob.core.windows.net' destination.29 '.weus2watcab01.blob.core.windows.net' destination.30 '.weus2watcab02.blob.core.windows.net' destination.31 '.graph.windows.net' service 'preflight-tcp-443' action 'Accept' track.type 'Log'
else
mgmt_cli -s preflight.sid add access-rule layer 'Network' name 'preflight-https-443' position 'top' source.1 'preflight-source-192.0.2.10' destination.1 '.akamaitechnologies.com' destination.2 '.management.azure.com' destination.3 '.crl.microsoft.com' destination.4 '.events.data.microsoft.com' destination.5 '.umwatsonc.events.data.microsoft.com' destination.6 '.definitionupdates.microsoft.com' destination.7 '.download.microsoft.com' destination.8 '.go.microsoft.com' destination.9 '.graph.microsoft.com' destination.10 '.manage.microsoft.com' destination.11 '.configmgrbits.cdn.manage.microsoft.com' destination.12 '.dl.delivery.mp.microsoft.com' destination.13 '.mscrl.microsoft.com' destination.14 '.oneocsp.microsoft.com' destination.15 '.download.visualstudio.microsoft.com' destination.16 '.login.microsoftonline.com' destination.17 '.dc.services.visualstudio.com' destination.18 '.download.windowsupdate.com' destination.19 '.aka.ms' destination.20 '.akamaiedge.net' destination.21 '.configmgrbits.azureedge.net' destination.22 '.omex.cdn.office.net' destination.23 '.contentstorage.osi.office.net' destination.24 '.ceuswatcab01.blob.core.windows.net' destination.25 '.ceuswatcab02.blob.core.windows.net' destination.26 '.cmbitsstore.blob.core.windows.net' destination.27 '.eaus2watcab01.blob.core.windows.net' destination.28 '.eaus2watcab02.blob.core.windows.net' destination.29 '.weus2watcab01.blob.core.windows.net' destination.30 '.weus2watcab02.blob.core.windows.net' destination.31 '.graph.windows.net' service 'preflight-tcp-443' action 'Accept' track.type 'Log'
fi
n=2; while [ $n -le 20 ] && mgmt_cli -s preflight.sid show access-rule layer 'Network' name "preflight-https-443-$n" > /dev/null 2>&1; do mgmt_cli -s preflight.sid delete access-rule layer 'Network' name "preflight-https-443-$n"; n=$((n + 1)); done
mgmt_cli -s preflight.sid publish
trap - ERR INT TERM
mgmt_cli -s preflight.sid logout || true
rm -f preflight.sid preflight.shown
