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
key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"; }
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
  sign "$1.odd.test" "/CN=$1.odd.test" "$2" "$(day -2)" "\${5:-$(day 300)}" "\${6:-sha256}" "subjectAltName=DNS:$1.odd.test\\nextendedKeyUsage=\${7:-serverAuth}\\n$3"
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
chmod 644 *
`;
