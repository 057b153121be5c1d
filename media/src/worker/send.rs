//! Batch send. Neighbouring datagrams to one peer leave as one segmented datagram (GSO); those that stand
//! alone share a system call.

use std::io::IoSlice;
use std::net::IpAddr;

use quinn_udp::UdpSockRef;
use rustix::net::addr::SocketAddrArg as _;
use rustix::net::{MMsgHdr, SendAncillaryBuffer, SendFlags, SocketAddrAny};
use str0m::net::Transmit;

use super::udp::Udp;

/// Datagrams of one `sendmmsg`.
const MESSAGES_MAX: usize = 64;
/// A segmented datagram's length must fit the IP header's 16 bits, with room for the headers.
const SEGMENTED_MAX: usize = 60_000;

pub(super) fn all(udp: &mut Udp, outgoing: &[Transmit]) {
    let segments_max = udp.state.max_gso_segments();
    let mut alone: Vec<&Transmit> = Vec::with_capacity(MESSAGES_MAX);
    let mut rest = outgoing;
    while let Some(first) = rest.first() {
        let (run, after) = rest.split_at(run_length(rest, segments_max));
        rest = after;
        if let [single] = run
            && !udp.choose_source
        {
            alone.push(single);
            if alone.len() == MESSAGES_MAX {
                messages(udp, &alone);
                alone.clear();
            }
            continue;
        }
        if alone.last().is_some_and(|last| last.destination == first.destination) {
            messages(udp, &alone);
            alone.clear();
        }
        segmented(udp, run);
    }
    if !alone.is_empty() {
        messages(udp, &alone);
    }
}

/// How many of the first datagrams can be segments of one: same peer, same size, only the last may be shorter.
fn run_length(outgoing: &[Transmit], segments_max: usize) -> usize {
    let size = outgoing[0].contents.len();
    let fits = SEGMENTED_MAX / size.max(1);
    let mut length = 1;
    while length < segments_max.min(fits) && length < outgoing.len() {
        let (previous, next) = (&outgoing[length - 1], &outgoing[length]);
        let joins = next.destination == outgoing[0].destination && next.source == outgoing[0].source;
        if !joins || previous.contents.len() != size || next.contents.len() > size {
            break;
        }
        length += 1;
    }
    length
}

fn segmented(udp: &mut Udp, run: &[Transmit]) {
    let size = run[0].contents.len();
    udp.scratch.clear();
    for transmit in run {
        udp.scratch.extend_from_slice(&transmit.contents);
    }
    let source: Option<IpAddr> = udp.choose_source.then(|| run[0].source.ip());
    let sent = udp.state.try_send(
        UdpSockRef::from(&udp.socket),
        &quinn_udp::Transmit {
            destination: run[0].destination,
            ecn: None,
            contents: &udp.scratch,
            segment_size: (run.len() > 1).then_some(size),
            src_ip: source,
        },
    );
    match sent {
        Ok(()) => count(udp, run.iter()),
        // a device without segmentation says so on the first try; the library then stops using it
        Err(_) if run.len() > 1 => messages(udp, &run.iter().collect::<Vec<_>>()),
        Err(_) => {
            udp.metrics.send_failed.inc();
        }
    }
}

fn messages(udp: &Udp, transmits: &[&Transmit]) {
    let mut rest = transmits;
    while !rest.is_empty() {
        let part = &rest[..rest.len().min(MESSAGES_MAX)];
        let slices: Vec<[IoSlice<'_>; 1]> = part.iter().map(|transmit| [IoSlice::new(&transmit.contents)]).collect();
        let addresses: Vec<SocketAddrAny> = part.iter().map(|transmit| transmit.destination.as_any()).collect();
        let mut controls: Vec<SendAncillaryBuffer<'_, '_, '_>> = part.iter().map(|_| SendAncillaryBuffer::default()).collect();
        let mut headers: Vec<MMsgHdr<'_>> = addresses
            .iter()
            .zip(&slices)
            .zip(&mut controls)
            .map(|((address, slice), control)| MMsgHdr::new_with_addr(address, slice, control))
            .collect();
        match rustix::net::sendmmsg(&udp.socket, &mut headers, SendFlags::DONTWAIT) {
            Ok(sent) if sent > 0 => {
                count(udp, part[..sent].iter().copied());
                rest = &rest[sent..];
            }
            Err(rustix::io::Errno::INTR) => {}
            Err(rustix::io::Errno::AGAIN) => {
                udp.metrics.send_failed.inc_by(rest.len() as u64);
                return;
            }
            // the first of them could not be sent, for example to an unreachable network: the others can
            Ok(_) | Err(_) => {
                udp.metrics.send_failed.inc();
                rest = &rest[1..];
            }
        }
    }
}

fn count<'a>(udp: &Udp, sent: impl ExactSizeIterator<Item = &'a Transmit>) {
    udp.metrics.sent.inc_by(sent.len() as u64);
    udp.metrics.sent_bytes.inc_by(sent.map(|transmit| transmit.contents.len() as u64).sum());
}

#[cfg(test)]
mod tests {
    use str0m::net::Protocol;

    use super::*;

    /// Datagrams of these sizes, each to a peer by number.
    fn datagrams(list: &[(u16, usize)]) -> Vec<Transmit> {
        let local = ([127, 0, 0, 1], 1).into();
        let one = |(peer, size): &(u16, usize)| Transmit {
            proto: Protocol::Udp,
            source: local,
            destination: ([127, 0, 0, 1], *peer).into(),
            contents: vec![0; *size].into(),
        };
        list.iter().map(one).collect()
    }

    #[test]
    fn neighbours_to_one_peer_are_one_segmented_datagram() {
        type Row = (&'static [(u16, usize)], usize, usize);
        let table: &[Row] = &[
            (&[(7, 900)], 64, 1),
            (&[(7, 900), (7, 900), (7, 900)], 64, 3),
            (&[(7, 900), (7, 900), (7, 300), (7, 300)], 64, 3),
            (&[(7, 900), (7, 901)], 64, 1),
            (&[(7, 900), (8, 900)], 64, 1),
            (&[(7, 900), (7, 900), (7, 900)], 2, 2),
            (&[(7, 900), (7, 900)], 1, 1),
            (&[(7, 0), (7, 0)], 64, 2),
        ];
        for (list, segments_max, expected) in table {
            assert_eq!(run_length(&datagrams(list), *segments_max), *expected, "{list:?}");
        }
        let many = datagrams(&vec![(7, 1_200); 100]);
        assert_eq!(run_length(&many, 1_000), SEGMENTED_MAX / 1_200, "an IP datagram's length has 16 bits");
    }
}
