import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** Hosts `NAME.odd.test`, each with a chain that is odd in one way. */
export const ODD_CERTIFICATES = [
  'bundle',
  'text',
  'twosteps',
  'gone',
  'stranger',
  'noaia',
  'ocsponly',
  'ldapaia',
  'privateaia',
  'lateleaf',
  'weakhash',
  'constraints',
  'critical',
  'clientonly',
  'pathlength',
  'nobasic',
  'oldauthority',
  'eset',
  'fiddler',
  'cloudflare',
  'menlo',
  ...[
    'withexpired',
    'wrongorder',
    'unrelated',
    'withroot',
    'wildname',
    'deepwild',
    'capitals',
    'ipsan',
    'longlived',
    'muststaple',
    'p521',
    'rsa',
  ],
  ...['cnonly', 'cnwild', 'nosubject', 'twins', 'constraintsok', 'cnforeign', 'cnbesidesan', 'excluded'],
  ...[
    'foreign',
    'future',
    'selfodd',
    'privateroot',
    'zscaler',
    'zscalerleaf',
    'norton',
    'avg',
    'kaspersky',
    'bitdefender',
    'netskope',
    'fortinet',
  ],
  ...['umbrella', 'sophos', 'paloalto', 'bluecoat', 'iboss', 'barracuda', 'watchguard', 'tmg', 'securly'],
] as const;

/** Makes them beside the lab's authorities, in the same folder; what they name as their issuer's address lies there too. */
export async function makeOddCertificates(dir: string): Promise<void> {
  await exec('bash', ['-ec', SCRIPT], { cwd: dir });
}

/** One server for all of them: a certificate that is read for each handshake passes OpenSSL's own checks of a server's certificate by, with the level of security at none. */
export function oddCertificateServer(ca: string): string {
  const file = join(ca, '$ssl_server_name');
  return `server { listen 203.0.113.80:443 ssl; server_name ${ODD_CERTIFICATES.map((name) => `${name}.odd.test`).join(' ')}; ssl_ciphers DEFAULT@SECLEVEL=0; ssl_certificate ${file}.pem; ssl_certificate_key ${file}.key; location / { return 200 "odd\\n"; } }`;
}

