import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve('../..');
const binary = path.join(process.env.CARGO_TARGET_DIR ?? path.join(root, 'target'), 'debug/lyceum');
const READY_WITHIN = 30_000;

/** A fresh `lyceum demo`: its data in a folder of its own, on a port of its own. */
export class Server {
  private constructor(readonly url: string, private readonly child: ChildProcess, private readonly folder: string) {}

  static async start(): Promise<Server> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lyceum-tour-'));
    const listen = `127.0.0.1:${await freePort()}`;
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith('LYCEUM_'));
    const settings = {
      LYCEUM_DATA: path.join(folder, 'data'),
      LYCEUM_LISTEN: listen,
      LYCEUM_PUBLIC_URL: `http://${listen}`,
      LYCEUM_MEDIA_UDP: '127.0.0.1:0',
      LYCEUM_LOG_FILTER: 'warn',
    };
    const child = spawn(binary, ['demo'], { env: { ...Object.fromEntries(own), ...settings }, stdio: ['ignore', 'pipe', 'inherit'] });
    const server = new Server(`http://${listen}`, child, folder);
    await server.ready();
    return server;
  }

  /** The demo's people are printed last. */
  private async ready(): Promise<void> {
    let said = '';
    const late = setTimeout(() => this.child.kill('SIGKILL'), READY_WITHIN);
    for await (const text of this.child.stdout!) {
      said += text;
      if (said.includes('sara@demo.example')) return clearTimeout(late);
    }
    throw new Error(`the server is not ready: ${said}`);
  }

  stop(): void {
    this.child.kill('SIGKILL');
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const bound = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = bound.address() as net.AddressInfo;
      bound.close(() => found(port));
    });
  });
}
