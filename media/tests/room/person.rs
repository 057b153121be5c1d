use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use lyceum_media::{Connection, Source};
use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::format::Codec;
use str0m::media::{Direction, KeyframeRequestKind, MediaKind, Mid, Pt};
use str0m::rtp::{ExtensionValues, RtpWrite};
use str0m::{Candidate, Event, Input, Output, Rtc, RtcConfig};
use uuid::Uuid;

/// A packet as a subscriber got it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Got {
    pub at: Instant,
    pub mid: String,
    pub sequence: u64,
    pub time: u32,
    pub payload: Vec<u8>,
}

impl Got {
    /// The frame number the test wrote behind the VP8 descriptor.
    pub fn frame(&self) -> u32 {
        u32::from_be_bytes(self.payload[5..9].try_into().unwrap())
    }

    pub fn is_keyframe(&self) -> bool {
        self.payload[0] & 0x10 != 0 && self.payload[4] & 1 == 0
    }

    pub fn picture(&self) -> u16 {
        u16::from_be_bytes([self.payload[2] & 0x7f, self.payload[3]])
    }
}

/// What a published mid sends.
pub struct Sending {
    pub mid: Mid,
    pub source: Source,
    pub frame: u32,
    pub sequence: u64,
    pub next: Instant,
    pub keyframe: bool,
    pub level: i8,
    pub paused: bool,
}

/// One peer connection of a client.
pub struct Person {
    pub id: Uuid,
    pub connection: Connection,
    pub address: SocketAddr,
    pub rtc: Rtc,
    pub pending: Option<SdpPendingOffer>,
    pub timeout: Instant,
    pub got: Vec<Got>,
    pub sending: Vec<Sending>,
    pub asked: Vec<Instant>,
    pub dead: bool,
}

const FRAME: Duration = Duration::from_millis(66);
const SOUND: Duration = Duration::from_millis(20);
pub const PACKETS_PER_FRAME: u8 = 3;

impl Person {
    pub fn new(id: Uuid, connection: Connection, address: SocketAddr, now: Instant) -> Self {
        let config = RtcConfig::new().set_rtp_mode(true).clear_codecs().enable_opus(true, false).enable_vp8(true);
        let mut rtc = config.build(now);
        rtc.add_local_candidate(Candidate::host(address, "udp").unwrap());
        Self {
            id,
            connection,
            address,
            rtc,
            pending: None,
            timeout: now,
            got: Vec::new(),
            sending: Vec::new(),
            asked: Vec::new(),
            dead: false,
        }
    }

    /// An offer that publishes these.
    pub fn publish(&mut self, now: Instant, sources: &[Source]) -> (String, BTreeMap<String, Source>) {
        let mut api = self.rtc.sdp_api();
        let mut named = BTreeMap::new();
        for source in sources {
            let kind = if source.is_video() { MediaKind::Video } else { MediaKind::Audio };
            let mid = api.add_media(kind, Direction::SendOnly, None, None, None);
            named.insert(mid.to_string(), *source);
            self.sending.push(Sending {
                mid,
                source: *source,
                frame: 0,
                sequence: 70_000 % 65_536,
                next: now,
                keyframe: true,
                level: -127,
                paused: false,
            });
        }
        let (offer, pending) = api.apply().unwrap();
        self.pending = Some(pending);
        (offer.to_sdp_string(), named)
    }

    /// An offer with this many slots.
    pub fn subscribe(&mut self, audio: usize, video: usize) -> String {
        let mut api = self.rtc.sdp_api();
        for kind in std::iter::repeat_n(MediaKind::Audio, audio).chain(std::iter::repeat_n(MediaKind::Video, video)) {
            api.add_media(kind, Direction::RecvOnly, None, None, None);
        }
        let (offer, pending) = api.apply().unwrap();
        self.pending = Some(pending);
        offer.to_sdp_string()
    }

    pub fn restart(&mut self) -> String {
        let mut api = self.rtc.sdp_api();
        api.ice_restart(false);
        let (offer, pending) = api.apply().unwrap();
        self.pending = Some(pending);
        offer.to_sdp_string()
    }

    /// The same offer again, and what it publishes.
    pub fn renewed(&mut self) -> (String, BTreeMap<String, Source>) {
        let sources = self.sending.iter().map(|one| (one.mid.to_string(), one.source)).collect();
        (self.restart(), sources)
    }

    /// A picture's packet with numbers of anybody's choice.
    pub fn packet(&mut self, now: Instant, mid: Mid, sequence: u64, time: u32, payload: Vec<u8>) {
        let pt = self.payload_type(Codec::Vp8);
        self.write(mid, RtpWrite::new(pt, sequence.into(), time, now, payload));
    }

