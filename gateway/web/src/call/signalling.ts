/** What a call asks of the realtime socket. The call knows neither the socket nor React. */
export interface Signalling {
  /** Sends a frame that wants an answer and resolves with its `reply`; rejects with its `error` (`Refused`) or when the socket goes. */
  request(frame: CallRequest): Promise<CallReply>;
  /** Sends a frame without an answer; dropped while there is no socket, since a rejoin says it again. */
  send(frame: CallNotice): void;
  /** Frames of this room. Returns the unsubscriber. */
  onFrame(room: string, listener: (frame: CallFrame) => void): () => void;
  /** The server refused something of this room that was no request: it may have lost the call. */
  onLost(room: string, listener: () => void): () => void;
  /** After each sign-in of a new socket, not for the one that is open now. */
  onReopened(listener: () => void): () => void;
}

export type Source = 'microphone' | 'camera' | 'screen' | 'screen_audio';
export type ConnectionName = 'publish' | 'subscribe';

export type CallRequest =
  | { type: 'call_join'; room: string; /** The connections of before are still here. */ resume?: boolean }
  | { type: 'call_offer'; room: string; connection: ConnectionName; sdp: string; sources: Record<string, Source> }
  | { type: 'call_stats'; room: string };
export type CallNotice = { type: 'call_mute'; room: string; source: Source; muted: boolean } | { type: 'call_leave'; room: string };
export type CallReply = { sdp?: string; admitted?: boolean; stats?: MediaStats };

/** What the server counts of one's own connections, in packets: of what is sent to it what came and what is missing, and what it sent here. */
export type MediaStats = { received: number; lost: number; sent: number };

export function counted({ stats }: CallReply): MediaStats {
  if (!stats) throw new Error('the server counted nothing');
  return stats;
}

export type Participant = { user_id: string; display_name: string; sources: Partial<Record<Source, { muted: boolean }>> };
export type Slot = { user_id: string; source: Source };
export type Waiting = { id: string; display_name: string; picture_url: string | null };
export type EndReason = 'ended' | 'removed' | 'left_elsewhere';

export type CallFrame =
  | { type: 'call_state'; room: string; participants: Participant[]; slots: Record<string, Slot | null> }
  | { type: 'call_speakers'; room: string; users: string[] }
  | { type: 'call_lobby'; room: string; waiting: Waiting[]; admitted: boolean }
  | { type: 'call_quality'; room: string; users: Record<string, number> }
  | { type: 'call_ended'; room: string; reason: EndReason };
