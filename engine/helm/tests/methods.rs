//! Methods of what Helm gives to templates, and of versions.

#![expect(clippy::panic, clippy::unwrap_used, reason = "what is not there fails the test")]

use std::rc::Rc;

use bartizan_helm::functions::{Call, function, method};
use bartizan_helm::trace::Traces;
use bartizan_helm::value::{Field, FileTable, Form, Int, Kind, Methods, Struct, TextBuilder, Value, print, print_as};
use bartizan_helm::{Budget, Error, Limits};
use bartizan_source::{SourceId, Span};

fn with_call<T>(run: impl FnOnce(&Call<'_>) -> T) -> T {
    let (traces, budget) = (Traces::default(), Budget::new(Limits::default()));
    run(&Call { traces: &traces, budget: &budget, site: Span::new(SourceId(0), 0, 0) })
}

fn try_call(receiver: &Value, name: &str, arguments: &[Value]) -> Result<Value, Error> {
    let method = method(receiver, name).unwrap_or_else(|| panic!("no method {name}"));
    assert_eq!(method.arity, arguments.len(), "{name}");
    with_call(|call| (method.run)(call, receiver, arguments))
}

/// What a call gives, printed as Go prints it.
fn shown(receiver: &Value, name: &str, arguments: &[Value]) -> String {
    printed(&try_call(receiver, name, arguments).unwrap())
}

fn printed(value: &Value) -> String {
    let mut out = TextBuilder::new();
    with_call(|call| print_as(&mut out, value, &Form::default(), call.budget)).unwrap();
    out.into_parts().0
}

fn files() -> Value {
    let files = [
        ("a.txt", "one\ntwo\n"),
        ("conf/x.yaml", "k: \"v\"\n"),
        ("conf/sub/y.yaml", "z"),
        ("conf/empty", ""),
        ("[odd].txt", "o"),
    ];
    let bytes = files.iter().map(|(path, text)| (Rc::from(*path), Rc::from(text.as_bytes()))).collect();
    let files = FileTable { bytes, ..FileTable::default() };
    let methods = Methods::Files(Rc::new(files));
    Value::new(Kind::Struct(Rc::new(Struct { type_name: "engine.files", fields: Vec::new(), methods })))
}

#[test]
fn files_are_read() {
    let files = files();
    assert_eq!(shown(&files, "Get", &["a.txt".into()]), "one\ntwo\n");
    assert_eq!(shown(&files, "Get", &["none".into()]), "");
    assert_eq!(shown(&files, "GetBytes", &["conf/sub/y.yaml".into()]), "[122]");
    assert_eq!(shown(&files, "GetBytes", &["none".into()]), "[]");
    assert_eq!(shown(&files, "Lines", &["a.txt".into()]), "[one two]");
    assert_eq!(shown(&files, "Lines", &["conf/empty".into()]), "[]");
    assert_eq!(shown(&files, "Lines", &["none".into()]), "[]");
    let error = try_call(&files, "Get", &[Value::int(1)]).unwrap_err();
    assert_eq!(error.message, "wrong type for value; expected string; got int");
}

#[test]
fn files_are_written_as_data() {
    let conf = try_call(&files(), "Glob", &["conf/**".into()]).unwrap();
    insta::assert_snapshot!(shown(&conf, "AsConfig", &[]), @r#"
    empty: ""
    x.yaml: |
      k: "v"
    y.yaml: z
    "#);
    insta::assert_snapshot!(shown(&conf, "AsSecrets", &[]), @r#"
    empty: ""
    x.yaml: azogInYiCg==
    y.yaml: eg==
    "#);
    assert_eq!(printed(&conf), "map[conf/empty:[] conf/sub/y.yaml:[122] conf/x.yaml:[107 58 32 34 118 34 10]]");
}

#[test]
fn globs_stop_at_slashes() {
    let names = |pattern: &str| {
        let found = try_call(&files(), "Glob", &[pattern.into()]).unwrap();
        let Kind::Struct(of) = &found.kind else { panic!("{found:?}") };
        let Methods::Files(files) = &of.methods else { panic!("{of:?}") };
        files.keys().map(|path| path.to_string()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(names("*"), "[odd].txt a.txt");
    assert_eq!(names("conf/*"), "conf/empty conf/x.yaml");
    assert_eq!(names("conf/*/?.yaml"), "conf/sub/y.yaml");
    assert_eq!(names("**.yaml"), "conf/sub/y.yaml conf/x.yaml");
    assert_eq!(names("{a.txt,conf/[w-y].yaml}"), "a.txt conf/x.yaml");
    assert_eq!(names("conf/[!x].yaml"), "");
    assert_eq!(names(r"\[odd\].txt"), "[odd].txt");
    assert_eq!(names("{a"), names("**"));
    assert_eq!(names("none"), "");
}

/// A version, as `semver` makes it.
fn version(original: &str) -> Value {
    let (rest, metadata) = original.trim_start_matches('v').split_once('+').unwrap_or((original, ""));
    let (release, before) = rest.trim_start_matches('v').split_once('-').unwrap_or((rest, ""));
    let mut numbers = release.trim_start_matches('v').split('.').map(|part| part.parse().unwrap());
    let mut fields = Vec::new();
    for name in ["Major", "Minor", "Patch"] {
        let value = Value::new(Kind::Int(numbers.next().unwrap(), Int::Uint64));
        fields.push(Field { name, json: None, omit_empty: false, value });
    }
    for (name, text) in [("Prerelease", before), ("Metadata", metadata), ("Original", original)] {
        fields.push(Field { name, json: None, omit_empty: false, value: text.into() });
    }
    Value::new(Kind::Struct(Rc::new(Struct { type_name: "*semver.Version", fields, methods: Methods::Version })))
}

#[test]
fn versions_are_compared_and_raised() {
    let (old, new) = (version("v1.2.3-rc.2+b7"), version("1.2.3"));
    assert_eq!(shown(&old, "Compare", std::slice::from_ref(&new)), "-1");
    assert_eq!(shown(&new, "Compare", std::slice::from_ref(&old)), "1");
    assert_eq!(shown(&old, "Equal", std::slice::from_ref(&old)), "true");
    assert_eq!(shown(&old, "LessThan", std::slice::from_ref(&new)), "true");
    assert_eq!(shown(&old, "GreaterThanEqual", &[version("1.2.3-rc.10")]), "false");
    assert_eq!(shown(&version("1.0.0-alpha.beta"), "GreaterThan", &[version("1.0.0-alpha.1")]), "true");
    assert_eq!(shown(&old, "String", &[]), "1.2.3-rc.2+b7");
    assert_eq!(shown(&old, "Original", &[]), "v1.2.3-rc.2+b7");
    assert_eq!(shown(&old, "Prerelease", &[]), "rc.2");
    assert_eq!(shown(&old, "IncPatch", &[]), "1.2.3");
    assert_eq!(shown(&try_call(&old, "IncPatch", &[]).unwrap(), "Original", &[]), "v1.2.3");
    assert_eq!(shown(&new, "IncPatch", &[]), "1.2.4");
    assert_eq!(shown(&new, "IncMinor", &[]), "1.3.0");
    assert_eq!(shown(&new, "IncMajor", &[]), "2.0.0");
    assert!(try_call(&old, "Compare", &[Value::int(1)]).is_err());
}

#[test]
fn the_cluster_tells_its_version() {
    let api: Rc<[Rc<str>]> = ["v1".into(), "apps/v1".into()].into();
    let methods = Methods::ApiVersions(api);
    let type_name = "chartutil.VersionSet";
    let api = Value::new(Kind::Struct(Rc::new(Struct { type_name, fields: Vec::new(), methods })));
    assert_eq!(shown(&api, "Has", &["apps/v1".into()]), "true");
    assert_eq!(shown(&api, "Has", &["apps/v2".into()]), "false");
    assert_eq!(printed(&api), "[v1 apps/v1]");
    let field = |name, value: &str| Field { name, json: Some(name), omit_empty: false, value: value.into() };
    let fields = vec![field("Version", "v1.31.0"), field("Major", "1"), field("Minor", "31")];
    let type_name = "chartutil.KubeVersion";
    let kube = Value::new(Kind::Struct(Rc::new(Struct { type_name, fields, methods: Methods::KubeVersion })));
    assert_eq!(shown(&kube, "GitVersion", &[]), "v1.31.0");
    assert_eq!(shown(&kube, "String", &[]), "v1.31.0");
    // An action prints what its method says, `printf` its fields.
    let mut out = TextBuilder::new();
    with_call(|call| print(&mut out, &kube, call.budget)).unwrap();
    assert_eq!(out.as_str(), "v1.31.0");
    assert_eq!(printed(&kube), "{v1.31.0 1 31}");
    let json = with_call(|call| (function("toJson").unwrap().run)(call, std::slice::from_ref(&kube))).unwrap();
    assert_eq!(printed(&json), r#"{"Version":"v1.31.0","Major":"1","Minor":"31"}"#);
    assert!(method(&kube, "Has").is_none());
}

#[test]
fn times_and_durations_tell_their_parts() {
    let time = Value::new(Kind::Time(1_709_211_599_123_456_789, 3600));
    for (name, wanted) in [
        ("Year", "2024"),
        ("Day", "29"),
        ("Hour", "13"),
        ("Minute", "59"),
        ("Second", "59"),
        ("Nanosecond", "123456789"),
        ("Unix", "1709211599"),
        ("UnixMilli", "1709211599123"),
        ("UnixNano", "1709211599123456789"),
        ("UTC", "2024-02-29 12:59:59.123456789 +0000 UTC"),
        ("String", "2024-02-29 13:59:59.123456789 +0100 +0100"),
    ] {
        assert_eq!(shown(&time, name, &[]), wanted, "{name}");
    }
    let duration = Value::new(Kind::Duration(5_400_500_000_000));
    for (name, wanted) in [
        ("Hours", "1.500138888888889"),
        ("Minutes", "90.00833333333334"),
        ("Seconds", "5400.5"),
        ("Milliseconds", "5400500"),
        ("Nanoseconds", "5400500000000"),
        ("String", "1h30m0.5s"),
    ] {
        assert_eq!(shown(&duration, name, &[]), wanted, "{name}");
    }
}
