//! Where values stand that functions pass on, what clings to them, and what keeps their size in bounds.

#[path = "common/no_files.rs"]
mod no_files;

use std::sync::Arc;
use std::time::{Duration, Instant};

use bartizan_hcl::eval::{self, Budget, Context, Error, Scope, Step};
use bartizan_hcl::functions::{self, Call};
use bartizan_hcl::span::Span;
use bartizan_hcl::syntax::{Origin, parse_expression};
use bartizan_hcl::value::{Entry, Kind, Marks, Reason, Type, Value, to_json};
use no_files::NoFiles;

/// `ref.NAME` is the string `NAME`, come through the reference `NAME`; `open.NAME` is not known.
struct Names;

impl Scope for Names {
    fn resolve(&self, root: &str, steps: &[Step], _: Span) -> eval::Result<(Value, usize)> {
        let Some(Step::Attr(name)) = steps.first() else { return Err(Error::new("nothing has this name")) };
        let value = match root {
            "ref" => Value::string(Arc::clone(name)),
            "open" => Value::unknown(Type::Dynamic, Reason::AfterApply(Arc::clone(name))),
            _ => return Err(Error::new("nothing has this name")),
        };
        let marks = Marks { sensitive: false, references: [Arc::clone(name)].into() };
        Ok((Value { marks: Some(Arc::new(marks)), ..value }, 1))
    }
}

fn evaluate(text: &str) -> eval::Result {
    let (expression, faults) = parse_expression(text, Origin::At { source: 0, offset: 0 });
    assert!(faults.is_empty(), "{text}: {faults:?}");
    let budget = Budget::new(1_000_000, 10_000_000);
    eval::evaluate(&expression, &Context { scope: &Names, files: &NoFiles, budget: &budget })
}

fn written(text: &str, span: Option<Span>) -> &str {
    span.map_or("nowhere", |span| &text[span.start as usize..span.end as usize])
}

