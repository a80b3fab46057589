const OCTET = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
/** RFC 1918, RFC 6598, RFC 3927, and RFC 1122 loopback but for 127.0.0.0/24, which says nothing about a network. */
export const PRIVATE_IPV4 = new RegExp(
  `(?<![\\d.])(?:(?:10|127(?!\\.0\\.0\\.))\\.${OCTET}|169\\.254|192\\.168|172\\.(?:1[6-9]|2\\d|3[01])|100\\.(?:6[4-9]|[7-9]\\d|1[01]\\d|12[0-7]))\\.${OCTET}\\.${OCTET}(?!\\.?\\d)`,
  'g',
);
/** RFC 4193 and RFC 4291 link-local. */
export const PRIVATE_IPV6 = /(?<![0-9a-z:])f(?:[cd][0-9a-f]{2}|e[89ab][0-9a-f]):[0-9a-f:]*[0-9a-f:](?:%\w+)?(?![0-9a-z])/gi;
export const SID = /S-1-5-21-\d+-\d+-\d+(?:-\d+)?/g;
/** `DOMAIN\user`, which a path of the registry is not. */
export const DOWN_LEVEL =
  /(?<![\w\\:.])(?!(?:HK\w*|SOFTWARE|NT AUTHORITY|BUILTIN)\\)([a-z0-9][a-z0-9._-]{0,62})\\(?!\\)([^\\\s"'<>|:;,/]+)/gi;
export const UNC = /\\\\([^\\\s"'<>|]+)(?:\\([^\\\s"'<>|]+))?/g;
/** A user principal name or a mail address. It begins where the run of its characters begins, so that each run is looked at once; a port in an id is none. */
export const PRINCIPAL = /(?<![\w.+-])(?!(?<=:)\d{1,5}@)([\w+-][\w.+-]*\$?)@([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,20})/gi;
/** A run of relative distinguished names (RFC 4514); one that holds no domain component is none of a directory. */
export const DISTINGUISHED_NAME = /\b(?:CN|OU|DC|O)=[^,"=\n]{1,256}(?:,(?:CN|OU|DC|O)=[^,"=\n]{1,256})+/gi;
export const INNER_NAME = /(?<![\w.-])[a-z0-9_][\w-]*(?:\.[\w-]+)+(?![\w-])/gi;
/** Ends of names that are never published. */
export const INNER_END = /\.(?:local|lan|corp|internal|intranet|localdomain|private|home\.arpa)$/i;
/** Scheme, authority, path, query and fragment (RFC 3986), as far as they stand in one word; `pac:` begins the name of a PAC route. */
export const WEB_ADDRESS =
  /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]*:\/\/|pac:(?!\/\/))([^\s"'<>/?#\\|]*)([^\s"'<>?#|]*)(\?[^\s"'<>#|]*)?(#[^\s"'<>|]*)?/gi;
/** One relative distinguished name of a certificate's subject or issuer. */
export const CERTIFICATE_NAME = /(?<![^,\n/+ ])([A-Za-z][A-Za-z0-9.]{0,30})[ \t]{0,4}=[ \t]{0,4}("[^"\n]{0,256}"|[^,\n+/"]{1,256})/g;
