import { createClient, createConfig, type Client, type Config } from './generated/client/index.js';
import type { Problem } from './generated/index.js';

/** A refusal: what the server answered instead of doing it. Where no answer comes it is what `fetch` throws. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** The problem's stable code; undefined where something between here and the server answered. */
  readonly code: string | undefined;
  /** Seconds to wait before the same is tried again, where the answer says so. */
  readonly retryAfter: number | undefined;
  readonly problem: Problem | undefined;

  constructor(body: unknown, response: Response) {
    const problem = isProblem(body) ? body : undefined;
    super(problem?.detail ?? `the server answered ${response.status}`);
    this.status = response.status;
    this.code = problem?.code;
    this.problem = problem;
    const seconds = Number(response.headers.get('retry-after') ?? NaN);
    this.retryAfter = Number.isFinite(seconds) ? seconds : undefined;
  }
}

const isProblem = (body: unknown): body is Problem => typeof body === 'object' && body !== null && 'code' in body;

/** Every refusal that the client meets is thrown as an `ApiError`. */
export function refusing(client: Client): Client {
  client.interceptors.error.use((error, response: Response | undefined) => (response ? new ApiError(error, response) : error));
  return client;
}

/** A client of one server, for one person or nobody: `auth` is the access token, or a function that gives one. */
export const createLyceum = (config: Pick<Config, 'auth' | 'fetch'> & { baseUrl: string }): Client =>
  refusing(createClient(createConfig({ ...config, throwOnError: true })));

/** What an operation answers with the `Response` that it came in: its status, and headers such as `ETag`. */
export function withResponse<Options extends object, Data>(operation: (options: Options) => Promise<Data>, options: Options): Promise<{ data: Data; response: Response }> {
  return operation({ ...options, responseStyle: 'fields' }) as Promise<unknown> as Promise<{ data: Data; response: Response }>;
}
