// Fan-out by Node `ws`, spoken to with the server's own frames: hello, subscribe, and publish, which the server has not.
// With a file name, each group of messages is written and fdatasynced before it is delivered and acknowledged.
import fs from 'node:fs';
import { WebSocketServer } from 'ws';

const log = process.argv[2] ? fs.openSync(process.argv[2], 'a') : null;
const topics = new Map();
let group = [];
let syncing = false;

const deliver = ({ socket, message }) => {
  for (const subscriber of topics.get(message.topic) ?? []) subscriber.send(message.data);
  socket.send('{"type":"published"}');
};

const flush = () => {
  if (syncing || group.length === 0) return;
  syncing = true;
  const taken = group;
  group = [];
  fs.write(log, taken.map(({ message }) => message.data).join('\n') + '\n', (error) => {
    if (error) throw error;
    fs.fdatasync(log, (failed) => {
      if (failed) throw failed;
      taken.forEach(deliver);
      syncing = false;
      flush();
    });
  });
};

const handlers = {
  hello: (socket) => socket.send('{"type":"welcome"}'),
  ping: (socket, message) => socket.send(`{"type":"pong","n":${message.n}}`),
  subscribe: (socket, message) => {
    if (!topics.has(message.topic)) topics.set(message.topic, new Set());
    topics.get(message.topic).add(socket);
    socket.send('{"type":"subscribed"}');
  },
  publish: (socket, message) => {
    if (log === null) return deliver({ socket, message });
    group.push({ socket, message });
    flush();
  },
};

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false, backlog: 4096 });
server.on('listening', () => console.log(`127.0.0.1:${server.address().port}`));
server.on('connection', (socket) => {
  socket.on('message', (data) => {
    const message = JSON.parse(data);
    handlers[message.type]?.(socket, message);
  });
  socket.on('error', () => socket.terminate());
});
