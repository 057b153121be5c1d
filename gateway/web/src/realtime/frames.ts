/** The frames of `/v1/realtime` that the console speaks; openapi/asyncapi.json is the whole. */
export type Person = { id: string; display_name: string; picture_url: string | null };
export type Reaction = { emoji: string; users: string[] };
export type WireMessage = {
  position: number;
  author: Person | null;
  text: string | null;
  sent_at: string;
  edited_at?: string;
  deleted: boolean;
  reactions: Reaction[];
  client_id?: string;
};

export type What = 'mentoring_request' | 'mentoring_session' | 'notification' | 'mentor_application' | 'profile' | 'channel' | 'unread' | 'room';

export type TopicEvent =
  | { kind: 'message_posted'; message: WireMessage }
  | { kind: 'message_edited'; message_position: number; text: string | null; edited_at: string }
  | { kind: 'message_deleted'; message_position: number }
  | { kind: 'reacted' | 'unreacted'; message_position: number; emoji: string; user: string }
  | { kind: 'member_added' | 'member_removed'; user: string }
  | { kind: 'note' }
  | { kind: 'changed'; what: What; id: string };

export type EventFrame = { type: 'event'; topic: string; timeline: number; previous: number; position: number; event: TopicEvent };
export type Subscribed = { type: 'subscribed'; id: number; topic: string; timeline: number; head: number; online?: string[] };
export type Gap = { type: 'gap'; topic: string; timeline: number; head: number };

export type ServerFrame =
  | { type: 'welcome'; session: string; user: string; server_time: string; heartbeat_ms: number }
  | { type: 'pong'; n: number; server_time: string }
  | { type: 'reply'; id: number; sdp?: string; admitted?: boolean }
  | { type: 'error'; id?: number; room?: string; code: string; detail: string }
  | { type: 'reconnect'; after_ms: number }
  | Subscribed
  | { type: 'unsubscribed'; topic: string; code: string }
  | EventFrame
  | Gap
  | { type: 'typing'; channel: string; user: string; typing: boolean }
  | { type: 'presence'; channel: string; user: string; online: boolean }
  | { type: 'read'; channel: string; user: string; position: number }
  | { type: 'call_state' | 'call_speakers' | 'call_lobby' | 'call_quality' | 'call_ended'; room: string };
