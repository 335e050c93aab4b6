//! Configuration that is meant to harm: each is read soon and in bounds, what is not read is said, the rest is there.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails by panicking, and says how long it took")]

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use bartizan_engine::config::Config;
use bartizan_engine::files::{Files, Limits};
use bartizan_engine::session::{Options, Session};
use bartizan_engine::terraform::source::{Reading, Root, SyntaxCache, read};

/// Longest that one may take; a debug build on a busy machine needs some room.
const SOON: Duration = Duration::from_secs(30);
/// What stands beside every bomb, and is to be read all the same.
const GOOD: &str = "resource \"terraform_data\" \"good\" { input = \"read\" }\n";

fn write(folder: &Path, path: &str, text: &str) {
    let place = folder.join(path);
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::write(place, text).unwrap();
}

fn read_here(folder: &Path) -> Reading {
    let files = Files::new(folder.to_path_buf(), Limits::default()).unwrap();
    let root = Root { dir: ".".into(), ..Root::default() };
    let start = Instant::now();
    let reading = read(&files, &root, &Config::default(), &SyntaxCache::default());
    let took = start.elapsed();
    println!("took {took:?}");
    assert!(took < SOON, "takes {took:?}");
    reading
}

fn project(files: &[(&str, String)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "good.tf", GOOD);
    files.iter().for_each(|(path, text)| write(folder.path(), path, text));
    folder
}

/// What is said of a project: faults, notes, and why the value `terraform_data.bomb.input` is not known.
fn said(reading: &Reading) -> String {
    let good = reading.resources.iter().find(|resource| resource.address == "terraform_data.good");
    let read = good.and_then(|good| good.values.get("input")?.as_str());
    assert_eq!(read, Some("read"), "what is good is read");
    let mut said = String::new();
    for error in reading.errors.iter().take(5) {
        said.push_str(&format!("{} {error}\n", error.kind.as_str()));
    }
    reading.notes.iter().for_each(|note| said.push_str(&format!("note: {}\n", note.message)));
    let bombs = reading.resources.iter().filter(|resource| resource.address.contains(".bomb"));
    for bomb in bombs.take(3) {
        for unknown in bomb.unknown.iter().take(2) {
            said.push_str(&format!("{}: {}\n", bomb.address, unknown.reason));
        }
    }
    said.chars().take(2_000).collect()
}

/// What is said of `bomb`, a value.
fn bomb(value: &str, rest: &str) -> String {
    let text = format!("resource \"terraform_data\" \"bomb\" {{\n  input = {value}\n}}\n{rest}");
    said(&read_here(project(&[("main.tf", text)]).path()))
}

/// Locals of which each is made of the one before, twice.
fn doubled(first: &str, next: impl Fn(&str) -> String) -> String {
    let line = |level: usize| format!("  l{} = {}\n", level + 1, next(&format!("local.l{level}")));
    format!("locals {{\n  l0 = {first}\n{}}}\n", (0..60).map(line).collect::<String>())
}

