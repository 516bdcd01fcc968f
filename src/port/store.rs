/// Case folders and their journals.
pub trait CaseStore {}
