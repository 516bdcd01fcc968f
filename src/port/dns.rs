/// Questions to name servers, one exchange for each server address.
pub trait Dns {}
