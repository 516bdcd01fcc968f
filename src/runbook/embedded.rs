//! The set that came with this program. The build has read it already, so that no command reads Markdown to begin with:
//! what leads where lies in one file, and what is only shown in another, from which `Later` takes it.

use super::library::Library;
use crate::model::carried;

impl Library {
    /// The embedded set.
    ///
    /// # Panics
    /// Where the program's own file is damaged.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a program whose own bytes are damaged can only stop")]
    pub fn embedded() -> Self {
        serde_json::from_slice(carried!("runbooks.json").bytes()).expect("the build wrote what is read here")
    }
}

/// What the build laid aside: JSON values, one behind the other.
pub(super) fn carried_prose() -> &'static str {
    carried!("runbooks-aside.json").text()
}
