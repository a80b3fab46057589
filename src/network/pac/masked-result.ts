/** What a script returned or threw, without what could be a password: what stands between a colon and an at sign. */
export function maskedResult(result: string): string {
  return result.replace(/:[^\s;:@]{1,200}@/g, ':***@');
}
