//! The peer in `dns_bulk.sh`: hickory's own `Resolver`, one TXT question a name, so many at a time.
//! `dns_peer ADDRESS ABREAST < names`

#![expect(clippy::print_stdout, reason = "a measurement prints")]

use std::io::BufRead;
use std::net::IpAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{NameServerConfig, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let address: IpAddr = arguments.next().ok_or("which server?")?.parse()?;
    let abreast: usize = arguments.next().ok_or("how many at a time?")?.parse()?;
    let names: Vec<String> = std::io::stdin().lock().lines().collect::<Result<_, _>>()?;
    let config = ResolverConfig::from_parts(None, vec![], vec![NameServerConfig::udp_and_tcp(address)]);
    let mut builder = TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
    builder.options_mut().recursion_desired = false;
    builder.options_mut().cache_size = 0;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let local = tokio::task::LocalSet::new();
    let (asked, answered, took) = local.block_on(&runtime, async move {
        let resolver = Rc::new(builder.build()?);
        let seats = Arc::new(Semaphore::new(abreast));
        let mut work = JoinSet::new();
        let start = Instant::now();
        let asked = names.len();
        for name in names {
            let seat = Arc::clone(&seats).acquire_owned();
            let resolver = Rc::clone(&resolver);
            work.spawn_local(async move {
                let _seat = seat.await;
                resolver.txt_lookup(format!("{name}.")).await.is_ok()
            });
        }
        let answered = work.join_all().await.into_iter().filter(|ok| *ok).count();
        Ok::<_, Box<dyn std::error::Error>>((asked, answered, start.elapsed()))
    })?;
    println!("{asked} {answered} {:.3}", took.as_secs_f64());
    Ok(())
}
