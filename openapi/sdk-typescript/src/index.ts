import { client } from './generated/client.gen.js';
import { refusing } from './lyceum.js';

export * from './generated/index.js';
export type { Client } from './generated/client/index.js';
export { ApiError, createLyceum, withResponse } from './lyceum.js';

/** Of an operation that is given none: `/v1` of the page's own server. */
export { client };

refusing(client);
