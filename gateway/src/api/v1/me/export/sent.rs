//! The file's beginning is made before its status is sent: what fails until then is a problem. Behind that it can only be broken off.

use std::io;

use bytes::{Bytes, BytesMut};
use futures_util::{
    StreamExt,
    stream::{once, unfold},
};
use poem::Body;
use tokio::sync::mpsc::Receiver;

use super::file::Part;
use crate::problem::Problem;

/// Bytes that are made first: most people's whole file, with a picture in it.
const FIRST_MAX: usize = 256 * 1024;

pub async fn sent(mut parts: Receiver<Part>) -> Result<Body, Problem> {
    let mut first = BytesMut::new();
    while first.len() < FIRST_MAX {
        match parts.recv().await {
            Some(Part::More(part)) => first.extend_from_slice(&part),
            Some(Part::Last(part)) => {
                first.extend_from_slice(&part);
                return Ok(Body::from_bytes(first.freeze()));
            }
            Some(Part::Failed(problem)) => return Err(problem),
            None => return Err(Problem::new("unavailable", "the file took too long to make")),
        }
    }
    let rest = unfold(Some(parts), async |parts| {
        let mut parts = parts?;
        Some(match parts.recv().await {
            Some(Part::More(part)) => (Ok(part), Some(parts)),
            Some(Part::Last(part)) => (Ok(part), None),
            Some(Part::Failed(problem)) => {
                tracing::warn!(code = problem.code(), "an export was cut off");
                (Err(cut_off()), None)
            }
            None => (Err(cut_off()), None),
        })
    });
    let first = once(async { Ok::<Bytes, io::Error>(first.freeze()) });
    Ok(Body::from_bytes_stream(first.chain(rest)))
}

fn cut_off() -> io::Error {
    io::Error::other("the export could not be finished")
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::channel;

    use super::*;

    /// What comes of these parts, and of an end that nobody sent.
    async fn read(parts: Vec<Part>) -> Result<io::Result<Vec<u8>>, Problem> {
        let (out, coming) = channel(8);
        for part in parts {
            assert!(out.send(part).await.is_ok());
        }
        drop(out);
        let body = sent(coming).await?;
        Ok(body.into_vec().await.map_err(io::Error::other))
    }

    fn more(bytes: usize) -> Part {
        Part::More(vec![b' '; bytes].into())
    }

    fn failed() -> Part {
        Part::Failed(Problem::new("unavailable", "the disk is away"))
    }

    #[tokio::test]
    async fn what_fails_first_is_a_problem_and_what_fails_later_breaks_the_file_off() {
        let last = || Part::Last(Bytes::from_static(b"}"));
        assert_eq!(read(vec![more(7), last()]).await.unwrap().unwrap().len(), 8);
        assert_eq!(read(vec![more(FIRST_MAX), more(7), last()]).await.unwrap().unwrap().len(), FIRST_MAX + 8);
        for first in [failed(), more(7)] {
            assert_eq!(read(vec![first, failed()]).await.unwrap_err().code(), "unavailable");
        }
        assert_eq!(read(vec![more(7)]).await.unwrap_err().code(), "unavailable", "nobody goes on with it");
        for parts in [vec![more(FIRST_MAX), failed()], vec![more(FIRST_MAX), more(7)]] {
            assert!(read(parts).await.unwrap().is_err(), "it ends, and not like a whole one");
        }
    }
}
