import { join } from 'node:path';
import { oddCertificateServer } from './odd-certificates.ts';

/** Statuses that `statusNNN.lab.test` answers with. */
export const NGINX_STATUSES = [404, 407, 408, 426, 451, 502, 503, 511, 598] as const;

/** Forwarding services `NAME.lab.test`, and where they lead. */
export const REDIRECTS: Readonly<Record<string, string>> = {
  tounlisted: 'https://dual.lab.test/landing',
  toclosed: 'https://shut.lab.test/',
  toforbidden: 'https://www.forbidden.test/',
  toliteral: 'http://10.77.3.2:3128/',
  circle: 'https://circle.lab.test/',
  spiral: 'https://spiral.lab.test$request_uri-',
};

/** nginx as the internet: the good certificate for every shipped name, bad ones by server name, markers of the genuine service on port 80. */
export function nginxConfig(dir: string, ca: string): string {
  const by = (name: string, certificate: string, key: string): string =>
    `server { listen 203.0.113.80:443 ssl; server_name ${name}.lab.test; ssl_certificate ${join(ca, certificate)}; ssl_certificate_key ${join(ca, key)}; location / { return 200 "${name}\\n"; } }`;
  const old = (address: string, protocol: string): string =>
    `server { listen ${address}:443 ssl; ssl_protocols ${protocol}; ssl_ciphers DEFAULT@SECLEVEL=0; ssl_certificate ${join(ca, 'good.pem')}; ssl_certificate_key ${join(ca, 'good.key')}; location / { return 200 "old\\n"; } }`;
  const leadOn = (name: string, to: string): string =>
    `server { listen 203.0.113.80:443 ssl; server_name ${name}.lab.test; ssl_certificate ${join(ca, 'good.pem')}; ssl_certificate_key ${join(ca, 'good.key')}; location / { return 302 ${to}; } }`;
  const status = (code: number): string =>
    `server { listen 203.0.113.80:443 ssl; server_name status${code}.lab.test; ssl_certificate ${join(ca, 'good.pem')}; ssl_certificate_key ${join(ca, 'good.key')}; location / { return ${code} "no\\n"; } }`;
  return `
user root; pid ${join(dir, 'nginx.pid')}; worker_processes 1; worker_rlimit_nofile 20000; error_log stderr crit;
events { worker_connections 8192; }
http {
  access_log off; default_type application/octet-stream; server_names_hash_bucket_size 128; server_tokens off;
  client_body_temp_path ${dir}/nginx-body; proxy_temp_path ${dir}/nginx-proxy; fastcgi_temp_path ${dir}/nginx-fcgi; uwsgi_temp_path ${dir}/nginx-uwsgi; scgi_temp_path ${dir}/nginx-scgi;
  ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache off;
  server { listen 203.0.113.80:443 ssl default_server; listen 203.0.113.79:443 ssl; listen [2001:db8:80::80]:443 ssl default_server; listen 0.0.0.0:8443 ssl default_server; server_name _; ssl_certificate ${join(ca, 'good.pem')}; ssl_certificate_key ${join(ca, 'good.key')}; ssl_certificate ${join(ca, 'rsa.pem')}; ssl_certificate_key ${join(ca, 'rsa.key')};
    location = /fwlink/ { if ($arg_LinkId = 2309745) { return 302 https://sccm.manage.microsoft.com/SCCMConnectedService.svc; } return 200 "genuine\\n"; }
    location = /SCCMConnectedService.svc/Manifest { return 302 https://download.microsoft.com/download/0/0/0/en/ConfigMgr.Update.Manifest.cab; }
    root ${ca}; location / { return 200 "genuine\\n"; } location ~ \\.cab$ { try_files /payload.cab =404; } }
  server { listen 203.0.113.80:80 default_server; listen [2001:db8:80::80]:80 default_server; server_name _; root ${ca};
    location / { add_header x-ms-request-id 00000000-0000-0000-0000-000000000000 always; add_header MS-CV lab.1 always; return 200 "genuine\\n"; }
    location = /lab/round { add_header x-ms-request-id 00000000-0000-0000-0000-000000000000 always; return 302 /lab/round; }
    location ~ \\.crl$ { types { } default_type application/pkix-crl; try_files /lab.crl =404; }
    location ~ \\.cab$ { add_header x-ms-request-id 00000000-0000-0000-0000-000000000000 always; try_files /disallowedcertstl.cab =404; } }
  server { listen 203.0.113.80:80; server_name www.msftconnecttest.com; location / { default_type text/plain; return 200 "Microsoft Connect Test"; } }
  server { listen 203.0.113.80:80; listen 203.0.113.82:80; listen [2001:db8:80::80]:80; server_name ~^(.+\\.)?ocsp\\. ~ocsp\\. oneocsp.microsoft.com; root ${ca}; location / { types { } default_type application/ocsp-response; try_files /lab.ocsp =404; } }
  server { listen 203.0.113.80:80; listen [2001:db8:80::80]:80; server_name cacerts.digicert.com cacerts.geotrust.com caissuers.microsoft.com; root ${ca}; location / { types { } default_type application/pkix-cert; try_files /inter.cer =404; } }
  server { listen 203.0.113.80:80; listen [2001:db8:80::80]:80; server_name crl3.digicert.com crl4.digicert.com crl.microsoft.com mscrl.microsoft.com www.d-trust.net cacerts.digicert.com cacerts.geotrust.com pki.lab.test; root ${ca}; location ~ \\.(cer|crt|p7c)$ { types { } default_type application/pkix-cert; try_files $uri /inter.cer; } location = /gone.cer { return 404; } location / { types { } default_type application/pkix-crl; try_files /lab.crl =404; } }
  server { listen 203.0.113.80:80; server_name .m365.test; return 301 https://$host$request_uri; }
  server { ${[25, 143, 587, 993, 995].map((port) => `listen 203.0.113.80:${port};`).join(' ')} return 204; }
  ${by('expired', 'expired.pem', 'expired.key')}
  ${by('notyet', 'notyet.pem', 'notyet.key')}
  ${by('wrongname', 'wrongname.pem', 'wrongname.key')}
  ${by('selfsigned', 'selfsigned.pem', 'selfsigned.key')}
  ${by('unknownca', 'unknownca.pem', 'unknownca.key')}
  ${by('nochain', 'good.leaf.pem', 'good.key')}
  ${oddCertificateServer(ca)}
  ${Object.entries(REDIRECTS)
    .map(([name, to]) => leadOn(name, to))
    .join('\n  ')}
  ${NGINX_STATUSES.map(status).join('\n  ')}
  server { listen 203.0.113.84:443 ssl default_server; server_name _; ssl_certificate ${join(ca, 'wild.pem')}; ssl_certificate_key ${join(ca, 'wild.key')}; location / { return 200 "wild\\n"; } }
  server { listen 203.0.113.85:443 ssl default_server; server_name _; ssl_reject_handshake on; }
  server { listen 203.0.113.85:443 ssl; server_name known.strict.test; ssl_certificate ${join(ca, 'wild.pem')}; ssl_certificate_key ${join(ca, 'wild.key')}; location / { return 200 "strict\\n"; } }
  server { listen 203.0.113.80:443 ssl; server_name impatient.lab.test; ssl_certificate ${join(ca, 'rsa.pem')}; ssl_certificate_key ${join(ca, 'rsa.key')}; keepalive_timeout 2s; root ${ca}; location ~ \\.cab$ { try_files /payload.cab =404; } location / { return 200 "impatient\\n"; } }
  server { listen 203.0.113.86:443 ssl; ssl_ciphers ECDHE-RSA-AES128-SHA256; ssl_certificate ${join(ca, 'rsa.pem')}; ssl_certificate_key ${join(ca, 'rsa.key')}; location / { return 200 "cbc\\n"; } }
  ${old('203.0.113.81', 'TLSv1 TLSv1.1')}
  ${old('203.0.113.83', 'TLSv1.3')}
}
`;
}