/// Values that grow, by name: the value, and what stands beside it.
fn bombs() -> Vec<(&'static str, String, String)> {
    let nested_for = (0..12).fold("1".to_owned(), |inner, level| format!("[for x{level} in range(100) : {inner}]"));
    let set = |times: usize| format!("setproduct({})", vec!["range(1000)"; times].join(", "));
    let blocks: String = (0..100_000).map(|n| format!("locals {{\n  b{n} = {n}\n}}\n")).collect();
    let chain: String = (0..20_000).map(|n| format!("  c{} = local.c{n}\n", n + 1)).collect();
    let mut found = vec![
        ("nested for", nested_for, String::new()),
        ("range", "range(1e9)".to_owned(), String::new()),
        ("product of sets", set(4), String::new()),
        ("product of for", "[for p in setproduct(range(1000), range(1000)) : [for q in range(1000) : p]]".to_owned(), String::new()),
        ("parentheses", format!("{}1{}", "(".repeat(50_000), ")".repeat(50_000)), String::new()),
        ("lists", format!("{}{}", "[".repeat(50_000), "]".repeat(50_000)), String::new()),
        ("templates", format!("{}\"x\"{}", "\"${".repeat(5_000), "}\"".repeat(5_000)), String::new()),
        ("conditionals", format!("{}1", "true ? 1 : ".repeat(20_000)), String::new()),
        ("negations", format!("{}true", "!".repeat(50_000)), String::new()),
        ("sums", format!("1{}", " + 1".repeat(50_000)), String::new()),
        ("steps", format!("local{}", ".a".repeat(50_000)), String::new()),
        ("strings by locals", "local.l60".to_owned(), doubled("\"x\"", |last| format!("\"${{{last}}}${{{last}}}\""))),
        ("lists by locals", "local.l60".to_owned(), doubled("[1]", |last| format!("[{last}, {last}]"))),
        ("maps by locals", "local.l60".to_owned(), doubled("{ a = 1 }", |last| format!("{{ a = {last}, b = {last} }}"))),
        ("concat by locals", "local.l60".to_owned(), doubled("[1]", |last| format!("concat({last}, {last})"))),
        ("join by locals", "local.l60".to_owned(), doubled("\"x\"", |last| format!("join({last}, [{last}, {last}])"))),
        ("replace by locals", "local.l60".to_owned(), doubled("\"xx\"", |last| format!("replace({last}, \"x\", {last})"))),
        ("JSON by locals", "local.l60".to_owned(), doubled("\"\\\"\"", |last| format!("jsonencode({last})"))),
        ("numbers by locals", "local.l60".to_owned(), doubled("1e300", |last| format!("{last} * {last}"))),
        ("equality by locals", "local.l60 == local.l59".to_owned(), doubled("[1]", |last| format!("[{last}, {last}]"))),
        ("flatten by locals", "flatten(local.l60)".to_owned(), doubled("[1]", |last| format!("[{last}, {last}]"))),
        ("sets by locals", "toset([local.l60])".to_owned(), doubled("[1]", |last| format!("[{last}, {last}]"))),
        ("a chain of locals", "local.c20000".to_owned(), format!("locals {{\n  c0 = 1\n{chain}}}\n")),
        ("blocks", "local.b99999".to_owned(), blocks),
        ("format", "format(\"%999999999d\", 1)".to_owned(), String::new()),
        ("regex", format!("regexall(\"(a*)*b\", \"{}\")", "a".repeat(50_000)), String::new()),
        ("pattern", "regex(\"((((a{100}){100}){100}){100})\", \"a\")".to_owned(), String::new()),
        ("power", "pow(10, 1e9)".to_owned(), String::new()),
        ("number", "1e999999999".to_owned(), String::new()),
        ("addresses", "cidrsubnets(\"::/0\", range(128)...)".to_owned(), String::new()),
        ("YAML", "yamldecode(\"a: &a [x,x,x,x,x,x,x,x,x]\\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\\ng: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\\nh: [*g,*g,*g,*g,*g,*g,*g,*g,*g]\")".to_owned(), String::new()),
        ("JSON", format!("jsondecode(\"{}\")", "[".repeat(100_000)), String::new()),
        ("key", "bcrypt(\"x\", 31)".to_owned(), String::new()),
        ("outside", "file(\"../../secret\")".to_owned(), String::new()),
        ("the system's", "templatefile(\"/etc/passwd\", {})".to_owned(), String::new()),
        ("home", "file(pathexpand(\"~/.ssh/id_rsa\"))".to_owned(), String::new()),
        ("files outside", "fileset(\"../..\", \"**\")".to_owned(), String::new()),
        ("device", "file(\"/dev/zero\")".to_owned(), String::new()),
    ];
    found.push((
        "pattern of files",
        "fileset(\".\", \"{a,b,c}{a,b,c}{a,b,c}{a,b,c}{a,b,c}{a,b,c}{a,b,c}{a,b,c}{a,b,c}{a,b,c}\")".to_owned(),
        String::new(),
    ));
    found
}

#[test]
fn values_that_grow_are_bounded() {
    let mut text = String::new();
    for (name, value, rest) in bombs() {
        print!("{name} ");
        text.push_str(&format!("{name}:\n"));
        bomb(&value, &rest)
            .lines()
            .for_each(|line| text.push_str(&format!("  {}\n", line.chars().take(160).collect::<String>())));
    }
    insta::assert_snapshot!(text);
}

