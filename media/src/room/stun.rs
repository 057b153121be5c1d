/// The local name a connectivity check is addressed to: what stands before the colon of a STUN binding
/// request's username. It finds the peer of an unknown address; whether the check is genuine, only
/// [`Room::accepts`](super::Room::accepts) can say.
pub fn addressee(datagram: &[u8]) -> Option<&str> {
    const BINDING_REQUEST: [u8; 2] = [0, 1];
    const USERNAME: u16 = 0x0006;
    const HEADER: usize = 20;
    if datagram.get(..2)? != BINDING_REQUEST {
        return None;
    }
    let mut attributes = datagram.get(HEADER..)?;
    while let [kind_high, kind_low, length_high, length_low, rest @ ..] = attributes {
        let length = usize::from(u16::from_be_bytes([*length_high, *length_low]));
        if u16::from_be_bytes([*kind_high, *kind_low]) == USERNAME {
            let username = std::str::from_utf8(rest.get(..length)?).ok()?;
            return username.split_once(':').map(|(local, _)| local);
        }
        attributes = rest.get(length.next_multiple_of(4)..)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(attributes: &[(u16, &[u8])]) -> Vec<u8> {
        let mut out = vec![0; 20];
        out[1] = 1;
        for (kind, value) in attributes {
            out.extend(kind.to_be_bytes());
            out.extend(u16::try_from(value.len()).unwrap().to_be_bytes());
            out.extend(*value);
            out.resize(out.len().next_multiple_of(4), 0);
        }
        out
    }

    #[test]
    fn the_name_before_the_colon_is_ours() {
        assert_eq!(addressee(&request(&[(0x8022, b"other"), (6, b"ours:theirs")])), Some("ours"));
    }

    #[test]
    fn anything_else_names_nobody() {
        assert_eq!(addressee(b""), None);
        assert_eq!(addressee(&[0x80; 40]), None);
        assert_eq!(addressee(&request(&[(6, b"nocolon")])), None);
        let mut cut = request(&[(6, b"ours:theirs")]);
        cut.truncate(26);
        assert_eq!(addressee(&cut), None);
    }
}
