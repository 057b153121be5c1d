//! The realtime socket's bytes: frames of the wire to a session's texts, and back. What they mean is the session's.

use std::{pin::Pin, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::Request;
use hyper::body::Incoming;
use lyceum_actors::{
    frames::{CLIENT_FRAME_MAX, Close},
    session::{Outgoing, SessionHandle, Sessions},
};
use lyceum_cluster::Frame;
use parking_lot::Mutex;
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf, ReadHalf, WriteHalf, split},
    sync::Notify,
    time::timeout,
};

use crate::{
    api::Api,
    serve::{Opened, Patient, Peer, Refusal, Shutdown, Sockets, Stream},
    ws::{self, Decoder, Deflate, Limits, Message, Opcode, Side, Violation, control},
};

/// What waited is written within this time, or the peer reads too slowly; one that does not read at all is given up by
/// [`Patient`].
const WRITE_MAX: Duration = Duration::from_secs(30);
/// After our close frame the peer has this long to answer with its own.
const GOODBYE_MAX: Duration = Duration::from_secs(1);
/// Bytes read at once, by a buffer that a thread's sockets share: an idle socket holds none.
const SCRATCH: usize = 16 * 1024;
/// Control frames that wait to be written; a peer that pings without reading gets no more pongs.
const ANSWERS_MAX: usize = 1024;

/// Bytes from which a frame is worth its compression.
const PACKED_FROM: usize = 256;

pub struct Realtime {
    api: Api,
    sessions: Sessions,
}

impl Realtime {
    pub const PATH: &'static str = "/v1/realtime";

    pub const fn new(api: Api, sessions: Sessions) -> Self {
        Self { api, sessions }
    }
}

impl Sockets for Realtime {
    fn path(&self) -> &str {
        Self::PATH
    }

    fn admit(&self, request: &Request<Incoming>, _: &Peer) -> Result<(), Refusal> {
        self.api.origins().check_always(request.headers()).map_err(|problem| Refusal {
            status: problem.status(),
            code: problem.code(),
            detail: problem.detail().to_owned(),
        })
    }

    fn run(&self, opened: Opened, _: Shutdown) -> BoxFuture<'static, ()> {
        let (session, outgoing) = self.sessions.open();
        let Opened { stream, early, deflate, .. } = opened;
        let (reader, writer) = split(stream);
        let limits = Limits { message_max: CLIENT_FRAME_MAX, deflate: deflate.is_some() };
        let answers = Arc::new(Answers::default());
        // each in a box of its own: a future keeps what it was given beside what it works with
        let reading = Box::pin(read(reader, early, limits, session, Arc::clone(&answers)));
        let writing = Box::pin(write(writer, deflate, outgoing, answers));
        Box::pin(run(reading, writing))
    }
}

/// Until either side is done. The session hears that the socket is gone when its handle is dropped.
async fn run(mut reading: Pin<Box<impl Future<Output = ()>>>, mut writing: Pin<Box<impl Future<Output = ()>>>) {
    tokio::select! {
        // the peer left
        () = &mut reading => { let _ = timeout(GOODBYE_MAX, &mut writing).await; }
        // closed by what either side said: the peer answers, or not
        () = &mut writing => { let _ = timeout(GOODBYE_MAX, &mut reading).await; }
    }
}

/// Control frames from the reading half to the writing one.
#[derive(Default)]
struct Answers {
    bytes: Mutex<Vec<u8>>,
    /// Nothing follows.
    ended: std::sync::atomic::AtomicBool,
    filled: Notify,
}

impl Answers {
    fn put(&self, message: &Message, last: bool) {
        let mut bytes = self.bytes.lock();
        if last || bytes.len() < ANSWERS_MAX {
            bytes.extend(control(message));
        }
        self.ended.fetch_or(last, std::sync::atomic::Ordering::Release);
        drop(bytes);
        self.filled.notify_one();
    }

    fn take(&self) -> (Vec<u8>, bool) {
        let mut bytes = self.bytes.lock();
        (std::mem::take(&mut *bytes), self.ended.load(std::sync::atomic::Ordering::Acquire))
    }
}

async fn read(
    mut stream: ReadHalf<Patient<Stream>>,
    early: Bytes,
    limits: Limits,
    session: SessionHandle,
    answers: Arc<Answers>,
) {
    if hear(&mut stream, early, limits, session, answers).await.is_some() {
        // what else the peer says is nobody's, but unread it would turn our close frame into a reset
        while fill(&mut stream, |_| ()).await.is_some() {}
    }
}

