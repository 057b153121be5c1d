// Joins a call again and again in Chromium and tells how long each took until the first decoded picture.
// One page publishes its fake camera; the other speaks the realtime frames by itself: join, offer, answer, picture.
import { chromium } from 'playwright-core';

const settings = JSON.parse(process.argv[2]);
const origin = settings.origin;

const pageScript = () => {
  const AUDIO_SLOTS = 3;
  const VIDEO_SLOTS = 9;

  const gathered = (connection) =>
    new Promise((resolve) => {
      if (connection.iceGatheringState === 'complete') return resolve();
      connection.onicegatheringstatechange = () => connection.iceGatheringState === 'complete' && resolve();
    });

  class Realtime {
    constructor(socket) {
      this.socket = socket;
      this.waiting = new Map();
      this.next = 1;
      socket.onmessage = ({ data }) => this.heard(JSON.parse(data));
      this.beat = setInterval(() => socket.send(JSON.stringify({ type: 'ping', n: this.next++ })), 5000);
    }

    static async open(origin, token) {
      const socket = new WebSocket(`${origin.replace('http', 'ws')}/v1/realtime`);
      await new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: reject }));
      const realtime = new Realtime(socket);
      socket.send(JSON.stringify({ type: 'hello', token }));
      await realtime.wait('welcome');
      return realtime;
    }

    heard(frame) {
      if (frame.type === 'call_lobby') {
        this.admitted = frame.admitted;
        this.waiting.get('admitted')?.resolve();
      }
      if (frame.type === 'error') console.log(`${frame.code}: ${frame.detail}`);
      const waiting = this.waiting.get(frame.id ?? frame.type);
      if (frame.type === 'error') waiting?.reject(new Error(`${frame.code}: ${frame.detail}`));
      else waiting?.resolve(frame);
    }

    wait(key) {
      return new Promise((resolve, reject) => {
        this.waiting.set(key, { resolve, reject });
        setTimeout(() => reject(new Error(`no answer to ${key} in 10 s`)), 10_000);
      });
    }

    ask(frame) {
      const id = this.next++;
      const answer = this.wait(id);
      this.socket.send(JSON.stringify({ ...frame, id }));
      return answer;
    }

    async offer(room, connection, sources, peer) {
      await peer.setLocalDescription();
      await gathered(peer);
      const { sdp } = await this.ask({ type: 'call_offer', room, connection, sdp: peer.localDescription.sdp, sources: sources() });
      await peer.setRemoteDescription({ type: 'answer', sdp });
    }

    leave(room) {
      this.socket.send(JSON.stringify({ type: 'call_leave', room }));
      clearInterval(this.beat);
      this.socket.close();
    }
  }

  const camera = () => navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 360, frameRate: 30 } });

  // An offer of twelve slots with every codec is over the server's limit.
  const only = (transceiver) => {
    const wanted = ['video/VP8', 'video/rtx', 'audio/opus'];
    const codecs = RTCRtpReceiver.getCapabilities(transceiver.receiver.track.kind).codecs;
    transceiver.setCodecPreferences(codecs.filter(({ mimeType }) => wanted.includes(mimeType)));
    return transceiver;
  };

  const picture = (track) =>
    new Promise((resolve) => {
      const video = document.createElement('video');
      Object.assign(video, { muted: true, autoplay: true, playsInline: true, srcObject: new MediaStream([track]) });
      document.body.append(video);
      video.requestVideoFrameCallback(() => {
        resolve(performance.now());
        video.remove();
      });
    });

  window.publish = async ({ origin, token, room }) => {
    const realtime = await Realtime.open(origin, token);
    await realtime.ask({ type: 'call_join', room });
    const peer = new RTCPeerConnection();
    const stream = await camera();
    const sender = only(peer.addTransceiver(stream.getVideoTracks()[0], { direction: 'sendonly' }));
    await realtime.offer(room, 'publish', () => ({ [sender.mid]: 'camera' }), peer);
    window.publishing = { realtime, peer };
  };

  // From the click on "join" with a socket that is open already, as in the console.
  window.join = async ({ origin, token, room }) => {
    const realtime = await Realtime.open(origin, token);
    const begun = performance.now();
    const { admitted } = await realtime.ask({ type: 'call_join', room });
    if (admitted === false && !realtime.admitted) throw new Error('waits in the lobby');
    const peer = new RTCPeerConnection();
    const first = new Promise((resolve) => {
      peer.ontrack = ({ track }) => track.kind === 'video' && picture(track).then(resolve);
    });
    for (let slot = 0; slot < AUDIO_SLOTS; slot++) only(peer.addTransceiver('audio', { direction: 'recvonly' }));
    for (let slot = 0; slot < VIDEO_SLOTS; slot++) only(peer.addTransceiver('video', { direction: 'recvonly' }));
    await realtime.offer(room, 'subscribe', () => ({}), peer);
    const shown = await Promise.race([first, new Promise((_, reject) => setTimeout(() => reject(new Error('no picture in 20 s')), 20_000))]);
    peer.close();
    realtime.leave(room);
    return shown - begun;
  };

  // Asks to be let in and stays until the host has said yes once.
  window.knock = async ({ origin, token, room }) => {
    const realtime = await Realtime.open(origin, token);
    await realtime.ask({ type: 'call_join', room });
    window.knocking = realtime;
  };

  // The same picture without a server between.
  window.direct = async () => {
    window.stream ??= await camera();
    const begun = performance.now();
    const [from, to] = [new RTCPeerConnection(), new RTCPeerConnection()];
    const first = new Promise((resolve) => {
      to.ontrack = ({ track }) => picture(track).then(resolve);
    });
    only(from.addTransceiver(window.stream.getVideoTracks()[0], { direction: 'sendonly' }));
    await from.setLocalDescription();
    await gathered(from);
    await to.setRemoteDescription(from.localDescription);
    await to.setLocalDescription();
    await gathered(to);
    await from.setRemoteDescription(to.localDescription);
    const shown = await first;
    from.close();
    to.close();
    return shown - begun;
  };
};

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    '--autoplay-policy=no-user-gesture-required',
  ],
});
try {
  const open = async () => {
    // A page that the server itself gives, without its policy: a made-up one may not reach a local address.
    const page = await (await browser.newContext({ bypassCSP: true })).newPage();
    page.on('console', (message) => console.error(`bench: page: ${message.text()}`));
    await page.goto(`${origin}/readyz`);
    await page.evaluate(pageScript);
    return page;
  };
  const repeat = async (one) => {
    await one();
    const times = [];
    while (times.length < settings.joins) times.push(await one());
    return times;
  };
  const admit = async () => {
    const answer = await fetch(`${origin}/v1/rooms/${settings.room}/admit`, {
      method: 'POST',
      headers: { authorization: `Bearer ${settings.publisher}`, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
      body: JSON.stringify({ user_id: settings.viewer_id }),
    });
    if (!answer.ok) console.error(`bench: admit: ${answer.status} ${await answer.text()}`);
  };
  const [publisher, viewer] = [await open(), await open()];
  const as = (token) => ({ origin, token, room: settings.room });
  await publisher.evaluate((settings) => window.publish(settings), as(settings.publisher));
  await viewer.evaluate((settings) => window.knock(settings), as(settings.viewer));
  await admit();
  await viewer.evaluate((room) => window.knocking.leave(room), settings.room);
  const joins = await repeat(() => viewer.evaluate((settings) => window.join(settings), as(settings.viewer)));
  const direct = await repeat(() => viewer.evaluate(() => window.direct()));
  console.log(JSON.stringify({ joins, direct, browser: `Chromium ${browser.version()}` }));
} finally {
  await browser.close();
}
