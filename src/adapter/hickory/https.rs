use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use hickory_resolver::net::h2::HttpsClientStream;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::tls::default_provider;
use hickory_resolver::net::xfer::{DnsHandle, FirstAnswer};
use hickory_resolver::proto::op::{DnsRequest, DnsRequestOptions};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

use super::wire::{self, Read};
use crate::dns_proof::exchange::{Ask, Outcome};

/// Resolvers known by name: where port 53 cannot be trusted, their names cannot be looked up either.
const KNOWN: [(&str, IpAddr); 3] = [
    ("cloudflare-dns.com", IpAddr::V4(std::net::Ipv4Addr::new(1, 1, 1, 1))),
    ("dns.google", IpAddr::V4(std::net::Ipv4Addr::new(8, 8, 8, 8))),
    ("dns.quad9.net", IpAddr::V4(std::net::Ipv4Addr::new(9, 9, 9, 9))),
];

/// One question over HTTPS. The server's certificate is checked, so nobody on the way can answer in its place.
pub(super) async fn ask(url: &str, ask: &Ask, timeout: Duration) -> Outcome {
    let Some((server, name, path)) = place(url) else {
        return Outcome::Unreachable("give the resolver by its address: https://1.1.1.1/dns-query".into());
    };
    match tokio::time::timeout(timeout, talk(server, &name, &path, ask)).await {
        Ok(Ok(bytes)) => match wire::read(&bytes, ask, 0) {
            Read::Reply(reply) => Outcome::Reply(reply),
            Read::Truncated(_) | Read::NotOurs(_) => Outcome::Malformed,
        },
        Ok(Err(why)) => Outcome::Unreachable(format!("no answer over HTTPS: {why}")),
        Err(_) => Outcome::Timeout,
    }
}

async fn talk(
    server: SocketAddr,
    name: &str,
    path: &str,
    ask: &Ask,
) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    // The connection lives in a task of this provider, and ends with it.
    let provider = TokioRuntimeProvider::default();
    let builder = HttpsClientStream::builder(Arc::new(config()?), provider.clone());
    let exchange = builder.exchange(server, Arc::from(name), Arc::from(path)).await?;
    // RFC 8484: the number is zero over HTTPS.
    let message = wire::message(ask, 0, true).ok_or("the name does not fit")?;
    let reply = exchange.send(DnsRequest::new(message, DnsRequestOptions::default())).first_answer().await?;
    drop(provider);
    Ok(reply.into_buffer())
}

/// Whom we trust: the public authorities, and those in the PEM file that `SSL_CERT_FILE` names, as elsewhere. A network
/// that opens every connection gives its laptops such a file; without it, it is refused.
fn config() -> Result<ClientConfig, Box<dyn std::error::Error>> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    if let Some(file) = std::env::var_os("SSL_CERT_FILE").filter(|file| !file.is_empty()) {
        let unread = |e| format!("SSL_CERT_FILE ({}): {e}", Path::new(&file).display());
        for certificate in CertificateDer::pem_file_iter(&file).map_err(unread)? {
            roots.add(certificate.map_err(unread)?)?;
        }
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(default_provider()));
    let mut config =
        builder.with_safe_default_protocol_versions()?.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec()];
    Ok(config)
}

/// Address, certificate name and path of a URL.
fn place(url: &str) -> Option<(SocketAddr, String, String)> {
    let rest = url.strip_prefix("https://")?;
    let (host, path) = rest.find('/').map_or((rest, "/dns-query"), |slash| rest.split_at(slash));
    if let Ok(socket) = host.parse::<SocketAddr>() {
        return Some((socket, socket.ip().to_string(), path.to_owned()));
    }
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let ip = bare.parse().ok().or_else(|| KNOWN.iter().find(|k| k.0 == bare).map(|k| k.1))?;
    Some((SocketAddr::new(ip, 443), bare.to_owned(), path.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn urls_are_taken_apart() {
        let of = |url| place(url).map(|(a, b, c)| format!("{a} {b} {c}"));
        assert_eq!(of("https://1.1.1.1/dns-query").as_deref(), Some("1.1.1.1:443 1.1.1.1 /dns-query"));
        assert_eq!(of("https://dns.google").as_deref(), Some("8.8.8.8:443 dns.google /dns-query"));
        assert_eq!(
            of("https://[2606:4700:4700::1111]/q").as_deref(),
            Some("[2606:4700:4700::1111]:443 2606:4700:4700::1111 /q")
        );
        assert_eq!(of("https://127.0.0.1:8443/q").as_deref(), Some("127.0.0.1:8443 127.0.0.1 /q"));
        assert_eq!(of("https://resolver.example/q"), None);
    }
}
