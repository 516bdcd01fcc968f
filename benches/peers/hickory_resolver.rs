//! The peer in `dns_bulk.sh`: hickory's own `Resolver`, one TXT question a name, so many at a time.
//! `dns_peer ADDRESS ABREAST tuned|usual < names`: `tuned` is one thread, no cache, no recursion flag, nothing else on
//! the machine's mind; `usual` is the resolver as it is built by default, on tokio's usual runtime.

#![expect(clippy::print_stdout, reason = "a measurement prints")]

use std::io::BufRead;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{NameServerConfig, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use tokio::runtime::Builder;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let address: IpAddr = arguments.next().ok_or("which server?")?.parse()?;
    let abreast: usize = arguments.next().ok_or("how many at a time?")?.parse()?;
    let tuned = arguments.next().ok_or("tuned or usual?")? == "tuned";
    let names: Vec<String> = std::io::stdin().lock().lines().collect::<Result<_, _>>()?;
    let config = ResolverConfig::from_parts(None, vec![], vec![NameServerConfig::udp_and_tcp(address)]);
    let mut builder = TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
    if tuned {
        builder.options_mut().recursion_desired = false;
        builder.options_mut().cache_size = 0;
    }
    let mut runtime = if tuned { Builder::new_current_thread() } else { Builder::new_multi_thread() };
    let asked = names.len();
    let (answered, took) = runtime.enable_all().build()?.block_on(async move {
        let resolver = builder.build()?;
        Ok::<_, Box<dyn std::error::Error>>(ask_all(&resolver, names, abreast).await)
    })?;
    println!("{asked} {answered} {:.3}", took.as_secs_f64());
    Ok(())
}

async fn ask_all(resolver: &TokioResolver, names: Vec<String>, abreast: usize) -> (usize, Duration) {
    let seats = Arc::new(Semaphore::new(abreast));
    let start = Instant::now();
    let mut work = JoinSet::new();
    for name in names {
        let (seats, resolver) = (Arc::clone(&seats), resolver.clone());
        work.spawn(async move {
            let _seat = seats.acquire().await;
            resolver.txt_lookup(format!("{name}.")).await.is_ok()
        });
    }
    let answered = work.join_all().await.into_iter().filter(|ok| *ok).count();
    (answered, start.elapsed())
}
