//! `bartizan export`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use bartizan_engine::export::{self, Action, Algorithm, ExportedFiles};

use crate::args::{ActionArg, AlgorithmArg, BundleArgs, ExportCommand, GatekeeperArgs, InputArgs, ScanArgs};
use crate::{Failure, UNREAD, scan, terminal};

pub(crate) fn run(command: &ExportCommand) -> Result<ExitCode, Failure> {
    match command {
        ExportCommand::OpaBundle(args) => opa_bundle(args),
        ExportCommand::Input(args) => input(args),
        ExportCommand::Gatekeeper(args) => gatekeeper(args),
    }
}

/// Endings of the names of archives.
const ARCHIVE: [&str; 2] = [".tar.gz", ".tgz"];

fn opa_bundle(args: &BundleArgs) -> Result<ExitCode, Failure> {
    let opened = scan::open(&ScanArgs::of(&args.paths, &args.choice), None, None)?;
    let mut files = export::opa_bundle(&opened.session)?;
    if let Some(key) = &args.signing_key {
        let secret = std::fs::read(key).map_err(|error| in_file(key, &error))?;
        export::sign(&mut files, algorithm(args.signing_alg), &secret, &args.signing_key_id)?;
    }
    let name = args.output.to_string_lossy();
    if ARCHIVE.iter().any(|ending| name.ends_with(ending)) {
        write_file(&args.output, &export::tar_gz(&files)?)?;
    } else {
        write_folder(&args.output, &files)?;
    }
    let policies = opened.session.policies_in_force().count();
    terminal::note(&format!("wrote {name} with {policies} policies; ask it for data.bartizan.deny"));
    Ok(ExitCode::SUCCESS)
}

fn input(args: &InputArgs) -> Result<ExitCode, Failure> {
    let opened = scan::open(&args.scan, None, None)?;
    let (inputs, mut problems) = opened.session.inputs(&opened.paths);
    problems.extend(opened.unread.clone());
    let mut text = serde_json::to_string_pretty(&inputs)?;
    text.push('\n');
    terminal::print(&text)?;
    for problem in &problems {
        let file = problem.file.as_deref().unwrap_or("policy");
        terminal::note(&format!("error: {file}: {}", problem.message));
    }
    Ok(ExitCode::from(if problems.is_empty() { 0 } else { UNREAD }))
}

fn gatekeeper(args: &GatekeeperArgs) -> Result<ExitCode, Failure> {
    let opened = scan::open(&ScanArgs::of(&args.paths, &args.choice), None, None)?;
    let exported = export::gatekeeper(&opened.session, args.enforcement_action.map(action))?;
    write_folder(&args.output, &exported.files)?;
    for (id, reason) in &exported.left_out {
        terminal::note(&format!("{id} is not exported: {reason}"));
    }
    terminal::note(&format!("wrote {} with {} policies", args.output.display(), exported.exported.len()));
    Ok(ExitCode::SUCCESS)
}

/// Writes `files` into `folder`, which must be new or empty: what an earlier export left would still be applied.
fn write_folder(folder: &Path, files: &ExportedFiles) -> Result<(), Failure> {
    match std::fs::read_dir(folder).map(|mut entries| entries.next().is_some()) {
        Ok(true) => return Err(Failure::usage(format!("{} is not empty", folder.display()))),
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(in_file(folder, &error)),
        Ok(false) | Err(_) => {}
    }
    files.iter().try_for_each(|(path, content)| write_file(&folder.join(path), content))
}

fn write_file(file: &Path, content: &[u8]) -> Result<(), Failure> {
    let folder = file.parent().map_or_else(PathBuf::new, Path::to_path_buf);
    let made = if folder.as_os_str().is_empty() { Ok(()) } else { std::fs::create_dir_all(&folder) };
    made.and_then(|()| std::fs::write(file, content)).map_err(|error| in_file(file, &error))
}

fn in_file(file: &Path, error: &std::io::Error) -> Failure {
    Failure::usage(format!("{}: {error}", file.display()))
}

fn algorithm(arg: AlgorithmArg) -> Algorithm {
    match arg {
        AlgorithmArg::Hs256 => Algorithm::Hs256,
        AlgorithmArg::Hs384 => Algorithm::Hs384,
        AlgorithmArg::Hs512 => Algorithm::Hs512,
        AlgorithmArg::Rs256 => Algorithm::Rs256,
        AlgorithmArg::Rs384 => Algorithm::Rs384,
        AlgorithmArg::Rs512 => Algorithm::Rs512,
        AlgorithmArg::Es256 => Algorithm::Es256,
        AlgorithmArg::Es384 => Algorithm::Es384,
        AlgorithmArg::Es512 => Algorithm::Es512,
    }
}

fn action(arg: ActionArg) -> Action {
    match arg {
        ActionArg::Deny => Action::Deny,
        ActionArg::Warn => Action::Warn,
        ActionArg::Dryrun => Action::Dryrun,
    }
}
