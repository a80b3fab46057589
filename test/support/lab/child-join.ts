import { ADMINISTRATOR, ADMINISTRATOR_PASSWORD } from './directory-cast.ts';

/** The local database of a controller, and room in it for a naming context that it does not hold yet. */
const LOCAL = `
import ldb, sys
from samba.auth import system_session
from samba.param import LoadParm
from samba.samdb import SamDB

def room(nc):
    # A running directory opens its files without making new ones, and waits for ever where there is none.
    ldb.Ldb("tdb:///var/lib/samba/private/sam.ldb.d/%s.ldb" % str(nc).upper())

def database():
    lp = LoadParm()
    lp.load_default()
    return SamDB(session_info=system_session(), lp=lp)
`;

/** On the root's controller, before a child joins: room for the child's part of the global catalog. */
export const ROOM_SCRIPT = `${LOCAL}
room("DC=child,DC=corp,DC=test")`;

/**
 * On the child's first controller, its address the argument: makes the child domain by what Samba still has of it (DCJoinContext with subdomain), and
 * does itself what broke there since nobody uses it: the trust, whose code is of Python 2, and the room for the new domain.
 */
export const JOIN_SCRIPT = `${LOCAL}
import logging, random, time
import samba
from samba import arcfour_encrypt, join, string_to_byte_array
from samba.credentials import Credentials, DONT_USE_KERBEROS
from samba.dcerpc import drsblobs, drsuapi, lsa, misc, security
from samba.ndr import ndr_pack

# The level of the new domain: below 2008 its keys know no AES, with which the root encrypts tickets for it.
join.DS_DOMAIN_FUNCTION_2003 = samba.dsdb.DS_DOMAIN_FUNCTION_2008_R2

lp = LoadParm()
for name, value in (("interfaces", "lo " + sys.argv[1]), ("bind interfaces only", "yes"), ("realm", "CORP.TEST"), ("workgroup", "CORP"), ("netbios name", "CDC1")):
    lp.set(name, value)

def administrator(lp):
    who = Credentials()
    who.guess(lp)
    who.set_username("${ADMINISTRATOR}")
    who.set_password("${ADMINISTRATOR_PASSWORD}")
    who.set_domain("CORP")
    who.set_realm("CORP.TEST")
    who.set_kerberos_state(DONT_USE_KERBEROS)
    return who

def trust_secret(password):
    clear = drsblobs.AuthInfoClear()
    text = string_to_byte_array(password.encode("utf-16-le"))
    clear.size, clear.password = len(text), text
    info = drsblobs.AuthenticationInformation()
    info.LastUpdateTime, info.AuthType, info.AuthInfo = samba.unix2nttime(int(time.time())), lsa.TRUST_AUTH_TYPE_CLEAR, clear
    array = drsblobs.AuthenticationInformationArray()
    array.count, array.array = 1, [info]
    secret = drsblobs.trustAuthInOutBlob()
    secret.count, secret.current = 1, array
    return secret

def trust_info(ctx):
    info = lsa.TrustDomainInfoInfoEx()
    info.domain_name.string, info.netbios_name.string, info.sid = ctx.dnsdomain, ctx.domain_name, ctx.domsid
    info.trust_direction = lsa.LSA_TRUST_DIRECTION_INBOUND | lsa.LSA_TRUST_DIRECTION_OUTBOUND
    info.trust_type, info.trust_attributes = lsa.LSA_TRUST_TYPE_UPLEVEL, lsa.LSA_TRUST_ATTRIBUTE_WITHIN_FOREST
    return info

def trust_in_root(ctx, info, secret):
    passwords = drsblobs.trustDomainPasswords()
    passwords.confounder = [random.randint(0, 255) for _ in range(512)]
    passwords.outgoing = passwords.incoming = secret
    connection = lsa.lsarpc("ncacn_np:%s" % ctx.server, ctx.lp, administrator(ctx.lp))
    attribute = lsa.ObjectAttribute()
    attribute.sec_qos = lsa.QosInfo()
    policy = connection.OpenPolicy2("", attribute, security.SEC_FLAG_MAXIMUM_ALLOWED)
    blob = string_to_byte_array(arcfour_encrypt(connection.session_key, ndr_pack(passwords)))
    auth = lsa.TrustDomainInfoAuthInfoInternal()
    auth.auth_blob = lsa.DATA_BUF2()
    auth.auth_blob.size, auth.auth_blob.data = len(blob), blob
    connection.CreateTrustedDomainEx2(policy, info, auth, security.SEC_STD_DELETE)

def trust_in_child(ctx, info, secret):
    ctx.local_samdb.add({"dn": "CN=%s,CN=System,%s" % (ctx.dnsforest, ctx.base_dn), "objectClass": "trustedDomain",
        "trustType": str(info.trust_type), "trustAttributes": str(info.trust_attributes), "trustDirection": str(info.trust_direction),
        "flatName": ctx.forest_domain_name, "trustPartner": ctx.dnsforest, "securityIdentifier": ndr_pack(ctx.forestsid),
        "trustAuthIncoming": ndr_pack(secret), "trustAuthOutgoing": ndr_pack(secret)})
    ctx.local_samdb.add({"dn": "CN=%s$,CN=Users,%s" % (ctx.forest_domain_name, ctx.base_dn), "objectClass": "user",
        "sAMAccountName": "%s$" % ctx.forest_domain_name, "userAccountControl": str(samba.dsdb.UF_INTERDOMAIN_TRUST_ACCOUNT),
        "clearTextPassword": ctx.trustdom_pass.encode("utf-16-le")}, ["local_oid:%s:0" % samba.dsdb.DSDB_CONTROL_PERMIT_INTERDOMAIN_TRUST_UAC_OID])

class Child(join.DCJoinContext):
    def cleanup_old_join(ctx, force=False):
        pass

    def join_provision_own_domain(ctx):
        room(ctx.base_dn)
        super().join_provision_own_domain()

    def join_setup_trusts(ctx):
        info, secret = trust_info(ctx), trust_secret(ctx.trustdom_pass)
        trust_in_root(ctx, info, secret)
        trust_in_child(ctx, info, secret)

ctx = Child(logging.getLogger(), "dc1.corp.test", administrator(lp), lp, None, "CDC1", None, "corp.test", None, False, "NONE")
ctx.subdomain, ctx.adminpass = True, "${ADMINISTRATOR_PASSWORD}"
ctx.parent_domain_name, ctx.parent_dnsdomain = ctx.domain_name, ctx.dnsdomain
ctx.parent_partition_dn = ctx.get_parent_partition_dn()
ctx.domain_name, ctx.realm, ctx.dnsdomain = "CHILD", "child.corp.test", "child.corp.test"
ctx.partition_dn = "CN=CHILD,CN=Partitions,%s" % ctx.config_dn
ctx.base_dn = samba.dn_from_dns_name(ctx.dnsdomain)
ctx.forestsid, ctx.domsid = ctx.domsid, security.random_sid()
ctx.acct_dn = ctx.rid_manager_dn = ctx.topology_dn = None
ctx.dnshostname = "cdc1.child.corp.test"
ctx.trustdom_pass = samba.generate_random_machine_password(120, 120)
ctx.userAccountControl = samba.dsdb.UF_SERVER_TRUST_ACCOUNT | samba.dsdb.UF_TRUSTED_FOR_DELEGATION
ctx.secure_channel_type = misc.SEC_CHAN_BDC
ctx.replica_flags |= drsuapi.DRSUAPI_DRS_WRIT_REP | drsuapi.DRSUAPI_DRS_FULL_SYNC_IN_PROGRESS
ctx.domain_replica_flags = ctx.replica_flags
lp.set("realm", "CHILD.CORP.TEST")
lp.set("workgroup", "CHILD")
ctx.do_join()`;

