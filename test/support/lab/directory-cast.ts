/** Password of everybody in the domain but its administrator. */
export const CAST_PASSWORD = 'Passw0rd!';
export const ADMINISTRATOR = 'Administrator';
export const ADMINISTRATOR_PASSWORD = 'Adm1nistr@tor';

/** What a script needs to write into the controller's own database: `db`, and `base`, its domain. */
export const DATABASE = `
import time, ldb
from samba.auth import system_session
from samba.credentials import Credentials
from samba.param import LoadParm
from samba.samdb import SamDB

lp = LoadParm()
lp.load_default()
credentials = Credentials()
credentials.guess(lp)
db = SamDB(session_info=system_session(), credentials=credentials, lp=lp)
base = db.domain_dn()
`;

/**
 * The accounts of the domain, written by Samba's own library into the controller's database before the controller starts: some states cannot be
 * set over the network. Each `svc-*` account is wrong in exactly one way; `svc-install` in none.
 */
export const CAST_SCRIPT = `${DATABASE}
def entry(name, *attributes):
    return db.search(base, ldb.SCOPE_SUBTREE, "(sAMAccountName=%s)" % name, attrs=list(attributes))[0]

def replace(dn, values, controls=None):
    message = ldb.Message()
    message.dn = dn
    for name, value in values.items():
        message[name] = ldb.MessageElement(value, ldb.FLAG_MOD_REPLACE, name)
    db.modify(message, controls=controls or [])

def flag(name, bit):
    found = entry(name, "userAccountControl")
    replace(found.dn, {"userAccountControl": str(int(found["userAccountControl"][0]) | bit)})

def filetime(days):
    return str(int((time.time() + days * 86400 + 11644473600) * 10**7))

replace(ldb.Dn(db, base), {"lockoutThreshold": "3", "lockoutDuration": str(-1800 * 10**7), "lockOutObservationWindow": str(-1800 * 10**7), "minPwdAge": "0"})

users = ["alice", "reader", "svc-install", "svc-nested", "svc-proxy", "svc-disabled", "svc-locked", "svc-expired", "svc-pwexpired", "svc-mustchange",
         "svc-smartcard", "svc-backup", "svc-guest", "svc-nologon", "svc-denied", "svc-interactive", "svc-domadmin", "svc-nopassword", "ghost"]
for user in users:
    db.newuser(user, "${CAST_PASSWORD}")
for user in users:
    if user not in ("svc-pwexpired", "svc-mustchange"):
        flag(user, 0x10000)
flag("svc-disabled", 0x2)
flag("svc-smartcard", 0x40000)
flag("svc-nopassword", 0x20)
replace(entry("svc-expired").dn, {"accountExpires": filetime(-1)})
replace(entry("svc-mustchange").dn, {"pwdLastSet": "0"})
# The local control lets the time be written; the greatest age is 42 days.
replace(entry("svc-pwexpired").dn, {"pwdLastSet": filetime(-100)}, ["local_oid:1.3.6.1.4.1.7165.4.3.20:0"])

for computer in ("CM01", "CM02", "CMOLD", "CMOUT"):
    db.newcomputer(computer)
    db.setpassword("(sAMAccountName=%s$)" % computer, "${CAST_PASSWORD}")
flag("CMOLD$", 0x2)

for group in ("Site Servers", "Tier 1", "Server Admins", "Round A", "Round B", "ProxyUsers"):
    db.newgroup(group)
def members(group, *names):
    db.add_remove_group_members(group, list(names))
members("Site Servers", "CM01$", "svc-nested")
members("Tier 1", "Site Servers")
members("Server Admins", "Tier 1")
members("Round A", "Round B", "CM02$")
members("Round B", "Round A")
members("ProxyUsers", "alice")
members("Domain Admins", "svc-domadmin")

# What the controller's own update task would register half a minute after its start.
names = [str(one) for one in entry("DC1$", "servicePrincipalName")["servicePrincipalName"]]
replace(entry("DC1$").dn, {"servicePrincipalName": names + ["ldap/dc1.corp.test", "ldap/DC1", "ldap/dc1.corp.test/CORP", "ldap/dc1.corp.test/corp.test", "GC/dc1.corp.test/corp.test"]})

# Log-on rights of the controller's own local policy, as LSA tells them.
from samba import Ldb
policy = Ldb(lp.private_path("privilege.ldb"), lp=lp, session_info=system_session())
for user, right in (("svc-install", "SeNetworkLogonRight"), ("svc-denied", "SeDenyNetworkLogonRight"), ("CMOUT$", "SeDenyNetworkLogonRight"), ("svc-interactive", "SeInteractiveLogonRight")):
    sid = db.schema_format_value("objectSid", entry(user, "objectSid")["objectSid"][0]).decode()
    policy.add({"dn": "sid=" + sid, "objectClass": "privilege", "comment": user, "objectSid": sid, "privilege": right})
# Of local groups: the controller has those of BUILTIN; two hold an account of the cast each.
for group, user, sid, right in (("Backup Operators", "svc-backup", "S-1-5-32-551", "SeNetworkLogonRight"), ("Guests", "svc-guest", "S-1-5-32-546", "SeDenyNetworkLogonRight")):
    members(group, user)
    known = policy.search(expression="(objectSid=%s)" % sid)
    if known:
        policy.modify_ldif("dn: %s\\nchangetype: modify\\nadd: privilege\\nprivilege: %s\\n" % (known[0].dn, right))
    else:
        policy.add({"dn": "sid=" + sid, "objectClass": "privilege", "comment": group, "objectSid": sid, "privilege": right})
`;
