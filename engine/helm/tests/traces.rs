//! Which keys each stretch of what functions make comes from.

#![expect(clippy::panic, clippy::unwrap_used, reason = "what is not there fails the test")]

use std::rc::Rc;

use bartizan_helm::functions::{Call, function};
use bartizan_helm::trace::{Keys, Traces, ValuesKey};
use bartizan_helm::value::{Kind, Text, Value};
use bartizan_helm::{Budget, Limits};
use bartizan_source::{SourceId, Span};

struct Case {
    traces: Traces,
    budget: Budget,
}

impl Case {
    fn new() -> Self {
        Self { traces: Traces::default(), budget: Budget::new(Limits::default()) }
    }

    fn key(&self, path: &str) -> Keys {
        self.traces.key(ValuesKey { path: path.into(), span: None })
    }

    fn run(&self, name: &str, arguments: &[Value]) -> Value {
        let site = Span::new(SourceId(0), 0, 0);
        let call = Call { traces: &self.traces, budget: &self.budget, site };
        (function(name).unwrap().run)(&call, arguments).unwrap()
    }

    fn paths(&self, keys: Keys) -> String {
        self.traces.keys(keys).iter().map(|key| key.path.to_string()).collect::<Vec<_>>().join("+")
    }

    /// A text, each stretch with its keys behind it.
    fn shown(&self, value: &Value) -> String {
        let Kind::String(text) = &value.kind else { panic!("{value:?}") };
        let mut start = 0;
        let piece = |piece: &bartizan_helm::trace::Piece| {
            let part = &text.as_str()[start..piece.end as usize];
            start = piece.end as usize;
            format!("{part}⟨{}⟩", self.paths(piece.origin.keys))
        };
        text.pieces().unwrap_or_default().iter().map(piece).collect()
    }

    /// A value of a values file that says what `image: {tag: v1, pull: |…}` and `ports: [80, a: b]` do.
    fn values(&self) -> Value {
        let key = |path: &str| self.key(path);
        let port = Value::from(80.0).with_keys(key("ports[0]"));
        let name = Value::from("it's: b").with_keys(key("ports[1]"));
        let script = Value::from("one\ntwo\n").with_keys(key("script"));
        let ports = Value::list(vec![port, name]).with_keys(key("ports"));
        let entries = [("ports", ports), ("script", script)].map(|(key, value)| (Rc::from(key), value));
        Value::map(entries.into_iter().collect()).with_keys(key("image"))
    }
}

#[test]
fn yaml_has_the_keys_of_each_scalar() {
    let case = Case::new();
    insta::assert_snapshot!(case.shown(&case.run("toYaml", &[case.values()])), @"
    ports:⟨image⟩
    - ⟨ports⟩80⟨ports[0]⟩
    - ⟨ports⟩'it''s: b'⟨ports[1]⟩
    script:⟨image⟩ |
      one
      two⟨script⟩
    ");
}

#[test]
fn json_has_the_keys_of_each_scalar() {
    let case = Case::new();
    insta::assert_snapshot!(
        case.shown(&case.run("toJson", &[case.values()])),
        @r#"{"ports":⟨image⟩[⟨ports⟩80⟨ports[0]⟩,⟨ports⟩"it's: b"⟨ports[1]⟩]⟨ports⟩,"script":⟨image⟩"one\ntwo\n"⟨script⟩}⟨image⟩"#
    );
}

#[test]
fn toml_has_the_keys_of_each_scalar() {
    let case = Case::new();
    insta::assert_snapshot!(case.shown(&case.run("toToml", &[case.values()])), @r#"
    ports = [⟨ports⟩80.0⟨ports[0]⟩, ⟨ports⟩"it's: b"⟨ports[1]⟩]
    ⟨ports⟩script = "one\ntwo\n"
    ⟨script⟩
    "#);
}

#[test]
fn printed_values_keep_their_keys() {
    let case = Case::new();
    let format = Value::from("%s-%05d %v");
    let (name, count) = (Value::from("web").with_keys(case.key("name")), Value::int(7).with_keys(case.key("count")));
    let list = Value::list(vec![name.clone(), count.clone()]).with_keys(case.key("list"));
    let shown = case.shown(&case.run("printf", &[format, name.clone(), count.clone(), list]));
    insta::assert_snapshot!(shown, @"web⟨name⟩-⟨⟩00007⟨count⟩ ⟨⟩[⟨list⟩web⟨name⟩ ⟨list⟩7⟨count⟩]⟨list⟩");
    let shown = case.shown(&case.run("print", &[name.clone(), count.clone(), count]));
    insta::assert_snapshot!(shown, @"web⟨name⟩7⟨count⟩ ⟨⟩7⟨count⟩");
    insta::assert_snapshot!(case.shown(&case.run("html", &[name])), @"web⟨name⟩");
}

#[test]
fn what_is_read_has_the_keys_of_its_stretch() {
    let case = Case::new();
    let text = case.run("toYaml", &[case.values()]);
    let read = case.run("fromYaml", std::slice::from_ref(&text));
    let Kind::Map(map) = &read.kind else { panic!("{read:?}") };
    assert_eq!(case.paths(read.keys), "image");
    let ports = map.get("ports").unwrap();
    assert_eq!(case.paths(ports.keys), "ports");
    let Kind::List(list) = &ports.kind else { panic!("{ports:?}") };
    assert_eq!(case.paths(list.items[0].keys), "ports[0]");
    assert_eq!(case.paths(list.items[1].keys), "ports[1]");
    assert_eq!(case.paths(map.get("script").unwrap().keys), "script");
    let json = case.run("fromJson", &[case.run("toJson", &[case.values()])]);
    let Kind::Map(map) = &json.kind else { panic!("{json:?}") };
    assert_eq!(case.paths(map.get("script").unwrap().keys), "script");
}

#[test]
fn members_keep_their_keys_and_have_those_of_the_index() {
    let case = Case::new();
    let at = Value::from("script").with_keys(case.key("which"));
    assert_eq!(case.paths(case.run("index", &[case.values(), at.clone()]).keys), "which+script");
    let missing = case.run("index", &[case.values(), Value::from("none")]);
    assert_eq!(case.paths(missing.keys), "image");
}

#[test]
fn the_cluster_is_a_stand_in() {
    let case = Case::new();
    let found = case.run("lookup", &["v1".into(), "Secret".into(), "a".into(), "b".into()]);
    assert!(case.traces.is_stand_in(found.keys));
}

#[test]
fn values_that_hold_themselves_meet_a_limit() {
    let case = Case::new();
    let value = Value::map([(Rc::from("a"), Value::nil())].into_iter().collect());
    let Kind::Map(map) = &value.kind else { return };
    map.entries.borrow_mut().insert("a".into(), value.clone());
    let call = Call { traces: &case.traces, budget: &case.budget, site: Span::new(SourceId(0), 0, 0) };
    for name in ["toYaml", "toYamlPretty", "toJson", "toToml", "print"] {
        let error = (function(name).unwrap().run)(&call, std::slice::from_ref(&value)).unwrap_err();
        assert_eq!(error.message, "a value holds itself, or too many values inside of one another", "{name}");
    }
    let text = Text::from("%1000000d".repeat(300).as_str());
    let arguments: Vec<Value> = std::iter::once(Value::from(text)).chain((0..300).map(Value::int)).collect();
    let error = (function("printf").unwrap().run)(&call, &arguments).unwrap_err();
    assert_eq!(error.message, "the chart makes more than 134217728 bytes of text");
    map.entries.borrow_mut().clear();
}