#[test]
fn instances_are_bounded() {
    let repeated = |argument: &str| format!("resource \"terraform_data\" \"bomb\" {{\n  {argument}\n}}\n");
    let million = "toset([for p in setproduct(range(1000), range(1000)) : \"${p[0]}-${p[1]}\"])";
    let nested: String =
        (0..6).map(|n| format!("dynamic \"b\" {{\n for_each = range(100)\n iterator = i{n}\n content {{\n")).collect();
    let nested = format!("{nested}{}", "}\n}\n".repeat(6));
    let deep: String = (0..50)
        .map(|n| format!("dynamic \"b\" {{\n for_each = range(1000)\n iterator = i{n}\n content {{\n a = 1\n"))
        .collect();
    let deep = format!("{deep}{}", "}\n}\n".repeat(50));
    let large = repeated("for_each = { for i in range(1000) : \"k${i}\" => local.l20 }\n  input = each.value")
        + &doubled("\"abcdefgh\"", |last| format!("\"${{{last}}}${{{last}}}\""));
    let wide: String = (0..40)
        .map(|n| format!("resource \"terraform_data\" \"bomb{n}\" {{\n  count = 2000\n  input = count.index\n}}\n"))
        .collect();
    let mut text = String::new();
    for (name, main) in [
        ("count", repeated("count = 1000000000")),
        ("each", repeated(&format!("for_each = {million}"))),
        ("dynamic", repeated(&format!("dynamic \"b\" {{\n for_each = {million}\n content {{ x = b.value }}\n}}"))),
        ("dynamic in dynamic", repeated(&nested)),
        ("dynamic deep in dynamic", repeated(&deep)),
        ("many", wide),
        ("large of each", large),
        ("splats of many", "resource \"terraform_data\" \"bomb\" {\n  count = 2000\n  input = terraform_data.other[*]\n}\nresource \"terraform_data\" \"other\" {\n  count = 2000\n  input = terraform_data.good\n}\n".to_owned()),
    ] {
        print!("{name} ");
        let said = said(&read_here(project(&[("main.tf", main)]).path()));
        text.push_str(&format!("{name}:\n"));
        said.lines().for_each(|line| text.push_str(&format!("  {}\n", line.chars().take(160).collect::<String>())));
    }
    insta::assert_snapshot!(text);
}

#[test]
fn modules_are_bounded() {
    let call =
        |name: &str, source: &str, rest: &str| format!("module \"{name}\" {{\n  source = \"{source}\"\n{rest}}}\n");
    let doubled = |level: usize| {
        let next = format!("../m{}", level + 1);
        call("a", &next, "") + &call("b", &next, "")
    };
    let mut folders: Vec<(String, String)> =
        (0..40).map(|level| (format!("m{level}/main.tf"), doubled(level))).collect();
    folders.push(("m40/main.tf".to_owned(), GOOD.to_owned()));
    folders.push(("main.tf".to_owned(), call("m", "./m0", "")));
    let doubled: Vec<(&str, String)> = folders.iter().map(|(path, text)| (path.as_str(), text.clone())).collect();
    let manifest = r#"{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"out","Source":"x/y/z","Dir":"../../etc"},
        {"Key":"abs","Source":"x/y/z","Dir":"/etc"},{"Key":"self","Source":"x/y/z","Dir":"."}]}"#;
    let outside = [
        (
            "main.tf",
            call("out", "x/y/z", "")
                + &call("abs", "x/y/z", "")
                + &call("self", "x/y/z", "")
                + &call("up", "../../..", ""),
        ),
        (".terraform/modules/modules.json", manifest.to_owned()),
    ];
    let counted = [
        ("main.tf", call("m", "./a", "  count = 1000\n")),
        ("a/main.tf", call("m", "../b", "  count = 1000\n")),
        ("b/main.tf", "resource \"terraform_data\" \"r\" {\n  count = 1000\n  input = count.index\n}\n".to_owned()),
    ];
    let itself = [
        ("main.tf", call("m", "./a", "")),
        ("a/main.tf", call("m", "../b", "") + &call("me", ".", "")),
        ("b/main.tf", call("m", "../a", "") + &call("root", "..", "")),
    ];
    let mut text = String::new();
    let sets: [(&str, &[(&str, String)]); 4] =
        [("doubled", &doubled), ("outside", &outside), ("counted", &counted), ("of themselves", &itself)];
    for (name, files) in sets {
        print!("{name} ");
        let said = said(&read_here(project(files).path()));
        text.push_str(&format!("{name}:\n"));
        said.lines().for_each(|line| text.push_str(&format!("  {}\n", line.chars().take(160).collect::<String>())));
    }
    insta::assert_snapshot!(text);
}

