import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { basename, join } from 'node:path';

/** Serves the files of one folder. Arguments: ADDRESS PORT FOLDER. Run on a lab machine. */
const [address = '127.0.0.1', port = '80', folder = '.'] = process.argv.slice(2);
http
  .createServer((request, response) => {
    readFile(join(folder, basename(request.url ?? '/'))).then(
      (bytes) => response.writeHead(200, { 'content-type': 'application/x-ns-proxy-autoconfig' }).end(bytes),
      () => response.writeHead(404).end(),
    );
  })
  .listen(Number(port), address);
