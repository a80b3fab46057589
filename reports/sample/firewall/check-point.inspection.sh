# Do not decrypt: 4 destinations of Configuration Manager internet endpoints, revision 2026-06-08
# The catalog alone: a run may find destinations beyond it, add --report FILE with its JSON report
# Format: Check Point management commands (mgmt_cli), decided by TLS server name, see https://sc1.checkpoint.com/documents/R82/WebAdminGuides/EN/CP_R82_SecurityManagement_AdminGuide/Content/Topics-SECMG/Domains.htm
# Note: run on the management server (R82 or later for outbound layers) in expert mode, replace the layer name by yours
# Note: published is not enforced: install the policy afterwards (mgmt_cli -r true install-policy policy-package NAME), to undo, run what --undo writes and install again
# Left out: external-notifications/any.regionname.logic.azure.com: The name depends on a value of yours: give it with --param 'RegionName=VALUE'.
# Wider than asked: the device has no wildcard inside a label: every name below the parent domain is let through:
#   *-umwatsonc.events.data.microsoft.com:443 (updates/any-umwatsonc.events.data.microsoft.com) optional

set -eE
umask 077
cd "$(mktemp -d)"
undo() { mgmt_cli -s preflight.sid discard || true; mgmt_cli -s preflight.sid logout || true; rm -f preflight.sid preflight.shown; }
trap 'trap - ERR INT TERM; undo; echo "stopped: nothing was changed" >&2; exit 1' ERR INT TERM
mgmt_cli login -r true > preflight.sid
if mgmt_cli -s preflight.sid show application-site name 'preflight-no-decrypt' > /dev/null 2>&1; then
mgmt_cli -s preflight.sid set application-site name 'preflight-no-decrypt' url-list.1 '*.events.data.microsoft.com/' url-list.2 'umwatsonc.events.data.microsoft.com/' url-list.3 '*.manage.microsoft.com/' url-list.4 'configmgrbits.cdn.manage.microsoft.com/' urls-defined-as-regular-expression false
else
mgmt_cli -s preflight.sid add application-site name 'preflight-no-decrypt' primary-category 'Custom_Application_Site' url-list.1 '*.events.data.microsoft.com/' url-list.2 'umwatsonc.events.data.microsoft.com/' url-list.3 '*.manage.microsoft.com/' url-list.4 'configmgrbits.cdn.manage.microsoft.com/' urls-defined-as-regular-expression false
fi
if mgmt_cli -s preflight.sid show https-rule layer 'Default Outbound Layer' name 'preflight-no-decrypt' > /dev/null 2>&1; then
mgmt_cli -s preflight.sid set https-rule layer 'Default Outbound Layer' name 'preflight-no-decrypt' site-category 'preflight-no-decrypt' action 'Bypass'
else
mgmt_cli -s preflight.sid add https-rule layer 'Default Outbound Layer' name 'preflight-no-decrypt' position 'top' site-category 'preflight-no-decrypt' action 'Bypass'
fi
mgmt_cli -s preflight.sid publish
trap - ERR INT TERM
mgmt_cli -s preflight.sid logout || true
rm -f preflight.sid preflight.shown
