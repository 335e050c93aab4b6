//! Where values stand, which marks they have and why they are unknown, after evaluation.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::sync::Arc;

use bartizan_hcl::eval::{Budget, Context, Error, Files, Refusal, Result, Scope, Step, evaluate};
use bartizan_hcl::span::Span;
use bartizan_hcl::syntax::ast::Body;
use bartizan_hcl::syntax::{Origin, parse, parse_expression};
use bartizan_hcl::value::{Kind, Made, Marks, Reason, Type, Value};

const LOCALS: &str = r#"
locals {
  name   = "here"
  list   = ["a", "b"]
  object = { key = "value", "other" = ["x"], deep = { in = 1 } }
  other  = { key = "second", more = true }
  secret = secret.x
  sum    = 1 + 2
  part   = partly.x
}
"#;

/// Names of a module: `local`, `secret`, `unknown.NAME`, `partly`, `data.NAME`.
struct Names {
    locals: Body,
    budget: Budget,
}

struct Disk;

impl Files for Disk {
    fn read(&self, path: &str) -> std::result::Result<Arc<[u8]>, Refusal> {
        match path {
            "template" => Ok(Arc::from(&b"${x}-${[for y in [1] : \"v\"][0]}"[..])),
            "value" => Ok(Arc::from(&b"${x}"[..])),
            "made" => Ok(Arc::from(&b"${[\"new\", x]}"[..])),
            "none" => Err(Refusal { reason: "there is none".to_owned(), is_absent: true }),
            _ => Err(Refusal { reason: format!("{path} is outside of the project"), is_absent: false }),
        }
    }

    fn list(&self, folder: &str) -> std::result::Result<Vec<String>, Refusal> {
        Err(Refusal { reason: format!("{folder} is outside of the project"), is_absent: false })
    }
}

impl Scope for Names {
    fn resolve(&self, root: &str, steps: &[Step], _: Span) -> Result<(Value, usize)> {
        let Some(Step::Attr(name)) = steps.first() else { return Err(Error::new("nothing")) };
        let marks =
            |sensitive, reference: &str| Some(Arc::new(Marks { sensitive, references: [Arc::from(reference)].into() }));
        let value = match root {
            "local" => {
                let locals = self.locals.blocks.first().unwrap();
                let local = locals.body.attribute(name).ok_or_else(|| Error::new("no such local"))?;
                evaluate(&local.value, &Context { scope: self, files: &Disk, budget: &self.budget })?
            }
            "secret" => Value { marks: marks(true, "secret"), ..Value::string("hidden") },
            "unknown" => Value::unknown(Type::String, Reason::AfterApply(Arc::clone(name))),
            "partly" => {
                let known = Value::object([(Arc::from("set"), Value::string("known"))]);
                let mut value =
                    Value::partly_known(Arc::new(known.entries().unwrap().clone()), Reason::AfterApply("r".into()));
                value.marks = marks(false, "r");
                value
            }
            "data" => Value { marks: marks(false, name), ..Value::number(5) },
            _ => return Err(Error::new("nothing")),
        };
        Ok((value, 1))
    }
}

fn names() -> Names {
    Names { locals: parse(LOCALS, 1).body, budget: Budget::new(1_000_000, 10_000_000) }
}

