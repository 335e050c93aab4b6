//! The scan of the whole workspace, as the worker sees it: started, told of, taken over.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::sync::mpsc::UnboundedSender;
use tower_lsp_server::jsonrpc::{Error, ErrorCode};
use tower_lsp_server::ls_types::{
    ProgressToken, Uri, WorkDoneProgress, WorkDoneProgressBegin, WorkDoneProgressEnd, WorkDoneProgressReport,
};

use super::overview::Answer;
use super::{SLOW, Worker};
use crate::diagnostics::{Shown, is_companion};
use crate::document::{Place, path_of};
use crate::outbox::Message;
use crate::rego::is_rego;
use crate::scan::{Control, Job, Told};
use crate::server::Reply;

/// How long mimalloc keeps what is freed at hand (`purge_delay`, 1 s), and a little more.
const FREED: Duration = Duration::from_millis(1200);

/// What is shown while a scan runs.
const TITLE: &str = "Checking the workspace";

/// Who asks for a scan by a command, and the token by which the progress is wanted.
pub(super) struct Request {
    pub(super) reply: Reply<Answer>,
    pub(super) token: Option<ProgressToken>,
}

/// A scan under way; given up when dropped.
pub(super) struct WorkspaceScan {
    control: Arc<Control>,
    told: mpsc::Receiver<Told>,
    /// What files show so far, other than nothing.
    reported: BTreeSet<Uri>,
    findings: usize,
    /// Does a closed file show something else than before?
    differs: bool,
    /// Who asked.
    replies: Vec<Reply<Answer>>,
    /// Does it go on though nobody waits for it?
    wanted: bool,
    progress: Vec<Shower>,
    percentage: u32,
    start: Instant,
}

/// A place in the editor that shows the progress.
struct Shower {
    token: ProgressToken,
    updates: UnboundedSender<WorkDoneProgress>,
}

impl Drop for WorkspaceScan {
    fn drop(&mut self) {
        self.control.cancel();
    }
}

impl WorkspaceScan {
    pub(super) fn control(&self) -> &Control {
        &self.control
    }

    fn show_progress(&mut self) {
        let progress = self.control.progress();
        let percentage = progress.percentage();
        if percentage <= self.percentage {
            return;
        }
        self.percentage = percentage;
        let message = progress.to_string();
        for shower in &self.progress {
            let report = WorkDoneProgressReport {
                cancellable: None,
                message: Some(message.clone()),
                percentage: Some(percentage),
            };
            let _ = shower.updates.send(WorkDoneProgress::Report(report));
        }
    }

    fn end_progress(&mut self, message: &str) {
        for shower in self.progress.drain(..) {
            let end = WorkDoneProgressEnd { message: Some(message.to_owned()) };
            let _ = shower.updates.send(WorkDoneProgress::End(end));
        }
    }
}

/// Waits until what was freed is old enough for the allocator to give it back, which it does when a thread ends: an idle
/// server would hold it for good.
fn give_memory_back() {
    std::thread::sleep(FREED);
}

impl Worker {
    /// Starts to check every folder of the workspace, or starts again.
    pub(super) fn start_scan(&mut self, request: Option<Request>) {
        self.forget_listings();
        let (control, (tell, told)) = (Arc::new(Control::default()), mpsc::channel());
        let mut scan = WorkspaceScan {
            control: Arc::clone(&control),
            told,
            reported: BTreeSet::new(),
            findings: 0,
            differs: false,
            replies: Vec::new(),
            wanted: request.is_none(),
            progress: Vec::new(),
            percentage: 0,
            start: Instant::now(),
        };
        if let Some(mut before) = self.scan.take() {
            scan.wanted |= before.wanted;
            scan.replies.append(&mut before.replies);
            scan.progress.append(&mut before.progress);
        }
        if let Some(Request { reply, token }) = request {
            scan.replies.push(reply);
            scan.progress.extend(token.map(|token| self.shower(token, false)));
        }
        if scan.progress.is_empty() && self.client.shows_progress {
            self.scans += 1;
            let token = ProgressToken::String(format!("bartizan-scan-{}", self.scans));
            scan.progress.push(self.shower(token, true));
        }
        let job = self.job();
        let work = move || {
            job.run(&control, &tell);
            give_memory_back();
        };
        // Where there is no thread to be had the end is told at once.
        drop(std::thread::Builder::new().name("bartizan-scan".to_owned()).spawn(work));
        self.scan = Some(scan);
    }

    fn job(&self) -> Job {
        let open = self
            .documents
            .iter()
            .filter_map(|(uri, document)| Some((path_of(uri)?, (uri.clone(), Arc::clone(&document.text)))));
        Job {
            folders: self.folders.clone(),
            open: open.collect::<HashMap<PathBuf, _>>(),
            settings: self.settings.clone(),
            encoding: self.client.encoding,
        }
    }

