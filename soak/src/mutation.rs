//! What is done to a good input to make a hostile one. Each is small, so that a failing input shrinks to the few that matter.

use proptest::{
    collection::vec,
    prelude::{Just, Strategy, any, prop_oneof},
    sample::{Index, select},
};

/// Numbers at which lengths and counters go wrong.
const EDGES: &[u64] =
    &[0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, u64::MAX >> 1, u64::MAX];
/// Texts that readers stumble over, in all the formats at once.
const WORDS: &[&str] = &[
    "\0",
    "\r\n",
    "\r\n\r\n",
    "\"",
    "\\",
    "\\u0000",
    "\\ud800",
    "{",
    "}",
    "[",
    "]",
    "[[[[[[[[",
    "{\"a\":",
    ",",
    ":",
    "null",
    "true",
    "-1",
    "0",
    "1e999",
    "-0.0",
    "9007199254740993",
    "18446744073709551616",
    "NaN",
    "../",
    "%2e%2e%2f",
    "%00",
    "%",
    "?",
    "&",
    "=",
    ";",
    "..",
    "/",
    "//",
    "\u{feff}",
    "\u{202e}",
    "\u{1f600}",
    "e\u{301}",
    "m=video 9 X 96\r\n",
    "a=mid:",
    "a=",
    "=",
    "#",
    "'''",
    "\"\"\"",
    "\n",
    " ",
];

#[derive(Clone, Debug)]
pub enum Mutation {
    Flip(Index, u8),
    Put(Index, u8),
    /// A number of so many bytes, in either order.
    Number {
        at: Index,
        value: u64,
        bytes: usize,
        big: bool,
    },
    Insert(Index, Vec<u8>),
    Word(Index, &'static str),
    Remove(Index, Index),
    Repeat {
        from: Index,
        to: Index,
        times: usize,
    },
    Cut(Index),
    /// The end of another input of the corpus.
    Splice {
        other: Index,
        from: Index,
        at: Index,
    },
    Replace(Vec<u8>),
}

pub fn mutations() -> impl Strategy<Value = Vec<Mutation>> {
    vec(mutation(), 0..6)
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let at = any::<Index>;
    prop_oneof![
        6 => (at(), 0..8_u8).prop_map(|(at, bit)| Mutation::Flip(at, bit)),
        6 => (at(), any::<u8>()).prop_map(|(at, byte)| Mutation::Put(at, byte)),
        4 => (at(), select(EDGES), select(&[1_usize, 2, 4, 8][..]), any::<bool>())
            .prop_map(|(at, value, bytes, big)| Mutation::Number { at, value, bytes, big }),
        3 => (at(), vec(any::<u8>(), 1..12)).prop_map(|(at, bytes)| Mutation::Insert(at, bytes)),
        6 => (at(), select(WORDS)).prop_map(|(at, word)| Mutation::Word(at, word)),
        4 => (at(), at()).prop_map(|(from, to)| Mutation::Remove(from, to)),
        3 => (at(), at(), prop_oneof![4 => 1..8_usize, 1 => Just(200)]).prop_map(|(from, to, times)| Mutation::Repeat { from, to, times }),
        2 => at().prop_map(Mutation::Cut),
        3 => (at(), at(), at()).prop_map(|(other, from, at)| Mutation::Splice { other, from, at }),
        1 => vec(any::<u8>(), 0..200).prop_map(Mutation::Replace),
    ]
}

/// No input grows beyond this: what is longer is refused by its length everywhere, and tests have their own for that.
const LENGTH_MAX: usize = 128 * 1024;

impl Mutation {
    pub fn apply(&self, input: &mut Vec<u8>, corpus: &[Vec<u8>]) {
        let length = input.len();
        let place = |index: &Index| index.index(length + 1);
        match self {
            Self::Flip(at, bit) => {
                if length > 0 {
                    input[at.index(length)] ^= 1 << bit;
                }
            }
            Self::Put(at, byte) => {
                if length > 0 {
                    input[at.index(length)] = *byte;
                }
            }
            Self::Number { at, value, bytes, big } => {
                let at = place(at);
                let number =
                    if *big { value.to_be_bytes()[8 - bytes..].to_vec() } else { value.to_le_bytes()[..*bytes].to_vec() };
                let end = (at + bytes).min(length);
                input.splice(at..end, number);
            }
            Self::Insert(at, bytes) => drop(input.splice(place(at)..place(at), bytes.iter().copied())),
            Self::Word(at, word) => drop(input.splice(place(at)..place(at), word.bytes())),
            Self::Remove(from, to) => {
                let (from, to) = ordered(place(from), place(to));
                input.drain(from..to);
            }
            Self::Repeat { from, to, times } => {
                let (from, to) = ordered(place(from), place(to));
                let part = input[from..to].repeat(*times);
                input.splice(to..to, part);
            }
            Self::Cut(at) => input.truncate(place(at)),
            Self::Splice { other, from, at } => {
                let other = &corpus[other.index(corpus.len())];
                let tail = &other[from.index(other.len() + 1)..];
                input.truncate(place(at));
                input.extend_from_slice(tail);
            }
            Self::Replace(bytes) => input.clone_from(bytes),
        }
        input.truncate(LENGTH_MAX);
    }
}

fn ordered(one: usize, other: usize) -> (usize, usize) {
    (one.min(other), one.max(other))
}