const SCRIPT = `
day() { date -u -d "$1 days" +%Y%m%d%H%M%SZ; }
key() { if [ "$KIND" = rsa ]; then openssl genrsa -out "$1.key" 2048 2>/dev/null; else openssl ecparam -name "\${KIND:-prime256v1}" -genkey -noout -out "$1.key"; fi; }
sign() { # FILE SUBJECT ISSUER FROM TO DIGEST EXTENSIONS
  key "$1"; : > index.txt
  openssl req -new -key "$1.key" -subj "$2" -out "$1.csr"; printf "$7" > "$1.ext"
  openssl ca -batch -notext -config leaf.cnf -preserveDN -md "$6" -extfile "$1.ext" -cert "$3.pem" -keyfile "$3.key" -startdate "$4" -enddate "$5" -in "$1.csr" -out "$1.leaf.pem" 2>"$1.err" || { cat "$1.err" >&2; exit 1; }
  cp "$1.leaf.pem" "$1.pem"
}
ca='basicConstraints=critical,CA:TRUE\\nkeyUsage=critical,keyCertSign,cRLSign\\n'
crl='crlDistributionPoints=URI:http://pki.lab.test/lab.crl\\n'
authority() { sign "$1" "/CN=$2" "$3" "$(day -900)" "\${5:-$(day 900)}" sha256 "$4$crl"; openssl x509 -in "$1.pem" -outform DER -out "$1.cer"; }
host() { # NAME ISSUER EXTENSIONS [SENT BESIDE IT] [TO] [DIGEST] [PURPOSE]
  local names="subjectAltName=\${SAN:-DNS:$1.odd.test}\\n"; [ "\${SAN:-}" != none ] || names=''
  sign "$1.odd.test" "\${SUBJECT:-/CN=$1.odd.test}" "$2" "\${FROM:-$(day -2)}" "\${5:-$(day 300)}" "\${6:-sha256}" "\${names}extendedKeyUsage=\${7:-serverAuth}\\n$3"
  for beside in \${4:-}; do cat "$beside.pem" >> "$1.odd.test.pem"; done
}
root() { key "$1"; openssl req -x509 -new -key "$1.key" -days 3650 -subj "$2" -out "$1.pem" -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign; }
at() { echo "authorityInfoAccess=caIssuers;URI:$1\\n$crl"; }
openssl crl2pkcs7 -nocrl -certfile inter.pem -certfile corp.pem -outform DER -out inter.p7c
cp inter.pem inter-text.cer
openssl x509 -in rogue.pem -outform DER -out rogue.cer; openssl x509 -in corp.pem -outform DER -out corp.cer
authority upper 'Lab Upper CA' root "$ca"
authority lower 'Lab Lower CA' upper "$ca$(at http://pki.lab.test/upper.cer)"
host bundle inter "$(at http://pki.lab.test/inter.p7c)"
host text inter "$(at http://pki.lab.test/inter-text.cer)"
host twosteps lower "$(at http://pki.lab.test/lower.cer)"
host gone inter "$(at http://pki.lab.test/gone.cer)"
host stranger inter "$(at http://pki.lab.test/corp.cer)"
host noaia inter ''
host ocsponly inter 'authorityInfoAccess=OCSP;URI:http://ocsp.lab.test\\n'
host ldapaia rogue "authorityInfoAccess=@aia\\n$crl[aia]\\ncaIssuers;URI.0=ldap:///CN=Nobody,CN=AIA,DC=corp,DC=test?cACertificate\\n"
host privateaia rogue "$(at http://pki.lab.test/rogue.cer)"
host lateleaf inter "$(at http://pki.lab.test/inter.cer)" '' "$(day -1)"
host weakhash inter "$crl" inter "$(day 300)" sha1
authority narrow 'Lab Narrow CA' root "\${ca}nameConstraints=critical,permitted;DNS:allowed.test\\n"
host constraints narrow "$crl" narrow
host critical inter "\${crl}1.2.3.4.5=critical,DER:0500\\n" inter
host clientonly inter "$crl" inter "$(day 300)" sha256 clientAuth
authority under 'Lab Under CA' inter "$ca"
host pathlength under "$crl" 'under inter'
authority plain 'Lab Plain CA' root ''
host nobasic plain "$crl" plain
authority old 'Lab Old CA' root "$ca" "$(day -3)"
host oldauthority old "$crl" old
root esetroot '/C=SK/O=ESET, spol. s r. o./CN=ESET SSL Filter CA'; host eset esetroot '' esetroot
root fiddlerroot '/O=DO_NOT_TRUST/CN=DO_NOT_TRUST_FiddlerRoot'; host fiddler fiddlerroot '' fiddlerroot
root cloudflareroot '/O=Cloudflare, Inc./CN=Gateway CA - Cloudflare Managed G1 0123'; host cloudflare cloudflareroot '' cloudflareroot
root menloroot '/O=Menlo Security Inc./CN=Menlo Security Intermediate CA'; host menlo menloroot '' menloroot
# Unusual, and genuine all the same.
host withexpired inter "$crl" 'inter old'
host wrongorder inter "$crl" 'root inter'
host unrelated inter "$crl" 'corp inter'
host withroot inter "$crl" 'inter root'
SAN='DNS:*.odd.test' host wildname inter "$crl" inter
SAN='DNS:*.test' host deepwild inter "$crl" inter
SAN='DNS:CAPITALS.Odd.Test' host capitals inter "$crl" inter
SAN='IP:203.0.113.80,DNS:ipsan.odd.test' host ipsan inter "$crl" inter
host longlived inter "$crl" inter "$(day 7300)"
host muststaple inter "\${crl}tlsfeature=status_request\\n" inter
KIND=secp521r1 host p521 inter "$crl" inter
KIND=rsa host rsa inter "$crl" inter
SAN=none host cnonly inter "$crl" inter
SAN=none SUBJECT='/CN=*.odd.test' host cnwild inter "$crl" inter
SAN=critical,DNS:nosubject.odd.test SUBJECT=/ host nosubject inter "$crl" inter
cp inter.key late.key; openssl req -new -key late.key -subj "$(openssl x509 -noout -subject -nameopt compat -in inter.pem | sed 's/^subject= *//')" -out late.csr
printf "$ca" > late.ext; : > index.txt
openssl ca -batch -notext -config leaf.cnf -preserveDN -md sha256 -extfile late.ext -cert root.pem -keyfile root.key -startdate "$(day -900)" -enddate "$(day -3)" -in late.csr -out late.pem 2>late.err || { cat late.err >&2; exit 1; }
host twins inter "$crl" 'late inter'
authority wide 'Lab Wide CA' root "\${ca}nameConstraints=critical,permitted;DNS:odd.test\\n"
host constraintsok wide "$crl" wide
# Wrong in one way.
SAN=none SUBJECT=/CN=elsewhere.example host cnforeign inter "$crl" inter
SAN=DNS:elsewhere.example host cnbesidesan inter "$crl" inter
authority without 'Lab Without CA' root "\${ca}nameConstraints=critical,excluded;DNS:odd.test\\n"
host excluded without "$crl" without
SAN=DNS:elsewhere.example host foreign inter "$crl" inter
FROM="$(day 30)" host future inter "$crl" inter
key selfodd.odd.test; openssl req -x509 -new -key selfodd.odd.test.key -days 400 -subj /CN=selfodd.odd.test -addext subjectAltName=DNS:selfodd.odd.test -out selfodd.odd.test.pem
# Authorities of products, and of nobody known.
product() { root "$1root" "$2"; host "$1" "$1root" '' "$1root"; }
product privateroot '/O=Example AG/CN=Example Internal Root'
product zscaler '/C=US/O=Zscaler Inc./CN=Zscaler Intermediate Root CA (zscalertwo.net) (t)'
host zscalerleaf zscalerroot ''
product norton '/OU=generated by Norton Antivirus for SSL\\/TLS scanning/O=Norton Web\\/Mail Shield/CN=Norton Web\\/Mail Shield Root'
product avg '/OU=generated by AVG Antivirus for SSL\\/TLS scanning/O=AVG Web\\/Mail Shield/CN=AVG Web\\/Mail Shield Root'
product kaspersky '/O=AO Kaspersky Lab/CN=Kaspersky Endpoint Security Root Certificate'
product bitdefender '/OU=IDS/O=Bitdefender/CN=Bitdefender Personal CA.Net-Defender'
product netskope '/C=US/O=Netskope Inc/CN=ca.example.goskope.com'
product fortinet '/C=US/O=Fortinet/OU=Certificate Authority/CN=FG100E4Q17000000'
product umbrella '/O=Cisco/CN=Cisco Umbrella Primary SubCA-1'
product sophos '/O=Sophos/CN=Sophos SSL CA_C0000000000'
product paloalto '/O=Palo Alto Networks/CN=decrypt.example'
product bluecoat '/O=Blue Coat SG Series/CN=192.0.2.9'
product iboss '/O=iboss Network Security/CN=iboss CA'
product barracuda '/O=Barracuda Networks/CN=Barracuda Web Security Gateway'
product watchguard '/O=WatchGuard_Technologies/OU=Fireware/CN=Fireware HTTPS Proxy (SN 80DA000000000 2026-01-01) CA'
product tmg '/CN=Microsoft Forefront TMG HTTPS Inspection Certification Authority'
product securly '/O=Securly, Inc./CN=securly.com'
chmod 644 *
`;
