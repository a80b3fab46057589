// Do not decrypt: 4 destinations of Configuration Manager internet endpoints, revision 2026-06-08
// Format: Azure Firewall policy (Bicep), decided by the server name of the TLS handshake or the host of the HTTP request, see https://learn.microsoft.com/azure/firewall/firewall-faq
// Note: inspection is switched on rule by rule: these rules, which do not terminate TLS, must come before those that do
// Left out: external-notifications/any.regionname.logic.azure.com: The name depends on a value of yours: give it with --param 'regionname=VALUE'.
// Wider than asked: the star stands for anything to the left, dots included: deeper names with the same end are let through:
//   *-umwatsonc.events.data.microsoft.com:443 (updates/any-umwatsonc.events.data.microsoft.com) optional

param firewallPolicyName string
param priority int = 200
param sourceAddresses array = [
  '*'
]

resource policy 'Microsoft.Network/firewallPolicies@2024-05-01' existing = {
  name: firewallPolicyName
}

resource preflight 'Microsoft.Network/firewallPolicies/ruleCollectionGroups@2024-05-01' = {
  parent: policy
  name: 'preflight-no-inspection'
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
            name: 'preflight-https-443-updates'
            description: 'updates/any-umwatsonc.events.data.microsoft.com, updates/umwatsonc.events.data.microsoft.com: Regional diagnostic telemetry, the page gives no function, so ask for the rule but do not hold the role up for it. Diagnostic telemetry, the page gives no function, so ask for the rule but do not hold the role up for it.'
            protocols: [
              {
                protocolType: 'Https'
                port: 443
              }
            ]
            targetFqdns: [
              '*-umwatsonc.events.data.microsoft.com'
              'umwatsonc.events.data.microsoft.com'
            ]
            terminateTLS: false
            sourceAddresses: sourceAddresses
          }
          {
            ruleType: 'ApplicationRule'
            name: 'preflight-https-443-endpoint-analytics'
            description: 'endpoint-analytics/any.manage.microsoft.com, tenant-attach/any.manage.microsoft.com, updates/any.manage.microsoft.com: Update service, payload delivery and tenant attach gateways of Configuration Manager and Intune, inspection of TLS is not supported here. Tenant attach gateways and the notification service, to which the role holds a long-standing connection: proxies must not cut it within three minutes. Synchronises device collections and devices with endpoint analytics.'
            protocols: [
              {
                protocolType: 'Https'
                port: 443
              }
            ]
            targetFqdns: [
              '*.manage.microsoft.com'
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
        ]
      }
    ]
  }
}
