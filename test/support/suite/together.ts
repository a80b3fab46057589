import { pathToFileURL } from 'node:url';
import t from 'tap';

/** Runs the test files that it is given in one process: loading what all of them load takes longer than most of them do. */
for (const file of process.argv.slice(2)) {
  t.comment(file);
  await import(pathToFileURL(file).href);
}
