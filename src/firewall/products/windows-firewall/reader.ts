import { captures, type Reader, starDots } from '../../reader.ts';

/** A rule allows the addresses of its keywords on its port; `*.example.com` holds what DNS answered for names below the domain. */
export const reader: Reader = {
  allows: (text) => {
    const keywords = new Map(
      [...text.matchAll(/^New-NetFirewallDynamicKeywordAddress -Id '(\S+)' -Keyword '(\S+)' /gm)].map((m) => [m[1], m[2] ?? '']),
    );
    const rules = text
      .split('$keywords = @(')
      .slice(1)
      .map((part) => ({
        port: Number(/-RemotePort (\d+)/.exec(part)?.[1]),
        covers: starDots(captures(part.slice(0, part.indexOf(')')), /'(\{[^']*\})'/g).map((id) => keywords.get(id) ?? '')),
      }));
    return ({ host, port }) => rules.some((rule) => rule.port === port && rule.covers(host));
  },
};
