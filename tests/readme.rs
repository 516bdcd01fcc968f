//! The README's console blocks are run, so that they stay true.

#[test]
fn console_blocks_are_true() {
    // Not in the repository: after the README's first command a person's case lies there.
    let elsewhere = tempfile::tempdir().unwrap();
    std::env::set_current_dir(elsewhere.path()).unwrap();
    trycmd::TestCases::new().case(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).env("COLUMNS", "80");
}
