//! What the wire must and must not carry, each case through both directions of the codec.

use proptest::prelude::*;

use super::*;

const LIMITS: Limits = Limits { message_max: 70_000, deflate: false };
const KEY: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

fn server() -> Decoder {
    Decoder::new(Side::Server, LIMITS)
}

fn masked(fin: bool, opcode: Opcode, payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    Encoder::client(|| KEY).frame(fin, opcode, payload, &mut out);
    out
}

fn all(decoder: &mut Decoder, mut input: &[u8]) -> Result<Vec<Message>, Violation> {
    let mut messages = Vec::new();
    while let Some(message) = decoder.decode(&mut input)? {
        messages.push(message);
    }
    assert!(input.is_empty(), "all is taken when nothing is left to say");
    Ok(messages)
}

fn text(text: &str) -> Message {
    Message::Text(text.to_owned())
}

#[test]
fn reads_the_standards_own_examples() {
    let masked_hello = [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58];
    assert_eq!(all(&mut server(), &masked_hello), Ok(vec![text("Hello")]));
    let fragments = [0x01, 0x03, 0x48, 0x65, 0x6c, 0x80, 0x02, 0x6c, 0x6f];
    assert_eq!(all(&mut Decoder::new(Side::Client, LIMITS), &fragments), Ok(vec![text("Hello")]));
    assert_eq!(server_frame(b"Hello")[..], [0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]);
}

#[test]
fn refuses_unmasked_clients_and_masking_servers() {
    let unmasked = server_frame(b"x");
    assert!(matches!(all(&mut server(), &unmasked), Err(Violation::Protocol(_))));
    let masked = masked(true, Opcode::Text, b"x");
    assert!(matches!(all(&mut Decoder::new(Side::Client, LIMITS), &masked), Err(Violation::Protocol(_))));
}

#[test]
fn control_frames_pass_between_fragments() {
    let mut wire = masked(false, Opcode::Text, "Grü".as_bytes());
    wire.extend(masked(true, Opcode::Ping, b"now"));
    wire.extend(masked(true, Opcode::Continuation, "ße".as_bytes()));
    assert_eq!(all(&mut server(), &wire), Ok(vec![Message::Ping(b"now".to_vec()), text("Grüße")]));
}

#[test]
fn a_character_may_be_cut_by_a_fragment() {
    let euro = "€".as_bytes();
    let mut wire = masked(false, Opcode::Text, &euro[..1]);
    wire.extend(masked(false, Opcode::Continuation, &euro[1..2]));
    wire.extend(masked(true, Opcode::Continuation, &euro[2..]));
    assert_eq!(all(&mut server(), &wire), Ok(vec![text("€")]));
}

#[test]
fn a_bad_byte_is_refused_before_its_message_ends() {
    assert_eq!(all(&mut server(), &masked(false, Opcode::Text, b"ok\xc0\xaf")), Err(Violation::Text));
    assert_eq!(all(&mut server(), &masked(true, Opcode::Text, b"cut \xe2\x82")), Err(Violation::Text));
    assert_eq!(all(&mut server(), &masked(false, Opcode::Text, b"surrogate \xed\xa0")), Err(Violation::Text));
}

#[test]
fn broken_frames_are_protocol_errors() {
    let cases: [(&str, Vec<u8>); 9] = [
        ("reserved bit", vec![0xc1, 0x80, 0, 0, 0, 0]),
        ("reserved opcode", vec![0x83, 0x80, 0, 0, 0, 0]),
        ("reserved control opcode", vec![0x8b, 0x80, 0, 0, 0, 0]),
        ("fragmented ping", vec![0x09, 0x80, 0, 0, 0, 0]),
        ("long ping", vec![0x89, 0xfe, 0, 126]),
        ("continuation of nothing", masked(true, Opcode::Continuation, b"x")),
        ("text within text", [masked(false, Opcode::Text, b"a"), masked(true, Opcode::Text, b"b")].concat()),
        ("long form of a short length", vec![0x81, 0xfe, 0, 5, 0, 0, 0, 0]),
        ("length with the highest bit", [&[0x82, 0xff, 0x80][..], &[0; 11]].concat()),
    ];
    for (name, wire) in cases {
        assert!(matches!(all(&mut server(), &wire), Err(Violation::Protocol(_))), "{name}");
    }
}

#[test]
fn the_message_limit_counts_all_fragments_and_is_said_by_the_header() {
    let mut decoder = Decoder::new(Side::Server, Limits { message_max: 10, deflate: false });
    assert_eq!(all(&mut decoder, &masked(false, Opcode::Binary, &[0; 6])), Ok(vec![]));
    assert_eq!(all(&mut decoder, &masked(true, Opcode::Continuation, &[0; 5])[..6]), Err(Violation::TooBig(10)));
    let huge = [0x82, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];
    assert_eq!(all(&mut server(), &huge), Err(Violation::TooBig(70_000)));
}

/// `Hello`, packed (RFC 7692, section 7.2.3.1), in frames cut at these places.
fn packed(opcode: Opcode, cuts: &[usize]) -> Vec<u8> {
    const HELLO: [u8; 7] = [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00];
    let mut wire = Vec::new();
    let mut from = 0;
    for to in cuts.iter().copied().chain([HELLO.len()]) {
        let opcode = if from == 0 { opcode } else { Opcode::Continuation };
        let at = wire.len();
        wire.extend(masked(to == HELLO.len(), opcode, &HELLO[from..to]));
        wire[at] |= u8::from(from == 0) << 6;
        from = to;
    }
    wire
}