    /// The next packet of this line is of another stream.
    pub fn stream(&mut self, now: Instant, mid: Mid, ssrc: u32) {
        self.rtc.direct_api().reset_stream_tx(mid, None, ssrc.into(), Some((ssrc | 0x8000_0000).into())).unwrap();
        self.packet(now, mid, 1, 1, vec![0x10, 0, 1]);
    }

    /// Asks for a keyframe of what this slot shows.
    pub fn ask(&mut self, slot: &str, kind: KeyframeRequestKind) {
        if let Some(stream) = self.rtc.direct_api().stream_rx_by_mid(slot.into(), None) {
            stream.request_keyframe(kind);
        }
    }

    pub fn answered(&mut self, answer: &str) {
        let answer = SdpAnswer::from_sdp_string(answer).unwrap();
        self.rtc.sdp_api().accept_answer(self.pending.take().unwrap(), answer).unwrap();
    }

    pub fn next(&self) -> Instant {
        let sends = self.sending.iter().filter(|_| self.rtc.is_connected()).map(|sending| sending.next);
        sends.fold(self.timeout, Instant::min)
    }

    /// Writes what is due.
    pub fn send(&mut self, now: Instant) {
        if !self.rtc.is_connected() {
            for sending in &mut self.sending {
                sending.next = sending.next.max(now);
            }
            return;
        }
        let mut sending = std::mem::take(&mut self.sending);
        for one in sending.iter_mut().filter(|one| one.next <= now) {
            let video = one.source.is_video();
            one.next = now + if video { FRAME } else { SOUND };
            if one.paused {
                continue;
            }
            if video { self.send_frame(now, one) } else { self.send_sound(now, one) }
        }
        self.sending = sending;
    }

    fn send_frame(&mut self, now: Instant, one: &mut Sending) {
        let pt = self.payload_type(Codec::Vp8);
        let [.., high, low] = one.frame.to_be_bytes();
        for part in 0..PACKETS_PER_FRAME {
            let start = if part == 0 { 0x10 } else { 0 };
            let mut payload = vec![0x80 | start, 0x80, high | 0x80, low, u8::from(!one.keyframe)];
            payload.extend(one.frame.to_be_bytes());
            payload.resize(400, part);
            let last = part + 1 == PACKETS_PER_FRAME;
            let write = RtpWrite::new(pt, one.sequence.into(), one.frame * 6_000, now, payload).marker(last).nackable(true);
            self.write(one.mid, write);
            one.sequence += 1;
        }
        one.frame += 1;
        one.keyframe = false;
    }

    fn send_sound(&mut self, now: Instant, one: &mut Sending) {
        let pt = self.payload_type(Codec::Opus);
        let values = ExtensionValues { audio_level: Some(one.level), voice_activity: Some(true), ..Default::default() };
        let payload = self.id.as_bytes().to_vec();
        self.write(one.mid, RtpWrite::new(pt, one.sequence.into(), one.frame * 960, now, payload).ext_vals(values));
        one.sequence += 1;
        one.frame += 1;
    }

    fn write(&mut self, mid: Mid, write: RtpWrite) {
        let mut direct = self.rtc.direct_api();
        direct.stream_tx_by_mid(mid, None).unwrap().write_rtp(write);
    }

    fn payload_type(&self, codec: Codec) -> Pt {
        self.rtc.codec_config().find(|params| params.spec().codec == codec).unwrap().pt()
    }

    /// One input and all that follows; what is to be sent is returned.
    pub fn step(&mut self, now: Instant, input: Input<'_>) -> Vec<(SocketAddr, Vec<u8>)> {
        if self.dead {
            self.timeout = now + Duration::from_hours(1);
            return Vec::new();
        }
        self.rtc.handle_input(input).unwrap();
        let mut out = Vec::new();
        loop {
            match self.rtc.poll_output().unwrap() {
                Output::Timeout(at) => {
                    self.timeout = at.max(now + Duration::from_micros(100));
                    return out;
                }
                Output::Transmit(transmit) => out.push((transmit.source, transmit.contents.to_vec())),
                Output::Event(Event::RtpPacket(packet)) => {
                    let ssrc = packet.header.ssrc;
                    let mid = self.rtc.direct_api().stream_rx(&ssrc).unwrap().mid().to_string();
                    let (sequence, time) = (*packet.seq_no, packet.header.timestamp);
                    self.got.push(Got { at: now, mid, sequence, time, payload: packet.payload.to_vec() });
                }
                Output::Event(Event::KeyframeRequest(request)) => {
                    self.asked.push(now);
                    if let Some(one) = self.sending.iter_mut().find(|one| one.mid == request.mid) {
                        one.keyframe = true;
                    }
                }
                Output::Event(_) => {}
            }
        }
    }
}
