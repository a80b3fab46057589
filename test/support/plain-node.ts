/**
 * The words before a command with which a Node in it runs as it does for a user, with `NODE_OPTIONS` of its own or none: tap has every Node that a test
 * starts load its hooks, which takes longer than most runs. For `npm run coverage` they stay, as they count what ran.
 */
export function plainNode(nodeOptions?: string): readonly string[] {
  if (process.env.COVERAGE !== undefined) return [];
  return nodeOptions === undefined ? ['env', '-u', 'NODE_OPTIONS'] : ['env', `NODE_OPTIONS=${nodeOptions}`];
}