#[test]
fn files_are_bounded() {
    let large = format!("a = [\n{}]\n", "  \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\",\n".repeat(500_000));
    let json = format!("{{\"a\": {}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let objects: String = (0..200_000).map(|n| format!("k{n} = 1, ")).collect();
    let template =
        "%{ for a in range(1000) }%{ for b in range(1000) }%{ for c in range(1000) }x%{ endfor }%{ endfor }%{ endfor }";
    let main =
        |value: &str| format!("variable \"a\" {{}}\nresource \"terraform_data\" \"bomb\" {{\n  input = {value}\n}}\n");
    let mut text = String::new();
    for (name, files) in [
        ("large values", vec![("main.tf", main("length(var.a)")), ("terraform.tfvars", large)]),
        ("deep values", vec![("main.tf", main("var.a")), ("terraform.tfvars.json", json.clone())]),
        ("many keys", vec![("main.tf", main("length(var.a)")), ("terraform.tfvars", format!("a = {{ {objects} }}\n"))]),
        ("deep JSON", vec![("main.tf", main("1")), ("deep.tf.json", json)]),
        ("template", vec![("main.tf", main("templatefile(\"t.tftpl\", {})")), ("t.tftpl", template.to_owned())]),
        ("noise", vec![("main.tf", main("1")), ("noise.tf", "\u{1}{{{\"${%{<<A\n".repeat(50_000))]),
        ("heredocs", vec![("main.tf", main("1")), ("open.tf", "a = <<EOT\n".repeat(50_000))]),
        ("braces", vec![("main.tf", main("1")), ("open.tf", "a {\n".repeat(100_000))]),
        ("one line", vec![("main.tf", main("1")), ("line.tf", format!("x = \"{}\"", "y".repeat(20 << 20)))]),
    ] {
        print!("{name} ");
        let said = said(&read_here(project(&files).path()));
        text.push_str(&format!("{name}:\n"));
        said.lines().for_each(|line| text.push_str(&format!("  {}\n", line.chars().take(160).collect::<String>())));
    }
    insta::assert_snapshot!(text);
}

/// What a check of `main.tf` says, in short.
fn checked(main: String) -> String {
    let folder = project(&[("main.tf", main)]);
    let files = Files::new(folder.path().to_path_buf(), Limits::default()).unwrap();
    let session =
        Session::open(files, Options { skip_config: true, is_told: true, honour_ignores: true, ..Options::default() })
            .unwrap();
    let start = Instant::now();
    let scan = session.check(&[".".into()]);
    let took = start.elapsed();
    println!("took {took:?}");
    assert!(took < SOON, "takes {took:?}");
    let mut said = format!("  {:?}\n", scan.tally());
    for policy in ["TF-AWS-001", "BZ-003"] {
        let of_policy = scan.findings.iter().filter(|finding| finding.policy.id == policy);
        said.push_str(&format!("  {policy}: {}\n", of_policy.count()));
    }
    said.push_str(&format!("  {} problems\n", scan.problems.len()));
    for problem in scan.problems.iter().take(2) {
        let line = problem.location.as_ref().map_or(0, |location| location.start.line);
        said.push_str(&format!("  {line}: {}\n", problem.message));
    }
    said
}

#[test]
fn checks_are_bounded() {
    let bucket = |n: usize| format!("resource \"aws_s3_bucket\" \"b{n}\" {{\n  bucket = \"x{n}\"\n}}\n");
    let excused = |n| format!("# bartizan: ignore[TF-AWS-001] why\n{}", bucket(n));
    let many_ids = format!("# bartizan: ignore[TF-*{}] why\n{}", ", X-*".repeat(5_000), bucket(0));
    let mut text = String::new();
    for (name, main) in [
        ("comments", format!("{}{}{}", "# x\n".repeat(300_000), "/*".repeat(10_000), bucket(0))),
        ("comments before code", format!("{}{}", "# x\n".repeat(100_000), bucket(0))),
        ("declared twice", bucket(0).repeat(10_000)),
        ("excuses of each", (0..1_000).map(excused).collect()),
        ("excuses of one", format!("{}{}", "# bartizan: ignore[TF-AWS-001] why\n".repeat(5_000), bucket(0))),
        ("excuse of many", many_ids),
    ] {
        print!("{name} ");
        text.push_str(&format!("{name}:\n{}", checked(main)));
    }
    insta::assert_snapshot!(text);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_out_of_the_root() {
    use std::os::unix::fs::symlink;
    let elsewhere = tempfile::tempdir().unwrap();
    write(elsewhere.path(), "secret", "secret");
    write(elsewhere.path(), "main.tf", "output \"secret\" { value = \"secret\" }\n");
    let project = project(&[(
        "main.tf",
        "module \"m\" { source = \"./folder\" }\nresource \"terraform_data\" \"bomb\" {\n  input = [file(\"secret\"), file(\"folder/secret\"), fileset(\".\", \"folder/*\"), module.m.secret]\n}\n".to_owned(),
    )]);
    let top = project.path();
    symlink(elsewhere.path(), top.join("folder")).unwrap();
    symlink(elsewhere.path().join("secret"), top.join("secret")).unwrap();
    symlink(elsewhere.path().join("main.tf"), top.join("linked.tf")).unwrap();
    symlink(".", top.join("loop")).unwrap();
    let reading = read_here(top);
    assert!(!format!("{:?}", reading.resources).contains("String(\"secret\")"), "nothing of elsewhere is read");
    insta::assert_snapshot!(said(&reading));
}
