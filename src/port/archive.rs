/// Zip files: written reproducibly, read with suspicion.
pub trait Archive {}
