// The API documents break no client of the last release; each kind of break is found, and what breaks nobody is not.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { frameBreaks } from './frames.mjs';
import { operationBreaks } from './operations.mjs';

const openapi = path.join(import.meta.dirname, '../..');
const read = (file) => JSON.parse(fs.readFileSync(path.join(openapi, file), 'utf8'));
const [api, frames] = [read('released/openapi.json'), read('released/asyncapi.json')];

test('the API document breaks no client of the last release', () => assert.deepEqual(operationBreaks(api, read('openapi.json')), []));
test('the realtime document breaks no client of the last release', () => assert.deepEqual(frameBreaks(frames, read('asyncapi.json')), []));

const ask = (document) => document.paths['/mentoring-requests'].post;
const schema = (document, name) => document.components.schemas[name];
const field = (document, name, at) => schema(document, name).properties[at];

const BREAKS = {
  'an operation is gone': [(d) => delete d.paths['/mentors'].get, 'GET /mentors: the operation is gone'],
  'a path is gone': [(d) => delete d.paths['/mentor-topics'], 'GET /mentor-topics: the operation is gone'],
  'an operation has another name': [(d) => { ask(d).operationId = 'ask'; }, 'was ask_mentor and is ask'],
  'all paths begin otherwise': [(d) => { d.servers[0].url = '/v2'; }, 'the paths began with /v1 and begin with /v2'],
  'sign-in is wanted': [(d) => delete d.paths['/organizations/{slug}'].get.security, 'GET /organizations/{slug} sign-in: was [] and is'],
  'sign-in is another': [(d) => { d.components.securitySchemes.access_token.scheme = 'basic'; }, 'POST /mentoring-requests sign-in'],
  'a parameter is no longer taken': [(d) => { d.paths['/mentors'].get.parameters = []; }, 'query topic: the parameter is no longer taken'],
  'a parameter is required': [(d) => { d.paths['/mentors'].get.parameters[0].required = true; }, 'the parameter is required now'],
  'a new parameter is required': [
    (d) => { d.paths['/me'].get.parameters = [{ name: 'at', in: 'query', required: true, schema: { type: 'string' } }]; },
    'query at: the parameter is required now',
  ],
  'a parameter has narrower bounds': [
    (d) => { d.paths['/mentors'].get.parameters.find(({ name }) => name === 'limit').schema.maximum = 50; },
    'query limit: maximum was 100 and is 50',
  ],
  'a body is required': [
    (d) => { const { requestBody } = ask(d); d.paths['/rooms/{id}/open'].post.requestBody = requestBody; },
    'body: a body is required now',
  ],
  'a body is of another media type': [
    (d) => { const { content } = ask(d).requestBody; content['text/plain'] = content['application/json']; delete content['application/json']; },
    'body application/json is gone',
  ],
  'a new field is required of a body': [
    (d) => { const s = schema(d, 'AskMentorBody'); s.properties.fee = { type: 'integer' }; s.required.push('fee'); },
    '/fee: a new field is required',
  ],
  'a field is required of a body': [(d) => schema(d, 'UpdateMeBody').required = ['bio'], '/bio: the field is required now'],
  'a field of a body is no longer taken': [
    (d) => delete schema(d, 'AskMentorBody').properties.message,
    '/message: the field is no longer taken',
  ],
  'null is no longer taken': [(d) => { field(d, 'UpdateMeBody', 'bio').type = 'string'; }, '/bio: null is no longer taken'],
  'a text may be less long': [(d) => { field(d, 'AskMentorBody', 'message').maxLength = 10; }, '/message: maxLength was'],
  'a list may be less long': [(d) => { field(d, 'AskMentorBody', 'times').maxItems = 2; }, '/times: maxItems was 5 and is 2'],
  'a number begins higher': [(d) => { field(d, 'RateMentoringSessionBody', 'stars').minimum = 2; }, '/stars: minimum was 1 and is 2'],
  'a text gets a pattern': [(d) => { field(d, 'AskMentorBody', 'topic').pattern = '^[a-z]+$'; }, '/topic: pattern was open and is'],
  'a text gets a format': [(d) => { field(d, 'AskMentorBody', 'topic').format = 'uuid'; }, '/topic: format was open and is uuid'],
  'a choice is no longer taken': [(d) => schema(d, 'RoomSource').enum.pop(), 'is no longer taken'],
  'a text becomes a choice': [
    (d) => { field(d, 'AskMentorBody', 'topic').enum = ['Algebra']; },
    '/topic: `any other value` is no longer taken',
  ],
  'a field that is sent has another type': [
    (d) => { field(d, 'RateMentoringSessionBody', 'stars').type = 'string'; },
    '/stars: its type was integer and is string',
  ],
  'a status is gone': [(d) => delete ask(d).responses['409'], 'POST /mentoring-requests 409: the status is gone'],
  'success has another status': [(d) => { ask(d).responses['202'] = ask(d).responses['201']; }, '202: another status of success'],
  'an answer is of another media type': [
    (d) => { delete ask(d).responses['201'].content['application/json']; },
    '201 application/json is gone',
  ],
  'a header is gone': [(d) => delete d.paths['/me'].get.responses['200'].headers.ETag, '200 header ETag: it is gone'],
  'a field of an answer is gone': [(d) => delete schema(d, 'User').properties.display_name, '/display_name: the field is gone'],
  'a field of an answer has another name': [
    (d) => { const { properties } = schema(d, 'MentorRating'); properties.mean = properties.average; delete properties.average; },
    '/average: the field is gone',
  ],
  'a field of an answer may be missing': [
    (d) => { const s = schema(d, 'User'); s.required = s.required.filter((name) => name !== 'id'); },
    '/id: the field may be missing now',
  ],
  'one of two fields of the same kind may be null': [
    (d) => { const { properties } = schema(d, 'MentoringRequest'); properties.student = { anyOf: [properties.student, { type: 'null' }] }; },
    '/student: null may be answered now',
  ],
  'a field of an answer may be null': [(d) => { field(d, 'User', 'id').type = ['string', 'null']; }, '/id: null may be answered now'],
  'a field of an answer has another type': [
    (d) => { field(d, 'MentorRating', 'count').type = 'string'; },
    '/count: its type was integer and is string',
  ],
  'a field of an answer has another format': [(d) => { field(d, 'User', 'id').format = 'ulid'; }, '/id: format was uuid and is ulid'],
  'an answer has another choice': [(d) => schema(d, 'MentoringRequestState').enum.push('paused'), '`paused` may be answered now'],
};

