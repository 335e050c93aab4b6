//! A project in a temporary folder, and runs of the command in it.
//!
//! The binary is `$BARTIZAN` where that is set. Otherwise the first run builds it with the `cargo` and the profile of
//! the test itself, into the same target folder: after `cargo test --workspace` that is a matter of linking.

use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

/// A container that runs privileged (line 10) from an image without a fixed version (line 8).
pub(crate) const POD: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: prod}
spec:
  containers:
    - name: web
      # What the registry calls newest.
      image: nginx:latest
      securityContext:
        privileged: true
";

/// The policies that [`POD`] violates and that most tests look at.
pub(crate) const POD_POLICIES: [&str; 2] = ["--select", "K8S-003,K8S-017"];

/// The binary under test.
pub(crate) fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        if let Some(named) = std::env::var_os("BARTIZAN") {
            return fs::canonicalize(named).unwrap();
        }
        let this = std::env::current_exe().unwrap();
        let profile_folder = this.ancestors().nth(2).unwrap();
        let profile = if cfg!(debug_assertions) { "dev" } else { "release" };
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--package", "bartizan", "--profile", profile, "--target-dir"])
            .arg(profile_folder.parent().unwrap())
            .current_dir(workspace())
            .status()
            .unwrap();
        assert!(built.success(), "the command does not build");
        profile_folder.join("bartizan").with_extension(std::env::consts::EXE_EXTENSION)
    })
}

/// The root of the workspace.
pub(crate) fn workspace() -> PathBuf {
    fs::canonicalize(Path::new(env!("CARGO_MANIFEST_DIR")).join("..")).unwrap()
}

/// The folder of real inputs, without links in its path.
pub(crate) fn corpus() -> Option<PathBuf> {
    bartizan_tests::corpus().map(|folder| fs::canonicalize(folder).unwrap())
}

/// A project of its own: a folder that is a repository, so that it is the root.
pub(crate) struct Project(TempDir);

impl Project {
    pub(crate) fn new() -> Self {
        let project = Self(TempDir::new().unwrap());
        fs::create_dir(project.path().join(".git")).unwrap();
        project
    }

    /// A project whose only file is `pod.yaml` with [`POD`].
    pub(crate) fn with_pod() -> Self {
        Self::new().file("pod.yaml", POD)
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file, its folders too.
    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let file = self.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
    }

    /// The same project with a further file.
    pub(crate) fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.write(path, content);
        self
    }

    /// The command, in this project.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(binary());
        command.args(arguments).current_dir(self.path()).env_clear().stdin(Stdio::null());
        command
    }

    /// Runs `bartizan check` on [`POD_POLICIES`] with further arguments.
    pub(crate) fn check(&self, arguments: &[&str]) -> Run {
        self.run([&["check"], &POD_POLICIES[..], arguments].concat())
    }

    pub(crate) fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Run {
        self.finish(&mut self.command(arguments))
    }

    /// Runs with `input` on standard input.
    pub(crate) fn run_on<S: AsRef<OsStr>>(&self, input: &[u8], arguments: impl IntoIterator<Item = S>) -> Run {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        self.result(&child.wait_with_output().unwrap())
    }

    pub(crate) fn finish(&self, command: &mut Command) -> Run {
        self.result(&command.output().unwrap())
    }

    fn result(&self, output: &std::process::Output) -> Run {
        let root = fs::canonicalize(self.path()).unwrap();
        let text = |bytes: &[u8]| scrub(std::str::from_utf8(bytes).unwrap(), &root);
        let run = Run { status: output.status.code(), stdout: text(&output.stdout), stderr: text(&output.stderr) };
        assert!(!run.stderr.contains("panicked"), "{run:?}");
        run
    }

    /// The JSON of a check of everything with the policies and arguments given.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        self.run([&["check", "--format", "json"], arguments].concat()).json()
    }

    /// The findings of such a check as lines `file:line POLICY state`.
    pub(crate) fn findings(&self, arguments: &[&str]) -> String {
        lines(&self.json(arguments))
    }
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Fails unless the run ended with `status`.
    #[track_caller]
    pub(crate) fn ends(self, status: i32) -> Self {
        assert_eq!(self.status, Some(status), "{}\n{}", self.stdout, self.stderr);
        self
    }

    /// Fails unless the run was refused (status 2) with a message that holds `text` and nothing on standard output.
    #[track_caller]
    pub(crate) fn refused(self, text: &str) {
        let run = self.ends(2);
        assert!(run.stderr.contains(text), "{}", run.stderr);
        assert_eq!(run.stdout, "");
    }
}

/// Findings of a JSON output as lines `file:line POLICY state`.
pub(crate) fn lines(output: &Value) -> String {
    let line = |finding: &Value| {
        let location = &finding["location"];
        let place = match location["file"].as_str() {
            Some(file) => format!("{file}:{}", location["start"]["line"]),
            None => "-".to_owned(),
        };
        format!("{place} {} {}\n", finding["policy"].as_str().unwrap(), finding["state"].as_str().unwrap())
    };
    output["findings"].as_array().unwrap().iter().map(line).collect()
}

/// Errors of a JSON output as lines `file:line:column kind message`.
pub(crate) fn errors(output: &Value) -> String {
    let line = |error: &Value| {
        let start = &error["location"]["start"];
        let place = if start.is_null() { String::new() } else { format!(":{}:{}", start["line"], start["column"]) };
        let text = |key: &str| error[key].as_str().unwrap_or("-");
        format!("{}{place} {}: {}\n", text("file"), text("kind"), text("message"))
    };
    output["errors"].as_array().unwrap().iter().map(line).collect()
}

/// The text without what differs from run to run: the project's folder, the version, the hash of the policies, times.
fn scrub(text: &str, root: &Path) -> String {
    let text = text.replace(&*root.to_string_lossy(), "[ROOT]").replace(env!("CARGO_PKG_VERSION"), "[VERSION]");
    text.split_inclusive('\n').map(|line| scrub_line(line).unwrap_or_else(|| line.to_owned())).collect()
}

fn scrub_line(line: &str) -> Option<String> {
    if let Some((start, hash)) = line.split_once("\"policies\": \"") {
        let (_, rest) = hash.split_once('"')?;
        return Some(format!("{start}\"policies\": \"[HASH]\"{rest}"));
    }
    let rest = line.strip_suffix(" ms\n")?;
    let (start, _) = rest.rsplit_once("; ")?;
    Some(format!("{start}; [TIME]\n"))
}
