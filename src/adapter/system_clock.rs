//! The clock of this computer, and what stands in for it in rehearsals.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

use chrono::{DateTime, FixedOffset, Local, MappedLocalTime, NaiveDateTime, TimeZone, Utc};

use crate::port::Clock;

/// The laptop's clock, or a fixed one for rehearsals.
pub struct SystemClock {
    fixed: Option<DateTime<FixedOffset>>,
    interrupted: &'static AtomicBool,
}

impl SystemClock {
    /// `fixed` is the moment at which a rehearsal stands: its transcript must not depend on how fast the laptop is.
    #[must_use]
    pub fn new(fixed: Option<DateTime<FixedOffset>>, interrupted: &'static AtomicBool) -> Self {
        Self { fixed, interrupted }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> DateTime<FixedOffset> {
        // Not `Local::now`, which panics where the clock stands before 1970.
        let real = || DateTime::<Utc>::from(SystemTime::now()).with_timezone(&Local).fixed_offset();
        self.fixed.unwrap_or_else(real)
    }

    fn local(&self, shown: NaiveDateTime) -> Option<DateTime<FixedOffset>> {
        let now = self.now();
        // A rehearsal may be set in a place that this computer is not in: there its own offset always holds.
        if now.with_timezone(&Local).fixed_offset().offset() != now.offset() {
            return shown.and_local_timezone(*now.offset()).single();
        }
        match Local.from_local_datetime(&shown) {
            MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => Some(at.fixed_offset()),
            MappedLocalTime::None => None,
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
