//! The whole project at a glance: the list of its findings, its scorecard.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bartizan_engine::files::path::ROOT;
use bartizan_engine::files::{Files, Limits};
use bartizan_engine::maturity::{self, Attestations, History};
use bartizan_engine::policy::Profile;
use bartizan_engine::session::{Options, Session, SessionError};
use serde_json::json;
use tower_lsp_server::jsonrpc::{Error, Result};
use tower_lsp_server::ls_types::{ExecuteCommandParams, LSPAny, Uri};

use super::Worker;
use crate::document::path_of;
use crate::outbox::Message;
use crate::server::Reply;

/// What a command answers.
pub(super) type Answer = Result<Option<LSPAny>>;

impl Worker {
    /// The findings shown: of open documents as they are in the editor, of the rest as of the last scan. By file and place.
    pub(super) fn findings(&mut self) -> LSPAny {
        (self.lists_findings, self.findings_changed) = (true, false);
        let mut files: Vec<_> = self.shown.iter().filter(|(_, shown)| !shown.findings.is_empty()).collect();
        files.sort_by(|(a, _), (b, _)| a.as_str().cmp(b.as_str()));
        let findings = files.into_iter().flat_map(|(uri, shown)| shown.findings.iter().map(|listed| listed.json(uri)));
        json!({"findings": findings.collect::<Vec<_>>()})
    }

    /// Tells the client that the list of findings has changed, if it has.
    pub(super) fn report_changed_findings(&mut self) {
        if std::mem::take(&mut self.findings_changed) && self.lists_findings {
            self.outbox.send(Message::FindingsChanged);
        }
    }

    /// Answers with the scorecard of a project: of the folder named, else of the first one of the workspace. All of it is
    /// checked, beside whatever else the server does, so that nobody waits for it but who asked.
    pub(super) fn scorecard(&mut self, params: &ExecuteCommandParams, reply: Reply<Answer>) {
        let named = match params.arguments.first() {
            None | Some(LSPAny::Null) => self.folders.first().cloned(),
            Some(argument) => argument.as_str().and_then(|uri| path_of(&uri.parse::<Uri>().ok()?)),
        };
        let Some(folder) = named else {
            return drop(reply.send(Err(Error::invalid_params("no folder of the workspace is meant"))));
        };
        let Some(root) = self.root_of(&folder) else {
            return drop(reply.send(Err(Error::invalid_params("the folder is of no project"))));
        };
        let open = self.documents.values().filter_map(|document| Some((document.place.as_ref()?, &document.text)));
        let unsaved = open.filter(|(place, _)| place.root == root);
        let unsaved = unsaved.map(|(place, text)| (Arc::clone(&place.file), Arc::clone(text))).collect();
        let asked = Asked { root, unsaved, trusted: self.settings.trusted };
        let work = move || {
            let page = catch_unwind(AssertUnwindSafe(|| asked.page()));
            let answer = match page {
                Ok(Ok(html)) => Ok(Some(json!({"html": html}))),
                Ok(Err(text)) => Err(Error { message: text.into(), ..Error::internal_error() }),
                Err(_) => Err(Error::internal_error()),
            };
            drop(reply.send(answer));
        };
        // Where there is no thread to be had the reply is dropped, which the client sees as an error.
        drop(std::thread::Builder::new().name("bartizan-scorecard".to_owned()).spawn(work));
    }
}

/// What a scorecard is made of.
struct Asked {
    root: PathBuf,
    /// Open files with their texts.
    unsaved: Vec<(Arc<str>, Arc<str>)>,
    trusted: bool,
}

impl Asked {
    /// The page that `bartizan maturity --format html` writes.
    fn page(&self) -> std::result::Result<String, String> {
        let session = self.session(&self.root).map_err(|error| error.to_string())?;
        let attestations = Attestations::of_project(session.files())
            .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
        let (card, _) = session.scorecard(&[Arc::from(ROOT)], &attestations);
        Ok(maturity::html(&card, &History::default().with(&card)))
    }

    fn session(&self, root: &Path) -> std::result::Result<Session, SessionError> {
        let files = Files::new(root.to_path_buf(), Limits::default())?;
        let profile = Some(Profile::Strict);
        let options = Options { local_policies: self.trusted, honour_ignores: true, profile, ..Options::default() };
        let mut session = Session::open(files, options)?;
        self.unsaved.iter().for_each(|(file, text)| session.set_overlay(file, Arc::clone(text)));
        Ok(session)
    }
}
