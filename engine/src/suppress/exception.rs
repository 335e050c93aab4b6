//! Exceptions of the configuration.

use std::sync::Arc;

use chrono::NaiveDate;
use globset::{Glob, escape};

use super::Excuse;
use crate::config::FILE_NAME;
use crate::finding::{Finding, PLACEHOLDER};

/// An exception for `finding` at the end of the configuration file that holds `text`: for its resource alone where that is
/// `addressed` and the only one.
pub(super) fn append(text: Option<Arc<str>>, finding: &Finding, addressed: bool, until: Option<NaiveDate>) -> Excuse {
    let file = finding.location.as_ref().map_or(&finding.unit, |location| &location.file);
    let mut entry = format!("[[exceptions]]\npolicy = {}\npath = {}\n", quoted(&finding.policy.id), glob(file));
    // One entry names one resource; of a finding of several all in the file are meant.
    if let [address] = finding.addresses()[..]
        && addressed
        && !address.is_empty()
    {
        entry += &format!("address = {}\n", glob(address));
    }
    entry += &format!("reason = {}\n", quoted(PLACEHOLDER));
    if let Some(day) = until {
        entry += &format!("until = {day}\n");
    }
    let before = text.as_deref().unwrap_or_default();
    let gap = match before {
        "" => "",
        _ if before.ends_with("\n\n") => "",
        _ if before.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    let at = before.len();
    let mut inserted = format!("{gap}{entry}");
    if before.contains("\r\n") {
        inserted = inserted.replace('\n', "\r\n");
    }
    Excuse::insertion(FILE_NAME.into(), text, at, inserted)
}

/// A glob that means `text`: equal text always matches.
fn glob(text: &str) -> String {
    quoted(&if Glob::new(text).is_ok() { text.to_owned() } else { escape(text) })
}

pub(super) fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
