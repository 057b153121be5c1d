//! How much of what was written its reader has not taken yet.
#![expect(unsafe_code, reason = "the kernel alone knows it (`SIOCOUTQ`, tcp(7)), and no safe wrapper asks")]

use std::{ffi::c_int, os::fd::AsFd};

use rustix::{
    ioctl::{Getter, Opcode, ioctl},
    net::getpeername,
};

/// `TIOCOUTQ` in asm-generic/ioctls.h, which x86-64 and arm64 share.
const SIOCOUTQ: Opcode = 0x5411;

/// Bytes; the end of the stream counts as one. 0 when nobody is left to take them.
pub fn unsent(socket: impl AsFd) -> usize {
    // of what was reset the kernel still counts what nobody will take
    if getpeername(&socket).is_err() {
        return 0;
    }
    // SAFETY: the request has the kernel write one `int`, and nothing else is touched.
    let unsent = unsafe { ioctl(socket, Getter::<SIOCOUTQ, c_int>::new()) };
    unsent.ok().and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::{TcpListener, TcpStream},
    };

    use super::*;

    #[test]
    fn what_the_reader_has_not_taken_is_counted() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut reader = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (mut writer, _) = listener.accept().unwrap();
        assert_eq!(unsent(&writer), 0);
        writer.set_nonblocking(true).unwrap();
        let piece = vec![7; 64 * 1024];
        let mut written = 0;
        while let Ok(more) = writer.write(&piece) {
            written += more;
        }
        let waits = unsent(&writer);
        assert!(waits > 0 && waits < written, "{waits} of {written}");
        reader.read_exact(&mut vec![0; written / 2]).unwrap();
        assert!(unsent(&writer) < waits);
        while writer.write(&piece).is_ok() {}
        assert!(unsent(&writer) > 0);
        // with what it has not read, it resets
        drop(reader);
        assert_eq!(unsent(&writer), 0, "nobody is left to take it");
    }
}
