pub mod cause;

pub use cause::Cause;
