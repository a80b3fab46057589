import { lines, type Reader } from '../../reader.ts';
import { urlEntry } from '../palo-alto/reader.ts';

const listed = (text: string) => (host: string) => lines(text).some((entry) => urlEntry(entry, host));

/** A URL list says nothing of ports and is looked at for HTTP and TLS only. */
export const reader: Reader = {
  allows: (text) => (flow) => flow.scheme !== 'tcp' && listed(text)(flow.host),
  exempts: listed,
};
