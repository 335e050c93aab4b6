//! `bartizan policies` and `bartizan explain`.

use std::process::ExitCode;
use std::sync::Arc;

use bartizan_engine::finding::{Upkeep, upkeep_metadata};
use bartizan_engine::policy::{Metadata, Pack};
use bartizan_engine::report;

use crate::args::{ListFormat, PoliciesArgs};
use crate::{Failure, terminal};

/// Lists the policies whose id, title or description holds every word.
pub(crate) fn list(args: &PoliciesArgs) -> Result<ExitCode, Failure> {
    let words: Vec<_> = args.search.iter().map(|word| word.to_lowercase()).collect();
    let policies: Vec<_> = all().into_iter().filter(|policy| words.iter().all(|word| holds(policy, word))).collect();
    match args.format {
        ListFormat::Json => {
            let mut text = serde_json::to_string_pretty(&serde_json::json!({"policies": policies}))?;
            text.push('\n');
            terminal::print(&text)?;
        }
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
pub(crate) fn explain(id: &str) -> Result<ExitCode, Failure> {
    let wanted = id.to_uppercase();
    let Some(policy) = all().into_iter().find(|policy| policy.id == wanted) else {
        return Err(Failure::usage(format!("no policy has the id {id}; `bartizan policies` lists them")));
    };
    terminal::print(&report::explain(&policy))?;
    Ok(ExitCode::SUCCESS)
}

/// The bundled policies and the checks on suppressions, by id.
fn all() -> Vec<Arc<Metadata>> {
    let mut policies: Vec<_> = Pack::bundled().policies().iter().map(|policy| Arc::clone(policy.metadata())).collect();
    policies.extend(Upkeep::ALL.map(upkeep_metadata));
    policies.sort_by(|a, b| a.id.cmp(&b.id));
    policies
}
