use std::time::Duration;

/// How a link looks from its reports: 0 nothing arrives, 1 poor, 2 fair, 3 good. The limits are where people
/// begin to notice: a repaired loss of a few per cent is seen as short freezes, and a round trip over a
/// quarter of a second is heard as talking over each other.
pub(super) fn quality(silent: Duration, loss: f32, round_trip: Duration) -> u8 {
    const SILENT: Duration = Duration::from_secs(4);
    const POOR_ROUND_TRIP: Duration = Duration::from_millis(500);
    const FAIR_ROUND_TRIP: Duration = Duration::from_millis(250);
    if silent >= SILENT {
        0
    } else if loss >= 0.10 || round_trip >= POOR_ROUND_TRIP {
        1
    } else if loss >= 0.03 || round_trip >= FAIR_ROUND_TRIP {
        2
    } else {
        3
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_sign_decides() {
        let (short, long) = (Duration::from_millis(20), Duration::from_millis(600));
        assert_eq!(quality(Duration::ZERO, 0.0, short), 3);
        assert_eq!(quality(Duration::ZERO, 0.05, short), 2);
        assert_eq!(quality(Duration::ZERO, 0.2, short), 1);
        assert_eq!(quality(Duration::ZERO, 0.0, long), 1);
        assert_eq!(quality(Duration::from_secs(5), 0.0, short), 0);
    }
}
