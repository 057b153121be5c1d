/** The public API, for what a test needs to be there before it looks. */
export class Api {
  private constructor(private readonly base: string, private readonly token: string) {}

  static async signIn(base: string, slug: string, email: string, password: string): Promise<Api> {
    const answer = await send('POST', `${base}/v1/organizations/${slug}/sign-in`, { email, password, token_delivery: 'body' });
    return new Api(base, ((await answer.json()) as { access_token: string }).access_token);
  }

  /** A new account, and its sign-in as soon as it is made. */
  static async signUp(base: string, slug: string, who: { email: string; password: string; display_name: string }): Promise<Api> {
    await send('POST', `${base}/v1/organizations/${slug}/sign-up`, who);
    for (;;) {
      const made = await Api.signIn(base, slug, who.email, who.password).catch(() => null);
      if (made) return made;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async get<T>(path: string): Promise<T> {
    const answer = await fetch(`${this.base}/v1${path}`, { headers: { authorization: `Bearer ${this.token}` } });
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status}`);
    return (await answer.json()) as T;
  }

  async post<T>(path: string, body: object): Promise<T> {
    return this.write<T>('POST', path, body);
  }

  async patch<T>(path: string, body: object): Promise<T> {
    return this.write<T>('PATCH', path, body);
  }

  private async write<T>(method: string, path: string, body: object): Promise<T> {
    const text = await (await send(method, `${this.base}/v1${path}`, body, this.token)).text();
    return (text ? JSON.parse(text) : undefined) as T;
  }

  async put(path: string, body: object): Promise<void> {
    await send('PUT', `${this.base}/v1${path}`, body, this.token);
  }
}

async function send(method: string, url: string, body: object, token?: string): Promise<Response> {
  const headers = {
    'content-type': 'application/json', 'idempotency-key': crypto.randomUUID(), ...(token ? { authorization: `Bearer ${token}` } : {}),
  };
  const answer = await fetch(url, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
  return answer;
}
