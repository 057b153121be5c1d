import { execFileSync } from 'node:child_process';
import path from 'node:path';

const script = path.join(import.meta.dirname, 'network.sh');

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
    execFileSync(script, ['down']);
    const lines = execFileSync(script, ['up', ...people], { encoding: 'utf8' }).trim().split('\n');
    return new Network(new Map(lines.map((line) => line.split(' ') as [string, string])));
  }

  get real(): boolean {
    return this.addresses !== null;
  }

  /** Where the server listens and what it announces. */
  get server(): string {
    return this.real ? '10.77.0.1' : '127.0.0.1';
  }

  namespace(person: string): string {
    return this.real ? `lyc-${person}` : '';
  }

  run(command: 'cut' | 'join' | 'move', person: string, ...more: string[]): void {
    execFileSync(script, [command, person, ...more]);
  }

  down(): void {
    if (this.real) execFileSync(script, ['down']);
  }
}
