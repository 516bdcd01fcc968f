//! What the program needs from the world, as traits. Adapters fill them in; commands use them; nothing pure knows them.

mod archive;
mod clock;
mod dns;
mod entropy;
mod files;
mod store;
mod terminal;

pub use archive::*;
pub use clock::*;
pub use dns::*;
pub use entropy::*;
pub use files::*;
pub use store::*;
pub use terminal::*;
