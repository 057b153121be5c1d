//! A peer connection without a browser: a camera that sends RTP, or a subscriber that counts it.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use str0m::{
    Candidate, Event, Input, Output, Rtc, RtcConfig,
    change::{SdpAnswer, SdpPendingOffer},
    format::Codec,
    media::{Direction, MediaKind, Mid},
    net::{Protocol, Receive},
    rtp::RtpWrite,
};
use tokio::net::UdpSocket;

/// Slots of a subscribe connection.
const AUDIO_SLOTS: usize = 3;
const VIDEO_SLOTS: usize = 9;
pub const PACKET_BYTES: usize = 1020;
pub const FRAMES_PER_SECOND: u64 = 30;
pub const PACKETS_PER_FRAME: u64 = 6;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Direct {
    Publish,
    Subscribe,
}

/// What all subscribers see together.
#[derive(Default)]
pub struct Seen {
    pub connected: AtomicU64,
    pub packets: AtomicU64,
    pub receiving: AtomicU64,
}

pub struct Peer {
    rtc: Rtc,
    socket: UdpSocket,
    address: SocketAddr,
    direct: Direct,
    camera: Option<Mid>,
    pending: Option<SdpPendingOffer>,
}

impl Peer {
    /// With its offer, and the mid of the camera it would send.
    pub async fn offering(direct: Direct) -> anyhow::Result<(Self, String)> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = socket.local_addr()?;
        let mut rtc =
            RtcConfig::new().set_rtp_mode(true).clear_codecs().enable_vp8(true).enable_opus(true, false).build(Instant::now());
        rtc.add_local_candidate(Candidate::host(address, "udp")?);
        let mut change = rtc.sdp_api();
        let mut camera = None;
        match direct {
            Direct::Publish => camera = Some(change.add_media(MediaKind::Video, Direction::SendOnly, None, None, None)),
            Direct::Subscribe => {
                for _ in 0..AUDIO_SLOTS {
                    change.add_media(MediaKind::Audio, Direction::RecvOnly, None, None, None);
                }
                for _ in 0..VIDEO_SLOTS {
                    change.add_media(MediaKind::Video, Direction::RecvOnly, None, None, None);
                }
            }
        }
        let (offer, pending) = change.apply().context("media were added")?;
        Ok((Self { rtc, socket, address, direct, camera, pending: Some(pending) }, offer.to_sdp_string()))
    }

    pub fn camera(&self) -> Option<String> {
        self.camera.map(|mid| mid.to_string())
    }

    pub fn answered(&mut self, sdp: &str) -> anyhow::Result<()> {
        let pending = self.pending.take().context("an offer is answered once")?;
        Ok(self.rtc.sdp_api().accept_answer(pending, SdpAnswer::from_sdp_string(sdp)?)?)
    }

    /// Runs until it is told to stop or the connection ends.
    pub async fn run(mut self, seen: Arc<Seen>, stop: Arc<AtomicBool>) -> anyhow::Result<()> {
        let mut buffer = vec![0; 2048];
        let mut film = self.camera.filter(|_| self.direct == Direct::Publish).map(Film::new);
        let mut received = false;
        while !stop.load(Ordering::Relaxed) {
            let now = Instant::now();
            if let Some(film) = film.as_mut().filter(|film| film.due <= now && self.rtc.is_connected()) {
                film.show(&mut self.rtc, now)?;
            }
            self.rtc.handle_input(Input::Timeout(now))?;
            let mut wake = self.drain(&seen, &mut film, &mut received).await?;
            if let Some(film) = &film {
                wake = wake.min(film.due.max(now + Duration::from_millis(1)));
            }
            tokio::select! {
                got = self.socket.recv_from(&mut buffer) => {
                    let (length, source) = got?;
                    self.take(&buffer[..length], source)?;
                    // What came with it, so that a busy socket is not read one datagram a turn.
                    for _ in 0..32 {
                        let Ok((length, source)) = self.socket.try_recv_from(&mut buffer) else { break };
                        self.drain(&seen, &mut film, &mut received).await?;
                        self.take(&buffer[..length], source)?;
                    }
                }
                () = tokio::time::sleep_until(wake.into()) => {}
            }
        }
        Ok(())
    }

    fn take(&mut self, datagram: &[u8], source: SocketAddr) -> anyhow::Result<()> {
        let receive = Receive { proto: Protocol::Udp, source, destination: self.address, contents: datagram.try_into()? };
        Ok(self.rtc.handle_input(Input::Receive(Instant::now(), receive))?)
    }

    async fn drain(&mut self, seen: &Seen, film: &mut Option<Film>, received: &mut bool) -> anyhow::Result<Instant> {
        loop {
            match self.rtc.poll_output()? {
                Output::Timeout(wake) => return Ok(wake),
                Output::Transmit(packet) => {
                    self.socket.send_to(&packet.contents, packet.destination).await?;
                }
                Output::Event(Event::Connected) => {
                    seen.connected.fetch_add(1, Ordering::Relaxed);
                }
                Output::Event(Event::RtpPacket(packet)) if packet.payload.len() > 500 => {
                    seen.packets.fetch_add(1, Ordering::Relaxed);
                    if !std::mem::replace(received, true) {
                        seen.receiving.fetch_add(1, Ordering::Relaxed);
                    }
                }
                Output::Event(Event::KeyframeRequest(_)) => {
                    if let Some(film) = film {
                        film.key = true;
                    }
                }
                Output::Event(Event::IceConnectionStateChange(str0m::IceConnectionState::Disconnected)) => {
                    bail!("the connection was lost")
                }
                Output::Event(_) => {}
            }
        }
    }
}

/// VP8 packets of even size: enough of a header for a forwarder to tell keyframes and pictures apart.
struct Film {
    mid: Mid,
    due: Instant,
    key: bool,
    frame: u64,
    packet: u64,
}

impl Film {
    fn new(mid: Mid) -> Self {
        Self { mid, due: Instant::now(), key: true, frame: 0, packet: 0 }
    }

    fn show(&mut self, rtc: &mut Rtc, now: Instant) -> anyhow::Result<()> {
        let pt = rtc.codec_config().find(|params| params.spec().codec == Codec::Vp8).context("VP8 is configured")?.pt();
        let mut direct = rtc.direct_api();
        let stream = direct.stream_tx_by_mid(self.mid, None).context("the camera has a stream")?;
        let picture = u16::try_from(self.frame & 0x7FFF).unwrap_or_default() | 0x8000;
        for part in 0..PACKETS_PER_FRAME {
            let mut payload = vec![0x5A; PACKET_BYTES];
            let start = if part == 0 { 0x10 } else { 0 };
            payload[..4].copy_from_slice(&[0x80 | start, 0x80, picture.to_be_bytes()[0], picture.to_be_bytes()[1]]);
            if part == 0 {
                payload[4] = u8::from(!self.key);
                if self.key {
                    payload[5..14].copy_from_slice(&[0, 0, 0x9D, 0x01, 0x2A, 0x80, 0x02, 0x68, 0x01]);
                }
            }
            let time = (self.frame * 90_000 / FRAMES_PER_SECOND) as u32;
            stream.write_rtp(
                RtpWrite::new(pt, (1000 + self.packet).into(), time, now, payload).marker(part + 1 == PACKETS_PER_FRAME),
            );
            self.packet += 1;
        }
        self.key = false;
        self.frame += 1;
        self.due += Duration::from_micros(1_000_000 / FRAMES_PER_SECOND);
        Ok(())
    }
}
