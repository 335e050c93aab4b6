//! Addresses of Terraform: `module.a["x"].aws_s3_bucket.b[0]`, and the references that expressions hold.

use std::fmt;

/// One step of a traversal: a name and the index that follows it, as written between the brackets.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Step {
    /// The identifier.
    pub(super) name: String,
    /// Text between the brackets: `0`, `"key"`; only the first of several indexes.
    pub(super) key: Option<String>,
}

/// An instance of a module: the steps from the root, each with its key when the call has `count` or `for_each`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct ModulePath(pub(super) Vec<Step>);

/// The address of a resource instance.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct ResourceAddress {
    /// The module instance that holds it.
    pub(super) module: ModulePath,
    /// Its address inside the module's configuration: `aws_s3_bucket.b`, `data.aws_region.here`.
    pub(super) block: String,
    /// Its instance key.
    pub(super) key: Option<String>,
}

impl ModulePath {
    /// The instance `key` of the call `name` made in this module.
    pub(super) fn child(&self, name: &str, key: Option<String>) -> Self {
        let mut steps = self.0.clone();
        steps.push(Step { name: name.to_owned(), key });
        Self(steps)
    }

    /// The module that calls this one, and the call; none for the root.
    pub(super) fn parent(&self) -> Option<(Self, &Step)> {
        let (last, rest) = self.0.split_last()?;
        Some((Self(rest.to_vec()), last))
    }

    /// Names of the calls that lead here, without keys.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|step| step.name.as_str())
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.key {
            Some(key) => write!(f, "{}[{key}]", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// `module.a["x"].module.b.`, with the dot that leads on to a resource; empty for the root.
impl fmt::Display for ModulePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|step| write!(f, "module.{step}."))
    }
}

impl fmt::Display for ResourceAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.module, self.block)?;
        self.key.as_ref().map_or(Ok(()), |key| write!(f, "[{key}]"))
    }
}

/// Splits a traversal such as `module.a["x.y"].id` into its steps; none when it is no traversal.
pub(super) fn steps(text: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut rest = text;
    loop {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        if name.is_empty() || name.contains([']', '"']) {
            return None;
        }
        let mut key = None;
        rest = after;
        while let Some(inner) = rest.strip_prefix('[') {
            let close = closing_bracket(inner)?;
            key.get_or_insert_with(|| inner[..close].to_owned());
            rest = &inner[close + 1..];
        }
        steps.push(Step { name: name.to_owned(), key });
        match rest.strip_prefix('.') {
            Some(next) => rest = next,
            None if rest.is_empty() => return Some(steps),
            None => return None,
        }
    }
}

/// Offset of the bracket that closes an index, brackets inside a quoted key left out.
fn closing_bracket(text: &str) -> Option<usize> {
    let mut quoted = false;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ']' if !quoted => return Some(at),
            _ => {}
        }
    }
    None
}

/// Takes the leading `module.NAME` pairs off `steps`.
pub(super) fn split_module(steps: &[Step]) -> (ModulePath, &[Step]) {
    let mut path = Vec::new();
    let mut rest = steps;
    while let [module, call, tail @ ..] = rest {
        if module.name != "module" || module.key.is_some() {
            break;
        }
        path.push(call.clone());
        rest = tail;
    }
    (ModulePath(path), rest)
}

/// The module instance that `text` (`module.a["x"].module.b`) names.
pub(super) fn parse_module(text: &str) -> Option<ModulePath> {
    if text.is_empty() {
        return Some(ModulePath::default());
    }
    let steps = steps(text)?;
    let (path, rest) = split_module(&steps);
    rest.is_empty().then_some(path)
}

/// The resource instance that starts `steps`, in `module`, and the attribute steps after it.
pub(super) fn resource_of(module: &ModulePath, steps: &[Step]) -> Option<(ResourceAddress, Vec<Step>)> {
    let (prefix, rest) = match steps {
        [mode, rest @ ..] if mode.name == "data" || mode.name == "ephemeral" => (format!("{}.", mode.name), rest),
        _ => (String::new(), steps),
    };
    let [kind, name, attributes @ ..] = rest else { return None };
    if kind.key.is_some() || kind.name == "module" {
        return None;
    }
    let address = ResourceAddress {
        module: module.clone(),
        block: format!("{prefix}{}.{}", kind.name, name.name),
        key: name.key.clone(),
    };
    Some((address, attributes.to_vec()))
}