/** Prints the objectGUID of the controller's own domain. */
export const GUID_SCRIPT = `${LOCAL}
db = database()
print(db.schema_format_value("objectGUID", db.search(db.domain_dn(), ldb.SCOPE_BASE, attrs=["objectGUID"])[0]["objectGUID"][0]).decode())`;

/** On the child's controller, once it has joined, the objectGUID of the root's domain the argument: room for the root's part of the global catalog. */
export const ROOT_PART_SCRIPT = `${LOCAL}
from samba.dcerpc import misc
from samba.ndr import ndr_pack
nc = "DC=corp,DC=test"
room(nc)
# The head of a naming context that has one above it and is still to be filled (1, 4 and 8 of instanceType), by the control for partial replicas.
database().add({"dn": nc, "objectClass": ["top", "domainDNS"], "instanceType": "13", "objectGUID": ndr_pack(misc.GUID(sys.argv[1]))},
    ["local_oid:1.3.6.1.4.1.7165.4.3.4:0", "relax:0"])`;

/** On either controller, once it holds the child's naming context: the reference to it is older and knows no SID, without which the KDC refuses everybody. */
export const REFERENCE_SCRIPT = `${LOCAL}
db = database()
nc = db.search("DC=child,DC=corp,DC=test", ldb.SCOPE_BASE, attrs=[], controls=["extended_dn:1:1"])[0].dn.extended_str()
db.modify_ldif("dn: CN=CHILD,CN=Partitions,%s\\nchangetype: modify\\nreplace: nCName\\nnCName: %s\\n" % (db.get_config_basedn(), nc), ["relax:0"])`;

/** On the child's controller only: its KDC reads the parent's reference without the SIDs in it, and refuses everybody. */
export const NO_PARENT_SCRIPT = `${LOCAL}
db = database()
db.modify_ldif("dn: CN=CHILD,CN=Partitions,%s\\nchangetype: modify\\ndelete: trustParent\\n" % db.get_config_basedn(), ["relax:0"])`;
