//! Asks one prepared query of many inputs: what `tests/bench/rego.py` compares with OPA's own library.
//!
//! Arguments: a bundle's folder, a JSON array of inputs, how often each is asked.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that cannot be made ends")]

use std::path::{Path, PathBuf};
use std::time::Instant;

use bartizan_rego::compile::Compiler;
use bartizan_rego::eval::{Options, STACK_BYTES};
use bartizan_rego::syntax::ast::Version;
use bartizan_rego::value::Value;

fn main() {
    std::thread::Builder::new().stack_size(STACK_BYTES).spawn(measure).unwrap().join().unwrap();
}

fn measure() {
    let arguments: Vec<String> = std::env::args().collect();
    let bundle = Path::new(&arguments[1]);
    let rounds: u32 = arguments[3].parse().unwrap();
    let mut files = Vec::new();
    find(bundle, &mut files);
    let mut compiler = Compiler::new();
    for file in files {
        compiler = compiler.module(&file.to_string_lossy(), &std::fs::read_to_string(&file).unwrap(), Version::V1);
    }
    let query = compiler.compile().unwrap().query("data.bartizan.deny").unwrap();
    let json = |file: &Path| Value::from_json(&std::fs::read_to_string(file).unwrap()).unwrap();
    let (data, inputs) = (json(&bundle.join("data.json")), json(Path::new(&arguments[2])));
    let inputs = inputs.as_array().unwrap();
    let options = Options::default();
    let mut findings = 0;
    let start = Instant::now();
    for _ in 0..rounds {
        findings = 0;
        for input in inputs {
            let answers = query.eval(Some(input), &data, &options).unwrap();
            findings += answers.answers[0].values[0].as_set().unwrap().len();
        }
    }
    let asked = f64::from(rounds) * f64::from(u32::try_from(inputs.len()).unwrap());
    let each = start.elapsed().as_secs_f64() * 1e6 / asked;
    println!("{{\"inputs\": {}, \"findings\": {findings}, \"microseconds\": {each:.1}}}", inputs.len());
}

/// The modules of a bundle.
fn find(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            find(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rego") {
            files.push(path);
        }
    }
}
