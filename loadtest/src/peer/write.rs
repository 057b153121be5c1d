//! The raw cost of a frame to one of many sockets: one `write` each on connections that somebody reads.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    thread,
    time::{Duration, Instant},
};

use anyhow::Context;
use rustix::time::{ClockId, clock_gettime};

/// Prints the frames that a CPU-second of the writing thread sends. The kernel carries them to the reader on that thread's account,
/// as it does on the server's.
pub fn run(bytes: usize, readers: usize, per_second: u64, seconds: u64) -> anyhow::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = listener.local_addr()?;
    let (mut writing, mut reading) = (Vec::new(), Vec::new());
    for _ in 0..readers {
        reading.push(TcpStream::connect(address)?);
        let stream = listener.accept()?.0;
        stream.set_nodelay(true)?;
        writing.push(stream);
    }
    // ends with the process
    thread::spawn(move || read(reading));
    let frame = vec![0x5A; bytes];
    let (cpu, begun) = (cpu(), Instant::now());
    for number in 0..per_second * seconds {
        let due = begun + Duration::from_secs_f64(number as f64 / per_second as f64);
        thread::sleep(due.saturating_duration_since(Instant::now()));
        for stream in &mut writing {
            stream.write_all(&frame).context("writing to a socket of our own")?;
        }
    }
    let frames = per_second * seconds * readers as u64;
    println!("{}", frames as f64 / (self::cpu() - cpu));
    Ok(())
}

/// Takes what has come, in the readers' turn.
fn read(mut streams: Vec<TcpStream>) {
    let mut buffer = vec![0; 64 * 1024];
    while streams.iter_mut().all(|stream| stream.read(&mut buffer).is_ok_and(|count| count > 0)) {}
}

/// Seconds of this thread.
fn cpu() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
