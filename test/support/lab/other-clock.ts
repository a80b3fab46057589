import { readFileSync } from 'node:fs';
import https from 'node:https';

/** A genuine server in a time of its own. Arguments: ADDRESS CERTIFICATE KEY SECONDS, the last added to the clock. Run on a lab machine. */
const [address = '127.0.0.1', certificate = '', key = '', seconds = '0'] = process.argv.slice(2);
https
  .createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (_request, response) => {
    response.sendDate = false;
    response.writeHead(200, { date: new Date(Date.now() + Number(seconds) * 1000).toUTCString() }).end('later');
  })
  .listen(443, address);
