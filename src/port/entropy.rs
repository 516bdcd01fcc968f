/// Random bytes: salts of journal payloads, labels that cannot exist in a zone.
pub trait Entropy {
    /// Fills the buffer.
    fn fill(&self, buffer: &mut [u8]);
}
