import { type Flow, lines, type Reader } from '../../reader.ts';

/** `pass tls SRC any -> DST 443 (…; tls.sni; content:"…"; …)`: keywords change the buffer or the content before them. */
function ruleOf(line: string): (flow: Flow) => boolean {
  const [, protocol, port, body = ''] = /^pass (tls|http) \S+ any -> \S+ (\d+) \((.*)\)$/.exec(line) ?? [];
  const options = body.split('; ').map((option) => option.replace(/;$/, ''));
  const contents = options.filter((option) => option.startsWith('content:')).map((option) => option.slice('content:"'.length, -1));
  const patterns = options
    .filter((option) => option.startsWith('pcre:'))
    .map((option) => new RegExp(option.slice('pcre:"/'.length, -3), 'i'));
  const has = (option: string) => options.includes(option);
  return (flow) => {
    const buffer = `${has('dotprefix') ? '.' : ''}${flow.host}`;
    /** One match must hold all its modifiers: anchored on both sides it is the whole buffer. */
    const found = (content: string) => {
      if (has('startswith')) return has('endswith') ? buffer === content : buffer.startsWith(content);
      return has('endswith') ? buffer.endsWith(content) : buffer.includes(content);
    };
    const sees = protocol === (flow.scheme === 'http' ? 'http' : 'tls') && flow.scheme !== 'tcp';
    return sees && Number(port) === flow.port && contents.every(found) && patterns.every((pattern) => pattern.test(flow.host));
  };
}

/** docs.suricata.io: startswith and endswith anchor the content, dotprefix puts a dot before the buffer; both together mean equal. */
export const reader: Reader = {
  allows: (text) => {
    const rules = lines(text, '#').map(ruleOf);
    return (flow) => rules.some((rule) => rule(flow));
  },
};
