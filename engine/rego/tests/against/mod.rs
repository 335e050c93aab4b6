//! Random programs here and by the real `opa`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use bartizan_rego::compile::Compiler;
use bartizan_rego::eval::{Limits, Options, STACK_BYTES};
use bartizan_rego::syntax::ast::Version;
use bartizan_rego::value::Value;

use crate::programs::{DATA, INPUT, program};

/// What a program says: the document of its package as JSON, or the codes of its errors.
type Said = Result<String, BTreeSet<String>>;

fn ours(name: &str, text: &str) -> Said {
    let program = Compiler::new().module(name, text, Version::V1).compile();
    let codes = |errors: Vec<bartizan_rego::diagnostic::Diagnostic>| {
        errors.iter().map(|error| error.code.as_str().to_owned()).collect::<BTreeSet<_>>()
    };
    let program = program.map_err(codes)?;
    let query = program.query(&format!("data.g.{name}")).map_err(codes)?;
    let limits = Limits { time: Some(Duration::from_secs(20)), bytes: 1 << 30 };
    let (input, data) = (Value::from_json(INPUT).unwrap(), Value::from_json(DATA).unwrap());
    let answers = query.eval(Some(&input), &data, &Options { limits, ..Options::default() });
    let answers = answers.map_err(|error| BTreeSet::from([error.code.as_str().to_owned()]))?;
    let value = answers.answers.first().and_then(|answer| answer.values.first());
    Ok(value.map_or_else(|| "{}".to_owned(), Value::to_json))
}

/// What each of many programs says here.
fn all_ours(programs: &BTreeMap<String, String>) -> BTreeMap<String, Said> {
    std::thread::scope(|scope| {
        let work = || programs.iter().map(|(name, text)| (name.clone(), ours(name, text))).collect();
        std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work).unwrap().join().unwrap()
    })
}

fn run(opa: &Path, folder: &Path, arguments: &[&str], files: &BTreeSet<String>) -> Value {
    let mut command = Command::new(opa);
    command.current_dir(folder).args(arguments);
    for file in files {
        let file = format!("{file}.rego");
        if arguments[0] == "eval" {
            command.arg("--data");
        }
        command.arg(file);
    }
    let output = command.output().unwrap();
    let text = if output.stdout.is_empty() { output.stderr } else { output.stdout };
    let text = String::from_utf8(text).unwrap();
    if text.trim().is_empty() {
        return Value::empty_object();
    }
    Value::from_json(&text).unwrap_or_else(|error| panic!("{error}: {text:.500}"))
}

/// The codes of errors by file.
fn codes(answer: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for error in answer.field("errors").and_then(Value::as_array).unwrap_or_default() {
        let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
        let file = text(error.field("location").and_then(|location| location.field("file")));
        let code = text(error.field("code"));
        found.entry(file.trim_end_matches(".rego").to_owned()).or_default().insert(code);
    }
    found
}