/**
 * One squid: anonymous on 3128, Basic on 3129, TLS inspection on 3131; on 3135 it inspects too and strips Range, on 3146 it inspects and lets only GET
 * pass; on 3136 it knows single hosts, on 3137 their wildcards.
 */
export function squidConfig(dir: string, ca: string): string {
  return `
http_port 10.77.3.2:3128 name=anonymous
http_port 10.77.3.2:3129 name=basic
http_port 10.77.3.2:3136 name=hosts
http_port 10.77.3.2:3137 name=wildcards
http_port 10.77.3.2:3131 name=bump ssl-bump generate-host-certificates=on dynamic_cert_mem_cache_size=4MB tls-cert=${join(ca, 'corp-both.pem')}
http_port 10.77.3.2:3135 name=rangeless ssl-bump generate-host-certificates=on dynamic_cert_mem_cache_size=4MB tls-cert=${join(ca, 'corp-both.pem')}
http_port 10.77.3.2:3146 name=readonly ssl-bump generate-host-certificates=on dynamic_cert_mem_cache_size=4MB tls-cert=${join(ca, 'corp-both.pem')}
acl rangeless myportname rangeless
request_header_access Range deny rangeless
sslcrtd_program /usr/lib/squid/security_file_certgen -s ${join(dir, 'ssl_db')} -M 4MB
sslcrtd_children 2 startup=1
tls_outgoing_options cafile=${join(ca, 'root.pem')}
ssl_bump bump all
${squidBase(dir, 'cache.log')}
connect_timeout 1 seconds
forward_timeout 2 seconds
connect_retries 0
dns_timeout 2 seconds
max_filedescriptors 8192
auth_param basic program /usr/lib/squid/basic_ncsa_auth ${join(dir, 'users')}
auth_param basic children 2 startup=1
auth_param basic realm corp
acl CONNECT method CONNECT
acl onBasic myportname basic
acl known proxy_auth REQUIRED
acl onHosts myportname hosts
acl onWildcards myportname wildcards
acl singleHosts dstdomain sccm.manage.microsoft.com ctldl.windowsupdate.com ocsp.lab.test pki.lab.test
acl wholeWildcards dstdomain .manage.microsoft.com .windowsupdate.com ocsp.lab.test pki.lab.test
acl forbidden dstdomain .forbidden.test
acl readonly myportname readonly
acl reading method GET CONNECT
http_access deny readonly !reading
http_access deny forbidden
http_access deny onHosts !singleHosts
http_access deny onWildcards !wholeWildcards
http_access deny onBasic !known
http_access allow all
`;
}

