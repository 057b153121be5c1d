//! Bytes of peers who do not keep to the protocol, however they are cut on the way.

use lyceum_soak::Corpus;

use super::*;

const LIMITS: Limits = Limits { message_max: 4_096, deflate: true };

fn frames() -> Vec<Vec<u8>> {
    let made = |parts: &[(bool, Opcode, &[u8])]| {
        let (mut out, mut encoder) = (Vec::new(), Encoder::client(|| [0x37, 0xfa, 0x21, 0x3d]));
        for (fin, opcode, payload) in parts {
            encoder.frame(*fin, *opcode, payload, &mut out);
        }
        out
    };
    vec![
        made(&[(true, Opcode::Text, br#"{"type":"ping","n":1}"#)]),
        made(&[(true, Opcode::Binary, &[7; 300])]),
        made(&[
            (false, Opcode::Text, "Grü".as_bytes()),
            (true, Opcode::Ping, b"now"),
            (true, Opcode::Continuation, "ße".as_bytes()),
        ]),
        made(&[(true, Opcode::Pong, b""), (true, Opcode::Close, b"\x03\xe8bye")]),
        // "Hello", packed (RFC 7692, section 7.2.3.1)
        vec![0xc1, 0x87, 0, 0, 0, 0, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00],
    ]
}

fn decoded<'a>(chunks: impl Iterator<Item = &'a [u8]>) -> (Vec<Message>, Result<(), Violation>) {
    let (mut decoder, mut messages) = (Decoder::new(Side::Server, LIMITS), Vec::new());
    for mut chunk in chunks {
        loop {
            match decoder.decode(&mut chunk) {
                Ok(Some(message)) => messages.push(message),
                Ok(None) => break,
                Err(violation) => return (messages, Err(violation)),
            }
        }
    }
    (messages, Ok(()))
}

#[test]
fn frames_are_the_same_however_they_are_cut_and_never_larger_than_the_limit() {
    let corpus = Corpus::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/websocket"), frames());
    corpus.check("websocket.frames", |bytes| {
        let whole = decoded(std::iter::once(bytes));
        for message in &whole.0 {
            let length = match message {
                Message::Text(text) => text.len(),
                Message::Binary(bytes) | Message::Ping(bytes) | Message::Pong(bytes) => bytes.len(),
                Message::Close(close) => close.as_ref().map_or(0, |close| close.reason.len()),
            };
            assert!(length <= LIMITS.message_max, "{length} bytes");
        }
        let size = 1 + usize::from(bytes.last().copied().unwrap_or_default() % 13);
        assert_eq!(decoded(bytes.chunks(size)), whole, "in chunks of {size}");
    });
}
