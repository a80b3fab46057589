# Allow: 46 destinations of Configuration Manager internet endpoints, revision 2026-06-08
# The catalog alone: a run may find destinations beyond it, add --report FILE with its JSON report
# Format: Windows Firewall with dynamic keywords (PowerShell), decided by addresses in DNS answers it sees, see https://learn.microsoft.com/windows/security/operating-system-security/network-security/windows-firewall/dynamic-keywords
# Note: run elevated on the server, only needed where its outbound default action is Block
# Note: needs Microsoft Defender Antivirus (platform 4.18.2209.7 or later) with network protection in block or audit mode, DNS over HTTPS must be off
# Note: keywords are filled from observed DNS answers and emptied at restart: the first connection may be refused for a moment, traffic through a proxy is not seen
# Note: it is effective at once, to undo, run what --undo writes
# Note: check with: Get-NetFirewallDynamicKeywordAddress -AllAutoResolve
# Left out: external-notifications/any.regionname.logic.azure.com: The name depends on a value of yours: give it with --param 'RegionName=VALUE'.
# Wider than asked: the device has no wildcard inside a label: every name below the parent domain is let through:
#   *-umwatsonc.events.data.microsoft.com:443 (updates/any-umwatsonc.events.data.microsoft.com) optional

$ErrorActionPreference = 'Stop'
# Rules first: a keyword that a rule uses cannot be removed.
Get-NetFirewallRule -Group 'preflight' -ErrorAction SilentlyContinue | Remove-NetFirewallRule