#[test]
fn packed_messages_are_read_whole_and_in_fragments_when_that_was_agreed() {
    let agreed = Limits { deflate: true, ..LIMITS };
    for cuts in [&[][..], &[3], &[1, 2, 6]] {
        let wire = [packed(Opcode::Text, cuts), packed(Opcode::Binary, cuts), masked(true, Opcode::Text, b"plain")].concat();
        let read = Ok(vec![text("Hello"), Message::Binary(b"Hello".to_vec()), text("plain")]);
        assert_eq!(all(&mut Decoder::new(Side::Server, agreed), &wire), read);
        assert!(matches!(all(&mut server(), &wire), Err(Violation::Protocol(_))), "not agreed");
    }
    let mut late = packed(Opcode::Text, &[3]);
    late[9] |= 0x40;
    assert!(matches!(all(&mut Decoder::new(Side::Server, agreed), &late), Err(Violation::Protocol(_))), "a later fragment");
    let mut ping = masked(true, Opcode::Ping, b"");
    ping[0] |= 0x40;
    assert!(matches!(all(&mut Decoder::new(Side::Server, agreed), &ping), Err(Violation::Protocol(_))), "a control frame");
    let short = Limits { message_max: 4, deflate: true };
    assert_eq!(all(&mut Decoder::new(Side::Server, short), &packed(Opcode::Text, &[3])), Err(Violation::TooBig(4)), "unpacked");
}

#[test]
fn close_codes_are_checked() {
    for code in [1000, 1001, 1002, 1003, 1007, 1011, 1012, 3000, 4999] {
        let close = Close::new(code, "bye");
        let wire = masked(true, Opcode::Close, &[&code.to_be_bytes()[..], b"bye"].concat());
        assert_eq!(all(&mut server(), &wire), Ok(vec![Message::Close(Some(close))]), "{code}");
    }
    for code in [0u16, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000] {
        let wire = masked(true, Opcode::Close, &code.to_be_bytes());
        assert!(matches!(all(&mut server(), &wire), Err(Violation::Protocol(_))), "{code}");
    }
    assert_eq!(all(&mut server(), &masked(true, Opcode::Close, b"")), Ok(vec![Message::Close(None)]));
    assert!(matches!(all(&mut server(), &masked(true, Opcode::Close, b"x")), Err(Violation::Protocol(_))));
    assert_eq!(all(&mut server(), &masked(true, Opcode::Close, b"\x03\xe8\xff")), Err(Violation::Text));
}

#[test]
fn nothing_is_read_after_a_close() {
    let wire = [masked(true, Opcode::Close, b""), masked(true, Opcode::Text, b"late")].concat();
    assert_eq!(all(&mut server(), &wire), Ok(vec![Message::Close(None)]));
}

#[test]
fn a_close_reason_is_cut_at_a_character() {
    let close = Close::new(1000, &"ü".repeat(100));
    assert_eq!(close.reason.chars().count(), 61);
    assert!(control(&Message::Close(Some(close))).len() <= 127);
}

#[test]
fn the_handshake_answers_the_standards_example() {
    assert_eq!(accept_key(b"dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    let good = || {
        http::Request::get("/v1/realtime")
            .header("upgrade", "WebSocket")
            .header("connection", "keep-alive, Upgrade")
            .header("sec-websocket-version", "13")
    };
    let with_key = good().header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==").body(()).unwrap();
    assert_eq!(check_request(&with_key).unwrap(), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    assert_eq!(check_request(&good().body(()).unwrap()), Err(HandshakeError::Key));
    assert_eq!(check_request(&http::Request::get("/").body(()).unwrap()), Err(HandshakeError::NotAnUpgrade));
}

proptest! {
    /// Whatever a client sends in whatever fragments, cut anywhere on the way, arrives once and whole.
    #[test]
    fn messages_survive_fragments_and_cuts(
        messages in prop::collection::vec((any::<bool>(), "\\PC{0,40}", prop::collection::vec(0usize..41, 0..4)), 1..6),
        cuts in prop::collection::vec(1usize..20, 1..40),
    ) {
        let mut wire = Vec::new();
        let mut sent = Vec::new();
        let mut encoder = Encoder::client(|| KEY);
        for (binary, content, splits) in &messages {
            let bytes = content.as_bytes();
            let mut at: Vec<usize> = splits.iter().map(|split| split % (bytes.len() + 1)).collect();
            at.sort_unstable();
            at.push(bytes.len());
            let mut from = 0;
            for (n, to) in at.iter().enumerate() {
                let opcode = match (n, binary) { (0, true) => Opcode::Binary, (0, false) => Opcode::Text, _ => Opcode::Continuation };
                encoder.frame(n + 1 == at.len(), opcode, &bytes[from..*to], &mut wire);
                from = *to;
            }
            sent.push(if *binary { Message::Binary(bytes.to_vec()) } else { text(content) });
        }
        let mut decoder = server();
        let mut got = Vec::new();
        let mut rest = &wire[..];
        for cut in cuts.iter().cycle() {
            if rest.is_empty() { break; }
            let (chunk, after) = rest.split_at((*cut).min(rest.len()));
            got.extend(all(&mut decoder, chunk).unwrap());
            rest = after;
        }
        prop_assert_eq!(got, sent);
    }

    /// No input makes the decoder panic or hold more than its limit.
    #[test]
    fn noise_is_refused_without_harm(noise in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut decoder = Decoder::new(Side::Server, Limits { message_max: 64, deflate: true });
        let _ = all_or_error(&mut decoder, &noise);
    }
}

fn all_or_error(decoder: &mut Decoder, mut input: &[u8]) -> Result<(), Violation> {
    while decoder.decode(&mut input)?.is_some() {}
    Ok(())
}
