import { openCamera, openMicrophone, openScreen, remembered, type Tracks } from './devices.ts';
import type { Publisher } from './publisher.ts';
import type { Source } from './signalling.ts';
import { MUTABLE, type CallState, type Mutable } from './state.ts';

/** What the server says about a mute may for so long be older than what was just said here. */
const HEED_MS = 1000;

/** The call that one sends to. */
export type Part = {
  me: string;
  state: () => CallState;
  live: () => boolean;
  set: (change: Partial<CallState>) => void;
  /** Tells the others, where one is in. */
  say: (source: Mutable, muted: boolean) => void;
};

/** What one sends: microphone, camera and screen, on and off, by oneself, by the host, or by an end of their own. */
export class Own {
  /** What the server says is muted here is of this stay. */
  private answered = false;
  private heeding: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly publisher: Publisher, private readonly call: Part) {}

  /** The track of a source, for the small picture of oneself. */
  track(source: Source): MediaStreamTrack | null {
    return this.publisher.track(source);
  }

  /** What the preview opened; it is sent when the connections are up. */
  take(tracks: Partial<Tracks>): void {
    for (const [source, track] of Object.entries(tracks) as [Source, MediaStreamTrack | null][]) {
      if (!track) continue;
      void this.publisher.set(source, track, false);
      this.sending(source, track.enabled && track.readyState === 'live');
    }
  }

  /** On opens the chosen device, where another one is open, one that ended, or none. */
  async setMicrophone(on: boolean): Promise<void> {
    const track = this.track('microphone');
    const device = remembered().microphone;
    const serves = track?.readyState === 'live' && (device === undefined || track.getSettings().deviceId === device);
    if (on && !serves) await this.publisher.set('microphone', await openMicrophone(device), this.call.live());
    else if (track) track.enabled = on;
    this.mute('microphone', !on);
  }

  /** Off gives the camera back to the system, so its light goes out. */
  async setCamera(on: boolean): Promise<void> {
    const track = this.track('camera');
    if (on) await this.publisher.set('camera', await openCamera(remembered().camera), this.call.live());
    else track?.stop();
    this.mute('camera', !on);
  }

  async shareScreen(): Promise<void> {
    const { video, audio } = await openScreen();
    const live = this.call.live();
    try {
      // both at once: what waits for the other's offer is not known yet to who leaves
      await Promise.all([this.publisher.set('screen', video, live), audio && this.publisher.set('screen_audio', audio, live)]);
    } catch (error) {
      await this.stopScreen().catch(() => {});
      throw error;
    }
    this.sending('screen', true);
    if (audio) this.sending('screen_audio', true);
  }

  async stopScreen(): Promise<void> {
    this.sending('screen', false);
    this.sending('screen_audio', false);
    await Promise.all([this.publisher.remove('screen'), this.publisher.remove('screen_audio')]);
  }

  /** Unplugged, or forbidden in the browser: a device is off for everybody, and opens anew when it is switched on. */
  ended(source: Source): void {
    if (source === 'screen') return void this.stopScreen();
    if (source !== 'screen_audio') this.mute(source, true, true);
  }

  /** The connections are up: what is off here is muted there. */
  connected(): void {
    // what was said until now may be of a former stay, and what follows says it anew
    if (!this.answered) this.heedLater();
    this.answered = true;
    for (const source of MUTABLE) {
      if (this.track(source) && !this.call.state().sending[source]) this.mute(source, true);
    }
  }

  /** The server says who sends what. */
  told(): void {
    if (this.heeding === undefined) this.heed();
  }

  close(): void {
    clearTimeout(this.heeding);
    this.publisher.close();
  }

  /** What the host has muted is off here too, until it is switched on again. */
  private heed(): void {
    if (!this.answered) return;
    const { participants, sending } = this.call.state();
    const own = participants.find((p) => p.user_id === this.call.me)?.sources;
    for (const source of MUTABLE) {
      if (!sending[source] || !own?.[source]?.muted) continue;
      const track = this.track(source);
      if (source === 'microphone' && track) track.enabled = false;
      else track?.stop();
      this.sending(source, false);
    }
  }

  private mute(source: Mutable, muted: boolean, lost = false): void {
    const { sending, lost: before } = this.call.state();
    this.call.set({ sending: { ...sending, [source]: !muted }, lost: { ...before, [source]: lost } });
    this.heedLater();
    this.call.say(source, muted);
  }

  private heedLater(): void {
    clearTimeout(this.heeding);
    this.heeding = setTimeout(() => {
      this.heeding = undefined;
      this.heed();
    }, HEED_MS);
  }

  private sending(source: Source, on: boolean): void {
    this.call.set({ sending: { ...this.call.state().sending, [source]: on } });
  }
}
