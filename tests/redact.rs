//! What must never leave is found, whatever it is wrapped in; what support needs is left alone.

use std::fs;
use std::io::Read;

use proptest::prelude::*;
use reentry::evidence::redact::{Rule, redact, scan, scan_read};

const JWT: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiIwMDAwMDAwMyIsInRpZCI6IjRmZGJmZjg4In0.c2lnbmF0dXJlLXRoYXQtbG9va3MtcmVhbA";
const REFRESH: &str = "0.AXkAiP_bT0Kd4EOXE0XJIrqAAcQ5n9-0mKxTq8.AgABAwEAAAApTwJmzXqdR4BN2miheQMYAgDs_wUA9P8";

/// The text holds this secret and the scan finds it; nothing of it survives redaction.
fn caught(rule: Rule, text: &str, secret: &str) {
    assert!(text.contains(secret), "the example is wrong: {text}");
    let hits = scan(text);
    assert!(hits.iter().any(|hit| hit.rule == rule), "{rule} not found in: {text}\n{hits:?}");
    let (clean, _) = redact(text);
    assert!(!clean.contains(secret), "{secret} is still in: {clean}");
    assert!(scan(&clean).is_empty(), "not clean: {clean}");
}

fn quiet(text: &str) {
    let hits = scan(text);
    let seen: Vec<_> = hits.iter().map(|hit| (hit.rule, &text[hit.span.clone()])).collect();
    assert!(hits.is_empty(), "a false alarm {seen:?} in: {text}");
}

