//! Code actions: which there are at a place, and what the chosen one edits.

use std::path::Path;
use std::sync::Arc;

use bartizan_engine::config::FILE_NAME;
use bartizan_engine::finding::{Finding, State};
use bartizan_engine::fix::Change;
use bartizan_engine::rego::Safety;
use bartizan_engine::session::Detail;
use bartizan_engine::source::LineIndex;
use bartizan_engine::suppress::{BASELINE, Excuse, baselined};
use serde_json::json;
use tower_lsp_server::jsonrpc::{Error, Result};
use tower_lsp_server::ls_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, Command, Diagnostic, LSPAny, MessageType,
    NumberOrString, Range, ShowDocumentParams, Uri, WorkspaceEdit,
};

use super::Worker;
use crate::actions::{
    ADD_TO_BASELINE, DAYS, FIX_ALL, FileEdit, Pending, Work, applicable, is_asked, page, range, select, text_edits,
    warning, workspace_edit,
};
use crate::document::Place;
use crate::outbox::Message;
use crate::scan::wanted;

/// What actions are offered for.
struct Asked<'a> {
    uri: &'a Uri,
    version: i32,
    place: Place,
    diagnostics: &'a [Diagnostic],
}

impl Worker {
    /// The actions at a place of an open document.
    pub(super) fn actions(&mut self, params: &CodeActionParams) -> Option<Vec<CodeActionOrCommand>> {
        let uri = &params.text_document.uri;
        let document = self.documents.get(uri)?;
        let (version, place) = (document.version, document.place.clone()?);
        let asked = Asked { uri, version, place, diagnostics: &params.context.diagnostics };
        // A client that does not say wants nothing that rewrites the whole file.
        let unasked = [CodeActionKind::QUICKFIX];
        let only = params.context.only.as_deref().unwrap_or(&unasked);
        let findings = self.mendable(&asked.place)?;
        let mut actions = Vec::new();
        if is_asked(CodeActionKind::QUICKFIX.as_str(), only) {
            actions.extend(self.quick_fixes(&asked, &findings, params.range));
        }
        let safe =
            |finding: &&Finding| self.stands_in(&asked.place, finding) && applicable(finding) == Some(Safety::Safe);
        if is_asked(FIX_ALL, only) && findings.iter().any(|finding| safe(&finding)) {
            let action = CodeAction {
                title: "Fix all that Bartizan can safely".to_owned(),
                kind: Some(FIX_ALL.into()),
                ..CodeAction::default()
            };
            actions.extend(self.pend(&asked, action, Work::Fix { policy: None, unsafe_too: false }));
        }
        Some(actions.into_iter().map(CodeActionOrCommand::CodeAction).collect())
    }

    /// The findings that the file at `place` shows, with their fixes.
    fn mendable(&self, place: &Place) -> Option<Vec<Finding>> {
        let project = self.project(&place.root)?;
        let detail = Detail { fixes: true, explained: None };
        let scan = project.session.check_open_in_detail(&[Arc::clone(&place.file)], detail);
        let shown = wanted(&self.settings);
        Some(scan.findings.into_iter().filter(|finding| shown.shows(finding)).collect())
    }

    fn stands_in(&self, place: &Place, finding: &Finding) -> bool {
        finding.location.as_ref().is_some_and(|location| location.file == place.file)
    }

    /// What can be done about the findings in `range`: mending them first, then excusing, then reading.
    fn quick_fixes(&mut self, asked: &Asked<'_>, findings: &[Finding], range: Range) -> Vec<CodeAction> {
        let here: Vec<&Finding> = findings.iter().filter(|finding| self.touches(asked, finding, range)).collect();
        let (mut fixes, mut alls, mut excuses, mut rest) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut policies = Vec::new();
        for finding in here {
            fixes.extend(self.fix(asked, finding));
            let is_first = !policies.contains(&&finding.policy.id);
            policies.push(&finding.policy.id);
            if is_first {
                alls.extend(self.fix_all_of(asked, finding, findings));
                excuses.extend(self.suppressions(asked, finding, findings));
                rest.extend(self.addition(asked, finding));
                rest.extend(page(finding).filter(|_| self.client.actions.shows).map(|command| CodeAction {
                    title: command.title.clone(),
                    kind: Some(CodeActionKind::QUICKFIX),
                    command: Some(command),
                    ..CodeAction::default()
                }));
            }
        }
        let mut actions: Vec<CodeAction> = Vec::new();
        for action in fixes.into_iter().chain(alls).chain(excuses).chain(rest) {
            // Several instances of a finding are mended by one edit.
            if !actions.contains(&action) {
                actions.push(action);
            }
        }
        actions
    }

