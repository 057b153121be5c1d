import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Network } from './network.ts';
import { worker } from './worker.ts';

const root = path.resolve(import.meta.dirname, '../../../..');
const binary = path.join(process.env.CARGO_TARGET_DIR ?? path.join(root, 'target'), 'debug/lyceum');

/** A journey has one server at a time, and a worker one journey. Calls take UDP ports from here on, one a core. */
export const PORT = 18_000 + 200 * worker;
export const MEDIA_PORT = PORT + 100;

/** The real program with embedded storage in a folder of its own, which outlives a kill -9. */
export class Server {
  private child: ChildProcess | null = null;
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'lyceum-e2e-'));
  private readonly logFile = path.join(this.folder, 'server.log');
  readonly origin = `http://lyceum.localhost:${PORT}`;

  /** A setting that is `undefined` is the program's own. */
  constructor(private readonly network: Network, private readonly settings: NodeJS.ProcessEnv = {}) {}

  /** As a program on this machine asks it. */
  get base(): string {
    return `http://${this.network.server}:${PORT}`;
  }

  private get env(): NodeJS.ProcessEnv {
    const { server } = this.network;
    return {
      ...process.env,
      LYCEUM_DATA: path.join(this.folder, 'data'),
      LYCEUM_LISTEN: `${server}:${PORT}`,
      LYCEUM_PUBLIC_URL: this.origin,
      LYCEUM_CONSOLE: path.join(root, 'gateway/web/dist'),
      LYCEUM_MEDIA_UDP: `${server}:${MEDIA_PORT}`,
      LYCEUM_MEDIA_ANNOUNCE: server,
      LYCEUM_LIMITS_SIGN_UP_PER_HOUR: '1000',
      LYCEUM_LIMITS_SIGN_IN_PER_MINUTE: '1000',
      LYCEUM_LIMITS_ACCOUNT_SIGN_IN_PER_MINUTE: '1000',
      ...this.settings,
    };
  }

  private inside(command: string[]): [string, string[]] {
    const all = this.network.real ? ['ip', 'netns', 'exec', this.network.namespace('srv'), ...command] : command;
    return [all[0]!, all.slice(1)];
  }

  /** `lyceum ARGS…`, to its end. */
  command(args: string[], input = ''): string {
    const [file, rest] = this.inside([binary, ...args]);
    const done = spawnSync(file, rest, { env: this.env, input, encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`lyceum ${args.join(' ')} failed: ${done.stderr}`);
    return done.stdout;
  }

  async start(how: 'serve' | 'demo' = 'serve'): Promise<void> {
    const log = openSync(this.logFile, 'a');
    const said = statSync(this.logFile).size;
    const [file, rest] = this.inside([binary, how]);
    this.child = spawn(file, rest, { env: this.env, stdio: ['ignore', log, log] });
    const child = this.child;
    for (const began = Date.now(); Date.now() - began < 15_000;) {
      if (child.exitCode !== null) {
        this.child = null;
        break;
      }
      const [probe, args] = this.inside(['curl', '-fsS', '-m', '1', `${this.base}/readyz`]);
      // those of the demo are made behind its being ready
      const peopled = how === 'serve' || readFileSync(this.logFile).subarray(said).includes('Sign in with the password');
      if (peopled && spawnSync(probe, args).status === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`the server is not ready:\n${this.log()}`);
  }

  /** kill -9: no warning, no last word. */
  async kill(): Promise<void> {
    const gone = once(this.child!, 'exit');
    this.child!.kill('SIGKILL');
    await gone;
    this.child = null;
  }

  log(): string {
    return readFileSync(this.logFile, 'utf8').split('\n').slice(-40).join('\n');
  }

  async stop(): Promise<void> {
    if (this.child) await this.kill();
    if (!process.env.KEEP) rmSync(this.folder, { recursive: true, force: true });
  }
}