    /// Has progress shown by `token`, which the client first has to `create` where it does not come from it.
    fn shower(&self, token: ProgressToken, create: bool) -> Shower {
        let (updates, receiver) = tokio::sync::mpsc::unbounded_channel();
        self.outbox.send(Message::Progress { token: token.clone(), create, updates: receiver });
        let begin = WorkDoneProgressBegin {
            title: TITLE.to_owned(),
            cancellable: Some(true),
            message: None,
            percentage: Some(0),
        };
        let _ = updates.send(WorkDoneProgress::Begin(begin));
        Shower { token, updates }
    }

    /// The person cancels what shows its progress by `token`.
    pub(super) fn cancel_progress(&mut self, token: &ProgressToken) {
        let Some(mut scan) = self.scan.take_if(|scan| scan.progress.iter().any(|shower| shower.token == *token)) else {
            return;
        };
        scan.end_progress("cancelled");
        for reply in scan.replies.drain(..) {
            let cancelled = Error { code: ErrorCode::RequestCancelled, ..Error::request_cancelled() };
            drop(reply.send(Err(cancelled)));
        }
    }

    /// Takes over what the scan tells. Gives whether it told something.
    pub(super) fn scan_on(&mut self) -> bool {
        let Some(mut scan) = self.scan.take() else { return false };
        scan.replies.retain(|reply| !reply.is_closed());
        if !scan.wanted && scan.replies.is_empty() {
            scan.end_progress("cancelled");
            return false;
        }
        scan.show_progress();
        for (step, took) in scan.control.slow() {
            self.log_slow(&format!("the scan of the workspace: {step}"), took);
        }
        match scan.told.try_recv() {
            Ok(Told::Project { root, files }) => {
                self.take_over(&mut scan, root, files);
                self.scan = Some(scan);
                true
            }
            Ok(Told::Done { files }) => {
                self.end_scan(scan, files);
                true
            }
            Err(mpsc::TryRecvError::Empty) => {
                self.scan = Some(scan);
                false
            }
            // It failed: whoever waits sees the replies dropped.
            Err(mpsc::TryRecvError::Disconnected) => {
                scan.end_progress("failed");
                false
            }
        }
    }

    fn take_over(&mut self, scan: &mut WorkspaceScan, root: PathBuf, files: Vec<(Uri, Shown)>) {
        self.open_project(&root);
        let mut files: HashMap<Uri, Shown> = files.into_iter().collect();
        for (file, faults) in self.project(&root).map(|project| self.own_faults(&root, project)).unwrap_or_default() {
            if let Some(uri) = self.uri_of(&root, file) {
                files.entry(uri).or_default().diagnostics.extend(faults);
            }
        }
        let mut told = Vec::new();
        for (uri, shown) in files {
            scan.findings += shown.diagnostics.iter().filter(|diagnostic| !is_companion(diagnostic)).count();
            scan.reported.insert(uri.clone());
            // What is open is judged by itself, and may have changed.
            if !self.documents.contains_key(&uri) {
                told.push(uri.clone());
                scan.differs |= self.show(uri, shown.closed());
            }
        }
        self.tell_parts(&told);
    }

    fn end_scan(&mut self, mut scan: WorkspaceScan, files: usize) {
        scan.differs |= self.clear_except(&scan.reported);
        let findings = scan.findings;
        if scan.start.elapsed() >= SLOW {
            self.log_slow(&format!("the scan of the workspace ({files} files)"), scan.start.elapsed());
        }
        scan.end_progress(&format!("{findings} findings in {files} files"));
        let answer = json!({"files": files, "findings": findings});
        for reply in scan.replies.drain(..) {
            drop(reply.send(Ok(Some(answer.clone()))));
        }
        self.refresh_closed(scan.differs);
    }

    /// Takes away what closed files showed that show nothing now. Gives whether there are some.
    pub(super) fn clear_except(&mut self, reported: &BTreeSet<Uri>) -> bool {
        let closed = |uri: &&Uri| !reported.contains(*uri) && !self.documents.contains_key(*uri);
        let stale: Vec<Uri> = self.shown.keys().filter(closed).cloned().collect();
        let mut differs = false;
        for uri in stale {
            differs |= self.show(uri, Shown::default());
        }
        differs
    }

    /// Shows a file that is not open as it is on disk, where the person wants those too.
    pub(super) fn show_closed(&mut self, uri: Uri, place: &Place) {
        let wanted = self.settings.workspace_diagnostics && !is_rego(&place.file);
        let shown = wanted.then(|| self.judge(&place.root, &[Arc::clone(&place.file)]));
        let shown = shown.flatten().and_then(|mut files| files.remove(&place.file)).unwrap_or_default();
        self.show(uri, shown.closed());
    }
}
