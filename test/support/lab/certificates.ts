import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** Authorities and leaves made by openssl; each bad leaf is wrong in exactly one way. */
export async function makeCertificates(dir: string, goodNames: readonly string[]): Promise<void> {
  const sh = (script: string) => exec('bash', ['-ec', script], { cwd: dir });
  await writeFile(join(dir, 'good.names'), goodNames.map((name) => `DNS:${name}`).join(','));
  await writeFile(
    join(dir, 'leaf.cnf'),
    [
      '[ca]',
      'default_ca=d',
      '[d]',
      'new_certs_dir=.',
      'database=index.txt',
      'serial=serial.txt',
      'default_md=sha256',
      'policy=p',
      'unique_subject=no',
      '[p]',
      'commonName=optional',
      '',
    ].join('\n'),
  );
  await sh(`
    ec() { openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"; }
    root() { ec "$1"; openssl req -x509 -new -key "$1.key" -days 3650 -subj "$2" -out "$1.pem" -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign; }
    root root '/O=Lab/CN=Lab Root CA'; root corp '/O=Contoso/CN=Contoso TLS Inspection CA'; root rogue '/O=Nobody/CN=Unknown CA'
    ec inter; openssl req -new -key inter.key -subj '/O=Lab/CN=Lab Issuing CA' | openssl x509 -req -CA root.pem -CAkey root.key -set_serial 2 -days 1825 -out inter.pem \\
      -extfile <(printf 'basicConstraints=critical,CA:TRUE,pathlen:0\\nkeyUsage=critical,keyCertSign,cRLSign\\n') 2>/dev/null
    : > index.txt; echo 1000 > serial.txt; echo 01 > crlnumber.txt
    leaf() { # FILE ISSUER FROM TO NAMES EXTRA
      ec "$1"; : > index.txt
      openssl req -new -key "$1.key" -subj "/CN=$1" -out "$1.csr"
      { echo "subjectAltName=$5"; echo 'extendedKeyUsage=serverAuth'; printf "$6"; } > "$1.ext"
      openssl ca -batch -notext -config leaf.cnf -extfile "$1.ext" -cert "$2.pem" -keyfile "$2.key" -startdate "$3" -enddate "$4" -in "$1.csr" -out "$1.leaf.pem" 2>"$1.err" || { cat "$1.err" >&2; exit 1; }
      cat "$1.leaf.pem" > "$1.pem"; [ "$2" != inter ] || cat inter.pem >> "$1.pem"
    }
    day() { date -u -d "$1 days" +%Y%m%d%H%M%SZ; }
    aia='authorityInfoAccess=OCSP;URI:http://ocsp.lab.test,caIssuers;URI:http://pki.lab.test/inter.cer\\ncrlDistributionPoints=URI:http://pki.lab.test/lab.crl\\n'
    leaf good inter "$(day -2)" "$(day 400)" "$(cat good.names)" "$aia"
    openssl genrsa -out rsa.key 2048 2>/dev/null; openssl req -new -key rsa.key -subj /CN=good -out rsa.csr; : > index.txt
    openssl ca -batch -notext -config leaf.cnf -extfile good.ext -cert inter.pem -keyfile inter.key -startdate "$(day -2)" -enddate "$(day 400)" -in rsa.csr -out rsa.leaf.pem 2>/dev/null
    cat rsa.leaf.pem inter.pem > rsa.pem
    leaf expired inter "$(day -2)" "$(day -1)" DNS:expired.lab.test "$aia"
    leaf notyet inter "$(day 30)" "$(day 400)" DNS:notyet.lab.test "$aia"
    leaf wrongname inter "$(day -2)" "$(day 400)" DNS:other.example "$aia"
    leaf unknownca rogue "$(day -2)" "$(day 400)" DNS:unknownca.lab.test ''
    leaf wild inter "$(day -2)" "$(day 400)" DNS:known.wild.test,DNS:known.strict.test "$aia"
    leaf proxy inter "$(day -2)" "$(day 400)" DNS:proxy.corp.test "$aia"
    ec selfsigned; openssl req -x509 -new -key selfsigned.key -days 400 -subj /CN=selfsigned.lab.test -addext subjectAltName=DNS:selfsigned.lab.test -out selfsigned.pem
    openssl ca -gencrl -config leaf.cnf -cert root.pem -keyfile root.key -crldays 30 -out crl.pem 2>/dev/null && openssl crl -in crl.pem -outform DER -out lab.crl
    openssl x509 -in inter.pem -outform DER -out inter.cer
    # What a responder of the root says of the issuing authority, for thirty days.
    printf 'V\\t351231235959Z\\t\\t02\\tunknown\\t/O=Lab/CN=Lab Issuing CA\\n' > ocsp.index
    openssl ocsp -issuer root.pem -cert inter.pem -no_nonce -reqout ocsp.req >/dev/null
    openssl ocsp -index ocsp.index -CA root.pem -rsigner root.pem -rkey root.key -reqin ocsp.req -ndays 30 -respout lab.ocsp >/dev/null
    cat corp.pem corp.key > corp-both.pem; cat proxy.pem proxy.key > proxy-both.pem
    head -c 4096 /dev/zero | tr '\\0' x > payload.cab
    printf 'MSCF\\0\\0\\0\\0cabinet' > disallowedcertstl.cab
    chmod 644 *
  `);
}
