//! `bartizan new policy`: a policy of one's own with its tests, ready to be changed.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use bartizan_engine::policy::Scope;
use bartizan_engine::resource::Platform;

use crate::args::{NewPolicyArgs, PlatformArg, ScopeArg};
use crate::{Failure, terminal};

/// Texts in which `{{name}}` stands for what the command line says. Both follow the form of the bundled policies.
const RESOURCE: (&str, &str) = (include_str!("new/resource.rego"), include_str!("new/resource_test.rego"));
const UNIT: (&str, &str) = (include_str!("new/unit.rego"), include_str!("new/unit_test.rego"));

pub(crate) fn policy(args: &NewPolicyArgs) -> Result<ExitCode, Failure> {
    let name = name(&args.name)?;
    let (policy, tests) = match args.scope {
        ScopeArg::Resource => RESOURCE,
        ScopeArg::Unit | ScopeArg::Fleet => UNIT,
    };
    let folder = args.dir.join(Platform::from(args.platform).as_str());
    let files = [(folder.join(format!("{name}.rego")), policy), (folder.join(format!("{name}_test.rego")), tests)];
    if let Some((taken, _)) = files.iter().find(|(path, _)| path.exists()) {
        return Err(Failure::usage(format!("{} is there already", taken.display())));
    }
    fs::create_dir_all(&folder).map_err(|error| failed(&folder, &error))?;
    for (path, text) in &files {
        write(path, &filled(text, &name, args))?;
        terminal::print(&format!("{}\n", path.display()))?;
    }
    let dir = args.dir.display();
    terminal::note(&format!("next: change them, run `bartizan test {dir}`, then `bartizan check --policy {dir}`"));
    Ok(ExitCode::SUCCESS)
}

/// The name of a package and of files.
fn name(given: &str) -> Result<String, Failure> {
    let name = given.replace('-', "_");
    let is_word = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if is_word && name.starts_with(|c: char| c.is_ascii_lowercase()) && !name.ends_with("_test") {
        return Ok(name);
    }
    Err(Failure::usage(format!("`{given}`: a name has small letters, digits and `_`, such as owner_label")))
}

fn filled(text: &str, name: &str, args: &NewPolicyArgs) -> String {
    let kind = args.kinds.first().map_or("", String::as_str);
    let platform = Platform::from(args.platform).as_str();
    let values = [
        ("{{title}}", yaml(args.title.as_deref().unwrap_or("Say here what is wrong, as a sentence"))),
        ("{{id}}", yaml(&args.id)),
        ("{{platform}}", platform.to_owned()),
        ("{{kinds}}", args.kinds.iter().map(|kind| yaml(kind)).collect::<Vec<_>>().join(", ")),
        ("{{kind}}", kind.rsplit('/').next().unwrap_or_default().to_owned()),
        ("{{scope}}", Scope::from(args.scope).as_str().to_owned()),
        ("{{package}}", format!("own.{platform}.{name}")),
        ("{{path}}", path(args.platform).to_owned()),
        ("{{with}}", nested(args.platform, "\"somebody\"")),
        ("{{without}}", nested(args.platform, "\"\"")),
    ];
    values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
}

/// A text as YAML reads it, bare where that is one.
fn yaml(text: &str) -> String {
    let is_bare = |c: char| c.is_alphanumeric() || " -_/.()".contains(c);
    let is_plain = text.starts_with(char::is_alphabetic) && text.chars().all(is_bare) && text.trim() == text;
    if is_plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

/// A path that documents of the platform have.
fn path(platform: PlatformArg) -> &'static str {
    match platform {
        PlatformArg::Kubernetes => r#"["metadata", "labels", "owner"]"#,
        PlatformArg::Terraform => r#"["tags", "owner"]"#,
        PlatformArg::Keycloak => r#"["attributes", "owner"]"#,
    }
}

/// A document with `value` at that path.
fn nested(platform: PlatformArg, value: &str) -> String {
    match platform {
        PlatformArg::Kubernetes => format!(r#"{{"metadata": {{"labels": {{"owner": {value}}}}}}}"#),
        PlatformArg::Terraform => format!(r#"{{"tags": {{"owner": {value}}}}}"#),
        PlatformArg::Keycloak => format!(r#"{{"attributes": {{"owner": {value}}}}}"#),
    }
}

fn write(path: &PathBuf, text: &str) -> Result<(), Failure> {
    let written = fs::File::create_new(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| failed(path, &error))
}

fn failed(path: &Path, error: &std::io::Error) -> Failure {
    Failure::usage(format!("{}: {error}", path.display()))
}
