//! Charts of `tests/fixtures/helm`, against what Helm itself printed (`record.py` there says how it was recorded).

#![allow(clippy::panic, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bartizan_helm::chart::{Chart, ChartFile, IgnoreRules};
use bartizan_helm::render::{KubeVersion, OutputOptions, RenderOptions, Rendered, render};
use bartizan_helm::values::ValuesFile;
use bartizan_helm::{Error, Result};
use bartizan_source::SourceId;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/helm")
}

/// All files below a folder, by path.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().map(std::result::Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            found.extend(files(&entry.path()).into_iter().map(|(path, data)| (format!("{name}/{path}"), data)));
        } else {
            found.insert(name, fs::read(entry.path()).unwrap());
        }
    }
    found
}

/// Texts by identity.
type Sources = Vec<(String, Arc<str>)>;

fn load(folder: &Path, sources: &mut Sources) -> Result<Chart> {
    let files = files(folder);
    let rules = files.get(IgnoreRules::FILE).map_or("", |rules| std::str::from_utf8(rules).unwrap());
    let rules = IgnoreRules::new(rules)?;
    let files = files.into_iter().filter(|(path, _)| rules.keeps(path));
    let files = files.map(|(path, data)| ChartFile { path, data }).collect();
    Chart::from_files(files, &mut register(sources))
}

fn register(sources: &mut Sources) -> impl FnMut(&str, &Arc<str>) -> SourceId {
    |path, text| {
        sources.push((path.to_owned(), text.clone()));
        SourceId(u32::try_from(sources.len() - 1).unwrap())
    }
}

fn values_file(path: &str) -> ValuesFile {
    let text = fs::read_to_string(fixtures().join(path)).unwrap();
    ValuesFile { path: path.to_owned(), text: text.into(), source: SourceId(1000), document: None, unknown: Vec::new() }
}

fn options(arguments: &[&str]) -> Result<(RenderOptions<'static>, OutputOptions)> {
    let (mut options, mut output) = (RenderOptions::default(), OutputOptions::default());
    options.release.name = "rel".to_owned();
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let mut next = || (*arguments.next().unwrap()).to_owned();
        match *argument {
            "-f" => options.overrides.files.push(values_file(&next())),
            "--set" => options.overrides.typed.push(next()),
            "--set-string" => options.overrides.strings.push(next()),
            "--set-json" => options.overrides.json.push(next()),
            "--set-literal" => options.overrides.literals.push(next()),
            "--namespace" => options.release.namespace = next(),
            "--kube-version" => options.kube_version = KubeVersion::parse(&next())?,
            "--api-versions" => options.api_versions.push(next()),
            "--is-upgrade" => options.release.is_upgrade = true,
            "--skip-schema-validation" => options.skip_schema = true,
            "--include-crds" => output.include_crds = true,
            "--no-hooks" => output.no_hooks = true,
            "--skip-tests" => output.skip_tests = true,
            "-s" | "--show-only" => output.show_only.push(next()),
            other => panic!("{other}"),
        }
    }
    Ok((options, output))
}

fn output(rendered: &Rendered, options: &OutputOptions) -> Result<String> {
    rendered.failure().map_or_else(|| rendered.output(options), |error| Err(error.clone()))
}

fn run(chart: &str, arguments: &[&str]) -> Result<String> {
    let chart = load(&fixtures().join("charts").join(chart), &mut Sources::new());
    let (options, print) = options(arguments)?;
    output(&render(&chart?, &options), &print)
}

/// Lines in any order, as Go goes through schemas; without the parser's own words about YAML.
fn comparable(message: &str) -> Vec<&str> {
    let message = message.split_once("YAML to JSON: yaml: ").map_or(message, |(before, _)| before);
    let mut lines: Vec<&str> = message.trim_end().lines().collect();
    lines.sort_unstable();
    lines
}

