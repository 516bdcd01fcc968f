use chrono::{DateTime, FixedOffset, NaiveDateTime};
use std::time::Duration;

/// What time it is, with the offset of this laptop.
pub trait Clock {
    /// The present moment.
    fn now(&self) -> DateTime<FixedOffset>;
    /// The moment at which clocks here showed this, with the offset of that day; the earlier one where an hour came
    /// twice, nothing where it was left out.
    fn local(&self, shown: NaiveDateTime) -> Option<DateTime<FixedOffset>>;
    /// Waits, and returns early with `false` when the person pressed Ctrl-C.
    fn sleep(&self, span: Duration) -> bool;
    /// False in rehearsals, where `REENTRY_CLOCK` sets the time; the case records that.
    fn is_real(&self) -> bool;
}
