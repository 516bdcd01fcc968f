use crate::signin::Reading;
pub fn understood(r: &Reading, _now: chrono::DateTime<chrono::FixedOffset>) -> String {
    format!("Understood: {} sign-ins", r.sign_ins.len())
}
pub fn nothing_found(_: &Reading) -> String {
    "nothing".into()
}
