//! Helm itself as what renders charts, for `bartizan check --helm`.

use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use bartizan_engine::helm::{RenderRequest, Renderer};

/// How long one chart may take.
const TIME: Duration = Duration::from_secs(60);

/// Bytes that are read of what it prints.
const MAX_OUTPUT: u64 = 64 << 20;

/// Bytes that are read of what it says is wrong.
const MAX_MESSAGE: u64 = 64 << 10;

/// How often it is asked whether it has ended.
const PAUSE: Duration = Duration::from_millis(5);

/// What renders charts with the program `helm`.
pub(crate) fn renderer(helm: &Path) -> Arc<dyn Renderer> {
    Arc::new(Helm { program: helm.to_path_buf() })
}

#[derive(Debug)]
struct Helm {
    program: PathBuf,
}

impl Renderer for Helm {
    fn render(&self, request: &RenderRequest) -> Result<String, String> {
        let failed = |error: io::Error| format!("{}: {error}", self.program.display());
        let mut command = Command::new(&self.program);
        command.arg("template").arg("--namespace").arg(&request.namespace);
        if let Some(version) = &request.kube_version {
            command.arg("--kube-version").arg(version);
        }
        for file in &request.files {
            command.arg("--values").arg(file);
        }
        // Removed when they are dropped.
        let mut texts = Vec::with_capacity(request.texts.len());
        for text in &request.texts {
            let mut file = tempfile::Builder::new().suffix(".yaml").tempfile().map_err(failed)?;
            file.write_all(text.as_bytes()).map_err(failed)?;
            command.arg("--values").arg(file.path());
            texts.push(file);
        }
        for (option, argument) in &request.set {
            command.arg(option).arg(argument);
        }
        // What a release is called is no option.
        command.arg("--").arg(&request.release).arg(&request.chart);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().map_err(failed)?;
        outcome(child).map_err(failed)?
    }
}

/// What the program prints, or what it says is wrong.
fn outcome(mut child: Child) -> io::Result<Result<String, String>> {
    let (output, message) = (child.stdout.take(), child.stderr.take());
    thread::scope(|scope| {
        let output = scope.spawn(move || read(output, MAX_OUTPUT));
        let message = scope.spawn(move || read(message, MAX_MESSAGE));
        let until = Instant::now() + TIME;
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break Some(status);
            }
            if Instant::now() >= until {
                child.kill()?;
                child.wait()?;
                break None;
            }
            thread::sleep(PAUSE);
        };
        let panicked = |_| io::Error::other("its output could not be read");
        let output = output.join().map_err(panicked)??;
        let message = message.join().map_err(panicked)??;
        Ok(match status {
            None => Err(format!("it took more than {} s", TIME.as_secs())),
            Some(status) if !status.success() => Err(said(&message)),
            Some(_) if output.len() as u64 > MAX_OUTPUT => {
                Err(format!("it printed more than {} MiB", MAX_OUTPUT >> 20))
            }
            Some(_) => String::from_utf8(output).map_err(|error| error.to_string()),
        })
    })
}

/// What a pipe holds, one byte more than `most` when it holds more; the rest is read and dropped, so that nobody waits.
fn read(pipe: Option<impl Read>, most: u64) -> io::Result<Vec<u8>> {
    let Some(mut pipe) = pipe else { return Ok(Vec::new()) };
    let mut bytes = Vec::new();
    pipe.by_ref().take(most + 1).read_to_end(&mut bytes)?;
    io::copy(&mut pipe, &mut io::sink())?;
    Ok(bytes)
}

/// The message of Helm on one line, without what it says of its own options.
fn said(message: &[u8]) -> String {
    let text = String::from_utf8_lossy(message);
    let is_said = |line: &&str| !line.is_empty() && !line.starts_with("Use --debug") && !line.starts_with("WARNING:");
    let lines: Vec<&str> = text.lines().map(str::trim).filter(is_said).collect();
    lines.join(" ").trim_start_matches("Error: ").to_owned()
}