    /// Is the finding shown in `range` of the document?
    fn touches(&self, asked: &Asked<'_>, finding: &Finding, range: Range) -> bool {
        let Some(source) = self.project(&asked.place.root).and_then(|project| project.source(&asked.place.file)) else {
            return false;
        };
        let shown = finding.shown_at.iter().map(|shown| &shown.place.location);
        let mut here = finding.location.iter().chain(shown).filter(|location| location.file == asked.place.file);
        here.any(|location| {
            let (start, end) = (location.span.start, location.span.end);
            let own = self.client.encoding.range(&source.text, &source.lines, start, end);
            own.start <= range.end && range.start <= own.end
        })
    }

    /// Applies the fix of a finding.
    fn fix(&self, asked: &Asked<'_>, finding: &Finding) -> Option<CodeAction> {
        let (safety, fix) = (applicable(finding)?, finding.fix.as_ref()?);
        let mut files: Vec<(&Arc<str>, Vec<Change>)> = Vec::new();
        for edit in &fix.edits {
            let span = edit.location.span;
            let change = Change { range: span.start as usize..span.end as usize, text: edit.new_text.clone() };
            match files.iter_mut().find(|(file, _)| *file == &edit.location.file) {
                Some((_, changes)) => changes.push(change),
                None => files.push((&edit.location.file, vec![change])),
            }
        }
        let root = &asked.place.root;
        let edits = files.into_iter().map(|(file, changes)| {
            let source = self.project(root)?.source(file)?;
            self.file_edit(root, file, Some(&source.text), changes)
        });
        let edit = workspace_edit(edits.collect::<Option<_>>()?, &self.client.actions)?;
        Some(CodeAction {
            title: format!("{}: {}{}", finding.policy.id, fix.title, warning(safety)),
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: asked.diagnostics_of(finding),
            is_preferred: self.client.actions.prefers.then_some(safety == Safety::Safe),
            edit: Some(edit),
            ..CodeAction::default()
        })
    }

    /// Mends all findings of its policy in the file, where there are several.
    fn fix_all_of(&mut self, asked: &Asked<'_>, finding: &Finding, findings: &[Finding]) -> Option<CodeAction> {
        let safety = applicable(finding)?;
        let id = &finding.policy.id;
        let like = |other: &&Finding| {
            other.policy.id == *id && self.stands_in(&asked.place, other) && applicable(other) == Some(safety)
        };
        if findings.iter().filter(like).count() < 2 {
            return None;
        }
        let action = CodeAction {
            title: format!("Fix all {id} in this file{}", warning(safety)),
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: asked.diagnostics_of(finding),
            ..CodeAction::default()
        };
        let unsafe_too = safety == Safety::Unsafe;
        self.pend(asked, action, Work::Fix { policy: Some(id.clone()), unsafe_too })
    }

    /// Excuses a finding, for good or for some time.
    fn suppressions(&mut self, asked: &Asked<'_>, finding: &Finding, findings: &[Finding]) -> Vec<CodeAction> {
        let is_open = |finding: &Finding| matches!(finding.state, State::New | State::Undetermined { .. });
        let is_offered = is_open(finding) && finding.policy.is_policy();
        let Some(project) = self.project(&asked.place.root).filter(|_| is_offered) else {
            return Vec::new();
        };
        let day = project.session.day_in(DAYS);
        let file = &asked.place.file;
        let in_settings = project.session.is_without_comments(file);
        let is_written = || project.session.files().is_file(FILE_NAME);
        if in_settings && !(project.config_faults.is_empty() && (self.client.actions.creates || is_written())) {
            return Vec::new();
        }
        let alike = findings.iter().filter(|other| {
            other.policy.id == finding.policy.id && other.addresses() == finding.addresses() && is_open(other)
        });
        // An exception is for all that the policy finds wrong with a resource.
        let place = match (in_settings, alike.count()) {
            (false, _) => "here".to_owned(),
            (true, 0 | 1) => "in bartizan.toml".to_owned(),
            (true, many) => format!("in bartizan.toml, all {many} of {}", finding.resource.address),
        };
        let id = &finding.policy.id;
        let days = day.map(|day| format!(" until {day}"));
        let offered = [Some(String::new()), days].into_iter().flatten().map(|day| {
            let action = CodeAction {
                title: format!("Suppress {id} {place}{day}"),
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: asked.diagnostics_of(finding),
                ..CodeAction::default()
            };
            let fingerprint = finding.fingerprint.exact.clone();
            (action, Work::Suppress { policy: id.clone(), fingerprint, ends: !day.is_empty() })
        });
        let offered: Vec<_> = offered.collect();
        offered.into_iter().filter_map(|(action, work)| self.pend(asked, action, work)).collect()
    }

