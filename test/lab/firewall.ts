import type { Daemon, Machine } from './machine.ts';

/** The border between lan and wan: everything passes until a rule is added. */
export class Firewall {
  readonly machine: Machine;
  readonly #undo: (() => Promise<unknown>)[] = [];

  constructor(machine: Machine) {
    this.machine = machine;
  }

  /** Adds rules of nft(8) to what is forwarded between the segments, in both directions. */
  async rule(...rules: readonly string[]): Promise<void> {
    await this.#nft('border', 'forward', 'type filter hook forward priority 0; policy accept;', rules);
    this.#undo.push(() => this.machine.run(['nft', 'delete', 'table', 'inet', 'border']));
  }

  /** Resets every TCP connection in which a packet carries the text, as content filters do with names in TLS hellos. */
  async resetOn(text: string): Promise<void> {
    const match = ['FORWARD', '-p', 'tcp', '-m', 'string', '--algo', 'bm', '--string', text, '-j', 'REJECT', '--reject-with', 'tcp-reset'];
    for (const program of ['iptables-legacy', 'ip6tables-legacy']) {
      await this.machine.must([program, '-A', ...match]);
      this.#undo.push(() => this.machine.must([program, '-D', ...match]));
    }
  }

  /** Gives connections from the lan to a port of the wan to a program on the firewall itself. */
  async divert(port: number, to: number, program?: Daemon): Promise<void> {
    const rule = `iifname "lan" tcp dport ${port} redirect to :${to}`;
    await this.#nft(`divert${port}`, 'prerouting', 'type nat hook prerouting priority -100;', [rule]);
    this.#undo.push(async () => {
      await this.machine.run(['nft', 'delete', 'table', 'inet', `divert${port}`]);
      await program?.stop();
    });
  }

  /** Everything passes again. */
  async reset(): Promise<void> {
    for (let undo = this.#undo.pop(); undo !== undefined; undo = this.#undo.pop()) await undo();
  }

  async #nft(table: string, chain: string, hook: string, rules: readonly string[]): Promise<void> {
    const input = `table inet ${table} {\n chain ${chain} {\n${hook}\n${rules.join('\n')}\n }\n}\n`;
    await this.machine.must(['nft', '-f', '-'], { input });
  }
}
