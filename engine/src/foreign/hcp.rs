//! Services that run Terraform: the policy sets of HCP Terraform (`policies.hcl`), and the packages and inputs by which
//! policies for such services are told.
//!
//! Facts: <https://developer.hashicorp.com/terraform/cloud-docs/policy-enforcement/manage-policy-sets/opa-vcs>,
//! <https://docs.env0.com/docs/policies>, <https://docs.spacelift.io/concepts/policy/terraform-plan-policy>.

use super::module::RegoFile;
use crate::policy::{PolicyError, Severity};
use crate::source::LineIndex;

/// The name of the file that lists the policies of a set.
pub(super) const FILE_NAME: &str = "policies.hcl";

/// One `policy` block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PolicyBlock {
    pub(super) name: String,
    pub(super) query: String,
    pub(super) enforcement_level: String,
    pub(super) description: String,
}

impl PolicyBlock {
    /// A violation of a mandatory policy stops a run.
    pub(super) fn severity(&self) -> Severity {
        if self.enforcement_level == "mandatory" { Severity::Medium } else { Severity::Low }
    }
}

/// Does the file read what only a run of such a service has: `input.plan`, `input.terraform`, `input.run`?
pub(super) fn is_for_runs(file: &RegoFile) -> bool {
    let package = file.package();
    let of_service = matches!(package.first(), Some(&("env0" | "spacelift")))
        || package.iter().any(|name| name.starts_with("com.styra."));
    let reads = |key: &str| {
        let follows = |rest: &str| !rest.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_');
        file.text.match_indices(key).any(|(at, _)| follows(&file.text[at + key.len()..]))
    };
    of_service || ["input.plan", "input.terraform", "input.run"].into_iter().any(reads)
}

/// Reads the `policy` blocks of a policy set. The file's language is HCL, of which only blocks of texts are in use here.
pub(super) fn read(file: &str, text: &str) -> Result<Vec<PolicyBlock>, PolicyError> {
    let mut reader = Reader { rest: text, text };
    let mut blocks = Vec::new();
    loop {
        reader.skip();
        if reader.rest.is_empty() {
            return Ok(blocks);
        }
        match reader.block() {
            Ok(block) => blocks.extend(block),
            Err(message) => {
                let at = text.len() - reader.rest.len();
                let place = LineIndex::new(text).position(text, u32::try_from(at).unwrap_or(u32::MAX));
                return Err(PolicyError::Invalid { file: file.to_owned(), line: place.line, column: None, message });
            }
        }
    }
}

struct Reader<'a> {
    rest: &'a str,
    text: &'a str,
}

impl<'a> Reader<'a> {
    /// Passes over white space and comments.
    fn skip(&mut self) {
        loop {
            self.rest = self.rest.trim_start();
            let line = self.rest.starts_with('#') || self.rest.starts_with("//");
            let end = if line {
                self.rest.find('\n')
            } else if self.rest.starts_with("/*") {
                self.rest.find("*/").map(|at| at + 2)
            } else {
                return;
            };
            self.rest = &self.rest[end.unwrap_or(self.rest.len())..];
        }
    }

    fn word(&mut self) -> Option<&'a str> {
        self.skip();
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        (!word.is_empty()).then_some(word)
    }

    fn take(&mut self, sign: char) -> bool {
        self.skip();
        let found = self.rest.strip_prefix(sign);
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }

    /// A block; nothing where it is none of policy.
    fn block(&mut self) -> Result<Option<PolicyBlock>, String> {
        let kind = self.word().ok_or("here a block should begin: `policy \"name\" { … }`")?;
        let mut block = PolicyBlock::default();
        if self.rest.trim_start().starts_with('"') {
            block.name = self.value()?;
        }
        if !self.take('{') {
            return Err(format!("the block `{kind}` has no `{{`"));
        }
        while !self.take('}') {
            let key = self.word().ok_or("here an attribute should stand: `key = \"value\"`")?;
            if !self.take('=') {
                return Err(format!("`{key}` has no value"));
            }
            let value = self.value()?;
            match key {
                "query" => block.query = value,
                "enforcement_level" => block.enforcement_level = value,
                "description" => block.description = value,
                _ => {}
            }
        }
        Ok((kind == "policy").then_some(block))
    }

    fn value(&mut self) -> Result<String, String> {
        self.skip();
        if let Some(rest) = self.rest.strip_prefix("<<") {
            return self.heredoc(rest.strip_prefix('-').unwrap_or(rest));
        }
        let Some(rest) = self.rest.strip_prefix('"') else {
            return self.word().map(str::to_owned).ok_or_else(|| "here a text should stand".to_owned());
        };
        let mut value = String::new();
        let mut chars = rest.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.rest = &rest[at + 1..];
                    return Ok(value);
                }
                '\\' => match chars.next() {
                    Some((_, 'n')) => value.push('\n'),
                    Some((_, 't')) => value.push('\t'),
                    Some((_, other)) => value.push(other),
                    None => break,
                },
                '\n' => break,
                other => value.push(other),
            }
        }
        Err("a text has no end".to_owned())
    }

    fn heredoc(&mut self, rest: &'a str) -> Result<String, String> {
        let (mark, body) = rest.split_once('\n').ok_or("a text has no end")?;
        let mut value: Vec<&str> = Vec::new();
        let mut length = 0;
        for line in body.split_inclusive('\n') {
            length += line.len();
            if line.trim() == mark.trim() {
                self.rest = &body[length..];
                return Ok(value.join("\n"));
            }
            value.push(line.trim());
        }
        self.rest = &self.text[self.text.len()..];
        Err("a text has no end".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_policy_sets() {
        let text = "# set\npolicy \"a\" {\n  query = \"data.a.deny\" // rule\n  enforcement_level = \"mandatory\"\n}\n\n\
                    policy \"b\" { query = \"data.b[\\\"c\\\"].deny\" \n description = <<EOT\n  Two\n  lines.\n  EOT\n}\n";
        let blocks = read("policies.hcl", text).unwrap();
        assert_eq!(blocks.len(), 2);
        assert_eq!((&*blocks[0].name, &*blocks[0].query, blocks[0].severity()), ("a", "data.a.deny", Severity::Medium));
        assert_eq!((&*blocks[1].query, &*blocks[1].description), ("data.b[\"c\"].deny", "Two\nlines."));
        assert_eq!(blocks[1].severity(), Severity::Low);
        let error = read("policies.hcl", "policy \"a\" {\n query \n}").unwrap_err();
        assert_eq!(error.to_string(), "policies.hcl:3: `query` has no value");
    }
}
