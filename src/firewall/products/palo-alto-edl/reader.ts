import { lines, type Reader } from '../../reader.ts';
import { urlEntries } from '../palo-alto/reader.ts';

const listed = (text: string) => urlEntries(lines(text));

/** A URL list says nothing of ports and is looked at for HTTP and TLS only. */
export const reader: Reader = {
  allows: (text) => {
    const covers = listed(text);
    return (flow) => flow.scheme !== 'tcp' && covers(flow.host);
  },
  exempts: listed,
};