/// `address` with its keys in one spelling, to compare addresses of plans and of configuration. Terraform 1.11 writes the key
/// `${x}` as `"$${x}"`, versions up to 1.0 write it as `"${x}"`; what cannot be printed they escape as Go does.
pub(super) fn canonical(address: &str) -> String {
    let Some(mut parsed) = parse_resource(address) else { return address.to_owned() };
    let keys = parsed.module.0.iter_mut().filter_map(|step| step.key.as_mut()).chain(parsed.key.as_mut());
    for key in keys {
        if let Some(text) = key.strip_prefix('"').and_then(|key| key.strip_suffix('"')).map(unescaped) {
            *key = format!("{text:?}");
        }
    }
    parsed.to_string()
}

/// The text that stands between quotes, in the escapes of Terraform and of Go. One that is neither stays as it is.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let (taken, left) = match c {
            '\\' => escape(after).unwrap_or((c, after)),
            '$' | '%' if after.starts_with(c) && after[1..].starts_with('{') => (c, &after[1..]),
            c => (c, after),
        };
        plain.push(taken);
        rest = left;
    }
    plain
}

/// The character that the escape `\text` begins with, and what follows it.
fn escape(text: &str) -> Option<(char, &str)> {
    let kind = text.chars().next()?;
    let after = &text[kind.len_utf8()..];
    let digits = match kind {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => {
            let c = match kind {
                'a' => '\u{7}',
                'b' => '\u{8}',
                'f' => '\u{c}',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'v' => '\u{b}',
                '"' | '\\' => kind,
                _ => return None,
            };
            return Some((c, after));
        }
    };
    let code = u32::from_str_radix(after.get(..digits)?, 16).ok()?;
    Some((char::from_u32(code)?, &after[digits..]))
}

/// The resource instance that `text` names.
pub(super) fn parse_resource(text: &str) -> Option<ResourceAddress> {
    let steps = steps(text)?;
    let (module, rest) = split_module(&steps);
    let (address, attributes) = resource_of(&module, rest)?;
    attributes.is_empty().then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_survive_a_round_trip() {
        for text in
            ["aws_s3_bucket.b", "aws_s3_bucket.b[0]", r#"module.a["x.y]"].module.b[3].data.aws_region.here["\"q\"."]"#]
        {
            assert_eq!(parse_resource(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in ["", "aws_s3_bucket", "a..b", "a.b[", "a.b[\"x]", "module.a", "a.b.c", "a.b]c"] {
            assert_eq!(parse_resource(text), None, "{text}");
        }
    }

    #[test]
    fn keys_are_compared_by_their_text() {
        for (old, new) in [
            (r#"a.b["${x}"]"#, r#"a.b["$${x}"]"#),
            (r#"module.m["%{x}"].a.b[0]"#, r#"module.m["%%{x}"].a.b[0]"#),
            (r#"a.b["\a\x00"]"#, r#"a.b["\u0007\u0000"]"#),
            (r#"a.b["é\n\"\\"]"#, r#"a.b["\u00e9\u000a\u0022\u005c"]"#),
        ] {
            assert_eq!(canonical(old), canonical(new), "{old}");
        }
        for (one, other) in [
            (r#"a.b["0"]"#, "a.b[0]"),
            (r#"a.b["x.y"]"#, r#"a.b["x\\.y"]"#),
            (r#"a.b["$$x"]"#, r#"a.b["$x"]"#),
            (r#"module.m["a"].b.c"#, r#"module.m["A"].b.c"#),
        ] {
            assert_ne!(canonical(one), canonical(other), "{one}");
        }
        for text in ["provider.aws.north", "no address [", r#"a.b["\q\x0"]"#] {
            assert!(!canonical(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn modules_are_split_off() {
        let steps = steps(r#"module.bucket["assets"].id"#).unwrap();
        let (path, rest) = split_module(&steps);
        assert_eq!(path.to_string(), r#"module.bucket["assets"]."#);
        assert_eq!(rest.len(), 1);
        assert_eq!(rest[0].name, "id");
    }
}