#[test]
fn charts_are_rendered_as_helm_renders_them() {
    let mut wrong = Vec::new();
    let cases = fs::read_to_string(fixtures().join("cases.txt")).unwrap();
    for (name, case) in cases.lines().filter(|line| !line.starts_with('#')).map(|line| line.split_once(": ").unwrap()) {
        // A backslash keeps a space.
        let case = case.replace("\\ ", "\u{0}");
        let parts: Vec<String> = case.split(' ').map(|part| part.replace('\u{0}', " ")).collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let expected = |ending: &str| fs::read_to_string(fixtures().join(format!("expected/{name}.{ending}")));
        let good = match run(parts[0], &parts[1..]) {
            Ok(text) => expected("yaml").is_ok_and(|expected| expected == text).then_some(()).ok_or(text),
            Err(error) => {
                let message = format!("Error: {error}");
                let same = expected("error").is_ok_and(|expected| comparable(&expected) == comparable(&message));
                same.then_some(()).ok_or(message)
            }
        };
        if let Err(got) = good {
            let expected = expected("yaml").or_else(|_| expected("error")).unwrap();
            let differing = got.lines().zip(expected.lines()).find(|(got, expected)| got != expected);
            wrong.push(format!("{name}: {differing:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Charts of one template, each with its values: what they print, or why they are refused.
#[test]
fn faults_are_those_of_helm() {
    let mut wrong = Vec::new();
    let cases = fs::read_to_string(fixtures().join("faults.json")).unwrap();
    for case in serde_json::from_str::<Vec<BTreeMap<String, String>>>(&cases).unwrap() {
        let files = [
            ("Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.2.3\n"),
            ("templates/a.yaml", &case["template"]),
            ("values.yaml", &case["values"]),
        ];
        let chart = made(&files.map(|(path, text)| (path.to_owned(), text.to_owned())));
        let (options, print) = options(&[]).unwrap();
        let (ending, got) = match output(&render(&chart, &options), &print) {
            Ok(text) => ("output", text),
            Err(error) => ("error", format!("Error: {error}")),
        };
        let expected = case.get(ending).map_or("", String::as_str);
        if comparable(expected) != comparable(&got) {
            wrong.push(format!("{}: {got}\n{expected}", case["template"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The archive of files, below a folder.
fn archive(folder: &str, files: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let mut archive = tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()));
    for (path, data) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(data.len() as u64);
        header.set_mode(0o644);
        // Written as it is, `..` included.
        let name = format!("{folder}{path}");
        header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        archive.append(&header, data.as_slice()).unwrap();
    }
    let mut compressor = archive.into_inner().unwrap();
    compressor.flush().unwrap();
    compressor.finish().unwrap()
}

fn from_archive(data: &[u8]) -> Result<Chart> {
    Chart::from_archive(data, &mut register(&mut Sources::new()))
}

#[test]
fn archives_hold_charts_whatever_their_top_folder_is_called() {
    let mut all = files(&fixtures().join("charts/family"));
    let store: BTreeMap<_, _> = all
        .iter()
        .filter_map(|(path, data)| Some((path.strip_prefix("charts/store/")?.to_owned(), data.clone())))
        .collect();
    all.retain(|path, _| !path.starts_with("charts/store/"));
    all.insert("charts/any-9.tgz".to_owned(), archive("other/", &store));
    let mut sources = Sources::new();
    let chart = Chart::from_archive(&archive("top/", &all), &mut register(&mut sources)).unwrap();
    let (options, print) = options(&[]).unwrap();
    let text = output(&render(&chart, &options), &print).unwrap();
    assert_eq!(text, fs::read_to_string(fixtures().join("expected/family.yaml")).unwrap());
    assert!(sources.iter().any(|(path, _)| path == "charts/any-9.tgz/templates/service.yaml"));
}

#[test]
fn archives_that_reach_out_of_their_folder_are_refused() {
    let chart = ("Chart.yaml", "apiVersion: v2\nname: a\nversion: 1.0.0\n");
    let message = |folder: &str, more: (&str, &str)| -> Option<String> {
        let files = [chart, more].map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        from_archive(&archive(folder, &files.into_iter().collect())).err().map(|error| error.to_string())
    };
    assert_eq!(message("a/", ("templates/x.yaml", "")), None);
    assert_eq!(message("a/", ("../x", "")).unwrap(), "chart illegally references parent directory");
    assert_eq!(message("a/", ("b/../../x", "")).unwrap(), "chart illegally references parent directory");
    assert_eq!(message("a/", ("/etc/x", "")).unwrap(), "chart illegally contains absolute paths");
    assert_eq!(message("a/", ("c:/x", "")).unwrap(), "chart contains illegally named files");
    assert_eq!(
        message("", ("x", "")).unwrap(),
        "chart illegally contains content outside the base directory: \"Chart.yaml\""
    );
    assert_eq!(from_archive(b"no archive").unwrap_err().to_string(), "gzip: invalid header");
    let nothing = archive("a/", &BTreeMap::new());
    assert_eq!(from_archive(&nothing).unwrap_err().to_string(), "no files in chart archive");
}

#[test]
fn archives_that_unpack_to_too_much_are_refused() {
    let large = vec![b' '; 6 << 20];
    let files = [("values.yaml".to_owned(), large)].into_iter().collect();
    let error = from_archive(&archive("a/", &files)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "decompressed chart file \"a/values.yaml\" is larger than the maximum file size 5242880"
    );
    let many = (0..25).map(|index| (format!("f{index}"), vec![b' '; 5 << 20])).collect();
    let error = from_archive(&archive("a/", &many)).unwrap_err();
    assert_eq!(error.to_string(), "decompressed chart is larger than the maximum file size 104857600");
}

#[test]
fn a_chart_is_rendered_as_far_as_it_can_be_when_asked() {
    let chart = load(&fixtures().join("charts/missing"), &mut Sources::new()).unwrap();
    assert_eq!(chart.missing_dependencies(), ["gone", "away"]);
    let (mut options, print) = options(&[]).unwrap();
    options.keep_going = true;
    let rendered = render(&chart, &options);
    assert!(rendered.failure().is_some());
    assert_eq!(rendered.output(&print).unwrap(), "---\n# Source: missing/templates/a.yaml\nkind: A\n");
}

#[test]
fn manifests_know_the_templates_and_the_values_that_they_come_from() {
    let mut sources = Sources::new();
    let chart = load(&fixtures().join("charts/family"), &mut sources).unwrap();
    let (options, _) = options(&["--set", "store.service.kind=NodePort"]).unwrap();
    let rendered = render(&chart, &options);
    let manifest = rendered.manifests.iter().find(|manifest| manifest.text.contains("kind: Service")).unwrap();
    let at = |text: &str| {
        let at = u32::try_from(manifest.text.find(text).unwrap()).unwrap();
        manifest.pieces.iter().find(|piece| piece.end > at).unwrap().origin
    };
    let shown = |text: &str| {
        let origin = at(text);
        let span = origin.span.unwrap();
        let (path, source) = &sources[span.source.0 as usize];
        let keys: Vec<String> = rendered
            .traces
            .keys(origin.keys)
            .iter()
            .map(|key| {
                let place = key.span.map_or("--set", |span| &sources[span.source.0 as usize].0);
                format!("{} ({place})", key.path)
            })
            .collect();
        format!("{path}: {} <- {}", &source[span.start as usize..span.end as usize], keys.join(", "))
    };
    insta::assert_snapshot!(shown("NodePort"), @"charts/store/templates/service.yaml: {{ .Values.service.kind }} <- store.service.kind (--set)");
    insta::assert_snapshot!(shown("6380"), @"charts/store/templates/service.yaml: {{ .Values.service.port }} <- store.service.port (values.yaml)");
    insta::assert_snapshot!(shown("rel-store"), @"charts/common/templates/_names.tpl: {{ .Release.Name }} <- ");
}

/// The error and the place of it.
#[test]
fn faults_of_values_have_a_place() {
    let mut sources = Sources::new();
    let chart = load(&fixtures().join("charts/schema"), &mut sources).unwrap();
    let (mut options, _) = options(&[]).unwrap();
    let text = "nested: {size: x}\n";
    options.overrides.files = vec![ValuesFile {
        path: "v.yaml".to_owned(),
        text: text.into(),
        source: SourceId(1000),
        document: None,
        unknown: Vec::new(),
    }];
    let rendered = render(&chart, &options);
    let span = rendered.failure().and_then(|error: &Error| error.span).unwrap();
    assert_eq!((span.source, &text[span.start as usize..span.end as usize]), (SourceId(1000), "x"));
}

fn made(files: &[(String, String)]) -> Chart {
    let files = files.iter().map(|(path, text)| ChartFile { path: path.clone(), data: text.clone().into_bytes() });
    Chart::from_files(files.collect(), &mut register(&mut Sources::new())).unwrap()
}

#[test]
fn tables_that_are_imported_below_themselves_come_to_an_end() {
    let import = "[{child: t.k, parent: p.q}, {child: t, parent: p.q}, {child: t, parent: p}]";
    let chart = made(&[
        ("Chart.yaml", format!("apiVersion: v2\nname: a\nversion: 1.0.0\ndependencies: [{{name: b, version: 1.0.0, import-values: {import}}}]\n")),
        ("templates/a.yaml", "kind: {{ .Values.p.q.z }}\n".to_owned()),
        ("charts/b/Chart.yaml", "apiVersion: v2\nname: b\nversion: 1.0.0\n".to_owned()),
        ("charts/b/values.yaml", "t: {k: {z: A}}\n".to_owned()),
    ].map(|(path, text)| (path.to_owned(), text)));
    let (options, print) = options(&[]).unwrap();
    let text = output(&render(&chart, &options), &print).unwrap();
    assert_eq!(text, "---\n# Source: a/templates/a.yaml\nkind: A\n");
}

#[test]
fn values_count_against_the_limits() {
    let chart = load(&fixtures().join("charts/family"), &mut Sources::new()).unwrap();
    let (mut options, print) = options(&[]).unwrap();
    options.limits.steps = 100;
    let error = output(&render(&chart, &options), &print).unwrap_err();
    assert_eq!(error.to_string(), "the chart needs more than 100 steps to be rendered");
}
