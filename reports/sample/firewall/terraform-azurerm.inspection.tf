# Do not decrypt: 4 destinations of Configuration Manager internet endpoints, revision 2026-06-08
# The catalog alone: a run may find destinations beyond it, add --report FILE with its JSON report
# Format: Azure Firewall policy (Terraform, provider azurerm), decided by TLS server name or HTTP host, see https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/firewall_policy_rule_collection_group
# Note: inspection is switched on rule by rule: these rules, which do not terminate TLS, must come before those that do: a lower priority number than their group
# Note: a file of its own in a folder of its own, as a module: its variables are the id of the firewall policy, the source addresses and the priority
# Note: terraform plan, then terraform apply, makes it effective, to undo, take the file away and run terraform apply, or terraform destroy with -target on its resource
# Left out: external-notifications/any.regionname.logic.azure.com: The name depends on a value of yours: give it with --param 'RegionName=VALUE'.
# Wider than asked: the star stands for anything to the left, dots included: deeper names with the same end are let through:
#   *-umwatsonc.events.data.microsoft.com:443 (updates/any-umwatsonc.events.data.microsoft.com) optional

variable "firewall_policy_id" {
  type = string
}

variable "priority" {
  type = number
  default = 200
}

variable "source_addresses" {
  type = list(string)
  default = [
    "*",
  ]
}

resource "azurerm_firewall_policy_rule_collection_group" "preflight_no_inspection" {
  name               = "preflight-no-inspection"
  firewall_policy_id = var.firewall_policy_id
  priority           = var.priority

  application_rule_collection {
    name     = "preflight-application"
    priority = 200
    action   = "Allow"
    rule {
      name              = "preflight-https-443-updates"
      description       = "updates/any-umwatsonc.events.data.microsoft.com, updates/umwatsonc.events.data.microsoft.com: Regional names of error report telemetry, none is published, so none can be probed. The star stands inside the left-most label (for example REGION-umwatsonc): devices that match whole labels need *.events.data.microsoft.com instead. Error report telemetry (Watson), by its name, the page gives no function, so ask for the rule but do not hold the role up for it."
      source_addresses  = var.source_addresses
      destination_fqdns = [
        "*-umwatsonc.events.data.microsoft.com",
        "umwatsonc.events.data.microsoft.com",
      ]
      terminate_tls     = false
      protocols {
        type = "Https"
        port = 443
      }
    }
    rule {
      name              = "preflight-https-443-endpoint-analytics"
      description       = "endpoint-analytics/any.manage.microsoft.com, tenant-attach/any.manage.microsoft.com, updates/any.manage.microsoft.com: Update service (sccm.manage.microsoft.com), payload delivery and the tenant attach gateways, TLS inspection is not supported for these names. Tenant attach gateways and the notification service, to which the role holds a long-standing outgoing connection: proxies and firewalls must keep idle connections for at least three minutes, and must not inspect TLS. The Azure tenant and the role should be in the same geography, the cloud of China has no tenant attach. The role synchronises device collections and devices with endpoint analytics here. Inspection of TLS is not supported for these names."
      source_addresses  = var.source_addresses
      destination_fqdns = [
        "*.manage.microsoft.com",
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
  }
}