/// What each of many programs says by `opa`.
fn all_theirs(opa: &Path, programs: &BTreeMap<String, String>) -> BTreeMap<String, Said> {
    let folder = std::env::temp_dir().join(format!("bartizan-programs-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    for (name, text) in programs {
        fs::write(folder.join(format!("{name}.rego")), text).unwrap();
    }
    fs::write(folder.join("data.json"), DATA).unwrap();
    fs::write(folder.join("input.json"), INPUT).unwrap();
    let mut said = BTreeMap::new();
    let mut left: BTreeSet<String> = programs.keys().cloned().collect();
    // Each stage of the compiler stops at its errors: what is wrong is taken out, until nothing is.
    loop {
        let found = codes(&run(opa, &folder, &["check", "--format", "json", "--max-errors", "100000"], &left));
        if found.is_empty() {
            break;
        }
        let mut placed = false;
        for (name, codes) in found {
            if left.remove(&name) {
                placed = true;
                said.insert(name, Err(codes));
            }
        }
        if !placed {
            // Some errors do not say where they are: each program is asked by itself.
            for name in left.clone() {
                let alone = BTreeSet::from([name.clone()]);
                let found = codes(&run(opa, &folder, &["check", "--format", "json"], &alone));
                if !found.is_empty() {
                    left.remove(&name);
                    said.insert(name, Err(found.into_values().flatten().collect()));
                }
            }
        }
    }
    let mut batches = vec![left];
    while let Some(batch) = batches.pop() {
        let arguments = ["eval", "--format", "json", "--data", "data.json", "--input", "input.json", "data.g"];
        let answer = run(opa, &folder, &arguments, &batch);
        if answer.field("errors").is_none() {
            let one = Value::from(0_i64);
            let first = |value: &Value, key: &str| value.field(key).and_then(|items| items.get(&one)).cloned();
            let result = first(&answer, "result").and_then(|result| first(&result, "expressions"));
            let document = result.and_then(|found| found.field("value").cloned()).unwrap_or_default();
            for name in batch {
                let value = document.field(&name).map_or_else(|| "{}".to_owned(), Value::to_json);
                said.insert(name, Ok(value));
            }
        } else if batch.len() == 1 {
            let codes: BTreeSet<String> = codes(&answer).into_values().flatten().collect();
            said.extend(batch.into_iter().map(|name| (name, Err(codes.clone()))));
        } else {
            let middle = batch.iter().nth(batch.len() / 2).cloned().unwrap_or_default();
            let mut batch = batch;
            batches.push(batch.split_off(&middle));
            batches.push(batch);
        }
    }
    fs::remove_dir_all(folder).unwrap();
    said
}

fn opa() -> Option<PathBuf> {
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join("go/bin/opa"));
    let candidates = [std::env::var_os("OPA").map(PathBuf::from), home, Some(PathBuf::from("opa"))];
    let runs = |path: &PathBuf| Command::new(path).arg("version").output().is_ok_and(|output| output.status.success());
    candidates.into_iter().flatten().find(runs)
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// So many programs as `BARTIZAN_FUZZ_OPA` says, from the seed `BARTIZAN_FUZZ_SEED` on.
#[test]
fn programs_say_what_opa_says() {
    let Some(count) = number("BARTIZAN_FUZZ_OPA") else {
        eprintln!("skipped: BARTIZAN_FUZZ_OPA does not say how many programs to compare");
        return;
    };
    let Some(opa) = opa() else {
        eprintln!("skipped: no `opa` is installed");
        return;
    };
    let first = number("BARTIZAN_FUZZ_SEED").unwrap_or(0);
    let (mut answered, mut refused, mut differing) = (0, 0, Vec::new());
    for batch in (first..first + count).collect::<Vec<_>>().chunks(200) {
        let programs: BTreeMap<String, String> = batch
            .iter()
            .map(|seed| format!("p{seed}"))
            .zip(batch)
            .map(|(name, seed)| (name.clone(), program(&name, *seed)))
            .collect();
        let theirs = all_theirs(&opa, &programs);
        for (name, ours) in all_ours(&programs) {
            let theirs = &theirs[&name];
            match theirs {
                Ok(_) => answered += 1,
                Err(_) => refused += 1,
            }
            let agree = match (&ours, theirs) {
                // OPA stops at the first stage of its compiler that finds errors.
                (Err(ours), Err(theirs)) => theirs.is_subset(ours),
                _ => ours == *theirs,
            };
            if !agree {
                differing.push(format!("{}\nours   {ours:?}\ntheirs {theirs:?}\n", programs[&name]));
            }
        }
    }
    eprintln!("{answered} programs answered, {refused} refused, {} differ", differing.len());
    let shown = number("BARTIZAN_FUZZ_SHOW").unwrap_or(5);
    let report: Vec<_> = differing.iter().take(usize::try_from(shown).unwrap()).cloned().collect();
    assert!(differing.is_empty(), "{} of {count} differ:\n{}", differing.len(), report.join("\n----\n"));
}

/// Without `opa`: whatever the grammar makes ends, in an answer or an error.
#[test]
fn programs_end() {
    let programs = (0..300).map(|seed| (format!("p{seed}"), program(&format!("p{seed}"), seed))).collect();
    let said = all_ours(&programs);
    let answered = said.values().filter(|said| said.is_ok()).count();
    assert!(answered > 100, "only {answered} of {} programs have answers", said.len());
    assert!(said.values().all(|said| *said != Err(BTreeSet::from(["eval_cancel_error".to_owned()]))));
}
