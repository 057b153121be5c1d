/// What has crossed a participant's connections since each began, in packets of media. Repairs of what we sent are not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Of what the participant publishes: what came to us.
    pub received: u64,
    /// Numbers missing among those, up to the furthest that came.
    pub lost: u64,
    /// Of what the participant sees and hears: what we sent.
    pub sent: u64,
}
