import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { worker } from './worker.ts';

const prefix = `lyc${worker}`;
const net = `10.77.${worker}`;

const script = (...args: string[]): string =>
  execFileSync(path.join(import.meta.dirname, 'network.sh'), args, { encoding: 'utf8', env: { ...process.env, LYC: prefix, NET: net } });

/** Namespaces with a link per person, where this machine lets us make them; else everybody shares loopback. */
export class Network {
  private constructor(readonly addresses: Map<string, string> | null) {}

  /** Everybody on this machine, as a newcomer has it. */
  static loopback(): Network {
    return new Network(null);
  }

  static up(people: string[]): Network {
    if (process.getuid?.() !== 0) {
      console.log('network namespaces need root: everybody shares loopback, links are not cut');
      return new Network(null);
    }
    script('down');
    const lines = script('up', ...people).trim().split('\n');
    return new Network(new Map(lines.map((line) => line.split(' ') as [string, string])));
  }

  get real(): boolean {
    return this.addresses !== null;
  }

  /** Where the server listens and what it announces. */
  get server(): string {
    return this.real ? `${net}.1` : '127.0.0.1';
  }

  namespace(person: string): string {
    return this.real ? `${prefix}-${person}` : '';
  }

  run(command: 'cut' | 'join' | 'move', person: string, ...more: string[]): void {
    script(command, person, ...more);
  }

  down(): void {
    if (this.real) script('down');
  }
}