#[test]
fn what_is_passed_on_stays_where_it_is_written() {
    let texts = [
        r#"lookup({ a = 1, b = "here" }, "b")"#,
        r#"lookup({ a = 1 }, "b", "here")"#,
        r#"coalesce("", null, "here")"#,
        r#"element(["a", "here"], 1)"#,
        r#"one(["here"])"#,
        r#"tostring("here")"#,
        r#"tolist(["a", "here"])[1]"#,
        r#"concat(["a"], ["here"])[1]"#,
        r#"merge({ a = 1 }, { a = "here" }).a"#,
        r#"values({ a = 1, b = "here" })[1]"#,
        r#"zipmap(["a"], ["here"]).a"#,
        r#"flatten([["a"], [["here"]]])[1]"#,
        r#"slice(["a", "here"], 1, 2)[0]"#,
        r#"reverse(["here", "a"])[1]"#,
        r#"sort(["x", "here"])[0]"#,
        r#"distinct(["a", "a", "here"])[1]"#,
        r#"compact(["", "here"])[0]"#,
        r#"sort(toset(["zz", "here"]))[0]"#,
        r#"chunklist(["a", "here"], 1)[1][0]"#,
        r#"setproduct(["a"], ["here"])[0][1]"#,
        r#"coalescelist([], ["here"])[0]"#,
        r#"matchkeys(["a", "here"], [1, 2], [2])[0]"#,
        r#"keys({ "here" = 1 })[0]"#,
        r#"sensitive("here")"#,
        r#"tomap({ a = { b = "here" } }).a.b"#,
    ];
    for text in texts {
        let value = evaluate(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!((value.as_str(), written(text, value.span)), (Some("here"), "\"here\""), "{text}");
    }
}

#[test]
fn what_is_made_stands_at_the_call() {
    for text in [r#"upper("a")"#, r#"join(",", ["a"])"#, "length([1])", r#"format("%s", 1)"#, "max(1, 2) + 1"] {
        assert_eq!(written(text, evaluate(text).expect(text).span), text);
    }
}

#[test]
fn references_cling() {
    let of = |text: &str| -> String {
        let marks = evaluate(text).expect(text).marks.unwrap_or_default();
        marks.references.iter().map(|reference| &**reference).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(of(r#"join(",", [ref.a, "x", upper(ref.b)])"#), "a b");
    assert_eq!(of("[ref.a, ref.b]"), "");
    assert_eq!(of("[ref.a, ref.b][1]"), "b");
    assert_eq!(of("element([ref.a, ref.b], 0)"), "a");
    assert_eq!(of("length([ref.a])"), "");
    assert_eq!(of("lookup({ k = ref.a, l = ref.b }, \"k\")"), "a");
    assert_eq!(of("concat([ref.a], [ref.b])[0]"), "a");
    assert_eq!(of("jsonencode({ k = [ref.a] })"), "a");
    assert_eq!(of("toset([ref.a, ref.b])"), "a b");
    assert_eq!(of("split(\",\", ref.a)"), "a");
    assert_eq!(of("formatlist(\"%s-%s\", [ref.a, ref.b], ref.c)[1]"), "b c");
    assert_eq!(of("upper(open.x)"), "x");
}

#[test]
fn the_first_unknown_gives_the_reason() {
    let reason = |text: &str| {
        let value = evaluate(text).expect(text);
        let budget = Budget::new(100, 100);
        let unknown = value.first_unknown(&budget).expect("small");
        unknown.map(|unknown| (unknown.reason.to_string(), unknown.ty.to_string()))
    };
    let after_apply = |name: &str, ty: &str| Some((format!("known after apply: `{name}`"), ty.to_owned()));
    assert_eq!(reason("join(open.a, [open.b])"), after_apply("a", "string"));
    assert_eq!(reason("join(\"\", [\"x\", open.b])"), after_apply("b", "string"));
    assert_eq!(reason("tonumber(open.a)"), after_apply("a", "number"));
    assert_eq!(reason("length(open.a)"), after_apply("a", "number"));
    assert_eq!(reason("length([open.a])"), None);
    assert_eq!(reason("concat([1], open.a)"), after_apply("a", "any"));
    assert_eq!(reason("contains([\"x\", open.a], \"x\")"), None);
    assert_eq!(reason("contains([\"x\", open.a], \"y\")"), after_apply("a", "bool"));
    assert_eq!(reason("toset([\"x\", open.a])"), after_apply("a", "string"));
    assert_eq!(reason("lookup({ k = 1 }, open.a, 2)"), after_apply("a", "any"));
    assert_eq!(reason("merge({ k = open.a }, { l = 1 }).l"), None);
    assert_eq!(reason("flatten([[1], open.a])"), after_apply("a", "any"));
}

#[test]
fn what_would_be_too_much_is_a_limit() {
    let texts = [
        r#"format("%1000000000d", 1)"#,
        r#"indent(1000000000, "\n")"#,
        r#"tonumber("1e1000000000")"#,
        "setproduct(range(1000), range(1000), range(1000))",
        r#"length(replace(replace(replace(format("%100000s", ""), " ", "aaaaaaaaaa"), "a", "bbbbbbbbbb"), "b", "cc"))"#,
        r#"replace(format("%100000s", ""), "/ /", format("%1000s", ""))"#,
        r#"join(format("%100000s", ""), range(1000))"#,
        r#"formatlist("%10000s", range(1024), range(1024))"#,
        "pow(10, 308) * pow(10, 308) * tonumber(\"1e9000\") * tonumber(\"1e9000\")",
    ];
    for text in texts {
        let error = evaluate(text).expect_err(text);
        assert!(error.is_limit || text.starts_with("formatlist"), "{text}: {error}");
    }
}

#[test]
fn shared_parts_do_not_multiply_work() {
    let mut value = Value::string("x");
    for _ in 0..60 {
        value = Value::tuple(vec![value.clone(), value]);
    }
    let started = Instant::now();
    let budget = || Budget::new(100_000, 100_000);
    assert!(value.type_of(&budget()).is_err_and(|error| error.is_limit));
    assert!(value.equals(&value.clone(), &budget()).is_err_and(|error| error.is_limit));
    assert!(value.deep_marks(&budget()).is_err_and(|error| error.is_limit));
    assert!(value.convert(&Type::list(Type::Dynamic), &budget()).is_err_and(|error| error.is_limit));
    assert!(to_json(&value, &budget()).is_err_and(|error| error.is_limit));
    for name in ["flatten", "jsonencode", "toset", "distinct", "tolist"] {
        let (budget, files) = (budget(), NoFiles);
        let made = functions::call(name, std::slice::from_ref(&value), &Call { budget: &budget, files: &files });
        assert!(made.is_err_and(|error| error.is_limit), "{name}");
    }
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn deep_values_do_not_exhaust_the_stack() {
    let mut value = Value::string("x");
    for _ in 0..5_000 {
        value = Value::tuple(vec![value]);
    }
    let budget = Budget::new(1_000_000, 1_000_000);
    assert!(value.type_of(&budget).is_err_and(|error| error.is_limit));
    assert!(value.first_unknown(&budget).is_err_and(|error| error.is_limit));
}

#[test]
fn what_is_known_in_part_stays_so_as_an_object() {
    let known = |name: &str, value: Value| (Arc::<str>::from(name), Entry { key_span: None, value });
    let entries = [known("bucket", Value::string("b")), known("count", Value::string("2"))];
    let resource = Value::partly_known(Arc::new(entries.into_iter().collect()), Reason::AfterApply("r".into()));
    let budget = Budget::new(1000, 1000);
    let ty = Type::object([("count".into(), Type::Number), ("arn".into(), Type::String)]);
    let Kind::Unknown(unknown) = resource.convert(&ty, &budget).expect("fits").kind else { panic!("it is not known") };
    let known = unknown.known.as_ref().expect("known in part");
    assert!(matches!(known.get("count").map(|entry| &entry.value.kind), Some(Kind::Number(_))));
    assert_eq!(known.len(), 1);
    let wrong = resource.convert(&Type::object([("bucket".into(), Type::Number)]), &budget);
    assert_eq!(wrong.expect_err("no number").message, "attribute \"bucket\": a number is required");
}
