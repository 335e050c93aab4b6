//! What an editor can do at a finding: the actions, what it takes to carry them out, and what of that a client can.

mod edit;

use bartizan_engine::finding::{Finding, State};
use bartizan_engine::rego::Safety;
use bartizan_engine::report::help_page;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tower_lsp_server::ls_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeActionProviderCapability, Command, Range,
    ResourceOperationKind, Uri, WorkDoneProgressOptions,
};

pub(crate) use edit::{FileEdit, range, text_edits, workspace_edit};

/// All safe fixes of a file: what a person may have done at each save.
pub(crate) const FIX_ALL: &str = "source.fixAll.bartizan";

/// Command: put the cursor somewhere. `{uri, range}`.
pub(crate) const SELECT: &str = "bartizan.select";

/// Command: have the baseline know a finding. `{fingerprint, uri}`.
pub(crate) const ADD_TO_BASELINE: &str = "bartizan.addToBaseline";

/// Command: the page of a policy, as Markdown. The id, then perhaps `{show: true}`, which opens it too.
pub(crate) const EXPLAIN: &str = "bartizan.explain";

/// Days for which a suppression holds that is to end.
pub(crate) const DAYS: u64 = 90;

/// What a client can do with actions.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Abilities {
    /// It takes actions, not commands alone.
    pub(crate) takes_actions: bool,
    /// It tells the preferred one from others.
    pub(crate) prefers: bool,
    /// It asks for the edit of the action that the person has chosen.
    pub(crate) resolves: bool,
    /// Its edits say which version of a document they are for.
    pub(crate) versions: bool,
    /// Its edits create files.
    pub(crate) creates: bool,
    /// It opens documents, and pages in a browser.
    pub(crate) shows: bool,
}

impl Abilities {
    pub(crate) fn new(capabilities: &ClientCapabilities) -> Self {
        let action = capabilities.text_document.as_ref().and_then(|document| document.code_action.as_ref());
        let edit = capabilities.workspace.as_ref().and_then(|workspace| workspace.workspace_edit.as_ref());
        let show = capabilities.window.as_ref().and_then(|window| window.show_document.as_ref());
        let resolved = action.and_then(|action| action.resolve_support.as_ref());
        let resolved = |name: &str| resolved.is_some_and(|resolved| resolved.properties.iter().any(|own| own == name));
        let operations = edit.and_then(|edit| edit.resource_operations.as_deref()).unwrap_or_default();
        let versions = edit.and_then(|edit| edit.document_changes).unwrap_or(false);
        let shows = show.is_some_and(|show| show.support);
        Self {
            takes_actions: action.is_some_and(|action| action.code_action_literal_support.is_some()),
            prefers: action.and_then(|action| action.is_preferred_support).unwrap_or(false),
            // Where the cursor goes is known when the edit is.
            resolves: resolved("edit") && (resolved("command") || !shows),
            versions,
            creates: versions && operations.contains(&ResourceOperationKind::Create),
            shows,
        }
    }

    /// What to announce.
    pub(crate) fn provider(&self) -> Option<CodeActionProviderCapability> {
        let options = CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, FIX_ALL.into()]),
            resolve_provider: Some(self.resolves),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        };
        self.takes_actions.then_some(CodeActionProviderCapability::Options(options))
    }
}

/// An action whose edit is made when the person has chosen it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pending {
    pub(crate) uri: Uri,
    /// Version of the document that it was offered for.
    pub(crate) version: i32,
    pub(crate) work: Work,
}

/// What the edit is to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Work {
    /// Mend all findings of the file; of one policy, where it is named; unsafely too, where that is meant.
    #[serde(rename_all = "camelCase")]
    Fix { policy: Option<String>, unsafe_too: bool },
    /// Excuse a finding, perhaps for [`DAYS`] only.
    Suppress { policy: String, fingerprint: String, ends: bool },
}

/// Is an action of this kind asked for, by one of the kinds in `only` or above them?
pub(crate) fn is_asked(kind: &str, only: &[CodeActionKind]) -> bool {
    only.iter().any(|asked| {
        let rest = kind.strip_prefix(asked.as_str());
        asked.as_str().is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

/// How much of a finding's fix may be applied; none where it has none that may.
pub(crate) fn applicable(finding: &Finding) -> Option<Safety> {
    let fix = finding.fix.as_ref().filter(|fix| finding.state == State::New && fix.is_applicable(true))?;
    Some(fix.safety)
}

/// What a person has to know of an edit before it is made.
pub(crate) fn warning(safety: Safety) -> &'static str {
    if safety == Safety::Safe { "" } else { " (unsafe)" }
}

/// Opens the page of a finding's policy.
pub(crate) fn page(finding: &Finding) -> Option<Command> {
    let id = &finding.policy.id;
    help_page(&finding.policy)?;
    Some(Command {
        title: format!("Open the page of {id}"),
        command: EXPLAIN.to_owned(),
        arguments: Some(vec![json!(id), json!({"show": true})]),
    })
}

/// Puts the cursor on `range`.
pub(crate) fn select(uri: &Uri, range: Range) -> Command {
    Command {
        title: "Write the reason".to_owned(),
        command: SELECT.to_owned(),
        arguments: Some(vec![json!({"uri": uri, "range": range})]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_asked_for_by_those_above_them() {
        let asked = |kind: &'static str| is_asked(FIX_ALL, &[CodeActionKind::new(kind)]);
        assert!(asked("") && asked("source") && asked("source.fixAll") && asked(FIX_ALL));
        assert!(!asked("source.fix") && !asked("quickfix") && !asked("source.fixAll.other"));
        assert!(!is_asked(FIX_ALL, &[]));
    }
}
