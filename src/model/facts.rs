//! The facts that code reads by name. A test holds them against the vocabulary.

/// Every fact that code, and not only runbooks, uses.
pub const USED_BY_CODE: &[&str] = &[
    NAME,
    PERSON_NAME,
    PERSON_PHONE,
    PERSON_EMAIL,
    PERSON_ROLE,
    CAUSE,
    SINCE,
    CHANGE,
    IMPACT,
    POLICY,
    STATE,
    SESSION,
    GLOBAL_ADMINS,
    TRIED,
    EMERGENCY,
    OTHER_ROLES,
    WITH_MAIL,
    TENANT_ID,
    CLOUD,
    ONMICROSOFT,
    DOMAINS,
    LICENCE,
    INVOICE,
    TECHNICAL_CONTACT,
    REGISTRAR,
    PARTNER_EXISTS,
    PARTNER_NAME,
    PARTNER_PROVIDER,
    PARTNER_CONTACT,
    PARTNER_ROLES,
    PARTNER_ENDS,
    PARTNER_ANSWER,
    PLAN,
    ROUTE,
    NUMBER,
    SEVERITY,
    ENGINEER,
    ENGINEER_OFFSET,
    PROOF_CALL,
    PROOF_DOMAIN,
    PROOF_VALUE,
    PROOF_HOST,
    DOCUMENTS,
    DOOR,
    ADMIN_IN,
    EVIDENCE,
    POLICIES,
    EMAIL,
    LEAVER,
    REASONS,
    DIFFER,
    HOSTILE_ADMINS,
    EARLIER_REQUESTS,
    DNS_CONSENT,
    AUTHORITY,
    SIDE,
    KIT_DECIDES,
    KIT_SAFE,
    KIT_SAFES,
    KIT_ACCOUNTS,
    KIT_KEYS,
    KIT_PAPERS,
    KIT_NUMBERS,
    KIT_SUPPORT,
    KIT_PHONE,
    KIT_REVIEW_BY,
    KIT_MAKER,
    KIT_APPLICATION,
    KIT_DEFAULTS,
    KIT_FEDERATION,
    KIT_ROLES,
    KIT_PARTNER,
    KIT_USERS,
    KIT_OLD_NUMBERS,
    KIT_POLICIES,
    KIT_ON_DUTY,
    KIT_WORKSPACE,
    KIT_MAKER_NIGHT,
    KIT_MAKER_MAIL,
    KIT_MAKER_WORDS,
    KIT_NAME_LATIN,
];

pub const NAME: &str = "case.name";
pub const PERSON_NAME: &str = "person.name";
pub const PERSON_PHONE: &str = "person.phone";
pub const PERSON_EMAIL: &str = "person.email";
pub const PERSON_ROLE: &str = "person.role";
pub const CAUSE: &str = "lockout.cause";
pub const SINCE: &str = "lockout.since";
pub const CHANGE: &str = "lockout.change";
pub const IMPACT: &str = "lockout.impact";
pub const POLICY: &str = "lockout.policy";
pub const STATE: &str = "lockout.state";
pub const SESSION: &str = "session.open";
pub const GLOBAL_ADMINS: &str = "admins.global";
pub const TRIED: &str = "admins.tried";
pub const EMERGENCY: &str = "admins.emergency";
pub const OTHER_ROLES: &str = "admins.other-roles";
pub const WITH_MAIL: &str = "admins.with-mail";
pub const TENANT_ID: &str = "tenant.id";
pub const CLOUD: &str = "tenant.cloud";
pub const ONMICROSOFT: &str = "tenant.onmicrosoft";
pub const DOMAINS: &str = "tenant.domains";
pub const LICENCE: &str = "tenant.licence";
pub const INVOICE: &str = "tenant.invoice";
pub const TECHNICAL_CONTACT: &str = "tenant.technical-contact";
pub const REGISTRAR: &str = "tenant.registrar";
pub const PARTNER_EXISTS: &str = "partner.exists";
pub const PARTNER_NAME: &str = "partner.name";
pub const PARTNER_PROVIDER: &str = "partner.provider";
pub const PARTNER_CONTACT: &str = "partner.contact";
pub const PARTNER_ROLES: &str = "partner.roles";
pub const PARTNER_ENDS: &str = "partner.ends";
pub const PARTNER_ANSWER: &str = "partner.answer";
pub const PLAN: &str = "support.plan";
pub const ROUTE: &str = "support.route";
pub const NUMBER: &str = "support.number";
pub const SEVERITY: &str = "support.severity";
pub const ENGINEER: &str = "support.engineer";
pub const ENGINEER_OFFSET: &str = "support.offset";
pub const PROOF_CALL: &str = "proof.call";
pub const PROOF_DOMAIN: &str = "dns-proof.domain";
pub const PROOF_VALUE: &str = "dns-proof.value";
pub const PROOF_HOST: &str = "dns-proof.host";
pub const DOCUMENTS: &str = "legal.documents";
pub const DOOR: &str = "recovery.door";
pub const ADMIN_IN: &str = "recovery.admin";
/// Known by the program itself: whether a recorded sign-in is good evidence.
pub const EVIDENCE: &str = "evidence.sign-in";
/// Known by the program itself: whether exported policies were read.
pub const POLICIES: &str = "evidence.policies";
/// Known by the program itself: whether an e-mail was told of at the board of the case.
pub const EMAIL: &str = "evidence.email";
/// Whether the person's words about the change say that somebody died.
pub const LEAVER: &str = "evidence.leaver";
pub const REASONS: &str = "admins.reasons";
pub const DIFFER: &str = "admins.differ";
pub const HOSTILE_ADMINS: &str = "admins.hostile";
pub const EARLIER_REQUESTS: &str = "support.earlier";
pub const DNS_CONSENT: &str = "dns.consent";
pub const AUTHORITY: &str = "person.authority";
pub const SIDE: &str = "person.side";
pub const KIT_DECIDES: &str = "kit.decides";
pub const KIT_SAFE: &str = "kit.safe";
pub const KIT_SAFES: &str = "kit.safes";
pub const KIT_ACCOUNTS: &str = "kit.emergency-accounts";
pub const KIT_KEYS: &str = "kit.keys";
pub const KIT_PAPERS: &str = "kit.papers";
pub const KIT_NUMBERS: &str = "kit.support-numbers";
pub const KIT_SUPPORT: &str = "kit.support";
pub const KIT_PHONE: &str = "kit.support-phone";
pub const KIT_REVIEW_BY: &str = "kit.review-by";
pub const KIT_MAKER: &str = "kit.maker";
pub const KIT_APPLICATION: &str = "kit.application";
pub const KIT_DEFAULTS: &str = "kit.security-defaults";
pub const KIT_FEDERATION: &str = "kit.federation";
pub const KIT_ROLES: &str = "kit.roles";
pub const KIT_PARTNER: &str = "kit.partner";
pub const KIT_USERS: &str = "kit.users";
pub const KIT_OLD_NUMBERS: &str = "kit.old-numbers";
pub const KIT_POLICIES: &str = "kit.policies";
pub const KIT_ON_DUTY: &str = "kit.on-duty";
pub const KIT_WORKSPACE: &str = "kit.workspace";
pub const KIT_MAKER_NIGHT: &str = "kit.maker-night";
pub const KIT_MAKER_MAIL: &str = "kit.maker-mail";
pub const KIT_MAKER_WORDS: &str = "kit.maker-words";
pub const KIT_NAME_LATIN: &str = "kit.name-latin";
