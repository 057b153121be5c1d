//! Texts of clients that are no frames, or just so.

use lyceum_soak::Corpus;

use super::{BadFrame, ClientFrame, connection::Failure, error::ErrorCode, examples};

/// What an answer may be longer than what it answers.
const ANSWER_MORE: usize = 1_000;

#[test]
fn texts_are_frames_that_are_written_so_again_or_refused_in_few_words() {
    let examples = examples::client().into_iter().map(|frame| serde_json::to_vec(&frame).unwrap());
    let corpus = Corpus::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/frames"), examples);
    corpus.check("actors.frames", |bytes| {
        let text = String::from_utf8_lossy(bytes);
        match ClientFrame::decode(&text) {
            Ok(frame) => {
                let again = serde_json::to_string(&frame).unwrap();
                assert_eq!(ClientFrame::decode(&again), Ok(frame));
            }
            Err(BadFrame { id, cause }) => {
                let answer = Failure { id, room: None, code: ErrorCode::BAD_FRAME, detail: cause };
                let length = serde_json::to_string(&answer).unwrap().len();
                assert!(length <= text.len() * 6 + ANSWER_MORE, "{length} bytes answer {}", text.len());
            }
        }
    });
}
