//! The binary checks its own content: the set as a graph, the names, the sources, the size of a step.
//!
//! It knows the format of runbooks and what a screen and paper can carry. A team's own runbooks are checked whenever
//! they are loaded; the embedded ones by a test, so that a start costs nothing for it.

use std::collections::BTreeSet;

use crate::model::FactType;
use crate::report::document::Inline;
use crate::report::markdown::{self, Outside};
use crate::report::runbook::prose;
use crate::report::text;

use crate::model::StepRef;
use crate::runbook::page::Page;
use crate::runbook::{Condition, Kind, Library, NewsOption, PHASES, Problem, Runbook, START, Step, Target};

/// What the guide shows of a step before its answer: a frightened person reads no more than that.
const WORDS: usize = 60;
const ROWS: usize = 6;
const COLUMNS: usize = 76;
/// What `?` shows: one screen, less the room that the guide needs for its own lines.
const MORE_ROWS: usize = 20;

/// The words of a step as they are read: footnotes are shown as sources and are no words of the step.
fn words(markdown: &str) -> usize {
    let mut plain = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some((before, after)) = rest.split_once("[^") {
        plain.push_str(before);
        rest = after.split_once(']').map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    plain.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

/// The set, if neither its files nor the set as a whole has a problem that the walk would stumble over. Length is no
/// such problem: a team's own long step is shown whole, and only [`lint`] asks to shorten it.
pub fn checked(read: Result<Library, Vec<Problem>>) -> Result<Library, Vec<Problem>> {
    let library = read?;
    let problems = broken(&library);
    if problems.is_empty() { Ok(library) } else { Err(problems) }
}

/// Every problem of the set, length included. Each names file and line, and says what to do.
pub fn lint(read: Result<Library, Vec<Problem>>) -> Vec<Problem> {
    let library = match read {
        Ok(library) => library,
        Err(problems) => return problems,
    };
    let mut lint = Lint { library: &library, problems: broken(&library) };
    for runbook in library.in_order() {
        for step in &runbook.steps {
            lint.length(runbook, step);
        }
    }
    lint.problems.sort();
    lint.problems
}

/// What would mislead the walk or paper: names, targets, sources, blocks that neither can show.
fn broken(library: &Library) -> Vec<Problem> {
    let mut lint = Lint { library, problems: Vec::new() };
    for runbook in library.in_order() {
        lint.place(runbook);
        lint.sources(runbook);
        for step in &runbook.steps {
            lint.names(runbook, step);
            lint.targets(runbook, step);
            lint.options(runbook, step);
            lint.prose(runbook, step);
        }
    }
    for page in library.pages() {
        lint.page(page);
    }
    lint.kit();
    lint.reach();
    lint.unused_facts();
    lint.problems.sort();
    lint.problems
}

struct Lint<'a> {
    library: &'a Library,
    problems: Vec<Problem>,
}

impl Lint<'_> {
    fn problem(&mut self, runbook: &Runbook, line: usize, what: impl Into<String>) {
        self.problems.push(Problem { file: runbook.file.clone(), line, what: what.into() });
    }

    fn place(&mut self, runbook: &Runbook) {
        let head = &runbook.head;
        if head.format != 1 {
            self.problem(
                runbook,
                1,
                format!("format = {} is newer than this program; it knows 1", head.format),
            );
        }
        let Some(number) = PHASES.iter().position(|p| *p == head.phase) else {
            return self.problem(
                runbook,
                1,
                format!("phase \"{}\" is none of: {}", head.phase, PHASES.join(", ")),
            );
        };
        let wanted = format!("{}-{}/{}.md", number + 1, head.phase, head.id);
        if runbook.file != wanted {
            self.problem(runbook, 1, format!("by its id and phase this file belongs at {wanted}"));
        }
        if let Some(next) = &head.next
            && self.library.get(next).is_none()
        {
            self.problem(runbook, 1, format!("next = \"{next}\" names no runbook"));
        }
    }

    fn sources(&mut self, runbook: &Runbook) {
        let known: BTreeSet<&str> = runbook.head.source.iter().map(|s| s.id.as_str()).collect();
        if known.len() != runbook.head.source.len() {
            self.problem(runbook, 1, "two sources have the same id");
        }
        for (id, line) in &*runbook.cited {
            if !known.contains(id.as_str()) {
                self.problem(runbook, *line, format!("[^{id}] has no [[source]] in the head; add it"));
            }
        }
        let cited: BTreeSet<&str> = runbook.cited.iter().map(|(id, _)| id.as_str()).collect();
        for id in known.difference(&cited) {
            self.problem(runbook, 1, format!("the source \"{id}\" is never cited; cite it or remove it"));
        }
    }

    fn names(&mut self, runbook: &Runbook, step: &Step) {
        for id in step.facts() {
            if self.library.facts().get(id).is_none() {
                self.problem(runbook, step.line, format!("the fact \"{id}\" is not in facts.toml"));
            }
        }
        let offered = step.options().iter().flat_map(|option| [&option.when, &option.unless]);
        for condition in [&step.when, &step.unless].into_iter().chain(offered) {
            self.condition(runbook, step, condition);
        }
    }

    /// A condition on a value that can never be is a step that is never shown.
    fn condition(&mut self, runbook: &Runbook, step: &Step, condition: &Condition) {
        for (id, values) in condition {
            if values.iter().all(|value| value == "*") {
                continue;
            }
            let Some(def) = self.library.facts().get(id) else { continue };
            let allowed: &[String] = match def.kind {
                FactType::Choice | FactType::Choices => &def.options,
                // A role has many names, and "none" is one of them.
                FactType::Roles => continue,
                FactType::YesNo => &["yes".to_owned(), "no".to_owned()],
                _ => {
                    self.problem(
                        runbook,
                        step.line,
                        format!("a condition on \"{id}\" cannot work: it is free text"),
                    );
                    continue;
                }
            };
            for value in values.iter().filter(|v| !allowed.contains(v)) {
                let what = format!("\"{id}\" is never \"{value}\"; it is one of: {}", allowed.join(", "));
                self.problem(runbook, step.line, what);
            }
        }
    }

    fn targets(&mut self, runbook: &Runbook, step: &Step) {
        let here = StepRef::new(&runbook.head.id, &step.id);
        for target in step.targets() {
            let exists = match target {
                Target::End => true,
                _ => self.library.resolve(&here, target).is_some_and(|to| self.library.step(&to).is_some()),
            };
            if exists {
                continue;
            }
            let what = match target {
                Target::Next => {
                    "a dead end: nothing follows the last step; give the runbook a `next` or the step a `go`"
                        .into()
                }
                Target::Name(name) => format!("the target \"{name}\" is neither a step here nor a runbook"),
                Target::Step(to) => format!("the target \"{to}\" does not exist"),
                Target::End => continue,
            };
            self.problem(runbook, step.line, what);
        }
        if let Kind::Wait { after: Some(after), .. } = &step.kind {
            let anchor = after.parse().unwrap_or_else(|_| StepRef::new(&runbook.head.id, after));
            if self.library.step(&anchor).is_none() {
                self.problem(runbook, step.line, format!("after = \"{after}\" names no step"));
            }
        }
    }

    fn options(&mut self, runbook: &Runbook, step: &Step) {
        for NewsOption { label, .. } in
            if let Kind::Case { options, .. } = &step.kind { &options[..] } else { &[] }
        {
            if label.chars().count() > 60 {
                self.problem(
                    runbook,
                    step.line,
                    format!("the label \"{label}\" is longer than 60 characters"),
                );
            }
        }
        let (fact, options) = match &step.kind {
            Kind::Choose { fact, options, .. } => (fact.as_ref(), options),
            Kind::Board { fact, options } => (Some(fact), options),
            _ => return,
        };
        let def = fact.and_then(|f| self.library.facts().get(f));
        for (id, value) in options.iter().flat_map(|option| option.says.iter().chain(&option.otherwise)) {
            let known = self.library.facts().get(id);
            let closed = known.is_some_and(|def| matches!(def.kind, FactType::Choice | FactType::Choices));
            if closed && !known.is_some_and(|def| def.takes(value)) {
                self.problem(runbook, step.line, format!("\"{id}\" is never \"{value}\""));
            }
        }
        let mut ids = BTreeSet::new();
        for option in options {
            if !ids.insert(&option.id) {
                self.problem(runbook, step.line, format!("the option \"{}\" stands twice", option.id));
            }
            if option.label.chars().count() > 60 {
                let what = format!("the label of \"{}\" is longer than 60 characters", option.id);
                self.problem(runbook, step.line, what);
            }
            // An option that leads on by itself may state nothing.
            let leads_on = option.go.is_some() && matches!(step.kind, Kind::Choose { .. });
            let allowed = leads_on
                || def.is_none_or(|d| match d.kind {
                    FactType::Choice | FactType::Choices => d.options.iter().any(|value| option.id == *value),
                    FactType::YesNo => option.id == "yes" || option.id == "no",
                    _ => false,
                });
            if !allowed {
                let what = format!("the option \"{}\" is no value of the fact it sets", option.id);
                self.problem(runbook, step.line, what);
            }
        }
    }

    /// A sheet around the runbooks: its fences are understood, its facts and runbooks exist.
    fn page(&mut self, page: &Page) {
        let mut facts = BTreeSet::new();
        let read = markdown::read_page(
            &page.body,
            &|id| self.library.get(id).map(|runbook| vec![Inline::text(&runbook.title)]),
            &mut |insert| {
                facts.extend(insert.facts().into_iter().cloned());
                Vec::new()
            },
        );
        let mut problems: Vec<(usize, String)> =
            read.problems.iter().map(|p| (page.line + p.line - 1, p.what.to_string())).collect();
        for fact in facts.iter().filter(|fact| self.library.facts().get(fact).is_none()) {
            problems.push((page.line, format!("the fact \"{fact}\" is not in facts.toml")));
        }
        if self.library.get(&page.head.id).is_some() {
            problems.push((1, format!("a runbook has the id \"{}\" as well", page.head.id)));
        }
        for (line, what) in problems {
            self.problems.push(Problem { file: page.file.clone(), line, what });
        }
    }

    /// The rules of the printed kit name what is there.
    fn kit(&mut self) {
        for what in self.library.kit().problems(self.library) {
            self.problems.push(Problem { file: "kit.toml".into(), line: 1, what });
        }
    }

    /// A step's prose keeps to the blocks that screen and paper have.
    fn prose(&mut self, runbook: &Runbook, step: &Step) {
        let shown = prose(runbook, &step.body);
        let more = step.more.as_ref().map(|more| prose(runbook, more));
        // What the parser or `sources` refuses is said there, with the exact line.
        let problems = shown.problems.iter().chain(more.iter().flat_map(|more| &more.problems));
        if let Some(problem) =
            problems.into_iter().find(|p| matches!(p.what, Outside::TooDeep | Outside::Scheme))
        {
            self.problem(runbook, step.line, format!("in this step, {}", problem.what));
        }
    }

    /// What the guide shows of a step is short, and More fits a screen.
    fn length(&mut self, runbook: &Runbook, step: &Step) {
        let rows = text::rows(&prose(runbook, &step.body).blocks, COLUMNS);
        let words = words(&step.body);
        if rows > ROWS || words > WORDS {
            let what = format!(
                "the guide shows {words} words in {rows} rows of {COLUMNS} columns; at most {WORDS} words in {ROWS} rows: move the rest below \"### More\""
            );
            self.problem(runbook, step.line, what);
        }
        let Some(more) = &step.more else { return };
        let rows = text::rows(&prose(runbook, more).blocks, COLUMNS);
        if rows > MORE_ROWS {
            let what = format!(
                "More is {rows} rows of {COLUMNS} columns; {MORE_ROWS} fit a screen: shorten it, or make two steps"
            );
            self.problem(runbook, step.line, what);
        }
    }

    /// Every step is reached from the start of the walk, or from the first step of a stand-alone runbook.
    fn reach(&mut self) {
        let library = self.library;
        let alone = library.in_order().into_iter().filter(|r| r.head.stand_alone).map(|r| r.head.id.as_str());
        let mut open: Vec<StepRef> =
            std::iter::once(START).chain(alone).filter_map(|id| library.first(id)).collect();
        let mut seen: BTreeSet<StepRef> = open.iter().cloned().collect();
        while let Some(at) = open.pop() {
            let Some((_, step)) = library.step(&at) else { continue };
            // A conditional step can be passed by, so what follows it in the file is reachable too.
            let passed = [&Target::Next].into_iter().filter(|_| {
                let board = matches!(step.kind, Kind::Board { .. });
                board || !(step.when.is_empty() && step.unless.is_empty())
            });
            for target in step.targets().into_iter().chain(passed) {
                if let Some(to) = library.resolve(&at, target)
                    && seen.insert(to.clone())
                {
                    open.push(to);
                }
            }
        }
        if library.first(START).is_none() {
            let what = format!("the runbook \"{START}\" is missing: the walk begins there");
            self.problems.push(Problem { file: "runbooks".into(), line: 1, what });
        }
        for runbook in library.in_order() {
            for step in &runbook.steps {
                if !seen.contains(&StepRef::new(&runbook.head.id, &step.id)) {
                    let what = format!(
                        "nothing leads to the step \"{}\"; link it, or mark the runbook stand-alone",
                        step.id
                    );
                    self.problem(runbook, step.line, what);
                }
            }
        }
    }

    fn unused_facts(&mut self) {
        let used: BTreeSet<String> = self
            .library
            .in_order()
            .iter()
            .flat_map(|r| r.steps.iter().flat_map(Step::facts).map(ToString::to_string).collect::<Vec<_>>())
            .chain(crate::model::facts::USED_BY_CODE.iter().map(ToString::to_string))
            .collect();
        for (id, _) in self.library.facts().iter() {
            if !used.contains(id.as_str()) {
                let what = format!("the fact \"{id}\" is never asked or used; remove it or ask it");
                self.problems.push(Problem { file: "facts.toml".into(), line: 1, what });
            }
        }
    }
}
