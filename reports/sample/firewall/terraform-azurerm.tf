# Allow: 46 destinations of Configuration Manager internet endpoints, revision 2026-06-08
# The catalog alone: a run may find destinations beyond it, add --report FILE with its JSON report
# Format: Azure Firewall policy (Terraform, provider azurerm), decided by TLS server name or HTTP host, see https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/firewall_policy_rule_collection_group
# Note: a file of its own in a folder of its own, as a module: its variables are the id of the firewall policy, the source addresses and the priority: a lower number than the groups that deny
# Note: terraform plan, then terraform apply, makes it effective, to undo, take the file away and run terraform apply, or terraform destroy with -target on its resource
# Note: what is neither HTTP nor HTTPS becomes a network rule with exact names, which needs the DNS proxy of the firewall
# Left out: external-notifications/any.regionname.logic.azure.com: The name depends on a value of yours: give it with --param 'RegionName=VALUE'.
# Wider than asked: the star stands for anything to the left, dots included: deeper names with the same end are let through:
#   *-umwatsonc.events.data.microsoft.com:443 (updates/any-umwatsonc.events.data.microsoft.com) optional

variable "firewall_policy_id" {
  type = string
}

variable "priority" {
  type = number
  default = 300
}

variable "source_addresses" {
  type = list(string)
  default = [
    "192.0.2.10",
  ]
}

