// What the generator should know and the document does not say its way: media types without parameters; what may be absent in an answer
// comes as null; the problem document's schema.
import fs from 'node:fs';

const document = JSON.parse(fs.readFileSync(process.env.DOCUMENT ?? new URL('../openapi.json', import.meta.url), 'utf8'));

const problem = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: { type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, detail: { type: 'string' }, code: { type: 'string' } },
};
document.components.schemas.Problem ??= problem;

for (const [name, schema] of Object.entries(document.components.schemas)) {
  if (name.endsWith('Body') || name === 'Problem') continue;
  for (const [field, value] of Object.entries(schema.properties ?? {})) {
    if (schema.required?.includes(field)) continue;
    schema.properties[field] = value.$ref ? { allOf: [value], nullable: true } : { ...value, nullable: true };
  }
}

const plain = (content) => Object.fromEntries(Object.entries(content).map(([type, value]) => [type.split(';')[0], value]));
for (const path of Object.values(document.paths)) {
  for (const operation of Object.values(path)) {
    if (operation.requestBody?.content) operation.requestBody.content = plain(operation.requestBody.content);
    for (const response of Object.values(operation.responses ?? {})) if (response.content) response.content = plain(response.content);
  }
}
fs.writeFileSync(new URL('document.local.json', import.meta.url), JSON.stringify(document));
