//! Cases of `check/*.txt`: modules, and the errors that `opa check` has for them. A case begins with `=== name`, options
//! behind it (`strict`, `v0`, and `elsewhere` where we point to another line on purpose); `---` ends the module, and each
//! line after it is an error: code and line. No line: OPA takes the module. Where `opa` runs, the expectations are compared
//! with what it says; with `BARTIZAN_RECORD=1` they are written anew.

mod support;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use bartizan_rego::compile::Compiler;
use bartizan_rego::syntax::ast::Version;

type Errors = Vec<(String, usize)>;

struct Case {
    name: String,
    strict: bool,
    elsewhere: bool,
    version: Version,
    module: String,
    wanted: Errors,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check")
}

fn read(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut ended = false;
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("=== ") {
            let (name, options) = title.split_once(" [").unwrap_or((title, ""));
            let version = if options.contains("v0") { Version::V0 } else { Version::V1 };
            cases.push(Case {
                name: name.to_owned(),
                strict: options.contains("strict"),
                elsewhere: options.contains("elsewhere"),
                version,
                module: String::new(),
                wanted: Vec::new(),
            });
            ended = false;
            continue;
        }
        let Some(case) = cases.last_mut() else { continue };
        match line.strip_prefix("---") {
            Some(_) => ended = true,
            None if ended => {
                let (code, row) = line.split_once(' ').unwrap_or((line, "0"));
                case.wanted.push((code.to_owned(), row.parse().unwrap_or_default()));
            }
            None => {
                case.module.push_str(line);
                case.module.push('\n');
            }
        }
    }
    cases
}

fn write(cases: &[Case]) -> String {
    let mut text = String::new();
    for case in cases {
        let options = [("strict", case.strict), ("v0", case.version == Version::V0), ("elsewhere", case.elsewhere)];
        let options: Vec<&str> = options.into_iter().filter(|(_, on)| *on).map(|(name, _)| name).collect();
        let options = if options.is_empty() { String::new() } else { format!(" [{}]", options.join(" ")) };
        let _ = write!(text, "=== {}{options}\n{}---\n", case.name, case.module);
        for (code, row) in &case.wanted {
            let _ = writeln!(text, "{code} {row}");
        }
    }
    text
}

fn cases() -> Vec<(PathBuf, Vec<Case>)> {
    let files = support::files(&folder(), "txt");
    files.into_iter().map(|path| (path.clone(), read(&std::fs::read_to_string(&path).unwrap_or_default()))).collect()
}

fn ours(case: &Case) -> (Errors, Vec<String>) {
    let compiled = Compiler::new().module("m.rego", &case.module, case.version).strict(case.strict).compile();
    let errors = compiled.err().unwrap_or_default();
    let mut found: Errors =
        errors.iter().map(|error| (error.code.as_str().to_owned(), support::line(&case.module, error.span))).collect();
    found.sort();
    found.dedup();
    (found, errors.into_iter().map(|error| error.message).collect())
}