resource "azurerm_firewall_policy_rule_collection_group" "preflight" {
  name               = "preflight"
  firewall_policy_id = var.firewall_policy_id
  priority           = var.priority

  application_rule_collection {
    name     = "preflight-application"
    priority = 200
    action   = "Allow"
    rule {
      name              = "preflight-http-80-revocation"
      description       = "revocation/cacerts.digicert.com, revocation/crl3.digicert.com, revocation/crl4.digicert.com, revocation/ocsp.digicert.com, revocation/cacerts.geotrust.com, revocation/caissuers.microsoft.com, revocation/crl.microsoft.com, revocation/oneocsp.microsoft.com, revocation/www.microsoft.com, revocation/ocsp.msocsp.com, revocation/ctldl.windowsupdate.com, revocation/ctldl.windowsupdate.com.roots, revocation/root-c3-ca2-2009.ocsp.d-trust.net, revocation/www.d-trust.net: Certificates of DigiCert authorities: Windows fetches the intermediate certificate here when a server does not send it. Certificate revocation lists of DigiCert: with this host blocked, certificates of Microsoft services cannot be checked and connections or downloads are slow or fail. Certificate revocation lists of DigiCert (second address): with this host blocked, certificates of Microsoft services cannot be checked and connections or downloads are slow or fail. OCSP responder of DigiCert: with this host blocked, certificat..."
      source_addresses  = var.source_addresses
      destination_fqdns = [
        "cacerts.digicert.com",
        "crl3.digicert.com",
        "crl4.digicert.com",
        "ocsp.digicert.com",
        "cacerts.geotrust.com",
        "caissuers.microsoft.com",
        "crl.microsoft.com",
        "oneocsp.microsoft.com",
        "www.microsoft.com",
        "ocsp.msocsp.com",
        "ctldl.windowsupdate.com",
        "root-c3-ca2-2009.ocsp.d-trust.net",
        "www.d-trust.net",
      ]
      terminate_tls     = false
      protocols {
        type = "Http"
        port = 80
      }
    }
    rule {
      name              = "preflight-http-80-windows-servicing"
      description       = "windows-servicing/dl.delivery.mp.microsoft.com.http: Windows feature updates and servicing plans: content is downloaded from here. The documentation asks for TCP 443 here and prints the same host with http elsewhere: one of the two has to answer, ask for both."
      source_addresses  = var.source_addresses
      destination_fqdns = [
        "dl.delivery.mp.microsoft.com",
      ]
      terminate_tls     = false
      protocols {
        type = "Http"
        port = 80
      }
    }
    rule {
      name              = "preflight-http-80-updates"
      description       = "updates/download.windowsupdate.com.http: Update and servicing content of Microsoft is downloaded from here. The documentation asks for TCP 443 here and prints the same host with http elsewhere: one of the two has to answer, ask for both."
      source_addresses  = var.source_addresses
      destination_fqdns = [
        "download.windowsupdate.com",
      ]
      terminate_tls     = false
      protocols {
        type = "Http"
        port = 80
      }
    }
    rule {
      name              = "preflight-https-443-updates"
      description       = "updates/any.akamaitechnologies.com, updates/any-umwatsonc.events.data.microsoft.com, updates/umwatsonc.events.data.microsoft.com, updates/definitionupdates.microsoft.com, updates/download.microsoft.com, windows-servicing/download.microsoft.com, updates/download.visualstudio.microsoft.com, updates/download.windowsupdate.com, updates/any.akamaiedge.net, updates/configmgrbits.azureedge.net, updates/ceuswatcab01.blob.core.windows.net, updates/ceuswatcab02.blob.core.windows.net, updates/cmbitsstore.blob.core.windows.net, updates/eaus2watcab01.blob.core.windows.net, updates/eaus2watcab02.blob.core.windows.net, updates/weus2watcab01.blob.core.windows.net, updates/weus2watcab02.blob.core.windows.net: Content delivery network of the Microsoft download hosts, such names appear only as aliases (CNAME) behind listed hosts, and a device that filters by the requested name never sees them. Regional names of error report telemetry, none is published, so none can be probed. The star stands inside th..."
      source_addresses  = var.source_addresses
      destination_fqdns = [
        "*.akamaitechnologies.com",
        "*-umwatsonc.events.data.microsoft.com",
        "umwatsonc.events.data.microsoft.com",
        "definitionupdates.microsoft.com",
        "download.microsoft.com",
        "download.visualstudio.microsoft.com",
        "download.windowsupdate.com",
        "*.akamaiedge.net",
        "configmgrbits.azureedge.net",
        "ceuswatcab01.blob.core.windows.net",
        "ceuswatcab02.blob.core.windows.net",
        "cmbitsstore.blob.core.windows.net",
        "eaus2watcab01.blob.core.windows.net",
        "eaus2watcab02.blob.core.windows.net",
        "weus2watcab01.blob.core.windows.net",
        "weus2watcab02.blob.core.windows.net",
      ]
      terminate_tls     = false
      protocols {
        type = "Https"
        port = 443
      }
    }
    rule {
      name              = "preflight-https-443-azure-services"
      description       = "azure-services/management.azure.com, cloud-services/management.azure.com, azure-services/login.microsoftonline.com, cloud-services/login.microsoftonline.com: Azure Resource Manager: the role calls it when Azure services are connected to the site. Azure Resource Manager: the role deploys and manages the cloud management gateway through it. The role gets its token from Microsoft Entra before it calls Azure Resource Manager and Microsoft Graph, the endpoint page leaves this host out for the role."
      source_addresses  = var.source_addresses
      destination_fqdns = [
        "management.azure.com",
        "login.microsoftonline.com",
      ]
      terminate_tls     = false
      protocols {
        type = "Https"
        port = 443
      }
    }
    rule {
      name              = "preflight-https-443-revocation"
      description       = "revocation/crl.microsoft.com.https, revocation/mscrl.microsoft.com, revocation/oneocsp.microsoft.com.https: Certificate revocation lists of Microsoft, the endpoint page lists this host with http, the DigiCert Global Root G2 article with https. Certificate revocation lists of Microsoft, named only by the DigiCert Global Root G2 article. Azure removed it from its certificates on 2024-10-08. OCSP responder of Microsoft, the endpoint page lists this host with http, the DigiCert Global Root G2 article with https."
      source_addresses  = var.source_addresses
      destination_fqdns = [
        "crl.microsoft.com",
        "mscrl.microsoft.com",
        "oneocsp.microsoft.com",
      ]
      terminate_tls     = false
      protocols {
        type = "Https"
        port = 443
      }
    }
    rule {
      name              = "preflight-https-443-always"
      description       = "always/go.microsoft.com, microsoft-365-apps/go.microsoft.com.scp, updates/go.microsoft.com, windows-servicing/go.microsoft.com, always/aka.ms, tenant-attach/aka.ms: Microsoft forwarding service (fwlink) that the whole product uses, the page asks to allow it always, wherever the product connects from. First hop of every update download: the role asks a forwarding link, which leads to the update service. The rule is for the host, the numbers of the links change with releases. The role asks this host as System, so the proxy of System counts here and not that of the site system. Forwarding link to the Windows servicing data, the rule is for the host, and the link leads on to a host that is not documented. Forwarding link to the readiness data of Microsoft 365 Apps: OfficeCDNWorker of SMS_SERVICE_CONNECTOR asks it once a day (OfficeCDNWorker.log), even where Microsoft 365 Apps are not managed. The rule is for the host. Microsoft forwarding service (aka.ms short links) that the whole prod..."
      source_addresses  = var.source_addresses
      destination_fqdns = [
        "go.microsoft.com",
        "aka.ms",
      ]
      terminate_tls     = false
      protocols {
        type = "Https"
        port = 443
      }
    }
    rule {
      name              = "preflight-https-443-cloud-services"
      description       = "cloud-services/graph.microsoft.com: Microsoft Graph: the role reads users and groups for Entra discovery here."
      source_addresses  = var.source_addresses
      destination_fqdns = [
        "graph.microsoft.com",
      ]
      terminate_tls     = false
      protocols {
        type = "Https"
        port = 443
      }
    }
    rule {
      name              = "preflight-https-443-endpoint-analytics"
      description       = "endpoint-analytics/any.manage.microsoft.com, tenant-attach/any.manage.microsoft.com, updates/any.manage.microsoft.com, endpoint-analytics/graph.windows.net: Update service (sccm.manage.microsoft.com), payload delivery and the tenant attach gateways, TLS inspection is not supported for these names. Tenant attach gateways and the notification service, to which the role holds a long-standing outgoing connection: proxies and firewalls must keep idle connections for at least three minutes, and must not inspect TLS. The Azure tenant and the role should be in the same geography, the cloud of China has no tenant attach. The role synchronises device collections and devices with endpoint analytics here. Inspection of TLS is not supported for these names. Printed by the page although Azure AD Graph, the service behind it, was shut down in September 2025, release 2409 and later use Microsoft Graph. The rule is needed only where the page has to be followed to the letter."
      source_addresses  = var.source_addresses
      destination_fqdns = [
        "*.manage.microsoft.com",
        "graph.windows.net",
      ]
      terminate_tls     = false
      protocols {
        type = "Https"
        port = 443
      }
    }
    rule {
      name              = "preflight-https-443-console-notifications"
      description       = "console-notifications/configmgrbits.cdn.manage.microsoft.com, updates/configmgrbits.cdn.manage.microsoft.com: Update payload and console content, fetched in ranges: proxies must pass Range requests. TLS 1.2 or 1.3, with TLS 1.2 only TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 and TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: the DHE suites were switched off on 2026-04-01 (Azure Front Door). Push notifications that the console shows, fetched by the service connection point."
      source_addresses  = var.source_addresses
      destination_fqdns = [
        "configmgrbits.cdn.manage.microsoft.com",
      ]
      terminate_tls     = false
      protocols {
        type = "Https"
        port = 443
      }
    }
    rule {
      name              = "preflight-https-443-windows-servicing"
      description       = "windows-servicing/dl.delivery.mp.microsoft.com: Windows feature updates and servicing plans: content is downloaded from here. The documentation asks for TCP 443 here and prints the same host with http elsewhere: one of the two has to answer, ask for both."
      source_addresses  = var.source_addresses
      destination_fqdns = [
        "dl.delivery.mp.microsoft.com",
      ]
      terminate_tls     = false
      protocols {
        type = "Https"
        port = 443
      }
    }
    rule {
      name              = "preflight-https-443-tenant-attach"
      description       = "tenant-attach/dc.services.visualstudio.com: Telemetry of tenant attach (Application Insights ingestion)."
      source_addresses  = var.source_addresses
      destination_fqdns = [
        "dc.services.visualstudio.com",
      ]
      terminate_tls     = false
      protocols {
        type = "Https"
        port = 443
      }
    }
    rule {
      name              = "preflight-https-443-microsoft-365-apps"
      description       = "microsoft-365-apps/omex.cdn.office.net.scp, microsoft-365-apps/contentstorage.osi.office.net.scp: Add-in readiness data: the page names the site server, but the component that asks for it once a day (OfficeCDNWorker of SMS_SERVICE_CONNECTOR) runs in the role, even where Microsoft 365 Apps are not managed. Readiness content: the page names the site server, but the component that asks for it once a day (OfficeCDNWorker of SMS_SERVICE_CONNECTOR) runs in the role, even where Microsoft 365 Apps are not managed."
      source_addresses  = var.source_addresses
      destination_fqdns = [
        "omex.cdn.office.net",
        "contentstorage.osi.office.net",
      ]
      terminate_tls     = false
      protocols {
        type = "Https"
        port = 443
      }
    }
  }
}