# revocation/cacerts.digicert.com: Certificates of DigiCert authorities: Windows fetches the intermediate certificate here when a server does not send it.
Remove-NetFirewallDynamicKeywordAddress -Id '{4f95348a-a192-8d53-abe6-d714eca80c05}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{4f95348a-a192-8d53-abe6-d714eca80c05}' -Keyword 'cacerts.digicert.com' -AutoResolve $true | Out-Null
# revocation/crl3.digicert.com: Certificate revocation lists of DigiCert: with this host blocked, certificates of Microsoft services cannot be checked and connections or downloads are slow or fail.
Remove-NetFirewallDynamicKeywordAddress -Id '{5b20fdad-6e8e-8a72-a802-103ff92c8604}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{5b20fdad-6e8e-8a72-a802-103ff92c8604}' -Keyword 'crl3.digicert.com' -AutoResolve $true | Out-Null
# revocation/crl4.digicert.com: Certificate revocation lists of DigiCert (second address): with this host blocked, certificates of Microsoft services cannot be checked and connections or downloads are slow or fail.
Remove-NetFirewallDynamicKeywordAddress -Id '{b1871242-8568-8b5d-a1b8-fe10bf606f9b}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{b1871242-8568-8b5d-a1b8-fe10bf606f9b}' -Keyword 'crl4.digicert.com' -AutoResolve $true | Out-Null
# revocation/ocsp.digicert.com: OCSP responder of DigiCert: with this host blocked, certificates of Microsoft services cannot be checked and connections are slow or fail. The path is an OCSP request as RFC 6960 appendix A.1 writes it.
Remove-NetFirewallDynamicKeywordAddress -Id '{9ebf24b2-3cb8-8281-ae92-6f8c3ac82b23}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{9ebf24b2-3cb8-8281-ae92-6f8c3ac82b23}' -Keyword 'ocsp.digicert.com' -AutoResolve $true | Out-Null
# revocation/cacerts.geotrust.com: Certificates of GeoTrust authorities: Windows fetches the intermediate certificate here when a server does not send it.
Remove-NetFirewallDynamicKeywordAddress -Id '{a56c05a6-2fa5-8f83-aa8e-5f6c098552c1}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{a56c05a6-2fa5-8f83-aa8e-5f6c098552c1}' -Keyword 'cacerts.geotrust.com' -AutoResolve $true | Out-Null
# revocation/caissuers.microsoft.com: Certificates of Microsoft authorities: Windows fetches the intermediate certificate here when a server does not send it.
Remove-NetFirewallDynamicKeywordAddress -Id '{5891c38c-5527-8f0b-aada-e88a397ec659}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{5891c38c-5527-8f0b-aada-e88a397ec659}' -Keyword 'caissuers.microsoft.com' -AutoResolve $true | Out-Null
# revocation/crl.microsoft.com, revocation/crl.microsoft.com.https: Certificate revocation lists of Microsoft code signing: the signature of the update manifest is checked against them. Azure removed this host from its TLS certificates on 2024-10-08. Certificate revocation lists of Microsoft, the endpoint page lists this host with http, the DigiCert Global Root G2 article with https.
Remove-NetFirewallDynamicKeywordAddress -Id '{b66201eb-8e96-8844-ad46-2725b19df7ee}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{b66201eb-8e96-8844-ad46-2725b19df7ee}' -Keyword 'crl.microsoft.com' -AutoResolve $true | Out-Null
# windows-servicing/dl.delivery.mp.microsoft.com.http, windows-servicing/dl.delivery.mp.microsoft.com: Windows feature updates and servicing plans: content is downloaded from here. The documentation asks for TCP 443 here and prints the same host with http elsewhere: one of the two has to answer, ask for both.
Remove-NetFirewallDynamicKeywordAddress -Id '{cca194bb-2a4c-86aa-a1a1-d3d94d20b6f8}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{cca194bb-2a4c-86aa-a1a1-d3d94d20b6f8}' -Keyword 'dl.delivery.mp.microsoft.com' -AutoResolve $true | Out-Null
# revocation/oneocsp.microsoft.com, revocation/oneocsp.microsoft.com.https: OCSP responder of Microsoft: with this host blocked, certificates of Microsoft services cannot be checked and connections are slow or fail. The path is an OCSP request as RFC 6960 appendix A.1 writes it. OCSP responder of Microsoft, the endpoint page lists this host with http, the DigiCert Global Root G2 article with https.
Remove-NetFirewallDynamicKeywordAddress -Id '{9bf41415-0362-886e-acc4-d963b5c1ac6c}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{9bf41415-0362-886e-acc4-d963b5c1ac6c}' -Keyword 'oneocsp.microsoft.com' -AutoResolve $true | Out-Null
# revocation/www.microsoft.com: Certificate revocation lists and authority certificates of Microsoft, published as http://www.microsoft.com/pkiops with everything below it. The signature of the update manifest depends on it too.
Remove-NetFirewallDynamicKeywordAddress -Id '{e6c86117-88f9-8d04-a9ad-b33d55ee4422}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{e6c86117-88f9-8d04-a9ad-b33d55ee4422}' -Keyword 'www.microsoft.com' -AutoResolve $true | Out-Null
# revocation/ocsp.msocsp.com: OCSP responder of Microsoft (former address, printed by the page): Azure removed it from its certificates on 2024-10-08, so no chain of today needs it. The path is an OCSP request as RFC 6960 appendix A.1 writes it.
Remove-NetFirewallDynamicKeywordAddress -Id '{f4ae6f66-617b-8f85-afe5-4c5cbc2e736b}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{f4ae6f66-617b-8f85-afe5-4c5cbc2e736b}' -Keyword 'ocsp.msocsp.com' -AutoResolve $true | Out-Null
# revocation/ctldl.windowsupdate.com, revocation/ctldl.windowsupdate.com.roots: Lists of trusted and disallowed roots (automatic root update of Windows), named only by the DigiCert Global Root G2 article, not by the endpoint page.
Remove-NetFirewallDynamicKeywordAddress -Id '{80728599-7d2d-809a-acd3-429b63a148f4}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{80728599-7d2d-809a-acd3-429b63a148f4}' -Keyword 'ctldl.windowsupdate.com' -AutoResolve $true | Out-Null
# updates/download.windowsupdate.com.http, updates/download.windowsupdate.com: Update and servicing content of Microsoft is downloaded from here. The documentation asks for TCP 443 here and prints the same host with http elsewhere: one of the two has to answer, ask for both.
Remove-NetFirewallDynamicKeywordAddress -Id '{fd52d4f2-4812-8523-a4f3-4c840b66b6d5}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{fd52d4f2-4812-8523-a4f3-4c840b66b6d5}' -Keyword 'download.windowsupdate.com' -AutoResolve $true | Out-Null
# revocation/root-c3-ca2-2009.ocsp.d-trust.net: OCSP responder of D-TRUST: printed by the page, but no authority that Azure uses today is of D-TRUST, so no chain of today needs it. The path is an OCSP request as RFC 6960 appendix A.1 writes it.
Remove-NetFirewallDynamicKeywordAddress -Id '{0f781ebe-d91a-8599-ad7a-aef4196be29f}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{0f781ebe-d91a-8599-ad7a-aef4196be29f}' -Keyword 'root-c3-ca2-2009.ocsp.d-trust.net' -AutoResolve $true | Out-Null
# revocation/www.d-trust.net: Certificate revocation lists of D-TRUST: printed by the page, but no authority that Azure uses today is of D-TRUST, so no chain of today needs it.
Remove-NetFirewallDynamicKeywordAddress -Id '{a44df98e-892a-8719-a1b8-8a9843bc6b1b}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{a44df98e-892a-8719-a1b8-8a9843bc6b1b}' -Keyword 'www.d-trust.net' -AutoResolve $true | Out-Null
# updates/any.akamaitechnologies.com: Content delivery network of the Microsoft download hosts, such names appear only as aliases (CNAME) behind listed hosts, and a device that filters by the requested name never sees them.
Remove-NetFirewallDynamicKeywordAddress -Id '{d46eedae-e716-8fdb-a458-829c06b55211}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{d46eedae-e716-8fdb-a458-829c06b55211}' -Keyword '*.akamaitechnologies.com' -AutoResolve $true | Out-Null
# azure-services/management.azure.com, cloud-services/management.azure.com: Azure Resource Manager: the role calls it when Azure services are connected to the site. Azure Resource Manager: the role deploys and manages the cloud management gateway through it.
Remove-NetFirewallDynamicKeywordAddress -Id '{2739ee3e-db14-8c33-a944-2568c9bd7d8d}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{2739ee3e-db14-8c33-a944-2568c9bd7d8d}' -Keyword 'management.azure.com' -AutoResolve $true | Out-Null
# updates/any-umwatsonc.events.data.microsoft.com: Regional names of error report telemetry, none is published, so none can be probed. The star stands inside the left-most label (for example REGION-umwatsonc): devices that match whole labels need *.events.data.microsoft.com instead.
Remove-NetFirewallDynamicKeywordAddress -Id '{10b48aa1-96d9-8dda-a461-db13ac8d6a0c}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{10b48aa1-96d9-8dda-a461-db13ac8d6a0c}' -Keyword '*.events.data.microsoft.com' -AutoResolve $true | Out-Null
# updates/umwatsonc.events.data.microsoft.com: Error report telemetry (Watson), by its name, the page gives no function, so ask for the rule but do not hold the role up for it.
Remove-NetFirewallDynamicKeywordAddress -Id '{f19ad110-9f91-8fb3-a333-23127952d305}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{f19ad110-9f91-8fb3-a333-23127952d305}' -Keyword 'umwatsonc.events.data.microsoft.com' -AutoResolve $true | Out-Null
# updates/definitionupdates.microsoft.com: Named by the page without a function, by its name, definition updates of Microsoft anti-malware.
Remove-NetFirewallDynamicKeywordAddress -Id '{3545e239-3d4f-842a-a998-21a7474beb00}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{3545e239-3d4f-842a-a998-21a7474beb00}' -Keyword 'definitionupdates.microsoft.com' -AutoResolve $true | Out-Null
# updates/download.microsoft.com, windows-servicing/download.microsoft.com: The update manifest (ConfigMgr.Update.Manifest.cab) and redistributables are downloaded from here. The role asks this host as System, so the proxy of System counts here and not that of the site system. Windows feature updates and servicing plans: content is downloaded from here.
Remove-NetFirewallDynamicKeywordAddress -Id '{e0343542-4b5f-8c03-a5cb-40d00acede39}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{e0343542-4b5f-8c03-a5cb-40d00acede39}' -Keyword 'download.microsoft.com' -AutoResolve $true | Out-Null
# always/go.microsoft.com, microsoft-365-apps/go.microsoft.com.scp, updates/go.microsoft.com, windows-servicing/go.microsoft.com: Microsoft forwarding service (fwlink) that the whole product uses, the page asks to allow it always, wherever the product connects from. First hop of every update download: the role asks a forwarding link, which leads to the update service. The rule is for the host, the numbers of the links change with releases. The role asks this host as System, so the proxy of System counts here and not that of the site system. Forwarding link to the Windows servicing data, the rule is for the host, and the link leads on to a host that is not documented. Forwarding link to the readiness data of Microsoft 365 Apps: OfficeCDNWorker of SMS_SERVICE_CONNECTOR asks it once a day (OfficeCDNWorker.log), even where Microsoft 365 Apps are not managed. The rule is for the host.
Remove-NetFirewallDynamicKeywordAddress -Id '{0df6bc3c-6b79-8de1-afc1-ac1a8626fa7f}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{0df6bc3c-6b79-8de1-afc1-ac1a8626fa7f}' -Keyword 'go.microsoft.com' -AutoResolve $true | Out-Null
# cloud-services/graph.microsoft.com: Microsoft Graph: the role reads users and groups for Entra discovery here.
Remove-NetFirewallDynamicKeywordAddress -Id '{a11a06c4-9e31-818b-ae56-bede3382d935}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{a11a06c4-9e31-818b-ae56-bede3382d935}' -Keyword 'graph.microsoft.com' -AutoResolve $true | Out-Null
# endpoint-analytics/any.manage.microsoft.com, tenant-attach/any.manage.microsoft.com, updates/any.manage.microsoft.com: Update service (sccm.manage.microsoft.com), payload delivery and the tenant attach gateways, TLS inspection is not supported for these names. Tenant attach gateways and the notification service, to which the role holds a long-standing outgoing connection: proxies and firewalls must keep idle connections for at least three minutes, and must not inspect TLS. The Azure tenant and the role should be in the same geography, the cloud of China has no tenant attach. The role synchronises device collections and devices with endpoint analytics here. Inspection of TLS is not supported for these names.
Remove-NetFirewallDynamicKeywordAddress -Id '{e602a4fd-959d-8b20-aa66-06a3fb04270e}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{e602a4fd-959d-8b20-aa66-06a3fb04270e}' -Keyword '*.manage.microsoft.com' -AutoResolve $true | Out-Null
# console-notifications/configmgrbits.cdn.manage.microsoft.com, updates/configmgrbits.cdn.manage.microsoft.com: Update payload and console content, fetched in ranges: proxies must pass Range requests. TLS 1.2 or 1.3, with TLS 1.2 only TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 and TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: the DHE suites were switched off on 2026-04-01 (Azure Front Door). Push notifications that the console shows, fetched by the service connection point.
Remove-NetFirewallDynamicKeywordAddress -Id '{99046b84-d832-8b85-a12a-e2a601d84777}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{99046b84-d832-8b85-a12a-e2a601d84777}' -Keyword 'configmgrbits.cdn.manage.microsoft.com' -AutoResolve $true | Out-Null
# revocation/mscrl.microsoft.com: Certificate revocation lists of Microsoft, named only by the DigiCert Global Root G2 article. Azure removed it from its certificates on 2024-10-08.
Remove-NetFirewallDynamicKeywordAddress -Id '{3f1fff4b-8ff3-85cc-a8cf-798929456e02}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{3f1fff4b-8ff3-85cc-a8cf-798929456e02}' -Keyword 'mscrl.microsoft.com' -AutoResolve $true | Out-Null
# updates/download.visualstudio.microsoft.com: Setup fetches the .NET redistributable from here during an update of the site.
Remove-NetFirewallDynamicKeywordAddress -Id '{5ab1e628-4f1d-8f37-a8a5-260e824b28c5}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{5ab1e628-4f1d-8f37-a8a5-260e824b28c5}' -Keyword 'download.visualstudio.microsoft.com' -AutoResolve $true | Out-Null
# azure-services/login.microsoftonline.com, cloud-services/login.microsoftonline.com: The role gets its token from Microsoft Entra before it calls Azure Resource Manager and Microsoft Graph, the endpoint page leaves this host out for the role.
Remove-NetFirewallDynamicKeywordAddress -Id '{44f84c62-abe2-8eed-af60-7eb4cc701bdf}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{44f84c62-abe2-8eed-af60-7eb4cc701bdf}' -Keyword 'login.microsoftonline.com' -AutoResolve $true | Out-Null
# tenant-attach/dc.services.visualstudio.com: Telemetry of tenant attach (Application Insights ingestion).
Remove-NetFirewallDynamicKeywordAddress -Id '{381907d7-55f3-8f9e-a71c-08c9f94ad868}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{381907d7-55f3-8f9e-a71c-08c9f94ad868}' -Keyword 'dc.services.visualstudio.com' -AutoResolve $true | Out-Null
# always/aka.ms, tenant-attach/aka.ms: Microsoft forwarding service (aka.ms short links) that the whole product uses, the page asks to allow it always, wherever the product connects from. Forwarding link by which the role finds the tenant attach gateway of the hierarchy, the rule is for the host.
Remove-NetFirewallDynamicKeywordAddress -Id '{f0528224-ec53-8e05-ad63-60aed042b537}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{f0528224-ec53-8e05-ad63-60aed042b537}' -Keyword 'aka.ms' -AutoResolve $true | Out-Null
# updates/any.akamaiedge.net: Content delivery network of the Microsoft download hosts, such names appear only as aliases (CNAME) behind listed hosts, and a device that filters by the requested name never sees them.
Remove-NetFirewallDynamicKeywordAddress -Id '{d160ac6f-2b63-8916-aff8-6c650de1d57c}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{d160ac6f-2b63-8916-aff8-6c650de1d57c}' -Keyword '*.akamaiedge.net' -AutoResolve $true | Out-Null
# updates/configmgrbits.azureedge.net: Former address of the update payload and console content. Payload of release 2503 and later comes from configmgrbits.cdn.manage.microsoft.com, this name ends with Azure CDN from Microsoft (classic), planned for 2027-09-30. Proxies must pass Range requests.
Remove-NetFirewallDynamicKeywordAddress -Id '{f4b96884-43d7-8a5b-ad4f-973a1917cd19}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{f4b96884-43d7-8a5b-ad4f-973a1917cd19}' -Keyword 'configmgrbits.azureedge.net' -AutoResolve $true | Out-Null
# microsoft-365-apps/omex.cdn.office.net.scp: Add-in readiness data: the page names the site server, but the component that asks for it once a day (OfficeCDNWorker of SMS_SERVICE_CONNECTOR) runs in the role, even where Microsoft 365 Apps are not managed.
Remove-NetFirewallDynamicKeywordAddress -Id '{a8ee801e-2836-8a19-a6c1-7424784535e7}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{a8ee801e-2836-8a19-a6c1-7424784535e7}' -Keyword 'omex.cdn.office.net' -AutoResolve $true | Out-Null
# microsoft-365-apps/contentstorage.osi.office.net.scp: Readiness content: the page names the site server, but the component that asks for it once a day (OfficeCDNWorker of SMS_SERVICE_CONNECTOR) runs in the role, even where Microsoft 365 Apps are not managed.
Remove-NetFirewallDynamicKeywordAddress -Id '{e10fb7f9-4ce2-8aae-a7d8-0c2bf6161e30}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{e10fb7f9-4ce2-8aae-a7d8-0c2bf6161e30}' -Keyword 'contentstorage.osi.office.net' -AutoResolve $true | Out-Null
# updates/ceuswatcab01.blob.core.windows.net: Storage for error reports (Watson), by its name, the page gives no function, so ask for the rule but do not hold the role up for it.
Remove-NetFirewallDynamicKeywordAddress -Id '{629a1a66-1f32-82af-ae97-a648cef26359}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{629a1a66-1f32-82af-ae97-a648cef26359}' -Keyword 'ceuswatcab01.blob.core.windows.net' -AutoResolve $true | Out-Null
# updates/ceuswatcab02.blob.core.windows.net: Storage for error reports (Watson), by its name, the page gives no function, so ask for the rule but do not hold the role up for it.
Remove-NetFirewallDynamicKeywordAddress -Id '{f5740a77-86d0-88fe-a350-94f5fdf8092c}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{f5740a77-86d0-88fe-a350-94f5fdf8092c}' -Keyword 'ceuswatcab02.blob.core.windows.net' -AutoResolve $true | Out-Null
# updates/cmbitsstore.blob.core.windows.net: Named by the page without a function, by its name, a store of update payload of Configuration Manager.
Remove-NetFirewallDynamicKeywordAddress -Id '{f8c379cc-7669-8adb-a71e-9ea6c0d5a11d}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{f8c379cc-7669-8adb-a71e-9ea6c0d5a11d}' -Keyword 'cmbitsstore.blob.core.windows.net' -AutoResolve $true | Out-Null
# updates/eaus2watcab01.blob.core.windows.net: Storage for error reports (Watson), by its name, the page gives no function, so ask for the rule but do not hold the role up for it.
Remove-NetFirewallDynamicKeywordAddress -Id '{fcede3c0-ff75-843b-a23a-a9fec4040d61}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{fcede3c0-ff75-843b-a23a-a9fec4040d61}' -Keyword 'eaus2watcab01.blob.core.windows.net' -AutoResolve $true | Out-Null
# updates/eaus2watcab02.blob.core.windows.net: Storage for error reports (Watson), by its name, the page gives no function, so ask for the rule but do not hold the role up for it.
Remove-NetFirewallDynamicKeywordAddress -Id '{7d74ff6d-8153-842a-aa9c-63affc6ea074}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{7d74ff6d-8153-842a-aa9c-63affc6ea074}' -Keyword 'eaus2watcab02.blob.core.windows.net' -AutoResolve $true | Out-Null
# updates/weus2watcab01.blob.core.windows.net: Storage for error reports (Watson), by its name, the page gives no function, so ask for the rule but do not hold the role up for it.
Remove-NetFirewallDynamicKeywordAddress -Id '{ff94d73a-e7e4-8add-a3ce-8f14f3550b97}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{ff94d73a-e7e4-8add-a3ce-8f14f3550b97}' -Keyword 'weus2watcab01.blob.core.windows.net' -AutoResolve $true | Out-Null
# updates/weus2watcab02.blob.core.windows.net: Storage for error reports (Watson), by its name, the page gives no function, so ask for the rule but do not hold the role up for it.
Remove-NetFirewallDynamicKeywordAddress -Id '{c958798b-7134-88f0-a6db-5d0143a72f06}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{c958798b-7134-88f0-a6db-5d0143a72f06}' -Keyword 'weus2watcab02.blob.core.windows.net' -AutoResolve $true | Out-Null
# endpoint-analytics/graph.windows.net: Printed by the page although Azure AD Graph, the service behind it, was shut down in September 2025, release 2409 and later use Microsoft Graph. The rule is needed only where the page has to be followed to the letter.
Remove-NetFirewallDynamicKeywordAddress -Id '{0692e51b-845a-86c8-aaa0-8485959e0ef2}' -ErrorAction SilentlyContinue
New-NetFirewallDynamicKeywordAddress -Id '{0692e51b-845a-86c8-aaa0-8485959e0ef2}' -Keyword 'graph.windows.net' -AutoResolve $true | Out-Null

