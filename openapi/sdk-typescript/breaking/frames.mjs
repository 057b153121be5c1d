// What breaks a client of the realtime socket between two of its documents. Frames and events that are new are skipped by clients.
import { schemaBreaks } from './schemas.mjs';

/** One line for each break. */
export function frameBreaks(before, after) {
  const frames = Object.entries(before.components.messages).flatMap(([key, { payload }]) => {
    const now = after.components.messages[key];
    if (!now) return [`${key}: the frame is gone`];
    const sent = key.startsWith('client_');
    return schemaBreaks({ document: before, schema: payload }, { document: after, schema: now.payload }, sent).map((what) => `${key} ${what}`);
  });
  const codes = (document) => document.channels.realtime['x-close-codes'].map(({ code }) => code);
  const closes = codes(before).filter((code) => !codes(after).includes(code)).map((code) => `close code ${code}: it is gone`);
  const moved = before.channels.realtime.address === after.channels.realtime.address ? [] : ['the address of the socket changed'];
  return [...frames, ...closes, ...moved];
}
