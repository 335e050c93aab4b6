//! The reference pages under `docs/` that are made from the code, and the check that they are current.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use bartizan_engine::finding::{Upkeep, upkeep_metadata};
use bartizan_engine::policy::{Metadata, Pack};
use bartizan_engine::report::{peers, reference};
use bartizan_engine::resource::Platform;
use clap::CommandFactory as _;

use crate::args::Cli;

/// Set to write the pages instead of checking them.
const UPDATE: &str = "BARTIZAN_UPDATE_DOCS";

/// Writes the page or compares it, as the environment asks.
fn check(name: &str, wanted: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
    if std::env::var_os(UPDATE).is_some() {
        std::fs::write(&file, wanted).unwrap();
    }
    let current = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(current == wanted, "docs/{name} is not current: run `{UPDATE}=1 cargo test -p bartizan reference`");
}

#[test]
fn policies_are_current() {
    let pack = Pack::bundled();
    for (platform, title) in [
        (Platform::Terraform, "Terraform policies"),
        (Platform::Kubernetes, "Kubernetes policies"),
        (Platform::Keycloak, "Keycloak policies"),
    ] {
        let mut policies: Vec<Arc<Metadata>> = pack
            .policies()
            .iter()
            .filter(|policy| policy.platform == platform)
            .map(|policy| Arc::clone(policy.metadata()))
            .collect();
        policies.sort_by(|a, b| a.id.cmp(&b.id));
        check(&format!("policies/{platform}.md"), &reference(title, &policies));
    }
    check("peers.md", &peers(&pack));
    check("policies/suppressions.md", &reference("Checks on suppressions", &Upkeep::ALL.map(upkeep_metadata)));
}

#[test]
fn command_line_is_current() {
    let mut page = "# Command line\n\nGenerated from `bartizan --help`.\n".to_owned();
    let mut command = Cli::command().term_width(100);
    command.build();
    let _ = write!(page, "\n```text\n{}```\n", command.clone().render_long_help());
    add_subcommands(&mut page, &mut command, "bartizan");
    let lines: Vec<&str> = page.lines().map(str::trim_end).collect();
    check("cli.md", &(lines.join("\n") + "\n"));
}

/// The help of each command below `command`, and of those below it.
fn add_subcommands(page: &mut String, command: &mut clap::Command, above: &str) {
    for sub in command.get_subcommands_mut() {
        let name = format!("{above} {}", sub.get_name());
        let _ = write!(page, "\n## {name}\n\n```text\n{}```\n", sub.clone().render_long_help());
        add_subcommands(page, sub, &name);
    }
}
