use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, FixedOffset, Local};

use crate::port::Clock;

/// The laptop's clock, or a fixed one for rehearsals.
pub struct SystemClock {
    fixed: Option<(DateTime<FixedOffset>, Instant)>,
    interrupted: &'static AtomicBool,
}

impl SystemClock {
    /// `fixed` starts the clock at that moment; it runs on from there.
    #[must_use]
    pub fn new(fixed: Option<DateTime<FixedOffset>>, interrupted: &'static AtomicBool) -> Self {
        Self { fixed: fixed.map(|start| (start, Instant::now())), interrupted }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> DateTime<FixedOffset> {
        match self.fixed {
            // Whole seconds: a rehearsal's transcript must not depend on how fast the laptop is.
            Some((start, _)) => start,
            None => Local::now().fixed_offset(),
        }
    }

    fn sleep(&self, span: Duration) -> bool {
        let end = Instant::now() + span;
        while Instant::now() < end {
            if self.interrupted.load(Ordering::Relaxed) {
                return false;
            }
            std::thread::sleep(Duration::from_millis(50).min(end.saturating_duration_since(Instant::now())));
        }
        !self.interrupted.load(Ordering::Relaxed)
    }

    fn is_real(&self) -> bool {
        self.fixed.is_none()
    }
}
