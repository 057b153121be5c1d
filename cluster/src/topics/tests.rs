use super::*;

/// Keeps what it is given.
#[derive(Default)]
struct Kept(Mutex<Vec<TopicFrame>>);

impl Subscriber for Kept {
    fn deliver(&self, frame: &TopicFrame) {
        self.0.lock().push(frame.clone());
    }
}

impl Kept {
    fn positions(&self) -> Vec<u64> {
        self.0.lock().iter().map(|frame| frame.position).collect()
    }
}

impl Topics {
    fn known(&self) -> usize {
        self.0.parts.iter().map(|part| part.lock().len()).sum()
    }
}

fn frame(n: u64) -> Frame {
    format!("frame {n}").into()
}

#[test]
fn all_subscribers_of_a_topic_share_the_bytes_of_its_frames_in_its_order() {
    let topics = Topics::new(Counter::default());
    let (one, two, other) = (Arc::new(Kept::default()), Arc::new(Kept::default()), Arc::new(Kept::default()));
    let _here = (topics.subscribe("a", one.clone()), topics.subscribe("a", two.clone()), topics.subscribe("b", other.clone()));
    for n in 1..=3 {
        topics.publish("a", n, n - 1, frame(n));
    }
    assert_eq!((one.positions(), two.positions()), (vec![1, 2, 3], vec![1, 2, 3]));
    let (one, two) = (one.0.lock(), two.0.lock());
    for (a, b) in one.iter().zip(two.iter()) {
        assert_eq!((a.frame.as_ptr(), a.frame.len()), (b.frame.as_ptr(), b.frame.len()), "a copy was made");
    }
    assert_eq!(other.positions(), [0; 0]);
}

#[test]
fn a_topic_that_nobody_subscribes_to_is_forgotten() {
    let topics = Topics::new(Counter::default());
    let kept = Arc::new(Kept::default());
    let (one, two) = (topics.subscribe("a", kept.clone()), topics.subscribe("a", kept.clone()));
    drop(one);
    topics.publish("a", 1, 0, frame(1));
    assert_eq!(kept.positions(), [1], "the other is still there");
    drop(two);
    assert_eq!(topics.known(), 0);
    topics.publish("a", 2, 1, frame(2));
    assert_eq!((kept.positions(), topics.known()), (vec![1], 0));
}

#[test]
fn silent_rings_are_bounded_and_those_with_subscribers_stay() {
    let topics = Topics::new(Counter::default());
    let kept = Arc::new(Kept::default());
    let (_here, _) = topics.subscribe_from("kept", None, kept.clone());
    for n in 0..3 * PARTS * SILENT_MAX {
        topics.publish_next(&format!("silent {n}"), |_| Vec::new().into());
    }
    assert!(topics.known() <= PARTS * SILENT_MAX, "{} topics", topics.known());
    let last = format!("silent {}", 3 * PARTS * SILENT_MAX - 1);
    assert_eq!(topics.publish_next(&last, |_| Vec::new().into()).position, 2, "the longest silent go first");
    topics.publish_next("kept", |_| frame(1));
    assert_eq!(kept.positions(), [1]);
}
