import { client } from '@lyceum/sdk';
import { hearServer } from '../lib/clock.ts';
import { wordGone } from './gone.ts';
import { problemOf } from './problem.ts';
import { refresh, saysDeleted, token } from './refresh.ts';
import { depart, session } from './session.ts';
import { followPresses, traceparent } from './trace.ts';

/** The paths that work without an access token; asking for one there would go in circles. */
const OPEN = /^\/v1\/(session\/refresh|organizations\/)/;

export function configure(): void {
  followPresses(document);
  client.setConfig({ baseUrl: '/v1', throwOnError: true, fetch: authorized, responseTransformer: (data) => Promise.resolve(wordGone(data)) });
  client.interceptors.response.use((response) => {
    hearServer(Date.parse(response.headers.get('date') ?? ''), true);
    return response;
  });
  client.interceptors.error.use((error, response) => problemOf(error, response as Response | undefined));
}

async function authorized(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init);
  request.headers.set('traceparent', traceparent());
  if (OPEN.test(new URL(request.url).pathname)) return fetch(request);
  const again = request.clone();
  // what outlives the page is sent now: it is gone before a new token comes
  const response = await fetch(bearing(request, await token(request.keepalive ? 0 : undefined)));
  if (response.status !== 401 || session.getState().status === 'out') return response;
  if (await saysDeleted(response)) {
    depart(true);
    return response;
  }
  const renewed = await refresh();
  return renewed ? fetch(bearing(again, renewed)) : response;
}

function bearing(request: Request, token: string | null): Request {
  if (token) request.headers.set('authorization', `Bearer ${token}`);
  return request;
}