    /// Has the baseline know a finding.
    fn addition(&self, asked: &Asked<'_>, finding: &Finding) -> Option<CodeAction> {
        let project = self.project(&asked.place.root).filter(|project| project.config_faults.is_empty())?;
        let id = &finding.policy.id;
        let title = match &project.session.config().baseline {
            Some(_) => format!("Add {id} to the baseline"),
            None => format!("Add {id} to a new baseline, {BASELINE}"),
        };
        let arguments = vec![json!({"fingerprint": finding.fingerprint.exact, "uri": asked.uri})];
        let command = Command { title: title.clone(), command: ADD_TO_BASELINE.to_owned(), arguments: Some(arguments) };
        (finding.state == State::New).then(|| CodeAction {
            title,
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: asked.diagnostics_of(finding),
            command: Some(command),
            ..CodeAction::default()
        })
    }

    /// An action whose edit is made when it is chosen, or at once for a client that does not ask then.
    fn pend(&mut self, asked: &Asked<'_>, mut action: CodeAction, work: Work) -> Option<CodeAction> {
        let pending = Pending { uri: asked.uri.clone(), version: asked.version, work };
        if self.client.actions.resolves {
            action.data = serde_json::to_value(pending).ok();
            return Some(action);
        }
        (action.edit, action.command) = self.carry_out(&pending)?;
        Some(action)
    }

    /// The action with its edit; without, when the document is no longer the one that it was offered for.
    pub(super) fn resolve(&mut self, mut action: CodeAction) -> CodeAction {
        let pending = action.data.take().and_then(|data| serde_json::from_value::<Pending>(data).ok());
        match pending.and_then(|pending| self.carry_out(&pending)) {
            Some((edit, command)) => (action.edit, action.command) = (edit, command),
            None => {
                let text = format!("{}: nothing that can be written does it any more", action.title);
                self.outbox.send(Message::Show { kind: MessageType::WARNING, text });
            }
        }
        action
    }

    fn carry_out(&mut self, pending: &Pending) -> Option<(Option<WorkspaceEdit>, Option<Command>)> {
        let document = self.documents.get(&pending.uri).filter(|document| document.version == pending.version)?;
        let place = document.place.clone()?;
        match &pending.work {
            Work::Fix { policy, unsafe_too } => self.all_fixed(&place, policy.as_deref(), *unsafe_too),
            Work::Suppress { policy, fingerprint, ends } => {
                let session = &mut self.projects.get_mut(&place.root)?.as_mut()?.session;
                let scan = session.check_open(&[Arc::clone(&place.file)]);
                let is_it =
                    |finding: &&Finding| finding.policy.id == *policy && finding.fingerprint.exact == *fingerprint;
                let finding = scan.findings.iter().find(is_it)?;
                let placement = session.suppression(finding, &place.file, *ends)?;
                let until = session.day_in(DAYS).filter(|_| *ends);
                let excuse = placement.write(finding, until)?;
                self.excused(&place.root, &excuse)
            }
        }
    }

    /// What mends all findings of a file, or those of one policy.
    fn all_fixed(
        &mut self,
        place: &Place,
        policy: Option<&str>,
        unsafe_too: bool,
    ) -> Option<(Option<WorkspaceEdit>, Option<Command>)> {
        let session = &mut self.projects.get_mut(&place.root)?.as_mut()?.session;
        let wanted = |finding: &Finding| policy.is_none_or(|id| finding.policy.id == id);
        let fixed = session.try_fixes(&[Arc::clone(&place.file)], unsafe_too, &wanted);
        let edits =
            fixed.files.iter().map(|file| self.file_edit(&place.root, &file.path, Some(&file.before), file.changes()));
        let edit = workspace_edit(edits.collect::<Option<_>>()?, &self.client.actions)?;
        Some((Some(edit), None))
    }

