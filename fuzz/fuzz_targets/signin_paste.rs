#![no_main]
//! Any paste: no panic, and nothing that moves a cursor comes out.

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for s in reentry::signin::read(bytes).sign_ins {
        for text in [&s.timestamp, &s.user, &s.app_name, &s.tenant_name, &s.device_platform, &s.device_state]
        {
            assert!(text.iter().all(|t| !t.contains(reentry::report::harmless::is_control_like)));
        }
    }
});