#[test]
fn passwords_in_every_dress() {
    for text in [
        "password=Winter2026!",
        "password = Winter2026!",
        "Password: Winter2026!",
        "PASSWORD:Winter2026!",
        "passwd=Winter2026!&user=bob",
        "pwd: Winter2026!",
        "pw=Winter2026!",
        "DB_PASSWORD=Winter2026!",
        "adminPassword: Winter2026!",
        "Passwort: Winter2026!",
        "Kennwort = Winter2026!",
        "mot de passe : Winter2026!",
        "contraseña: Winter2026!",
        "パスワード：Winter2026!",
        "密码: Winter2026!",
        "пароль: Winter2026!",
        "the password is Winter2026!",
        "das Passwort lautet Winter2026!",
        "Password for admin@contoso.com: Winter2026!",
        "Password (old): Winter2026!",
        "**Password:** Winter2026!",
        "| Password | Winter2026! |",
        "Password\tWinter2026!",
        "Password:\nWinter2026!",
        "--password Winter2026!",
        "connect -Password Winter2026! -Verbose",
        "--password='Winter2026!'",
        r#"{"password":"Winter2026!"}"#,
        r#"{"user": "bob", "Password" : "Winter2026!", "x": 1}"#,
        r#""{\"password\":\"Winter2026!\"}""#,
        r#""\"{\\\"password\\\": \\\"Winter2026!\\\"}\"""#,
        "{'password': 'Winter2026!'}",
        "{&quot;password&quot;:&quot;Winter2026!&quot;}",
        "%7B%22password%22%3A%22Winter2026!%22%7D",
        "user%3Dbob%26password%3DWinter2026!",
        r#"{\u0022password\u0022:\u0022Winter2026!\u0022}"#,
        r#"{"name":"passwd","value":"Winter2026!"}"#,
        r#"<input type="password" name="passwd" id="i0118" value="Winter2026!">"#,
        "<password>Winter2026!</password>",
        r#"<wsse:Password Type="PasswordText">Winter2026!</wsse:Password>"#,
        r#"$pw = ConvertTo-SecureString "Winter2026!" -AsPlainText -Force"#,
        "ConvertTo-SecureString -String Winter2026! -AsPlainText",
        "curl -u bob:Winter2026! https://contoso.com",
        "Server=tcp:x;User ID=bob;Password=Winter2026!;Encrypt=True",
        "bob password => Winter2026!",
        "login.contoso.com/?user=bob&password=Winter2026!&x=1 HTTP/1.1 200",
    ] {
        caught(Rule::Password, text, "Winter2026!");
    }
    caught(Rule::Password, "Password: correct horse battery staple", "staple");
    caught(Rule::Password, "password=correct horse battery staple", "staple");
    caught(Rule::Password, "Password: letmein", "letmein");
    caught(Rule::Password, r#"{"password":"a \"quoted\" one","x":1}"#, "quoted");
    caught(Rule::ConnectionString, "postgres://bob:hunter22@db.contoso.com/x", "hunter22");
}

#[test]
fn what_stands_beside_a_secret_stays_readable() {
    let text = "password=Winter2026! Request Id: 8fdc0a48-915a-4099-b368-bf7ac719bf00 Timestamp: 2022-12-12T01:17:25Z";
    let (clean, hits) = redact(text);
    assert_eq!(
        clean,
        "password=[removed: password] Request Id: 8fdc0a48-915a-4099-b368-bf7ac719bf00 Timestamp: 2022-12-12T01:17:25Z"
    );
    assert_eq!((hits[0].line, hits[0].column), (1, 10));
    let (clean, _) = redact(r#"{"user":"bob","password":"Winter2026!","trace_id":"x"}"#);
    assert_eq!(clean, r#"{"user":"bob","password":"[removed: password]","trace_id":"x"}"#);
}

#[test]
fn tokens_cookies_and_keys() {
    let b64 = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\nMzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu";
    let key = format!("-----BEGIN PRIVATE KEY-----\n{b64}\n-----END PRIVATE KEY-----");
    caught(Rule::PrivateKey, &key, "MzEfYyji");
    caught(Rule::PrivateKey, &key.replace('\n', "\\n"), "MzEfYyji");
    caught(Rule::PrivateKey, &format!("-----BEGIN OPENSSH PRIVATE KEY-----\n{b64}\n"), "MzEfYyji");
    caught(
        Rule::PrivateKey,
        &format!("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n{b64}\nend"),
        "MzEfYyji",
    );
    caught(Rule::Jwt, &format!("token {JWT} end"), "c2lnbmF0");
    caught(Rule::Jwt, &format!("id_token={JWT}&state=1"), "c2lnbmF0");
    let (head, rest) = JWT.split_at(60);
    caught(Rule::Jwt, &format!("  | {head}\n  | {rest}"), "c2lnbmF0");
    caught(Rule::Authorization, "Authorization: Bearer abcdef0123456789xyz", "abcdef0123456789xyz");
    caught(Rule::Authorization, "Authorization: Basic dXNlcjpwYXNzd29yZA==", "dXNlcjpw");
    caught(Rule::Authorization, "the header was 'bearer abcdef0123456789xyz'", "abcdef0123456789xyz");
    caught(
        Rule::Authorization,
        r#"{"name":"Authorization","value":"Bearer abcdef0123456789"}"#,
        "abcdef0123456789",
    );
    caught(Rule::Cookie, "Cookie: a=b; ESTSAUTHPERSISTENT=1.AXkAiP; buid=0.x", "1.AXkAiP");
    caught(Rule::Cookie, r#"curl -H "Cookie: session=abc123; x=y" https://x"#, "abc123");
    caught(Rule::Cookie, "Set-Cookie: ESTSAUTH=0.Aabc123; domain=.login.microsoftonline.com", "0.Aabc123");
    caught(Rule::Cookie, r#"{"name":"Cookie","value":"fpc=AjX; esctx=PAQ"}"#, "PAQ");
    caught(Rule::Cookie, r#"{"name":"ESTSAUTH","value":"0.AXkAiP_bT0"}"#, "0.AXkAiP_bT0");
    caught(Rule::Cookie, "x-ms-RefreshTokenCredential: abcDEF123456ghiJKL7890", "abcDEF123456");
    caught(
        Rule::Cookie,
        ".login.microsoftonline.com\tTRUE\t/\tTRUE\t0\tESTSAUTH\t0.AXkAiPbT0",
        "0.AXkAiPbT0",
    );
    caught(Rule::RefreshToken, &format!("got {REFRESH}"), "AgABAwEA");
    caught(Rule::RefreshToken, &format!("?code={}&state=5", REFRESH.replace("0.A", "1.A")), "AgABAwEA");
    caught(
        Rule::RefreshToken,
        r#""refresh_token":"M.C507_BL2.-CdkR5yJcW1Zq!x8sVnOQzLkT9mE*abc$$""#,
        "CdkR5yJ",
    );
    caught(Rule::ClientSecret, "client_secret=abc", "=abc");
    caught(Rule::ClientSecret, r#""clientSecret": "hunter""#, "hunter");
    caught(Rule::ClientSecret, "value gYp8Q~abcdefghij.klmnopqrstuvwx_yz0123456 here", "abcdefghij");
    caught(Rule::ClientSecret, "--client-secret hunter --tenant x", "hunter");
    caught(Rule::ClientSecret, "ghp_0123456789abcdefghijABCDEFGHIJ012345", "ghp_");
    caught(
        Rule::Sas,
        "https://x.blob.core.windows.net/c?sv=2020&sig=abcDEF%2F0123456789abc%3D&se=1",
        "abcDEF",
    );
    caught(Rule::AwsKey, "key AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE");
    caught(
        Rule::ConnectionString,
        "DefaultEndpointsProtocol=https;AccountName=x;AccountKey=abcdefgh0123456789IJKL==;EndpointSuffix=core",
        "abcdefgh0123456789",
    );
    caught(
        Rule::ConnectionString,
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "wJalrXUt",
    );
    caught(Rule::Saml, "SAMLResponse=PHNhbWxwOlJlc3BvbnNlIElEPSJf0&RelayState=x", "PHNhbWxw");
    for name in ["code_verifier", "flowToken", "sFT", "canary", "ctx", "apiCanary", "PPFT"] {
        caught(Rule::SignInState, &format!(r#"{{"{name}":"AQABAAEAAAAmoFfGtYxv0"}}"#), "AQABAAEA");
        caught(Rule::SignInState, &format!("https://x/?{name}=AQABAAEAAAAmoFfGtYxv0&a=b"), "AQABAAEA");
    }
    let blob = "QmFzZTY0IG9mIGFueXRoaW5nIGhhcyBjYXBpdGFscywgc21hbGwgbGV0dGVycyBhbmQgZGlnaXRzLCAxMjM0NTY3ODkwLCBzbyBpdCBpcyBkZW5zZQ==";
    caught(Rule::LongBase64, &format!("blob {blob}"), "IGhhcyBj");
}

#[test]
fn recovery_codes_and_identity_papers() {
    caught(
        Rule::RecoveryCode,
        "Recovery key: 123456-234567-345678-456789-567890-678901-789012-890123",
        "456789-567890",
    );
    caught(
        Rule::RecoveryCode,
        "Your recovery codes:\n 1. abcd-ef12\n 2. 9f8e-7d6c\n\nKeep them safe",
        "9f8e-7d6c",
    );
    caught(Rule::RecoveryCode, "Backup codes\n12345678 87654321\n11223344 55667788\n", "55667788");
    caught(Rule::RecoveryCode, "recovery code: A1B2-C3D4", "A1B2-C3D4");
    caught(Rule::RecoveryCode, "verification code: 482913", "482913");
    caught(Rule::RecoveryCode, "otpauth://totp/contoso:bob?secret=JBSWY3DPEHPK3PXP&issuer=x", "JBSWY3DP");
    let passport =
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
    caught(Rule::Mrz, passport, "ERIKSSON");
    caught(Rule::Mrz, passport, "L898902C3");
    let card =
        "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
    caught(Rule::Mrz, card, "D231458907");
    caught(Rule::Mrz, card, "7408122F");
    caught(Rule::Mrz, card, "ERIKSSON");
}

#[test]
fn ordinary_words_are_left_alone() {
    for text in [
        "I lost my password",
        "I lost my password.",
        "My password is lost, and the recovery codes too.",
        "The password is older than 2022-11-01T10:00:00Z",
        "Password: lost with the phone",
        "Password: unknown",
        "Password: reset yesterday by bob",
        "Passwort: vergessen",
        "Password:",
        "Password: ********",
        "Password: <your password>",
        "password=%PASSWORD%",
        "password=${DB_PASSWORD}",
        "-Password $env:PW -RefreshToken $env:ExchangeRefreshToken",
        "Enter your password\nConfirm your password\nForgot password?",
        "AADSTS50126: Error validating credentials due to invalid username or password.",
        "AADSTS50055: The password is expired.",
        "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app 'a8fdfbd0-da97-42d9-8f1a-fd6a7cb650b4'.",
        "grant_type=password&scope=openid",
        r#"{"grant_type":"password","error_codes":[50126]}"#,
        "https://login.microsoftonline.com/error?code=50076",
        "Sign-in error code: 530035",
        "error_code: 53003, security code was never sent",
        "The cookies used to represent the user's session were not sent in the request to Azure AD.",
        "Request Id: 8fdc0a48-915a-4099-b368-bf7ac719bf00",
        "x-ms-request-id: 8fdc0a48-915a-4099-b368-bf7ac719bf00",
        "8FDC0A48915A4099B368BF7AC719BF00",
        "state=5c87e4ca-48e0-41d2-bebf-1958e7be00bc|3abaf302-28ab-4a24-b005-423ed9090e7c",
        "token=5c87e4ca-48e0-41d2-bebf-1958e7be00bc",
        "Basic authentication was disabled; the bearer of this letter may sign in.",
        "Negotiate authenticationSchemes",
        "MS=ms12345678",
        "v=spf1 include:spf.protection.outlook.com -all",
        "sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
        "https://portal.azure.com/#view/Microsoft_AAD_IAM/ActiveDirectoryMenuBlade/~/Overview/menuId/SignIns/andSomeMore",
        "PWD=/home/bob",
        r#"{"password":true}"#,
        r#"{"hint":[{"password":null},{"passwd":false}]}"#,
        r#"{\"password\":1}"#,
        "cat <<EOF > file",
        "<<<<<<< HEAD",
        "TXT record 22-11-2026, ticket 2611220040001234, phone +49 89 123456789",
        "we use Conditional Access and no partner has access",
        "Passkey and password policy: strong. PasswordExpired: true. LastPasswordChange: 2026-11-01T00:00:00Z",
        "contoso.onmicrosoft.com, admin@contoso.com",
        "Hosted at https://contoso.com:8443/path@x",
    ] {
        quiet(text);
    }
}

#[test]
fn the_sign_in_corpus_raises_no_alarm() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/signin");
    let mut read = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ext| ext == "txt") {
            quiet(&fs::read_to_string(&path).unwrap());
            read += 1;
        }
    }
    assert_eq!(read, 99);
}

#[test]
fn what_json_spells_out_is_read() {
    for text in [
        r#"{"text":"Temporary Access Pass\n&c4G^UV+\nValid from 11/27/2026 2:00 AM"}"#,
        r#"{"log":"{\"text\":\"Temporary Access Pass\\n&c4G^UV+\\nValid\"}"}"#,
    ] {
        caught(Rule::Password, text, "&c4G^UV+");
    }
    caught(Rule::Password, r#"{"x":"p\u0061ssword: Winter2026!"}"#, "Winter2026!");
    caught(Rule::RecoveryCode, r#""Recovery codes\r\n4d3f2-a1b9c\r\n77e1c-0ff32""#, "77e1c-0ff32");
    quiet(r#"{"a":"line one\nline two","b":"C:\\Users\\anna","c":"\u00fcber"}"#);
}

/// A window that cut a value in two left its end in the text.
#[test]
fn a_value_at_the_edge_of_what_is_looked_at_goes_as_a_whole() {
    let filler = "word ".repeat(60);
    for length in 60..140 {
        let text = format!("code {}combination: 12345678 thanks", &filler[..length]);
        let (clean, _) = redact(&text);
        assert!(!clean.contains("678") || clean == text, "{clean}");
        let text = format!("password {}Winter2026!abcDEF99 thanks", &filler[..length]);
        let (clean, _) = redact(&text);
        assert!(!clean.contains("DEF99") || clean == text, "{clean}");
    }
    caught(Rule::RecoveryCode, "code PIN: 12345678", "12345678");
}

#[test]
fn a_heading_of_codes_counts_its_letters_not_its_bytes() {
    let heading = "Recovery codes—以下のコードを安全な場所に保管してください。絶対に他の人へ渡さないこと";
    caught(Rule::RecoveryCode, &format!("{heading}\nab12-cd34\nef56-gh78\nij90-kl12\n"), "ef56-gh78");
}

#[test]
fn what_nobody_sees_hides_nothing_inside_escapes_either() {
    caught(Rule::Password, r#"{"a":"Pass\u00adword=Winter2026!x"}"#, "Winter2026!x");
    caught(Rule::Password, r#"{"a":"{\"b\":\"Pass\\u200bword=Winter2026!x\"}"}"#, "Winter2026!x");
}

#[test]
fn a_hit_never_shows_the_text() {
    let hits = scan("password=Winter2026!");
    let shown = format!("{hits:?} {}", hits[0].rule);
    assert!(!shown.contains("Winter"), "{shown}");
}

/// Gives a few bytes at a time, as pipes do.
struct Drip<'a>(&'a [u8], usize);

impl Read for Drip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let size = self.1.min(buffer.len()).min(self.0.len());
        buffer[..size].copy_from_slice(&self.0[..size]);
        self.0 = &self.0[size..];
        Ok(size)
    }
}

#[test]
fn a_stream_finds_what_the_whole_text_holds() {
    let mut text = String::new();
    for n in 0..70_000 {
        text.push_str(&format!("{n} Request Id: 8fdc0a48-915a-4099-b368-bf7ac719bf00 Überprüfung\n"));
        if n % 9_973 == 0 {
            text.push_str(&format!("here password=Winter{n}! and {JWT}\n"));
        }
    }
    let whole = scan(&text);
    assert!(whole.len() >= 16);
    assert_eq!(scan_read(&mut Drip(text.as_bytes(), 7919)).unwrap(), whole);
    let utf16: Vec<u8> = "\u{feff}password=Winter2026!".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(scan_read(&mut Drip(&utf16, 3)).unwrap().len(), 1);
}

/// Texts that would make a careless scanner quadratic. Each would take many minutes.
#[test]
fn nonsense_without_end_is_scanned() {
    for piece in [
        "password: ",
        "password=x                    ",
        "password is x ",
        "password=\"",
        "password=\\\"",
        "token='",
        "eyJ",
        "eyJ.",
        "<password>",
        "-----BEGIN PRIVATE KEY-----",
        "A",
        "<",
        "Aa1",
        "authorization: ",
        "cookie: a",
        "\"name\":\"password\",",
        "curl -u ",
        "basic ",
        "a://b",
        "0.A",
        "123456-",
        "recovery codes\n",
        "password\n",
        "password:\n",
        "-eyJ",
        "eyJaaaaaaaaa-",
        "0.Aaaaaaaaaaaaaaaaaaaaaaaaaaaaa-",
        "://a:",
        "zip -",
        "net use a ",
        "aA1==",
        "ffffffffffffffffffffffffffffffff:",
        "x@aaa ",
        "your code ",
        "curl ",
        "\"\\n",
        "\"\\\\",
        "{\"a\":\"\\\"b\\\"\"}",
        "password ",
        "tap ",
        "password,x\n",
        "PIN 1",
        "pin is 11111 ",
        "WIFI:",
        "-----BEGIN CERTIFICATE-----",
        "\u{200b}",
        "<tr><td>",
        "\"columns\":[",
        "\"columns\":[\"password\"],\"rows\":[[",
        "recovery phrase abc ",
        "password \"",
        "login a password ",
        "- - - -\n",
        "User  Password\n",
        "curl -b '",
        "echo a | ",
        "<dt>password</dt><dd>",
        "code de abc 1234567 ",
        "a is password ",
        "MIIBijCCAS+gAwIBAgIUIHiUzW0IYTPR4e/VbzHCWM1Ba58wCgYIKoZIzj0EAwIw\n",
        "MIIBijCCAS+gAwIBAgIUIHiUzW0IYTPR4e/VbzHCWM1Ba58wCgYIKoZIzj0EAwIw!",
        "your error code 500121 ",
        "500121 is the error code ",
        "code for the old big red door of all ",
        "code for a b c: ",
        "setup key abcd efgh ",
        "a@contoso.com\nTel.:+49-89-1234567",
        "sessionid=a",
        "xſms code 500121 ",
        "devicelogin ",
        "\"d\":\"",
    ] {
        let text = piece.repeat(100_000 / piece.len());
        let _ = scan(&text);
    }
}

fn fragment() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("password".to_owned()),
        Just("=".into()),
        Just(": ".into()),
        Just("\"".into()),
        Just("\\\"".into()),
        Just("\n".into()),
        Just("Cookie: ".into()),
        Just("a=b; ".into()),
        Just("Authorization: Bearer ".into()),
        Just(JWT.into()),
        Just(REFRESH.into()),
        Just("&quot;".into()),
        Just("%22".into()),
        Just(" is ".into()),
        Just("<password>".into()),
        Just("</".into()),
        Just("--".into()),
        Just("recovery codes\n".into()),
        Just("[removed: jwt]".into()),
        Just("[removed".into()),
        Just("-----BEGIN PRIVATE KEY-----\n".into()),
        Just("-----END PRIVATE KEY-----".into()),
        Just("client_secret".into()),
        Just("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<".into()),
        "[a-zA-Z0-9]{1,90}",
        "[ -~]{0,20}",
        "\\PC{0,8}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn redacted_text_is_clean_and_hits_are_in_order(parts in prop::collection::vec(fragment(), 0..14)) {
        let text = parts.concat();
        let hits = scan(&text);
        let mut last = 0;
        for hit in &hits {
            prop_assert!(hit.span.start >= last && hit.span.start < hit.span.end && hit.span.end <= text.len());
            prop_assert!(text.is_char_boundary(hit.span.start) && text.is_char_boundary(hit.span.end));
            prop_assert_eq!(hit.line, text[..hit.span.start].matches('\n').count() + 1);
            last = hit.span.end;
        }
        let (clean, found) = redact(&text);
        prop_assert_eq!(&found, &hits);
        prop_assert!(scan(&clean).is_empty(), "left in {:?}", clean);
        if hits.is_empty() {
            prop_assert_eq!(clean, text);
        }
    }

    #[test]
    fn a_count_is_no_secret_and_a_number_for_a_secret_is(
        count in 0u32..1000, pin in 1000u64..1_000_000_000_000, many in any::<u16>(), after in "[]},\n ]{0,3}|}},\"hash\":\"[0-9a-f]{64}\"",
    ) {
        for name in Rule::ALL.map(Rule::id).into_iter().chain(["clientSecret", "PIN", "Passwort"]) {
            let text = format!("{{\"{name}\":{count}{after}");
            prop_assert!(scan(&text).is_empty(), "{}", text);
            let text = format!("{{\"redacted\":{{\"jwt\":{many},\"{name}\":{many}}}{after}");
            prop_assert!(scan(&text).is_empty(), "{}", text);
        }
        for name in ["password", "adminPassword", "PIN", "client-secret", "recovery_code"] {
            for value in [format!("{pin}"), format!("\"{pin}\""), format!(" {pin} ")] {
                let text = format!("{{\"jwt\":1,\"{name}\":{value}{after}");
                let (clean, _) = redact(&text);
                prop_assert!(!clean.contains(&format!(":{value}")), "{}", text);
            }
        }
    }

    #[test]
    fn a_jwt_is_found_in_anything(before in "\\PC{0,40}", after in "[ ,;\"'<\n]\\PC{0,40}") {
        let text = format!("{before} {JWT}{after}");
        let (clean, _) = redact(&text);
        prop_assert!(!clean.contains("c2lnbmF0dXJl"), "{}", clean);
    }

    #[test]
    fn a_named_password_is_found_with_any_value(value in "[!-~&&[^\"'<>`\\\\;&,|\\[\\]{}()$%@:*#.?_x-]]{6,30}", depth in 0usize..4) {
        let quote = format!("{}\"", "\\".repeat((1 << depth) - 1));
        let text = format!("{{{quote}password{quote}:{quote}{value}{quote}}}");
        let (clean, hits) = redact(&text);
        // A word such as "forgotten" is a state, not a password.
        if value.bytes().any(|b| b.is_ascii_digit()) {
            prop_assert_eq!(hits.len(), 1, "{}", text);
            prop_assert!(!clean.contains(&value));
        }
    }
}
