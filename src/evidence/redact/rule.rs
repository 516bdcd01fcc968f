use std::fmt;

use serde::{Serialize, Serializer};

/// A kind of secret. Its id is what reports and redacted texts show in the secret's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// A password or passphrase beside its name.
    Password,
    /// A JSON web token: whoever has it may be the person, until it expires.
    Jwt,
    /// The value of an `Authorization` header.
    Authorization,
    /// A session cookie, or a whole cookie header.
    Cookie,
    /// A refresh token or an authorization code of Microsoft.
    RefreshToken,
    /// An access token, ID token or assertion beside its name.
    AccessToken,
    /// An application's secret, or an API key.
    ClientSecret,
    /// A private key.
    PrivateKey,
    /// A recovery code, BitLocker key, one-time code or authenticator seed.
    RecoveryCode,
    /// A shared access signature.
    Sas,
    /// An AWS key.
    AwsKey,
    /// A key inside a connection string, or a password inside a URL.
    ConnectionString,
    /// A SAML message.
    Saml,
    /// The state of a sign-in that is under way: flow token, canary, code verifier, context.
    SignInState,
    /// The machine-readable lines of a passport or identity card.
    Mrz,
    /// A long run of base64: nobody can tell what it is.
    LongBase64,
}

impl Rule {
    /// All rules.
    pub const ALL: [Self; 16] = [
        Self::Password,
        Self::Jwt,
        Self::Authorization,
        Self::Cookie,
        Self::RefreshToken,
        Self::AccessToken,
        Self::ClientSecret,
        Self::PrivateKey,
        Self::RecoveryCode,
        Self::Sas,
        Self::AwsKey,
        Self::ConnectionString,
        Self::Saml,
        Self::SignInState,
        Self::Mrz,
        Self::LongBase64,
    ];

    /// The id in reports, JSON and redacted texts; never changes.
    #[must_use]
    pub fn id(self) -> &'static str {
        self.names().0
    }

    /// The same for a person, with its article.
    #[must_use]
    pub fn what(self) -> &'static str {
        self.names().1
    }

    /// The rule with this id.
    #[must_use]
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.id() == id)
    }

    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Password => ("password", "a password"),
            Self::Jwt => ("jwt", "a sign-in token (JWT)"),
            Self::Authorization => ("authorization", "an Authorization header"),
            Self::Cookie => ("cookie", "a session cookie"),
            Self::RefreshToken => ("refresh-token", "a refresh token or authorization code"),
            Self::AccessToken => ("access-token", "a token"),
            Self::ClientSecret => ("client-secret", "an application secret or API key"),
            Self::PrivateKey => ("private-key", "a private key"),
            Self::RecoveryCode => ("recovery-code", "a recovery code or one-time code"),
            Self::Sas => ("sas", "a shared access signature"),
            Self::AwsKey => ("aws-key", "an AWS key"),
            Self::ConnectionString => ("connection-string", "a key in a connection string or URL"),
            Self::Saml => ("saml", "a SAML message"),
            Self::SignInState => ("sign-in-state", "the state of a running sign-in"),
            Self::Mrz => ("mrz", "the machine-readable lines of an identity document"),
            Self::LongBase64 => ("long-base64", "a long run of base64"),
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.id())
    }
}
