import { lines, type Matcher } from './matcher.ts';
import { urlEntry } from './palo-alto.ts';

const listed = (text: string) => (host: string) => lines(text).some((entry) => urlEntry(entry, host));

/** A URL list says nothing of ports and is looked at for HTTP and TLS only. */
export const paloAltoEdlMatcher: Matcher = {
  allows: (text) => (flow) => flow.scheme !== 'tcp' && listed(text)(flow.host),
  exempts: listed,
};