#[test]
fn cases_have_the_errors_of_opa() {
    let mut wrong = String::new();
    let (mut good, mut bad) = (0, 0);
    for (_, cases) in cases() {
        for case in &cases {
            let mut wanted = case.wanted.clone();
            wanted.dedup();
            let (mut found, messages) = ours(case);
            if case.elsewhere {
                wanted.iter_mut().chain(&mut found).for_each(|(_, row)| *row = 0);
            }
            if found != wanted {
                let _ = writeln!(wrong, "{}: wanted {wanted:?}, found {found:?} {messages:?}", case.name);
            }
            *(if wanted.is_empty() { &mut good } else { &mut bad }) += 1;
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(good >= 60 && bad >= 60, "{good} modules that are taken, {bad} that are not");
}

#[test]
fn cases_are_what_opa_says() {
    let Some(opa) = support::opa() else { return println!("skipped: no opa") };
    let record = std::env::var_os("BARTIZAN_RECORD").is_some();
    let scratch = std::env::temp_dir().join(format!("bartizan-check-{}", std::process::id()));
    std::fs::create_dir_all(&scratch).unwrap();
    let file = scratch.join("m.rego");
    let mut wrong = String::new();
    for (path, mut cases) in cases() {
        for case in &mut cases {
            std::fs::write(&file, &case.module).unwrap();
            let said = support::verdict(&opa, &file, case.version, case.strict);
            if said != case.wanted {
                let _ = writeln!(wrong, "{}: opa says {said:?}, not {:?}", case.name, case.wanted);
                case.wanted = said;
            }
        }
        if record {
            std::fs::write(&path, write(&cases)).unwrap();
        }
    }
    std::fs::remove_dir_all(&scratch).unwrap();
    assert!(record || wrong.is_empty(), "{wrong}");
}

/// Errors say how to mend them where there is something to say; several of a file are told together, in order.
#[test]
fn errors_help() {
    let text = "package a\n\nimport data.lib.helpers\n\nlimit := 3\n\nhalve(x) := x / 2\n\n\
                p if startswiht(\"a\", \"b\")\nq if halv(4) > 1\nr if input.x > limti\ns if limit(1)\n";
    let errors = Compiler::new().module("m.rego", text, Version::V1).strict(true).compile().unwrap_err();
    let told: Vec<(usize, &str, &str)> = errors
        .iter()
        .map(|error| (support::line(text, error.span), &*error.message, error.help.as_deref().unwrap_or_default()))
        .collect();
    let wanted = [
        (3, "import data.lib.helpers unused", "nothing here refers to `helpers`: take the import away"),
        (9, "undefined function startswiht", "did you mean `startswith`?"),
        (10, "undefined function halv", "did you mean `halve`?"),
        (11, "var limti is unsafe", "`limti` never gets a value: did you mean `limit`?"),
        (12, "undefined function data.a.limit", "this is a rule, no function: refer to it without arguments"),
    ];
    assert_eq!(told, wanted);
    let text = "package a\n\no := {\"name\": 1}\np if o.nmae\nq if startswith(o.name, \"a\")\n";
    let errors = Compiler::new().module("m.rego", text, Version::V1).compile().unwrap_err();
    let helps: Vec<&str> = errors.iter().filter_map(|error| error.help.as_deref()).collect();
    assert_eq!(helps, ["did you mean `name`?", "argument 1 of startswith is string, not number"]);
}

/// Types that grow with every rule, and terms as deep as the parser takes, end in time and without overflow.
#[test]
fn large_modules_are_checked_in_time() {
    let mut text = String::from("package a\n\np0 := [1]\n");
    for at in 1..5000 {
        let before = at - 1;
        let _ = writeln!(text, "p{at} := [p{before}, p{before}, {{\"a\": p{before}}}]");
    }
    text.push_str("q if p4999 == 1\n");
    let errors = Compiler::new().module("m.rego", &text, Version::V1).compile().unwrap_err();
    assert_eq!(errors.len(), 1);
    let nested = |open: &str, close: &str, times: usize| {
        let text = format!("package a\n\np := {}1{}\nq if p.x\n", open.repeat(times), close.repeat(times));
        let errors = Compiler::new().module("m.rego", &text, Version::V1).compile().unwrap_err();
        assert_eq!(errors[0].code.as_str(), "rego_type_error", "{}", errors[0].message);
    };
    nested("[", "]", 140);
    nested("[x | x := ", "]", 70);
    let mut text = String::from("package a\n\np := [\n");
    (0..5000).for_each(|at| {
        let _ = writeln!(text, "{{\"k{at}\": {at}, \"v\": \"x\"}},");
    });
    text.push_str("]\nq if { some x in p; x.v == 1 }\n");
    assert!(Compiler::new().module("m.rego", &text, Version::V1).compile().is_ok());
}
