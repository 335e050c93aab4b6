//! Cases with what Terraform said of them, as `record.py` writes them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use bartizan_hcl::value::Type;
use serde_json::Value;

/// Looks at every case of `tests/FOLDER/*.txt`, more than `least`. `difference` says how the answer to an expression
/// differs from the lines recorded behind it.
pub(crate) fn agree(folder: &str, least: usize, difference: impl Fn(&str, &[&str]) -> Option<String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    let (mut count, mut wrong) = (0, Vec::new());
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
        let is_recorded = |line: &&str| ["= ", ": ", "! ", "^ "].iter().any(|mark| line.starts_with(mark));
        let mut rest = lines.as_slice();
        while let Some((expression, after)) = rest.split_first() {
            let end = after.iter().position(|line| !is_recorded(line)).unwrap_or(after.len());
            let (recorded, next) = after.split_at(end);
            rest = next;
            count += 1;
            if let Some(differs) = difference(expression, recorded) {
                wrong.push(format!("{expression}\n  wanted {}\n  got    {differs}", recorded.join(" ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > least, "{count} cases");
}

/// Is this the recorded type, as far as it is known?
pub(crate) fn is_type(ty: &Type, recorded: &Value) -> bool {
    match (ty, recorded.as_str(), recorded.get(0).and_then(Value::as_str)) {
        (Type::Dynamic, ..) => true,
        (Type::Bool, Some("bool"), _) | (Type::Number, Some("number"), _) | (Type::String, Some("string"), _) => true,
        (Type::List(of), _, Some("list")) | (Type::Set(of), _, Some("set")) | (Type::Map(of), _, Some("map")) => {
            is_type(of, &recorded[1])
        }
        (Type::Tuple(of), _, Some("tuple")) => {
            let recorded = recorded[1].as_array().unwrap();
            of.len() == recorded.len() && of.iter().zip(recorded).all(|(of, recorded)| is_type(of, recorded))
        }
        (Type::Object(of), _, Some("object")) => {
            let recorded = recorded[1].as_object().unwrap();
            of.len() == recorded.len()
                && of.iter().all(|(name, field)| recorded.get(&**name).is_some_and(|it| is_type(&field.ty, it)))
        }
        _ => false,
    }
}
