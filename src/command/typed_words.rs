//! Words that a person typed into a command.

use crate::evidence::redact;
use crate::report;
use crate::world::World;

/// The words without what looks like a secret in them; says so if there is one.
pub(super) fn without_secrets(words: &str, place: &str, world: &mut World) -> String {
    let (clean, hits) = redact::redact(words);
    if !hits.is_empty() {
        let _ = writeln!(world.err, "{}", report::secret::found(&hits, place));
        let _ = writeln!(world.err, "The redacted form is kept.");
    }
    clean
}
