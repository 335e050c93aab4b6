//! What the worker tells the client, sent in its order by one task.

use serde_json::{Map, Value, json};
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tower_lsp_server::Client;
use tower_lsp_server::ls_types::notification::Notification;
use tower_lsp_server::ls_types::{
    Diagnostic, MessageType, ProgressToken, Registration, ShowDocumentParams, Uri, WorkDoneProgress,
};

/// A message to the client.
#[derive(Debug)]
pub(crate) enum Message {
    /// Diagnostics of a file.
    Publish { uri: Uri, diagnostics: Vec<Diagnostic>, version: Option<i32> },
    /// A line for the output channel.
    Log { kind: MessageType, text: String },
    /// A message that the person should see.
    Show { kind: MessageType, text: String },
    /// Ask for notifications.
    Register(Vec<Registration>),
    /// Open a document or a page.
    ShowDocument(ShowDocumentParams),
    /// Pulled diagnostics are outdated.
    Refresh,
    /// The list of findings is outdated.
    FindingsChanged,
    /// A part of an answer.
    Partial { token: ProgressToken, value: Value },
    /// Progress to be shown by a token that the client has, or first has to create.
    Progress { token: ProgressToken, create: bool, updates: UnboundedReceiver<WorkDoneProgress> },
}

/// Progress and parts of answers.
enum Progress {}

impl Notification for Progress {
    type Params = Value;
    const METHOD: &'static str = "$/progress";
}

/// Tells the client that what `bartizan.findings` answers may have changed.
enum FindingsChanged {}

impl Notification for FindingsChanged {
    type Params = Map<String, Value>;
    const METHOD: &'static str = "bartizan/findingsChanged";
}

/// The worker's end of the queue to the client.
#[derive(Clone, Debug)]
pub(crate) struct Outbox(mpsc::UnboundedSender<Message>);

impl Outbox {
    /// Queues a message; lost without harm when the client is gone.
    pub(crate) fn send(&self, message: Message) {
        let _ = self.0.send(message);
    }
}

/// The outbox and the task that empties it.
pub(crate) fn outbox(client: Client) -> (Outbox, impl Future<Output = ()>) {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let task = async move {
        while let Some(message) = receiver.recv().await {
            match message {
                Message::Publish { uri, diagnostics, version } => {
                    client.publish_diagnostics(uri, diagnostics, version).await
                }
                Message::Log { kind, text } => client.log_message(kind, text).await,
                Message::Show { kind, text } => client.show_message(kind, text).await,
                // Waiting for the answers would hold up what follows; a client that refuses loses only convenience.
                Message::Register(registrations) => {
                    let client = client.clone();
                    drop(tokio::spawn(async move { client.register_capability(registrations).await }));
                }
                Message::FindingsChanged => client.send_notification::<FindingsChanged>(Map::new()).await,
                Message::ShowDocument(params) => {
                    let client = client.clone();
                    drop(tokio::spawn(async move { client.show_document(params).await }));
                }
                Message::Partial { token, value } => {
                    client.send_notification::<Progress>(json!({"token": token, "value": value})).await;
                }
                Message::Progress { token, create, updates } => {
                    drop(tokio::spawn(show_progress(client.clone(), token, create, updates)));
                }
                Message::Refresh => {
                    let client = client.clone();
                    drop(tokio::spawn(async move { client.workspace_diagnostic_refresh().await }));
                }
            }
        }
    };
    (Outbox(sender), task)
}

/// Shows progress until its updates end; not at all where the client does not create its token.
async fn show_progress(
    client: Client,
    token: ProgressToken,
    create: bool,
    mut updates: UnboundedReceiver<WorkDoneProgress>,
) {
    if create && client.create_work_done_progress(token.clone()).await.is_err() {
        return;
    }
    while let Some(update) = updates.recv().await {
        client.send_notification::<Progress>(json!({"token": token, "value": update})).await;
    }
}
