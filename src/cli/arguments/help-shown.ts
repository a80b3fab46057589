/** Thrown when help or the version was printed: the command is done, with exit code 0. */
export class HelpShown extends Error {
  override readonly name = 'HelpShown';
}
