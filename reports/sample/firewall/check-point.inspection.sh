# Do not decrypt: 4 destinations of Configuration Manager internet endpoints, revision 2026-06-08
# Format: Check Point management commands (mgmt_cli), decided by TLS server name, see https://sc1.checkpoint.com/documents/R82/WebAdminGuides/EN/CP_R82_SecurityManagement_AdminGuide/Content/Topics-SECMG/Domains.htm
# Note: run on the management server (R82 or later for outbound layers) in expert mode, replace the layer name by yours
# Left out: external-notifications/any.regionname.logic.azure.com: The name depends on a value of yours: give it with --param 'RegionName=VALUE'.
# Wider than asked: the device has no wildcard inside a label: every name below the parent domain is let through:
#   *-umwatsonc.events.data.microsoft.com:443 (updates/any-umwatsonc.events.data.microsoft.com) optional

set -e
mgmt_cli login -r true > preflight.sid
mgmt_cli -s preflight.sid add application-site name 'preflight-no-decrypt' primary-category 'Custom_Application_Site' urls-defined-as-regular-expression false url-list.1 '*.events.data.microsoft.com' url-list.2 'umwatsonc.events.data.microsoft.com' url-list.3 '*.manage.microsoft.com' url-list.4 'configmgrbits.cdn.manage.microsoft.com'
mgmt_cli -s preflight.sid add https-rule layer 'Default Outbound Layer' position 'top' name 'preflight-no-decrypt' site-category 'preflight-no-decrypt' action 'Bypass'
mgmt_cli -s preflight.sid publish
mgmt_cli -s preflight.sid logout