/// Until nothing that the peer says counts any more; `None` when it is gone.
async fn hear(
    stream: &mut ReadHalf<Patient<Stream>>,
    early: Bytes,
    limits: Limits,
    mut session: SessionHandle,
    answers: Arc<Answers>,
) -> Option<()> {
    let mut decoder = Decoder::new(Side::Server, limits);
    let mut messages = Vec::new();
    let mut decoded = decode(&mut decoder, &early, &mut messages);
    // empty, it keeps the buffer of the request's head
    drop(early);
    loop {
        if session.heard(decoder.frames()).is_err() {
            return Some(());
        }
        for message in messages.drain(..) {
            let goes_on = match message {
                // boxed: an idle socket keeps no room for it
                Message::Text(text) => Box::pin(session.frame(&text)).await.is_ok(),
                Message::Binary(_) => session.refuse(Close::Policy).is_ok(),
                Message::Ping(body) => {
                    answers.put(&Message::Pong(body), false);
                    true
                }
                Message::Pong(_) => true,
                Message::Close(close) => {
                    answers.put(&Message::Close(close), true);
                    false
                }
            };
            if !goes_on {
                return Some(());
            }
        }
        if let Err(violation) = decoded {
            refuse(&violation, &session, &answers);
            return Some(());
        }
        decoded = fill(stream, |bytes| decode(&mut decoder, bytes, &mut messages)).await?;
    }
}

fn refuse(violation: &Violation, session: &SessionHandle, answers: &Answers) {
    if matches!(violation, Violation::TooBig(_)) {
        // the session's own code, and its outbox is written before
        let _ = session.refuse(Close::TooBig);
    } else {
        let close = ws::Close::new(violation.code().number(), &violation.to_string());
        answers.put(&Message::Close(Some(close)), true);
    }
}

/// Waits for bytes and gives them out in the thread's scratch buffer. `None` when the peer is gone.
async fn fill<T>(stream: &mut ReadHalf<Patient<Stream>>, mut take: impl FnMut(&[u8]) -> T) -> Option<T> {
    std::thread_local! {
        static BUFFER: std::cell::RefCell<Box<[u8]>> = std::cell::RefCell::new(vec![0; SCRATCH].into());
    }
    std::future::poll_fn(|cx| {
        BUFFER.with_borrow_mut(|buffer| {
            let mut buffer = ReadBuf::new(buffer);
            match std::task::ready!(Pin::new(&mut *stream).poll_read(cx, &mut buffer)) {
                Ok(()) if !buffer.filled().is_empty() => std::task::Poll::Ready(Some(take(buffer.filled()))),
                _ => std::task::Poll::Ready(None),
            }
        })
    })
    .await
}

fn decode(decoder: &mut Decoder, mut input: &[u8], messages: &mut Vec<Message>) -> Result<(), Violation> {
    while let Some(message) = decoder.decode(&mut input)? {
        messages.push(message);
    }
    Ok(())
}

async fn write(mut stream: WriteHalf<Patient<Stream>>, deflate: Option<Deflate>, mut outgoing: Outgoing, answers: Arc<Answers>) {
    let mut frames = Vec::new();
    loop {
        let close = tokio::select! {
            close = outgoing.next(&mut frames) => close,
            () = answers.filled.notified() => None,
        };
        let (mut bytes, mut ended) = answers.take();
        let mut out = Vec::new();
        for frame in frames.drain(..) {
            put(&frame, deflate, &mut out);
        }
        out.append(&mut bytes);
        if let Some(close) = close.filter(|_| !ended) {
            out.extend(control(&Message::Close(Some(ws::Close::new(close.code(), close.name())))));
            ended = true;
        }
        if !matches!(timeout(WRITE_MAX, flush(&mut stream, &out)).await, Ok(Ok(()))) {
            return;
        }
        if ended {
            let _ = timeout(GOODBYE_MAX, stream.shutdown()).await;
            return;
        }
        frames = Vec::new();
    }
}

fn put(frame: &Frame, deflate: Option<Deflate>, out: &mut Vec<u8>) {
    let mut encoder = ws::Encoder::server();
    match deflate.filter(|_| frame.len() >= PACKED_FROM) {
        None => encoder.frame(true, Opcode::Text, frame, out),
        Some(deflate) if deflate.is_shared() => encoder.packed(Opcode::Text, frame.packed(|text| deflate.pack(text)), out),
        Some(deflate) => encoder.packed(Opcode::Text, &deflate.pack(frame), out),
    }
}

async fn flush(stream: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> std::io::Result<()> {
    stream.write_all(bytes).await?;
    stream.flush().await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of what is kept for each socket beside its session.
    const ROOM_MAX: usize = 1_024;

    const fn of_reading<A, B, C, D, E, F: Future>(_: &impl Fn(A, B, C, D, E) -> F) -> usize {
        size_of::<F>()
    }

    const fn of_writing<A, B, C, D, F: Future>(_: &impl Fn(A, B, C, D) -> F) -> usize {
        size_of::<F>()
    }

    #[test]
    fn an_idle_socket_keeps_room_for_little() {
        let (reading, writing) = (of_reading(&read), of_writing(&write));
        assert!(reading + writing <= ROOM_MAX, "{reading} and {writing} bytes");
    }
}