$keywords = @(
    '{4f95348a-a192-8d53-abe6-d714eca80c05}',
    '{5b20fdad-6e8e-8a72-a802-103ff92c8604}',
    '{b1871242-8568-8b5d-a1b8-fe10bf606f9b}',
    '{9ebf24b2-3cb8-8281-ae92-6f8c3ac82b23}',
    '{a56c05a6-2fa5-8f83-aa8e-5f6c098552c1}',
    '{5891c38c-5527-8f0b-aada-e88a397ec659}',
    '{b66201eb-8e96-8844-ad46-2725b19df7ee}',
    '{cca194bb-2a4c-86aa-a1a1-d3d94d20b6f8}',
    '{9bf41415-0362-886e-acc4-d963b5c1ac6c}',
    '{e6c86117-88f9-8d04-a9ad-b33d55ee4422}',
    '{f4ae6f66-617b-8f85-afe5-4c5cbc2e736b}',
    '{80728599-7d2d-809a-acd3-429b63a148f4}',
    '{fd52d4f2-4812-8523-a4f3-4c840b66b6d5}',
    '{0f781ebe-d91a-8599-ad7a-aef4196be29f}',
    '{a44df98e-892a-8719-a1b8-8a9843bc6b1b}'
)
New-NetFirewallRule -Name 'preflight-http-80' -DisplayName 'preflight-http-80' -Group 'preflight' -Description 'revocation/cacerts.digicert.com, revocation/crl3.digicert.com, revocation/crl4.digicert.com, revocation/ocsp.digicert.com, revocation/cacerts.geotrust.com, revocation/caissuers.microsoft.com, revocation/crl.microsoft.com, windows-servicing/dl.delivery.mp.microsoft.com.http, revocation/oneocsp.microsoft.com, revocation/www.microsoft.com, revocation/ocsp.msocsp.com, revocation/ctldl.windowsupdate.com, revocation/ctldl.windowsupdate.com.roots, updates/download.windowsupdate.com.http, revocation/root-c3-ca2-2009.ocsp.d-trust.net, revocation/www.d-trust.net: Certificates of DigiCert authorities: Windows fetches the intermediate certificate here when a server does not send it. Certificate revocation lists of DigiCert: with this host blocked, certificates of Microsoft services cannot be checked and connections or downloads are slow or fail. Certificate revocation lists of DigiCert (second address): with this host blocked, certificates of Microsoft services cannot be checked and connections...' `
    -Direction Outbound -Action Allow -Protocol TCP -RemotePort 80 -LocalAddress '192.0.2.10' -RemoteDynamicKeywordAddresses $keywords | Out-Null
$keywords = @(
    '{d46eedae-e716-8fdb-a458-829c06b55211}',
    '{2739ee3e-db14-8c33-a944-2568c9bd7d8d}',
    '{b66201eb-8e96-8844-ad46-2725b19df7ee}',
    '{10b48aa1-96d9-8dda-a461-db13ac8d6a0c}',
    '{f19ad110-9f91-8fb3-a333-23127952d305}',
    '{3545e239-3d4f-842a-a998-21a7474beb00}',
    '{e0343542-4b5f-8c03-a5cb-40d00acede39}',
    '{0df6bc3c-6b79-8de1-afc1-ac1a8626fa7f}',
    '{a11a06c4-9e31-818b-ae56-bede3382d935}',
    '{e602a4fd-959d-8b20-aa66-06a3fb04270e}',
    '{99046b84-d832-8b85-a12a-e2a601d84777}',
    '{cca194bb-2a4c-86aa-a1a1-d3d94d20b6f8}',
    '{3f1fff4b-8ff3-85cc-a8cf-798929456e02}',
    '{9bf41415-0362-886e-acc4-d963b5c1ac6c}',
    '{5ab1e628-4f1d-8f37-a8a5-260e824b28c5}',
    '{44f84c62-abe2-8eed-af60-7eb4cc701bdf}',
    '{381907d7-55f3-8f9e-a71c-08c9f94ad868}',
    '{fd52d4f2-4812-8523-a4f3-4c840b66b6d5}',
    '{f0528224-ec53-8e05-ad63-60aed042b537}',
    '{d160ac6f-2b63-8916-aff8-6c650de1d57c}',
    '{f4b96884-43d7-8a5b-ad4f-973a1917cd19}',
    '{a8ee801e-2836-8a19-a6c1-7424784535e7}',
    '{e10fb7f9-4ce2-8aae-a7d8-0c2bf6161e30}',
    '{629a1a66-1f32-82af-ae97-a648cef26359}',
    '{f5740a77-86d0-88fe-a350-94f5fdf8092c}',
    '{f8c379cc-7669-8adb-a71e-9ea6c0d5a11d}',
    '{fcede3c0-ff75-843b-a23a-a9fec4040d61}',
    '{7d74ff6d-8153-842a-aa9c-63affc6ea074}',
    '{ff94d73a-e7e4-8add-a3ce-8f14f3550b97}',
    '{c958798b-7134-88f0-a6db-5d0143a72f06}',
    '{0692e51b-845a-86c8-aaa0-8485959e0ef2}'
)
New-NetFirewallRule -Name 'preflight-https-443' -DisplayName 'preflight-https-443' -Group 'preflight' -Description 'updates/any.akamaitechnologies.com, azure-services/management.azure.com, cloud-services/management.azure.com, revocation/crl.microsoft.com.https, updates/any-umwatsonc.events.data.microsoft.com, updates/umwatsonc.events.data.microsoft.com, updates/definitionupdates.microsoft.com, updates/download.microsoft.com, windows-servicing/download.microsoft.com, always/go.microsoft.com, microsoft-365-apps/go.microsoft.com.scp, updates/go.microsoft.com, windows-servicing/go.microsoft.com, cloud-services/graph.microsoft.com, endpoint-analytics/any.manage.microsoft.com, tenant-attach/any.manage.microsoft.com, updates/any.manage.microsoft.com, console-notifications/configmgrbits.cdn.manage.microsoft.com, updates/configmgrbits.cdn.manage.microsoft.com, windows-servicing/dl.delivery.mp.microsoft.com, revocation/mscrl.microsoft.com, revocation/oneocsp.microsoft.com.https, updates/download.visualstudio.microsoft.com, azure-services/login.microsoftonline.com, cloud-services/login.microsoftonline.com, ...' `
    -Direction Outbound -Action Allow -Protocol TCP -RemotePort 443 -LocalAddress '192.0.2.10' -RemoteDynamicKeywordAddresses $keywords | Out-Null