    /// The edit that excuses, and what puts the cursor on its reason.
    fn excused(&self, root: &Path, excuse: &Excuse) -> Option<(Option<WorkspaceEdit>, Option<Command>)> {
        let edit = self.file_edit(root, &excuse.file, excuse.before.as_deref(), vec![excuse.change.clone()])?;
        let after = excuse.after();
        let reason = range(&after, &LineIndex::new(&after), self.client.encoding, excuse.reason.clone());
        let command = self.client.actions.shows.then(|| select(&edit.uri, reason));
        Some((Some(workspace_edit(vec![edit], &self.client.actions)?), command))
    }

    /// Changes of a file that holds `text`, or does not exist.
    fn file_edit(&self, root: &Path, file: &str, text: Option<&str>, changes: Vec<Change>) -> Option<FileEdit> {
        Some(FileEdit {
            uri: self.uri_of(root, file)?,
            version: self.open_at(root, file).next().map(|(_, document)| document.version),
            is_new: text.is_none(),
            edits: text_edits(text.unwrap_or_default(), self.client.encoding, changes),
        })
    }

    /// Command: puts the cursor somewhere.
    pub(super) fn select(&self, argument: Option<&LSPAny>) -> Result<Option<LSPAny>> {
        let read = |name: &str| argument.and_then(|argument| argument.get(name)).cloned().unwrap_or_default();
        let (uri, range) = (serde_json::from_value(read("uri")), serde_json::from_value(read("range")));
        let (Ok(uri), Ok(range)) = (uri, range) else {
            return Err(Error::invalid_params("it takes {uri, range}"));
        };
        let shown = ShowDocumentParams { uri, external: None, take_focus: Some(true), selection: Some(range) };
        if self.client.actions.shows {
            self.outbox.send(Message::ShowDocument(shown));
        }
        Ok(None)
    }

    /// Command: writes a finding into the baseline.
    pub(super) fn add_to_baseline(&mut self, argument: Option<&LSPAny>) -> Result<Option<LSPAny>> {
        let read = |name: &str| argument.and_then(|argument| argument.get(name)).and_then(LSPAny::as_str);
        let (fingerprint, uri) = (read("fingerprint"), read("uri").and_then(|uri| uri.parse::<Uri>().ok()));
        let (Some(fingerprint), Some(uri)) = (fingerprint, uri) else {
            return Err(Error::invalid_params("it takes {fingerprint, uri}"));
        };
        let place = self.place_of_uri(&uri).ok_or_else(|| Error::invalid_params("the file is of no project"))?;
        match self.written(&place, fingerprint) {
            Ok(files) => {
                self.reopen_projects();
                Ok(Some(json!({"files": files})))
            }
            Err(text) => {
                self.outbox.send(Message::Show { kind: MessageType::ERROR, text: text.clone() });
                Err(Error::invalid_params(text))
            }
        }
    }

    /// Writes the baseline, and the configuration where that names none yet; gives the files.
    fn written(&self, place: &Place, fingerprint: &str) -> std::result::Result<Vec<String>, String> {
        let project = self.project(&place.root).ok_or("the project is not open")?;
        let session = &project.session;
        let scan = session.check_open(&[Arc::clone(&place.file)]);
        let is_it = |finding: &&Finding| finding.fingerprint.exact == fingerprint && finding.state == State::New;
        let finding = scan.findings.iter().find(is_it).ok_or("the finding is not there any more")?;
        let rewrites = baselined(session.files(), session.config(), finding).map_err(|error| error.to_string())?;
        let mut on_disk = session.files().clone();
        rewrites.iter().for_each(|rewrite| on_disk.remove_overlay(&rewrite.file));
        for rewrite in &rewrites {
            let held = on_disk.read(&rewrite.file).ok().map(|source| Arc::clone(&source.text));
            if held != rewrite.before {
                return Err(format!("{} has changes that are not saved", rewrite.file));
            }
        }
        for rewrite in &rewrites {
            rewrite.write(&on_disk).map_err(|error| error.to_string())?;
        }
        Ok(rewrites.iter().map(|rewrite| rewrite.file.to_string()).collect())
    }
}

impl Asked<'_> {
    /// The diagnostics of the request that are of this finding.
    fn diagnostics_of(&self, finding: &Finding) -> Option<Vec<Diagnostic>> {
        let is_own = |diagnostic: &&Diagnostic| matches!(&diagnostic.code, Some(NumberOrString::String(code)) if *code == finding.policy.id);
        let own: Vec<Diagnostic> = self.diagnostics.iter().filter(is_own).cloned().collect();
        (!own.is_empty()).then_some(own)
    }
}