/** A squid of its own for each further scheme: one process would offer them all on every port. */
export function authSquidConfig(scheme: 'digest' | 'ntlm', dir: string, ca: string): string {
  const auth = {
    digest: `auth_param digest program /usr/lib/squid/digest_file_auth -c ${join(dir, 'digest-users')}
auth_param digest children 1 startup=1
auth_param digest realm corp`,
    // The helper knows no passwords: it speaks the protocol and takes every well-formed answer.
    ntlm: `auth_param ntlm program /usr/lib/squid/ntlm_fake_auth
auth_param ntlm children 1 startup=1`,
  };
  const ports = {
    digest: `http_port 10.77.3.2:3130
https_port 10.77.3.2:3133 tls-cert=${join(ca, 'proxy.pem')} tls-key=${join(ca, 'proxy.key')} name=tls`,
    ntlm: 'http_port 10.77.3.2:3134',
  };
  return `
${ports[scheme]}
${auth[scheme]}
${squidBase(dir, `cache-${scheme}.log`)}
max_filedescriptors 4096
acl overTls myportname tls
acl known proxy_auth REQUIRED
http_access allow overTls
http_access deny !known
http_access allow all
`;
}

/** haproxy before the squid of port 3128, as a company balances its proxies: on 3147 it ends idle connections after two seconds, on 3148 after twenty. */
export function haproxyConfig(): string {
  const balancer = (port: number, seconds: number): string => `
listen idle${port}
  mode tcp
  bind 10.77.3.2:${port}
  timeout client ${seconds}s
  timeout server ${seconds}s
  timeout connect 2s
  server squid 10.77.3.2:3128`;
  return `global\n  maxconn 100\n${balancer(3147, 2)}\n${balancer(3148, 20)}\n`;
}

/** dante: SOCKS4 and SOCKS5 without a user on 1081, SOCKS5 with one on 1080; one address is denied by rule. */
export function danteConfig(port: number, method: 'none' | 'username', address = '10.77.3.2'): string {
  return `
logoutput: stderr
internal: ${address} port = ${port}
external: ${address}
socksmethod: ${method}
clientmethod: none
user.privileged: root
user.unprivileged: nobody
client pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }
socks block { from: 0.0.0.0/0 to: 203.0.113.83/32 }
socks pass { from: 0.0.0.0/0 to: 0.0.0.0/0 protocol: tcp }
`;
}

/** What every squid of the lab has: nothing cached, nothing left behind, the lab's resolver. */
export function squidBase(dir: string, log: string): string {
  return `
pid_filename none
cache_log ${join(dir, log)}
access_log none
coredump_dir ${dir}
visible_hostname proxy.corp.test
dns_nameservers 10.77.2.2
cache deny all
cache_mem 4 MB
pinger_enable off
shutdown_lifetime 0 seconds`;
}

/** haproxy at the border: reads the server name of every handshake sent its way, lets the named ones through to where they wanted to go. */
export function nameFilterConfig(names: readonly string[], otherwise: 'reject' | 'silent-drop'): string {
  return `
global
  maxconn 500
defaults
  mode tcp
  timeout connect 2s
  timeout client 10s
  timeout server 10s
frontend all
  bind 0.0.0.0:8443
  tcp-request inspect-delay 2s
  tcp-request content accept if { req.ssl_hello_type 1 } ${names.map((name) => `{ req.ssl_sni -m end -i ${name} }`).join(' || { req.ssl_hello_type 1 } ')}
  tcp-request content ${otherwise} if { req.ssl_hello_type 1 }
  tcp-request content ${otherwise} if WAIT_END
  default_backend out
backend out
  option transparent
`;
}

/** haproxy at the border: reads the Host of every plain request sent its way, lets the named ones through to where they wanted to go. */
export function hostFilterConfig(names: readonly string[], otherwise: 'reject' | 'silent-drop'): string {
  return plainFilterConfig(`${otherwise} unless ${names.map((name) => `{ req.hdr(host) -m end -i ${name} }`).join(' or ')}`);
}

/** The same, with a page of its own for the named ones. */
export function blockPageConfig(names: readonly string[], text: string): string {
  const isNamed = names.map((name) => `{ req.hdr(host) -i ${name} }`).join(' or ');
  return plainFilterConfig(`return status 403 content-type text/html string "${text}" if ${isNamed}`);
}

function plainFilterConfig(rule: string): string {
  return `
global
  maxconn 500
defaults
  mode http
  timeout connect 2s
  timeout client 10s
  timeout server 10s
frontend all
  bind 0.0.0.0:8480
  http-request ${rule}
  default_backend out
backend out
  option transparent
`;
}
