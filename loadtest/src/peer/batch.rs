//! The other end of `client::batch`: takes all requests that wait, at most a group, and answers them together.

use std::{
    io::{Read, Write},
    os::unix::net::UnixListener,
    path::Path,
};

pub const GROUP_MAX: usize = 4096;

/// Serves one connection after the other; `commit` gets the entities of a group.
pub fn serve(socket: &Path, mut commit: impl FnMut(&[u64]) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let listener = UnixListener::bind(socket)?;
    println!("ready");
    let mut buffer = vec![0; GROUP_MAX * 16];
    let (mut entities, mut answers) = (Vec::with_capacity(GROUP_MAX), Vec::with_capacity(GROUP_MAX * 8));
    for stream in listener.incoming() {
        let mut stream = stream?;
        let mut held = 0;
        loop {
            let read = stream.read(&mut buffer[held..])?;
            if read == 0 {
                break;
            }
            held += read;
            let whole = held / 16 * 16;
            entities.clear();
            answers.clear();
            for request in buffer[..whole].chunks_exact(16) {
                answers.extend_from_slice(&request[..8]);
                entities.push(u64::from_le_bytes(request[8..].try_into().expect("a chunk has 16 bytes")));
            }
            if whole > 0 {
                commit(&entities)?;
                stream.write_all(&answers)?;
            }
            buffer.copy_within(whole..held, 0);
            held -= whole;
        }
    }
    Ok(())
}
