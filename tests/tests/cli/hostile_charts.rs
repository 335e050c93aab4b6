//! Charts that are meant to harm: each is refused soon, at its place, and does not stop the others.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::support::{POD, POD_POLICIES, Project, Run, errors, lines};

/// Longest that one run may take; a debug build on a busy machine needs some room.
const SOON: Duration = Duration::from_secs(300);

const METADATA: &str = "apiVersion: v2\nname: bad\nversion: 1.0.0\n";

/// Templates, and a part of what is said of each.
const TEMPLATES: &[(&str, &str, &str)] = &[
    ("include", r#"{{define "x"}}{{include "x" .}}{{end}}{{include "x" .}}"#, "a nested reference name: x"),
    (
        "mutual",
        r#"{{define "x"}}{{include "y" .}}{{end}}{{define "y"}}{{include "x" .}}{{end}}{{include "x" .}}"#,
        "a nested reference name: x",
    ),
    ("itself", r#"{{include "bad/templates/a.yaml" .}}"#, "a nested reference name: bad/templates/a.yaml"),
    ("template", r#"{{define "x"}}{{template "x" .}}{{end}}{{template "x" .}}"#, "call each other more than 5000 deep"),
    ("tpl", r#"{{tpl .Values.again .}}"#, "call each other more than 5000 deep"),
    ("defined", r#"{{define "a"}}1{{end}}{{define "a"}}{{include "a" .}}{{end}}"#, "multiple definition of template"),
    ("until", "{{until 1000000000}}", "more than 20000000 steps"),
    ("step", "{{untilStep 0 1000000000 1}}", "more than 20000000 steps"),
    ("seq", "{{seq 1 1000000000}}", "more than 20000000 steps"),
    ("repeat", r#"{{repeat 1000000000 "x"}}"#, "more than 134217728 bytes of text"),
    ("indent", r#"{{indent 999999999 "x"}}"#, "more than 134217728 bytes of text"),
    ("lines", r#"{{indent 100000 (repeat 100000 "\n")}}"#, "more than 134217728 bytes of text"),
    ("double", r#"{{$x := "x"}}{{range 64}}{{$x = print $x $x}}{{end}}"#, "more than 134217728 bytes of text"),
    ("again", r#"{{$x := "x"}}{{range 64}}{{$x = tpl (print $x $x) .}}{{end}}"#, "more than 134217728 bytes of text"),
    (
        "lists",
        "{{$x := list 1}}{{range 64}}{{$x = concat $x $x}}{{end}}",
        "lists and maps of more than 201326592 bytes",
    ),
    (
        "copies",
        r#"{{$x := dict}}{{range 64}}{{$x = dict "a" $x "b" $x}}{{end}}{{$y := deepCopy $x}}"#,
        "lists and maps of more than 201326592 bytes",
    ),
    ("parts", r#"{{splitList "" (repeat 10000000 "a") | len}}"#, "more than 20000000 steps"),
    ("found", r#"{{regexFindAll "" (repeat 5000000 "a") -1 | len}}"#, "lists and maps of more than 201326592 bytes"),
    (
        "deep",
        r#"{{$x := dict}}{{range 100000}}{{$x = dict "a" (list $x)}}{{end}}{{toYaml $x}}"#,
        "values inside of one another",
    ),
    ("self-yaml", r#"{{$_ := set .Values "x" .Values}}{{toYaml .Values}}"#, "a value holds itself"),
    ("self-json", r#"{{$_ := set . "x" .}}{{toJson .}}"#, "a value holds itself"),
    ("self-print", r#"{{$_ := set . "x" .}}{{.}}"#, "a value holds itself"),
    ("self-copy", r#"{{$_ := set .Values "x" .Values}}{{$x := deepCopy .Values}}"#, "too deep inside of one another"),
    (
        "self-merge",
        r#"{{$a := dict}}{{$_ := set $a "b" $a}}{{$b := dict}}{{$_ := set $b "b" $b}}{{merge $a $b}}"#,
        "too deep inside of one another",
    ),
    ("regex", r#"{{regexMatch "((a{1000}){1000}){1000}" "a"}}"#, "cannot unmarshal bool"),
    ("range", "{{range 9223372036854775807}}{{end}}", "more than 20000000 steps"),
    ("glob", r#"{{.Files.Get "../../../../etc/passwd"}}{{fail (print (len (.Files.Glob "/etc/*")))}}"#, "0"),
    ("aliases", "a: &a [*a]\n", "bad/templates/a.yaml"),
];

fn chart(folder: &str, template: &str) -> Vec<(String, Vec<u8>)> {
    let file = |path: &str, text: &str| (format!("{folder}/{path}"), text.as_bytes().to_vec());
    vec![
        file("Chart.yaml", METADATA),
        file("values.yaml", "again: '{{ tpl .Values.again . }}'\n"),
        file("templates/a.yaml", template),
    ]
}

/// Checks all of a project, and kills nothing: what takes too long fails.
fn check(project: &Project) -> Run {
    let start = Instant::now();
    let run = project.run([&["check", "--format", "json", "."], &POD_POLICIES[..]].concat());
    assert!(start.elapsed() < SOON, "takes {:?}", start.elapsed());
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    run
}

#[test]
fn templates_are_refused_at_their_places_and_the_rest_is_judged() {
    let project = Project::with_pod();
    for (name, template, _) in TEMPLATES {
        for (path, bytes) in chart(name, template) {
            project.write(&path, bytes);
        }
    }
    let output = check(&project).ends(3).json();
    assert!(lines(&output).contains("pod.yaml:10 K8S-003"));
    let told = errors(&output);
    for (name, _, part) in TEMPLATES {
        let place = format!("{name}/templates/a.yaml:");
        let found = told.lines().any(|line| line.starts_with(&place) && line.contains(part));
        assert!(found, "{name}: {part}\n{:.4000}", told);
    }
}

/// What an environment after others may take is less: many do not take many times as long.
#[test]
fn environments_share_what_a_chart_may_take() {
    let project = Project::with_pod();
    for (path, bytes) in chart("shop", "{{range 9223372036854775807}}{{end}}") {
        project.write(&path, bytes);
    }
    for at in 0..2 {
        project.write(&format!("shop/ci/e{at}-values.yaml"), format!("a: {at}\n"));
    }
    let told = errors(&check(&project).ends(3).json());
    assert!(told.contains("more than 20000000 steps") && told.contains("more than 10000000 steps"), "{told:.4000}");
}

/// A block of a tape archive.
fn header(path: &str, size: usize, kind: u8, target: &str) -> Vec<u8> {
    let mut block = vec![0_u8; 512];
    let mut put = |at: usize, text: &str| block[at..at + text.len()].copy_from_slice(text.as_bytes());
    put(0, path);
    put(100, "0000644\0");
    put(124, &format!("{size:011o}\0"));
    put(148, "        ");
    put(157, target);
    put(257, "ustar\x0000");
    block[156] = kind;
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

/// An archive of a chart `sub` with one file more.
fn archive(path: &str, size: usize, kind: u8, target: &str) -> Vec<u8> {
    use std::io::Write as _;
    let metadata = b"apiVersion: v2\nname: sub\nversion: 1.0.0\n";
    let mut tape = header("sub/Chart.yaml", metadata.len(), b'0', "");
    tape.extend(metadata);
    tape.resize(1024, 0);
    tape.extend(header(path, size, kind, target));
    tape.resize(tape.len() + size.next_multiple_of(512) + 1024, 0);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&tape).unwrap();
    packed.finish().unwrap()
}

#[test]
fn archives_are_read_within_bounds() {
    for (path, size, kind, target, expected) in [
        ("sub/big", 6 << 20, b'0', "", "larger than the maximum file size"),
        ("sub/big", 200 << 20, b'0', "", "larger than the maximum file size"),
        ("sub/../../evil", 1, b'0', "", "references parent directory"),
        ("sub//etc/evil", 1, b'0', "", "absolute paths"),
        ("sub/templates/link.yaml", 0, b'2', "/etc/passwd", ""),
        ("sub/templates/hard.yaml", 0, b'1', "/etc/passwd", ""),
        ("sub/device", 0, b'3', "", ""),
        ("sub/pipe", 0, b'6', "", ""),
    ] {
        let project = Project::with_pod();
        for (path, bytes) in chart("shop", "a: 1\n").into_iter().take(2) {
            project.write(&path, bytes);
        }
        project.write("shop/charts/sub-1.0.0.tgz", archive(path, size, kind, target));
        let output = check(&project).json();
        assert!(lines(&output).contains("pod.yaml:10 K8S-003"));
        let told = errors(&output);
        assert_eq!(expected.is_empty(), told.is_empty(), "{path}: {told}");
        assert!(told.contains(expected), "{path}: {told}");
        assert!(!project.path().join("evil").exists() && !project.path().join("shop/evil").exists());
    }
}

#[cfg(unix)]
#[test]
fn links_are_followed_inside_of_the_project_only() {
    use std::os::unix::fs::symlink;
    let outside = Project::new().file("secret.yaml", POD);
    let project = Project::new()
        .file("shop/Chart.yaml", METADATA)
        .file("shop/templates/own.yaml", "a: {{ len (.Files.Glob \"files/**\") }}\n")
        .file("shared/pod.yaml", POD);
    let link = |target: &std::path::Path, at: &str| symlink(target, project.path().join(at)).unwrap();
    link(std::path::Path::new("../../shared"), "shop/templates/shared");
    link(std::path::Path::new("."), "shop/templates/loop");
    link(std::path::Path::new(".."), "shop/templates/above");
    link(outside.path(), "shop/templates/outside");
    link(&outside.path().join("secret.yaml"), "shop/templates/secret.yaml");
    let rendered = project.run(["render", "shop"]);
    rendered.refused("shop/templates/above: is a link to a folder that it is in itself, so it is not followed");
    let output = check(&project).ends(3).json();
    assert!(lines(&output).contains("shared/pod.yaml:10 K8S-003"), "{}", lines(&output));
    assert!(errors(&output).contains("shop/templates/above"), "{}", errors(&output));
    assert!(!lines(&output).contains("secret"), "{}", lines(&output));
    // Without what leads nowhere, it is a chart like any other.
    for link in ["loop", "above", "outside", "secret.yaml"] {
        std::fs::remove_file(project.path().join("shop/templates").join(link)).unwrap();
    }
    let rendered = project.run(["render", "shop"]).ends(0);
    assert!(rendered.stdout.contains("# Source: bad/templates/shared/pod.yaml\n"), "{}", rendered.stdout);
}

/// Folders of links, each of which leads to the next twice: many ways, few folders.
#[cfg(unix)]
#[test]
fn links_do_not_multiply_without_end() {
    let project = Project::with_pod().file("shop/Chart.yaml", METADATA).file("shop/templates/a.yaml", "a: 1\n");
    let script = "cd shop && for i in $(seq 0 30); do mkdir -p f$i; ln -s ../f$((i + 1)) f$i/a; ln -s ../f$((i + 1)) f$i/b; done";
    assert!(Command::new("sh").current_dir(project.path()).args(["-c", script]).status().unwrap().success());
    let told = errors(&check(&project).ends(3).json());
    assert!(told.contains("the chart has more than 20000 files, 20000 folders or 100 MiB"), "{told:.2000}");
}
