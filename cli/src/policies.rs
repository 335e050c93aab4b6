//! `bartizan policies` and `bartizan explain`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use bartizan_engine::finding::{Upkeep, upkeep_metadata};
use bartizan_engine::foreign::{self, Adopted};
use bartizan_engine::policy::{Metadata, Pack};
use bartizan_engine::report;
use bartizan_engine::session::SessionError;

use crate::args::{ListFormat, PoliciesArgs};
use crate::{Failure, terminal};

/// Lists the policies whose id, title or description holds every word.
pub(crate) fn list(args: &PoliciesArgs) -> Result<ExitCode, Failure> {
    let words: Vec<_> = args.search.iter().map(|word| word.to_lowercase()).collect();
    let (pack, adopted) = load(&args.policies)?;
    adopted.iter().for_each(|adopted| terminal::note(&format!("policies of another tool: {}", adopted.describe())));
    let policies: Vec<_> =
        all(&pack).into_iter().filter(|policy| words.iter().all(|word| holds(policy, word))).collect();
    match args.format {
        ListFormat::Json => {
            let policies: Vec<&Metadata> = policies.iter().map(AsRef::as_ref).collect();
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
    let Some(policy) = all(&Pack::bundled()).into_iter().find(|policy| policy.id == wanted) else {
        let advice = match nearest(&wanted) {
            Some(nearest) => format!("did you mean {nearest}?"),
            None => "`bartizan policies` lists them".to_owned(),
        };
        return Err(Failure::usage(format!("no policy has the id {id}; {advice}")));
    };
    terminal::print(&report::explain(&policy))?;
    Ok(ExitCode::SUCCESS)
}

/// The id that differs from `wanted` in the fewest letters, when those are few.
fn nearest(wanted: &str) -> Option<String> {
    /// Most letters to change for an id to be meant.
    const FEW: usize = 2;
    let distances = all(&Pack::bundled()).into_iter().map(|policy| (distance(wanted, &policy.id), policy.id.clone()));
    distances.filter(|(distance, _)| *distance <= FEW).min().map(|(_, id)| id)
}

/// How many letters to insert, remove or replace to turn `a` into `b` (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, other) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

/// The bundled policies and those in `folders`, and what the folders were taken for.
fn load(folders: &[PathBuf]) -> Result<(Pack, Vec<Adopted>), Failure> {
    if folders.is_empty() {
        return Ok((Pack::bundled(), Vec::new()));
    }
    let (pack, foreign) = foreign::add_folders(Pack::bundled(), folders).map_err(SessionError::Policy)?;
    Ok((pack, foreign.adopted().to_vec()))
}

/// The policies of a pack and the checks on suppressions, by id.
fn all(pack: &Pack) -> Vec<Arc<Metadata>> {
    let mut policies: Vec<_> = pack.all().map(|policy| Arc::clone(policy.metadata())).collect();
    policies.extend(Upkeep::ALL.map(upkeep_metadata));
    policies.sort_by(|a, b| a.id.cmp(&b.id));
    policies
}
