//! Where a command's time goes: spans for whoever traces, nothing but a null pointer while nobody does.

use tracing::{Span, debug_span, span::EnteredSpan};

/// The target of every span that makes a trace; logs need not show them.
pub const TRACES: &str = "lyceum::trace";

/// One command on its way: ended when it is told.
#[derive(Debug, Default)]
pub struct Trace(Option<Box<Spans>>);

#[derive(Debug)]
struct Spans {
    command: Span,
    append: Span,
}

impl Trace {
    /// A child of what is under way here.
    pub fn of(kind: &'static str, command: &'static str) -> Self {
        let command = debug_span!(target: TRACES, "command", otel.name = command, kind);
        Self((!command.is_disabled()).then(|| Box::new(Spans { command, append: Span::none() })))
    }

    pub fn decides(&self) -> Option<EnteredSpan> {
        self.0.as_ref().map(|spans| debug_span!(target: TRACES, parent: &spans.command, "decide").entered())
    }

    /// From now until it is durable; `together` commands are in the commit.
    pub fn appends(&mut self, together: usize) {
        if let Some(spans) = &mut self.0 {
            spans.append = debug_span!(target: TRACES, parent: &spans.command, "append", together);
        }
    }
}