fn eval(text: &str) -> Value {
    let (expr, faults) = parse_expression(text, Origin::At { source: 0, offset: 0 });
    assert!(faults.is_empty(), "{text}: {faults:?}");
    let names = names();
    let context = Context { scope: &names, files: &Disk, budget: &names.budget };
    evaluate(&expr, &context).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// What stands where the value of `text` stands.
fn place(text: &str) -> String {
    cut(text, eval(text).span.expect("a place"))
}

fn cut(text: &str, span: Span) -> String {
    let source = if span.source == 0 { text } else { LOCALS };
    source[span.start as usize..span.end as usize].to_owned()
}

fn marks(text: &str) -> String {
    let Some(marks) = eval(text).marks else { return String::new() };
    let references: Vec<&str> = marks.references.iter().map(|reference| &**reference).collect();
    format!("{}{}", if marks.sensitive { "!" } else { "" }, references.join(","))
}

fn reason(text: &str) -> String {
    match eval(text).kind {
        Kind::Unknown(unknown) => unknown.reason.to_string(),
        other => panic!("{text} is {other:?}"),
    }
}

#[test]
fn values_keep_the_place_where_they_are_written() {
    for (text, written) in [
        (r#""x""#, r#""x""#),
        ("local.name", r#""here""#),
        ("local.list[1]", r#""b""#),
        (r#"local.object["key"]"#, r#""value""#),
        ("local.object.other.0", r#""x""#),
        ("(local.object).deep.in", "1"),
        ("local.sum", "1 + 2"),
        (r#""${local.name}""#, r#""here""#),
        ("true ? local.name : 1 == 1 ? \"b\" : \"c\"", r#""here""#),
        ("false ? 1 : local.name", r#""here""#),
        ("try(local.nothing, local.name)", r#""here""#),
        ("[for x in local.list : x][0]", r#""a""#),
        ("{ for k, v in local.object : k => v }.key", r#""value""#),
        ("[for k, v in local.object : k][1]", "key"),
        ("(local.list[*])[0]", r#""a""#),
        ("[local.object][*].key", "[local.object][*].key"),
        ("([local.object][*].key)[0]", r#""value""#),
        (r#"merge(local.object, local.other).key"#, r#""second""#),
        (r#"merge(local.object, local.other).deep"#, "{ in = 1 }"),
        (r#"lookup(local.object, "key", "z")"#, r#""value""#),
        (r#"lookup(local.object, "none", "z")"#, r#""z""#),
        (r#"coalesce(null, local.name)"#, r#""here""#),
        (r#"concat(local.list, ["c"])[1]"#, r#""b""#),
        (r#"{ a = local.name }.a"#, r#""here""#),
        (r#"templatefile("value", { x = local.name })"#, r#""here""#),
        // What is newly made stands at what made it.
        ("1 + 1", "1 + 1"),
        (r#""a${1}""#, r#""a${1}""#),
        ("upper(local.name)", "upper(local.name)"),
        ("local.name == \"a\"", "local.name == \"a\""),
        (r#"templatefile("template", { x = 1 })"#, r#"templatefile("template", { x = 1 })"#),
        (r#"templatefile("made", { x = local.name })[0]"#, r#"templatefile("made", { x = local.name })[0]"#),
        (r#"templatefile("made", { x = local.name })[1]"#, r#""here""#),
        ("[for i, x in local.list : i][1]", "i"),
        ("unknown.a", "unknown.a"),
    ] {
        assert_eq!(place(text), written, "{text}");
    }
}

#[test]
fn keys_stand_where_they_are_written() {
    let text = r#"{ a = 1, "b" = 2, (local.name) = 3 }"#;
    let keys = |text: &str| -> Vec<String> {
        let value = eval(text);
        value.entries().unwrap().values().map(|entry| cut(text, entry.key_span.unwrap())).collect()
    };
    assert_eq!(keys(text), ["a", r#""b""#, "(local.name)"]);
    assert_eq!(keys("merge(local.object, local.other)"), ["deep", "key", "more", r#""other""#]);
    assert_eq!(keys("{ for k, v in local.object : k => v if k != \"deep\" }"), ["key", r#""other""#]);
    assert_eq!(keys("{ for x in local.list : x => 1 }"), [r#""a""#, r#""b""#]);
}

#[test]
fn pieces_of_templates_answer_byte_by_byte() {
    let text = "\"ab${local.name}c%{ if true }d\\n%{ endif }%{ for x in local.list }<${x}>%{ endfor }\"";
    let value = eval(text);
    assert_eq!(value.as_str(), Some("abherecd\n<a><b>"));
    let Kind::String(string) = &value.kind else { panic!("no string") };
    let Some(Made::Pieces(pieces)) = string.made.as_deref() else { panic!("no pieces") };
    let at = |what: &str| {
        let start = string.text.find(what).unwrap() as u32;
        cut(text, pieces.place(start, start + what.len() as u32))
    };
    assert_eq!(at("b"), "b");
    assert_eq!(at("ab"), "ab");
    assert_eq!(at("here"), "${local.name}");
    assert_eq!(at("er"), "${local.name}");
    assert_eq!(at("cd"), "c%{ if true }d");
    assert_eq!(at("\n"), "\\n");
    assert_eq!(at("<"), "<");
    assert_eq!(at("b>"), "${x}>");
}

#[test]
fn encoded_documents_keep_their_values() {
    for (text, is_json) in [("jsonencode({ a = local.name })", true), ("yamlencode({ a = local.name })", false)] {
        let value = eval(text);
        let Kind::String(string) = &value.kind else { panic!("no string") };
        let inner = match (string.made.as_deref(), is_json) {
            (Some(Made::Json(inner)), true) | (Some(Made::Yaml(inner)), false) => inner,
            other => panic!("{other:?}"),
        };
        let member = &inner.entries().unwrap()["a"];
        assert_eq!(cut(text, member.value.span.unwrap()), r#""here""#);
        assert_eq!(cut(text, member.key_span.unwrap()), "a");
    }
}

#[test]
fn marks_cling() {
    for (text, expected) in [
        ("secret.x", "!secret"),
        ("local.secret", "!secret"),
        ("[secret.x]", ""),
        ("[secret.x][0]", "!secret"),
        ("\"a${secret.x}\"", "!secret"),
        ("secret.x == \"a\"", "!secret"),
        ("[secret.x] == [data.a]", "!a,secret"),
        ("data.a + data.b", "a,b"),
        ("-data.a", "a"),
        ("data.a > 1 ? data.b : data.c", "a,b"),
        ("data.a > 1 ? data.b : secret.x", "!a,b"),
        ("unknown.x == \"a\" ? data.b : data.c", "b,c"),
        ("[for x in [data.a] : x][0]", "a"),
        ("[for x in [1, 2] : x if data.a > x]", "a"),
        ("{ for x in [1] : data.a => x }", "a"),
        ("{ (secret.x) = 1 }", "!secret"),
        ("{ (secret.x) = data.a }.hidden", "!a,secret"),
        ("[1, 2][data.a - 4]", "a"),
        ("upper(secret.x)", "!secret"),
        ("jsonencode({ a = [secret.x] })", "!secret"),
        ("length([secret.x])", ""),
        ("try(secret.x.y, data.a)", "a"),
        ("partly.x.set", "r"),
        ("partly.x.id", "r"),
        ("%{ if data.a == 5 }x%{ endif }", "a"),
        ("templatefile(\"template\", { x = secret.x })", "!secret"),
        ("max([1, data.a]...)", "a"),
        ("partly.x[*].set", "r"),
    ] {
        let text = if text.starts_with('%') { format!("\"{text}\"") } else { text.to_owned() };
        assert_eq!(marks(&text), expected, "{text}");
    }
}

#[test]
fn unknown_values_say_why() {
    for (text, why) in [
        ("unknown.a", "known after apply: `a`"),
        ("[unknown.a, unknown.b][1]", "known after apply: `b`"),
        ("1 + length(unknown.a)", "known after apply: `a`"),
        ("\"x${unknown.b}${unknown.a}\"", "known after apply: `b`"),
        ("unknown.a == unknown.b", "known after apply: `a`"),
        ("[1, unknown.b] == [1, \"x\"]", "known after apply: `b`"),
        ("unknown.a == \"x\" ? 1 : unknown.b", "known after apply: `a`"),
        ("true ? unknown.b : 1", "known after apply: `b`"),
        ("{ (unknown.a) = 1 }", "known after apply: `a`"),
        ("[for x in [1] : x if unknown.a == \"x\"]", "known after apply: `a`"),
        ("upper(unknown.a)", "known after apply: `a`"),
        ("jsonencode({ a = 1, b = unknown.b })", "known after apply: `b`"),
        ("try([unknown.a], 1)", "known after apply: `a`"),
        ("can(unknown.a)", "known after apply: `a`"),
        ("local.list[length(unknown.a)]", "known after apply: `a`"),
        ("partly.x.id", "known after apply: `r.id`"),
        ("partly.x.some.thing[0]", "known after apply: `r.some`"),
        ("timestamp()", "`timestamp` differs from run to run or is a provider's"),
        ("\"a${uuid()}\"", "`uuid` differs from run to run or is a provider's"),
        ("bcrypt(\"x\")", "`bcrypt` differs from run to run or is a provider's"),
        ("provider::aws::arn_parse(1)", "`provider::aws::arn_parse` differs from run to run or is a provider's"),
        ("file(\"/etc/x\")", "/etc/x is outside of the project"),
        ("templatefile(\"/etc/x\", {})", "/etc/x is outside of the project"),
        ("fileset(\"/etc\", \"*\")", "/etc is outside of the project"),
        ("abspath(\"a\")", "the folder that Terraform runs in is not given"),
        ("pathexpand(\"~/a\")", "the home folder is not given"),
    ] {
        assert_eq!(reason(text), why, "{text}");
    }
}

#[test]
fn what_is_known_of_a_value_stays_known() {
    for (text, json) in [
        ("partly.x.set", "known"),
        ("partly.x[\"set\"]", "known"),
        ("([partly.x][*].set)[0]", "known"),
        ("[for x in [partly.x] : x.set][0]", "known"),
        ("try(partly.x.set, 1)", "known"),
        ("try(partly.x, 1).set", "known"),
        ("true ? partly.x.set : \"x\"", "known"),
        ("local.part.set", "known"),
        ("partly.x.*.set[0] == \"known\" ? \"a\" : \"b\"", "a"),
        ("one(partly.x[*].set)", "known"),
        ("partly.x == null ? \"a\" : \"b\"", "b"),
        ("null != partly.x ? \"a\" : \"b\"", "a"),
    ] {
        assert_eq!(eval(text).as_str(), Some(json), "{text}");
    }
}

#[test]
fn broken_expressions_are_unknown() {
    let (expr, faults) = parse_expression("1 +", Origin::At { source: 0, offset: 0 });
    assert!(!faults.is_empty());
    let names = names();
    let value = evaluate(&expr, &Context { scope: &names, files: &Disk, budget: &names.budget }).unwrap();
    let Kind::Unknown(unknown) = &value.kind else { panic!("{value:?}") };
    assert!(matches!(unknown.reason, Reason::Error(_)));
}

#[test]
fn errors_stand_where_they_are_found() {
    for (text, at) in [
        ("1 + (2 + null)", "2 + null"),
        ("[1, local.list.x]", "local.list.x"),
        ("[for x in 5 : x]", "5"),
        ("upper(nothing.x)", "nothing.x"),
        ("\"a${null}b\"", "null"),
        ("{ (null) = 1 }", "(null)"),
        ("true && \"x\"", "\"x\""),
        ("null ? 1 : 2", "null"),
        ("max(null...)", "null"),
        ("foo(1)", "foo(1)"),
        ("1 + templatefile(\"none\", {})", "templatefile(\"none\", {})"),
    ] {
        let (expr, faults) = parse_expression(text, Origin::At { source: 0, offset: 0 });
        assert!(faults.is_empty(), "{text}: {faults:?}");
        let names = names();
        let error = evaluate(&expr, &Context { scope: &names, files: &Disk, budget: &names.budget }).unwrap_err();
        assert_eq!(cut(text, error.span.unwrap()), at, "{text}: {error}");
    }
}

/// The fault of an expression that must not succeed.
fn refuse(text: &str) -> Option<Error> {
    let (expr, faults) = parse_expression(text, Origin::At { source: 0, offset: 0 });
    if faults.iter().any(|fault| fault.is_limit) {
        return None;
    }
    let names = Names { budget: Budget::new(50_000, 500_000), ..names() };
    let context = Context { scope: &names, files: &Disk, budget: &names.budget };
    Some(evaluate(&expr, &context).map(|value| value.span).unwrap_err())
}

#[test]
fn work_and_depth_are_bounded() {
    let nested = format!("{}1{}", "[".repeat(30), "]".repeat(30));
    assert!(eval(&nested).elements().is_some());
    let thousand = "[for a in range(1000) : ";
    for text in [
        // Steps, and bytes.
        format!("{}1{}", thousand.repeat(4), "]".repeat(4)),
        format!("join(\"\", {}join(\"\", [for b in range(1000) : \"0123456789\"])])", thousand),
        format!("{}[for x in range(1000) : \"${{x}}0123456789\"]]", thousand),
        format!("{}{{ for k in range(1000) : k => jsonencode(local.object) }}]", thousand),
        // Depth.
        format!("{}1{}", "(".repeat(10_000), ")".repeat(10_000)),
        format!("1{}", " + 1".repeat(10_000)),
        format!("{}true", "!".repeat(10_000)),
        format!("local.object{}", "[0]".repeat(10_000)),
        format!("jsondecode(\"{}\")", "[".repeat(10_000)),
        format!("yamldecode(\"{}\")", "[".repeat(10_000)),
    ] {
        if let Some(error) = refuse(&text) {
            let shown: String = text.chars().take(60).collect();
            let is_plain_fault = text.starts_with("local.object[");
            assert!(error.is_limit || is_plain_fault, "{shown}: {error}");
        }
    }
}

#[test]
fn neither_try_nor_can_catches_a_limit() {
    let work = "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : 1]]]";
    for text in [format!("try({work}, 1)"), format!("can({work})"), format!("true ? 1 : {work}")] {
        assert!(refuse(&text).unwrap().is_limit, "{text}");
    }
}

#[test]
fn chains_of_names_are_bounded() {
    let chain = |length: usize| {
        let link = |at| match at {
            0 => "  a0 = 1\n".to_owned(),
            _ => format!("  a{at} = true ? [for x in [1] : merge({{ b = [local.a{}] }}, {{}})][0].b[0] : 0\n", at - 1),
        };
        let text = format!("locals {{\n{}}}\n", (0..=length).map(link).collect::<String>());
        let names = Names { locals: parse(&text, 1).body, budget: Budget::new(1_000_000, 10_000_000) };
        let (expr, _) = parse_expression(&format!("local.a{length}"), Origin::At { source: 0, offset: 0 });
        evaluate(&expr, &Context { scope: &names, files: &Disk, budget: &names.budget })
    };
    assert!(matches!(chain(30).unwrap().kind, Kind::Number(_)));
    assert!(chain(500).unwrap_err().is_limit);
}