const FITS = {
  'an operation is new': (d) => { d.paths['/fees'] = { get: structuredClone(d.paths['/me'].get) }; },
  'an operation needs no sign-in any more': (d) => { d.paths['/mentor-topics'].get.security = []; },
  'a parameter is new': (d) => { d.paths['/me'].get.parameters = [{ name: 'at', in: 'query', schema: { type: 'string' } }]; },
  'bounds are wider': (d) => { field(d, 'AskMentorBody', 'times').maxItems = 9; field(d, 'RateMentoringSessionBody', 'stars').maximum = 10; },
  'a body may have another field': (d) => { schema(d, 'AskMentorBody').properties.fee = { type: ['integer', 'null'] }; },
  'a field need not be sent any more': (d) => { schema(d, 'AskMentorBody').required = ['mentor_id']; },
  'an answer has another field': (d) => { schema(d, 'User').properties.pronouns = { type: 'string' }; schema(d, 'User').required.push('pronouns'); },
  'a notification is of a new kind': (d) => schema(d, 'NotificationKind').enum.push('grade_published'),
  'a refusal is new': (d) => { d.paths['/me'].get.responses['409'] = ask(d).responses['409']; },
  'words change': (d) => { ask(d).summary = 'Ask'; field(d, 'User', 'id').description = 'Theirs.'; },
  'a schema has another name': (d) => { d.components.schemas.Student = schema(d, 'User'); field(d, 'MentoringRequest', 'student').$ref = '#/components/schemas/Student'; },
};

const BROKEN_FRAMES = {
  'a frame is gone': [(d) => delete d.components.messages.server_presence, 'server_presence: the frame is gone'],
  'a frame wants another field': [
    (d) => { schema(d, 'Hello').properties.device = { type: 'string' }; schema(d, 'Hello').required.push('device'); },
    'client_hello /device: a new field is required',
  ],
  'a frame says less': [(d) => delete schema(d, 'Welcome').properties.heartbeat_ms, 'server_welcome /heartbeat_ms: the field is gone'],
  'a call ends for another reason': [
    (d) => schema(d, 'EndReason').oneOf.push({ type: 'string', const: 'full' }),
    'server_call_ended /reason: `full` may be answered now',
  ],
  'a choice that is described is no longer taken': [(d) => { schema(d, 'Source').enum.shift(); }, '`microphone` is no longer taken'],
  'an event is gone': [(d) => schema(d, 'Event').oneOf.shift(), 'server_event /event: the choice message_posted is gone'],
  'an event says less': [
    (d) => delete schema(d, 'Event').oneOf[1].properties.edited_at,
    'server_event /event<message_edited>/edited_at: the field is gone',
  ],
  'a close code is gone': [(d) => d.channels.realtime['x-close-codes'].pop(), 'close code'],
  'the socket is elsewhere': [(d) => { d.channels.realtime.address = '/v1/socket'; }, 'the address of the socket changed'],
};

const FITTING_FRAMES = {
  'a frame is new': (d) => { d.components.messages.server_wave = d.components.messages.server_presence; },
  'a hint is about something new': (d) => schema(d, 'What').oneOf.push({ type: 'string', const: 'fee' }),
  'a choice is described': (d) => {
    d.components.schemas.Source = { oneOf: schema(d, 'Source').enum.map((name) => ({ type: 'string', const: name, description: 'Theirs.' })) };
  },
  'an event is new': (d) => schema(d, 'Event').oneOf.push({ type: 'object', properties: { kind: { type: 'string', const: 'pinned' } }, required: ['kind'] }),
};

/** What the check says of a copy that was changed. */
function changed(document, change, check) {
  const copy = structuredClone(document);
  change(copy);
  assert.notDeepEqual(copy, document, 'nothing was changed');
  return check(document, copy);
}

for (const [document, check, broken, fitting] of [[api, operationBreaks, BREAKS, FITS], [frames, frameBreaks, BROKEN_FRAMES, FITTING_FRAMES]]) {
  for (const [name, [change, wanted]] of Object.entries(broken)) {
    test(`a break is found: ${name}`, () => {
      const found = changed(document, change, check);
      assert(found.some((line) => line.includes(wanted)), `${JSON.stringify(wanted)} is not among ${JSON.stringify(found.slice(0, 5))}`);
    });
  }
  for (const [name, change] of Object.entries(fitting)) {
    test(`no break: ${name}`, () => assert.deepEqual(changed(document, change, check), []));
  }
}

test('an operation that was announced to go goes on its day, and not before', () => {
  const gone = (day) => {
    const announced = structuredClone(api);
    Object.assign(announced.paths['/mentors'].get, { deprecated: true, 'x-sunset': day });
    return changed(announced, (copy) => delete copy.paths['/mentors'].get, operationBreaks);
  };
  assert.deepEqual([gone('2026-01-01').length, gone('2999-01-01').length], [0, 1]);
});
