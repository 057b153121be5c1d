// What of a schema's change breaks a client: what it sends must still be taken, what it gets must still be what it was.

/** Bounds, and whether the larger number is the narrower. */
const BOUNDS = { minimum: 1, exclusiveMinimum: 1, exclusiveMaximum: -1, minLength: 1, minItems: 1, minProperties: 1, maximum: -1, maxLength: -1, maxItems: -1, maxProperties: -1 };
/** Enums that grow: clients skip what they do not know of them. */
const GROWING = new Set(['NotificationKind', 'What']);

/**
 * The breaks between two schemas, each of its own document. `sent` by clients, or answered to them.
 * Every schema of ours is one thing, perhaps or null, or a choice of things told apart by a constant.
 */
export function schemaBreaks(before, after, sent) {
  const found = [];
  const seen = new Set();
  const say = (at, what) => found.push(`${at}: ${what}`);

  const compare = (old, now, at) => {
    const [was, is] = [plain(before.document, old), plain(after.document, now)];
    // where it stands it may be null or not, wherever else it was met
    types(was, is, at);
    const pair = `${was.name} ${is.name}`;
    if (was.name && is.name && seen.has(pair)) return;
    seen.add(pair);
    choices(was, is, at);
    limits(was.schema, is.schema, at);
    fields(was.schema, is.schema, at);
    if (was.schema.items && is.schema.items) compare(was.schema.items, is.schema.items, `${at}[]`);
  };

  const types = (was, is, at) => {
    const lost = was.types.filter((type) => !is.types.includes(type));
    const added = is.types.filter((type) => !was.types.includes(type));
    if (sent && lost.length > 0) say(at, `${lost} is no longer taken`);
    if (!sent && added.length > 0) say(at, `${added} may be answered now`);
    if (lost.length > 0 && added.length > 0) say(at, `its type was ${was.types} and is ${is.types}`);
  };

  const choices = (was, is, at) => {
    const [old, now] = [was.schema.enum, is.schema.enum];
    if (sent && now) {
      for (const value of (old ?? ['any other value']).filter((value) => !now.includes(value))) say(at, `\`${value}\` is no longer taken`);
    }
    if (!sent && old && !GROWING.has(is.name)) {
      for (const value of (now ?? ['any other value']).filter((value) => !old.includes(value))) say(at, `\`${value}\` may be answered now`);
    }
    const tags = (side) => new Map((side.schema.oneOf ?? []).map((choice) => [tag(choice), choice]));
    const later = tags(is);
    for (const [name, choice] of tags(was)) {
      if (later.has(name)) compare(choice, later.get(name), `${at}<${name}>`);
      else say(at, `the choice ${name} is gone`);
    }
  };

  const limits = (old, now, at) => {
    for (const [bound, sign] of Object.entries(BOUNDS)) {
      const narrower = now[bound] !== undefined && (old[bound] === undefined || (now[bound] - old[bound]) * sign > 0);
      if (sent && narrower) say(at, `${bound} was ${old[bound] ?? 'open'} and is ${now[bound]}`);
    }
    for (const kind of ['format', 'pattern', 'const', 'multipleOf', 'uniqueItems']) {
      const narrower = sent ? now[kind] !== undefined : old[kind] !== undefined;
      if (narrower && old[kind] !== now[kind]) say(at, `${kind} was ${old[kind] ?? 'open'} and is ${now[kind] ?? 'open'}`);
    }
  };

  const fields = (old, now, at) => {
    const [was, is] = [old.properties ?? {}, now.properties ?? {}];
    for (const [name, field] of Object.entries(was)) {
      const must = [old, now].map((schema) => (schema.required ?? []).includes(name));
      if (!is[name]) say(`${at}/${name}`, sent ? 'the field is no longer taken' : 'the field is gone');
      else compare(field, is[name], `${at}/${name}`);
      if (is[name] && sent && !must[0] && must[1]) say(`${at}/${name}`, 'the field is required now');
      if (is[name] && !sent && must[0] && !must[1]) say(`${at}/${name}`, 'the field may be missing now');
    }
    const wanted = sent ? (now.required ?? []).filter((name) => !was[name]) : [];
    for (const name of wanted) say(`${at}/${name}`, 'a new field is required');
    if (sent && old.additionalProperties !== false && now.additionalProperties === false) say(at, 'unknown fields are refused now');
  };

  compare(before.schema, after.schema, '');
  return found;
}

/** A schema without its reference and without "or null", which is one of its types. */
function plain(document, schema) {
  if (schema.anyOf) {
    const choices = schema.anyOf.filter((choice) => choice.type !== 'null');
    if (choices.length !== 1) throw new Error(`a choice of ${choices.length} that this check cannot tell apart`);
    const inner = plain(document, choices[0]);
    return { ...inner, types: [...new Set([...inner.types, 'null'])] };
  }
  const texts = schema.oneOf?.flatMap((choice) => choice.enum ?? choice.const ?? []);
  // where some of them are described, a schema lists them one by one
  if (texts && schema.oneOf.every((choice) => choice.enum || choice.const)) return { schema: { type: 'string', enum: texts }, types: ['string'] };
  if (!schema.$ref) return { schema, types: [schema.type ?? []].flat() };
  return { ...plain(document, resolve(document, schema)), name: schema.$ref.split('/').at(-1) };
}

export function resolve(document, value) {
  if (!value?.$ref) return value;
  return resolve(document, value.$ref.slice(2).split('/').reduce((at, key) => at[key.replaceAll('~1', '/').replaceAll('~0', '~')], document));
}

/** The constant that tells a choice from the others. */
function tag(choice) {
  const constant = choice.const ?? Object.values(choice.properties ?? {}).find((field) => field.const !== undefined)?.const;
  return constant ?? JSON.stringify(choice.enum ?? choice.pattern ?? choice.type);
}
