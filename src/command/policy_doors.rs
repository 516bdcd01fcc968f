//! `policy doors`: every way in that is open.

use super::policy_check::exit;
use super::{policy_read, policy_said};
use crate::cli::{self, PolicyFormat};
use crate::error::{Error, Result};
use crate::model::Exit;
use crate::policy::doors::{applications, best, doors};
use crate::policy::{Law, Verdict, gaps, roster};
use crate::report;
use crate::report::json;
use crate::world::World;

pub(super) fn run(args: &cli::PolicyDoors, world: &mut World) -> Result<Exit> {
    let given = policy_read::given(&args.paths, world)?;
    let mut people = policy_said::people(&args.said, &given.snapshot)?;
    if args.said.who.is_empty() {
        people.extend(roster::partners(&given.snapshot));
    }
    let gaps = gaps(&given.export);
    let law = Law::of(&given.export, &gaps);
    let doors = doors(&[&law], &policy_said::contexts(&args.said)?);
    let (best, grid) = best(&law, &people, &doors);
    let applications = applications(&law, &given.snapshot).unwrap_or_default();
    let now = world.clock.now().to_utc();
    let found =
        report::policy::Found { law: &law, people: &people, doors: &doors, best: &best, grid: &grid, now };
    if world.settings.json {
        json::write(&json::policy::doors(&found, &applications), world.out).map_err(Error::from_output)?;
    } else {
        let blocks = report::policy::doors(&found, &applications);
        let answer = match args.format {
            PolicyFormat::Text => report::text::write(&blocks, world.settings.page()),
            PolicyFormat::Html => {
                let page =
                    report::policy::document("Ways in that are open", blocks, world.clock.now().date_naive());
                report::html::write(&page, report::html::Sheet { size: "A4", points: 11 })
            }
            PolicyFormat::Sarif | PolicyFormat::Github => {
                report::pipeline::doors(args.format == PolicyFormat::Sarif, &found, &args.paths)
            }
        };
        write!(world.out, "{answer}").map_err(Error::from_output)?;
    }
    let open = (!applications.is_empty()).then_some(Verdict::Open);
    Ok(exit(best.iter().map(|one| one.verdict).chain(open)))
}
