//! What the worker tells the client, sent in its order by one task.

use tokio::sync::mpsc;
use tower_lsp_server::Client;
use tower_lsp_server::ls_types::{Diagnostic, MessageType, Registration, Uri};

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
    /// Pulled diagnostics are outdated.
    Refresh,
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
                Message::Refresh => {
                    let client = client.clone();
                    drop(tokio::spawn(async move { client.workspace_diagnostic_refresh().await }));
                }
            }
        }
    };
    (Outbox(sender), task)
}
