/// The person in front of the screen.
pub trait Terminal {}
