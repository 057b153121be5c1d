// What breaks a client of the HTTP API between two of its documents.
import { resolve, schemaBreaks } from './schemas.mjs';

/** One line for each break. */
export function operationBreaks(before, after) {
  const [was, is] = [before, after].map(({ servers }) => servers.map(({ url }) => url).join(', '));
  const moved = was === is ? [] : [`the paths began with ${was} and begin with ${is}`];
  return moved.concat(Object.entries(before.paths).flatMap(([path, methods]) => Object.entries(methods).flatMap(([method, old]) => {
    const now = after.paths[path]?.[method];
    const at = `${method.toUpperCase()} ${path}`;
    if (!now) return announced(old) ? [] : [`${at}: the operation is gone`];
    return [...renamed(old, now), ...secured(before, old, after, now), ...parameters(before, old, after, now), ...body(before, old, after, now),
      ...answers(before, old, after, now)].map((what) => `${at} ${what}`);
  })));
}

/** Whether the last release said that it would go, and the day it named has come. */
function announced({ deprecated, 'x-sunset': day }) {
  return deprecated && new Date(day) <= new Date();
}

/** Clients that are made from the document call an operation by its id. */
function renamed(old, now) {
  return old.operationId === now.operationId ? [] : [`was ${old.operationId} and is ${now.operationId}`];
}

function secured(before, old, after, now) {
  const wanted = ({ security, components: { securitySchemes } }, operation) =>
    JSON.stringify((operation.security ?? security).map((schemes) => Object.keys(schemes).map((name) => [name, securitySchemes[name].scheme])));
  const [was, is] = [wanted(before, old), wanted(after, now)];
  return was === is || is === '[]' ? [] : [`sign-in: was ${was} and is ${is}`];
}

function parameters(before, old, after, now) {
  const named = (document, operation) =>
    new Map((operation.parameters ?? []).map((each) => resolve(document, each)).map((each) => [`${each.in} ${each.name}`, each]));
  const [was, is] = [named(before, old), named(after, now)];
  const gone = [...was.keys()].filter((name) => !is.has(name)).map((name) => `${name}: the parameter is no longer taken`);
  const wanted = [...is].filter(([name, each]) => each.required && !was.get(name)?.required).map(([name]) => `${name}: the parameter is required now`);
  const kept = [...was].filter(([name]) => is.has(name));
  const changed = kept.flatMap(([name, each]) => between(before, each.schema, after, is.get(name).schema, true).map((what) => `${name}${what}`));
  return [...gone, ...wanted, ...changed];
}

function body(before, old, after, now) {
  const wanted = now.requestBody?.required && !old.requestBody?.required ? ['body: a body is required now'] : [];
  return [...wanted, ...contents(before, old.requestBody, after, now.requestBody, true).map((what) => `body ${what}`)];
}

function answers(before, old, after, now) {
  const gone = Object.entries(old.responses).flatMap(([status, answer]) => {
    const is = now.responses[status];
    if (!is) return [`${status}: the status is gone`];
    const headers = Object.keys(answer.headers ?? {}).filter((name) => !is.headers?.[name]).map((name) => `header ${name}: it is gone`);
    return [...headers, ...contents(before, answer, after, is, false)].map((what) => `${status} ${what}`);
  });
  const good = Object.keys(now.responses).filter((status) => status.startsWith('2') && !old.responses[status]);
  return [...gone, ...good.map((status) => `${status}: another status of success`)];
}

function contents(before, old, after, now, sent) {
  return Object.entries(old?.content ?? {}).flatMap(([media, { schema }]) => {
    const is = now?.content?.[media];
    return is ? between(before, schema, after, is.schema, sent) : [`${media} is gone`];
  });
}

function between(before, old, after, now, sent) {
  return schemaBreaks({ document: before, schema: old }, { document: after, schema: now }, sent);
}
