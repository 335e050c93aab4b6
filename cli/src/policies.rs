//! `bartizan policies` and `bartizan explain`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use bartizan_engine::files::{Files, Limits};
use bartizan_engine::finding::{Upkeep, upkeep_metadata};
use bartizan_engine::nearest::nearest;
use bartizan_engine::policy::{Metadata, Pack};
use bartizan_engine::report;
use bartizan_engine::session::{Options, Session};

use crate::args::{ExplainArgs, ListFormat, PoliciesArgs};
use crate::scan::root_of;
use crate::{Failure, terminal};

/// Lists the policies whose id, title or description holds every word.
pub(crate) fn list(args: &PoliciesArgs) -> Result<ExitCode, Failure> {
    let words: Vec<_> = args.search.iter().map(|word| word.to_lowercase()).collect();
    let session = open(&args.policies)?;
    session
        .adopted()
        .iter()
        .for_each(|adopted| terminal::note(&format!("policies of another tool: {}", adopted.describe())));
    let policies: Vec<_> =
        all(session.pack()).into_iter().filter(|policy| words.iter().all(|word| holds(policy, word))).collect();
    match args.format {
        ListFormat::Json => {
            let policies: Vec<&Metadata> = policies.iter().map(AsRef::as_ref).collect();
            let mut text = serde_json::to_string_pretty(&serde_json::json!({"policies": policies}))?;
            text.push('\n');
            terminal::print(&text)?;
        }
        ListFormat::Markdown => terminal::print(&report::reference("Policies", &policies))?,
        ListFormat::Text => {
            for policy in &policies {
                terminal::print(&format!("{:<12} {:<8}  {}\n", policy.id, policy.severity.as_str(), policy.title))?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn holds(policy: &Metadata, word: &str) -> bool {
    [&policy.id, &policy.title, &policy.description].into_iter().any(|text| text.to_lowercase().contains(word))
}

/// Prints what there is to know of a policy.
pub(crate) fn explain(args: &ExplainArgs) -> Result<ExitCode, Failure> {
    let wanted = args.id.to_uppercase();
    let of = |policies: Vec<Arc<Metadata>>| policies.into_iter().find(|policy| policy.id == wanted);
    // What is bundled is told whatever the configuration says.
    if let Some(policy) = of(all(&Pack::bundled())) {
        terminal::print(&report::explain(&policy))?;
        return Ok(ExitCode::SUCCESS);
    }
    let session = open(&args.policies)?;
    let policies = all(session.pack());
    let Some(policy) = of(policies.clone()) else {
        let advice = match nearest(&wanted, policies.iter().map(|policy| &*policy.id)) {
            Some(nearest) => format!("did you mean {nearest}?"),
            None => "`bartizan policies` lists them".to_owned(),
        };
        return Err(Failure::usage(format!("no policy has the id {}; {advice}", args.id)));
    };
    terminal::print(&report::explain(&policy))?;
    Ok(ExitCode::SUCCESS)
}

/// A session with the bundled policies, those in `folders` and those that the configuration of the project names.
fn open(folders: &[PathBuf]) -> Result<Session, Failure> {
    let files = Files::new(root_of(std::iter::empty()), Limits::default())?;
    let options = Options { policies: folders.to_vec(), local_policies: true, ..Options::default() };
    Session::open(files, options).map_err(|error| Failure::opening(&error))
}

/// The policies of a pack and the checks on suppressions, by id.
fn all(pack: &Pack) -> Vec<Arc<Metadata>> {
    let mut policies: Vec<_> = pack.all().map(|policy| Arc::clone(policy.metadata())).collect();
    policies.extend(Upkeep::ALL.map(upkeep_metadata));
    policies.sort_by(|a, b| a.id.cmp(&b.id));
    policies
}
