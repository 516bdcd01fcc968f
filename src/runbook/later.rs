//! A value that is read when somebody first asks for it.
//!
//! The program starts at every command, and most commands show no prose: they need to know which steps there are and
//! where each leads. So the prose and the sources of the carried runbooks lie packed until a screen or a sheet wants
//! them. This file knows where a value lies; what it means is not its business. Runbooks that a team brings are read at once.

use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

use serde::de::DeserializeOwned;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::carried_prose;

/// A value that is there already, or lies as JSON in what the program carries.
#[derive(Debug, Clone)]
pub struct Later<T> {
    /// Its first byte and its length in [`carried_prose`]; without meaning where the value was there from the start.
    place: (usize, usize),
    value: OnceLock<T>,
}

/// The one key of the object that the build takes for a value to lay aside; no field of ours has a name with this sign.
pub(crate) const ASIDE: &str = "$aside";

impl<T> From<T> for Later<T> {
    fn from(value: T) -> Self {
        Self { place: (0, 0), value: OnceLock::from(value) }
    }
}

impl<T: DeserializeOwned> Deref for Later<T> {
    type Target = T;

    /// # Panics
    /// Where the program's own file is damaged.
    #[expect(clippy::expect_used, reason = "a program whose own bytes are damaged can only stop")]
    fn deref(&self) -> &T {
        self.value.get_or_init(|| {
            let (from, length) = self.place;
            let json =
                carried_prose().get(from..from + length).expect("a carried value lies where it was laid");
            serde_json::from_str(json).expect("a carried value is what was laid there")
        })
    }
}

impl<T: DeserializeOwned> DerefMut for Later<T> {
    #[expect(clippy::expect_used, reason = "the line above has read it")]
    fn deref_mut(&mut self) -> &mut T {
        let _: &T = self;
        self.value.get_mut().expect("it was read")
    }
}

impl<T: DeserializeOwned> Later<T> {
    /// The value, for keeps.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the line above has read it")]
    pub fn into_inner(self) -> T {
        let _: &T = &self;
        self.value.into_inner().expect("it was read")
    }
}

impl<T: Default> Default for Later<T> {
    fn default() -> Self {
        Self::from(T::default())
    }
}

/// For the build, which lays the value aside and leaves its place.
impl<T: DeserializeOwned + Serialize> Serialize for Later<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(1))?;
        map.serialize_entry(ASIDE, &**self)?;
        map.end()
    }
}

/// The place that the build left.
impl<'de, T> Deserialize<'de> for Later<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Self { place: Deserialize::deserialize(from)?, value: OnceLock::new() })
    }
}
