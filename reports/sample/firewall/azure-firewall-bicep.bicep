// Allow: 38 destinations of Configuration Manager internet endpoints, revision 2026-06-08
// Format: Azure Firewall policy (Bicep), decided by the server name of the TLS handshake or the host of the HTTP request, see https://learn.microsoft.com/azure/firewall/firewall-faq
// Note: parameters: the name of your firewall policy, the priority of the rule collection group, the source addresses
// Note: what is neither HTTP nor HTTPS becomes a network rule with exact names, which needs the DNS proxy of the firewall
// Left out: external-notifications/any.regionname.logic.azure.com: The name depends on a value of yours: give it with --param 'regionname=VALUE'.
// Wider than asked: the star stands for anything to the left, dots included: deeper names with the same end are let through:
//   *-umwatsonc.events.data.microsoft.com:443 (updates/any-umwatsonc.events.data.microsoft.com) optional

param firewallPolicyName string
param priority int = 300
param sourceAddresses array = [
  '192.0.2.10'
]

resource policy 'Microsoft.Network/firewallPolicies@2024-05-01' existing = {
  name: firewallPolicyName
}

resource preflight 'Microsoft.Network/firewallPolicies/ruleCollectionGroups@2024-05-01' = {
  parent: policy
  name: 'preflight'
  properties: {
    priority: priority
    ruleCollections: [
      {
        ruleCollectionType: 'FirewallPolicyFilterRuleCollection'
        name: 'preflight-application'
        priority: 200
        action: {
          type: 'Allow'
        }
        rules: [
          {
            ruleType: 'ApplicationRule'
            name: 'preflight-http-80-revocation'
            description: 'revocation/crl3.digicert.com, revocation/crl4.digicert.com, revocation/ocsp.digicert.com, revocation/crl.microsoft.com, revocation/oneocsp.microsoft.com, revocation/www.microsoft.com, revocation/ocsp.msocsp.com, revocation/ctldl.windowsupdate.com, revocation/root-c3-ca2-2009.ocsp.d-trust.net, revocation/www.d-trust.net: Certificate revocation lists, OCSP responders and trust lists: without them certificate chains of Microsoft services cannot be verified. Trusted and disallowed root lists (automatic root update), named only by the DigiCert Global Root G2 article.'
            protocols: [
              {
                protocolType: 'Http'
                port: 80
              }
            ]
            targetFqdns: [
              'crl3.digicert.com'
              'crl4.digicert.com'
              'ocsp.digicert.com'
              'crl.microsoft.com'
              'oneocsp.microsoft.com'
              'www.microsoft.com'
              'ocsp.msocsp.com'
              'ctldl.windowsupdate.com'
              'root-c3-ca2-2009.ocsp.d-trust.net'
              'www.d-trust.net'
            ]
            terminateTLS: false
            sourceAddresses: sourceAddresses
          }
          {
            ruleType: 'ApplicationRule'
            name: 'preflight-https-443-updates'
            description: 'updates/any.akamaitechnologies.com, updates/any-umwatsonc.events.data.microsoft.com, updates/umwatsonc.events.data.microsoft.com, updates/definitionupdates.microsoft.com, updates/download.microsoft.com, windows-servicing/download.microsoft.com, updates/download.visualstudio.microsoft.com, updates/download.windowsupdate.com, updates/any.akamaiedge.net, updates/configmgrbits.azureedge.net, updates/ceuswatcab01.blob.core.windows.net, updates/ceuswatcab02.blob.core.windows.net, updates/cmbitsstore.blob.core.windows.net, updates/eaus2watcab01.blob.core.windows.net, updates/eaus2watcab02.blob.core.windows.net, updates/weus2watcab01.blob.core.windows.net, updates/weus2watcab02.blob.core.windows.net: Content delivery network names behind the download hosts, they appear only as aliases (CNAME) of listed hosts. Regional diagnostic telemetry, the page gives no function, so ask for the rule but do not hold the role up for it. Diagnostic telemetry, the page gives no function, so ask for the rule...'
            protocols: [
              {
                protocolType: 'Https'
                port: 443
              }
            ]
            targetFqdns: [
              '*.akamaitechnologies.com'
              '*-umwatsonc.events.data.microsoft.com'
              'umwatsonc.events.data.microsoft.com'
              'definitionupdates.microsoft.com'
              'download.microsoft.com'
              'download.visualstudio.microsoft.com'
              'download.windowsupdate.com'
              '*.akamaiedge.net'
              'configmgrbits.azureedge.net'
              'ceuswatcab01.blob.core.windows.net'
              'ceuswatcab02.blob.core.windows.net'
              'cmbitsstore.blob.core.windows.net'
              'eaus2watcab01.blob.core.windows.net'
              'eaus2watcab02.blob.core.windows.net'
              'weus2watcab01.blob.core.windows.net'
              'weus2watcab02.blob.core.windows.net'
            ]
            terminateTLS: false
            sourceAddresses: sourceAddresses
          }
          {
            ruleType: 'ApplicationRule'
            name: 'preflight-https-443-azure-services'
            description: 'azure-services/management.azure.com: Azure Resource Manager, used when Azure services are connected to the site.'
            protocols: [
              {
                protocolType: 'Https'
                port: 443
              }
            ]
            targetFqdns: [
              'management.azure.com'
            ]
            terminateTLS: false
            sourceAddresses: sourceAddresses
          }
          {
            ruleType: 'ApplicationRule'
            name: 'preflight-https-443-revocation'
            description: 'revocation/crl.microsoft.com.https, revocation/mscrl.microsoft.com, revocation/oneocsp.microsoft.com.https: Certificate revocation lists, the endpoint page lists this host with http, the DigiCert Global Root G2 article with https. Certificate revocation lists, named only by the DigiCert Global Root G2 article. OCSP responder, the endpoint page lists this host with http, the DigiCert Global Root G2 article with https.'
            protocols: [
              {
                protocolType: 'Https'
                port: 443
              }
            ]
            targetFqdns: [
              'crl.microsoft.com'
              'mscrl.microsoft.com'
              'oneocsp.microsoft.com'
            ]
            terminateTLS: false
            sourceAddresses: sourceAddresses
          }
          {
            ruleType: 'ApplicationRule'
            name: 'preflight-https-443-always'
            description: 'always/go.microsoft.com, updates/go.microsoft.com, windows-servicing/go.microsoft.com, always/aka.ms, tenant-attach/aka.ms: Microsoft forwarding service that the product uses everywhere, the page asks to allow it always. First hop of the update download: forwarding links (fwlink) lead to the manifest. Forwarding link to the Windows servicing catalog, the rule is for the host. Forwarding link to the tenant attach gateway of the hierarchy, the rule is for the host.'
            protocols: [
              {
                protocolType: 'Https'
                port: 443
              }
            ]
            targetFqdns: [
              'go.microsoft.com'
              'aka.ms'
            ]
            terminateTLS: false
            sourceAddresses: sourceAddresses
          }
          {
            ruleType: 'ApplicationRule'
            name: 'preflight-https-443-cloud-services'
            description: 'cloud-services/graph.microsoft.com: Entra user and group discovery.'
            protocols: [
              {
                protocolType: 'Https'
                port: 443
              }
            ]
            targetFqdns: [
              'graph.microsoft.com'
            ]
            terminateTLS: false
            sourceAddresses: sourceAddresses
          }
          {
            ruleType: 'ApplicationRule'
            name: 'preflight-https-443-endpoint-analytics'
            description: 'endpoint-analytics/any.manage.microsoft.com, tenant-attach/any.manage.microsoft.com, updates/any.manage.microsoft.com, endpoint-analytics/graph.windows.net: Update service, payload delivery and tenant attach gateways of Configuration Manager and Intune, inspection of TLS is not supported here. Tenant attach gateways and the notification service, to which the role holds a long-standing connection: proxies must not cut it within three minutes. Synchronises device collections and devices with endpoint analytics. Retrieves settings when the hierarchy is attached to endpoint analytics.'
            protocols: [
              {
                protocolType: 'Https'
                port: 443
              }
            ]
            targetFqdns: [
              '*.manage.microsoft.com'
              'graph.windows.net'
            ]
            terminateTLS: false
            sourceAddresses: sourceAddresses
          }
          {
            ruleType: 'ApplicationRule'
            name: 'preflight-https-443-console-notifications'
            description: 'console-notifications/configmgrbits.cdn.manage.microsoft.com, updates/configmgrbits.cdn.manage.microsoft.com: Update payload and console content, accepts only TLS 1.2 with the cipher suites of Azure Front Door. Push notifications in the console.'
            protocols: [
              {
                protocolType: 'Https'
                port: 443
              }
            ]
            targetFqdns: [
              'configmgrbits.cdn.manage.microsoft.com'
            ]
            terminateTLS: false
            sourceAddresses: sourceAddresses
          }
          {
            ruleType: 'ApplicationRule'
            name: 'preflight-https-443-windows-servicing'
            description: 'windows-servicing/dl.delivery.mp.microsoft.com: Feature updates and servicing plans for Windows.'
            protocols: [
              {
                protocolType: 'Https'
                port: 443
              }
            ]
            targetFqdns: [
              'dl.delivery.mp.microsoft.com'
            ]
            terminateTLS: false
            sourceAddresses: sourceAddresses
          }
          {
            ruleType: 'ApplicationRule'
            name: 'preflight-https-443-tenant-attach'
            description: 'tenant-attach/dc.services.visualstudio.com: Telemetry of tenant attach.'
            protocols: [
              {
                protocolType: 'Https'
                port: 443
              }
            ]
            targetFqdns: [
              'dc.services.visualstudio.com'
            ]
            terminateTLS: false
            sourceAddresses: sourceAddresses
          }
        ]
      }
    ]
  }
}
