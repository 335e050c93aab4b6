//! Input that is meant to harm: each file ends soon, without a panic, and does not stop the others.

use std::io::Seek as _;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::support::{POD, POD_POLICIES, Project, Run, errors, lines};

/// Longest that one file may take; a debug build on a busy machine needs some room.
const SOON: Duration = Duration::from_secs(20);

const FOUND: &str = "pod.yaml:8 K8S-017 new\npod.yaml:10 K8S-003 new\n";

/// Checks `path` and kills the run when it takes too long.
fn check(project: &Project, path: &str) -> Run {
    // Files, unlike pipes, never make the command wait for us.
    let (mut stdout, mut stderr) = (tempfile::tempfile().unwrap(), tempfile::tempfile().unwrap());
    let arguments = [&["check", "--format", "json", path], &POD_POLICIES[..]].concat();
    let mut command = project.command(arguments);
    command.stdout(stdout.try_clone().unwrap()).stderr(stderr.try_clone().unwrap());
    let mut child = command.spawn().unwrap();
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if start.elapsed() > SOON {
            child.kill().unwrap();
            panic!("{path} takes longer than {SOON:?}");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let text = |file: &mut std::fs::File| {
        file.rewind().unwrap();
        std::io::read_to_string(file).unwrap()
    };
    let run = Run { status: status.code(), stdout: text(&mut stdout), stderr: text(&mut stderr) };
    assert!(!run.stderr.contains("panicked"), "{path}: {}", run.stderr);
    run
}

fn bomb() -> String {
    let mut text = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned();
    for level in 1..12 {
        let below = format!("*a{}", level - 1);
        text += &format!("a{level}: &a{level} [{}]\n", [below.as_str(); 9].join(","));
    }
    text
}

fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    let manifest =
        |rest: &str| format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\n{rest}\n").into_bytes();
    let noise: Vec<u8> = (0..100_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    vec![
        ("nest.json", b"[".repeat(100_000)),
        ("nest-realm.json", [b"{\"realm\": \"a\", \"clients\": ".to_vec(), b"[".repeat(100_000)].concat()),
        ("nest.yaml", [b"a: ".to_vec(), b"[".repeat(5_000)].concat()),
        ("nest-manifest.yaml", manifest(&format!("data: {}", "[".repeat(5_000)))),
        ("nest-block.yaml", manifest(&(0..3_000).map(|n| format!("{}a:\n", " ".repeat(n))).collect::<String>())),
        ("line.json", [b"{\"resource_changes\":\"".to_vec(), b"x".repeat(10_000_000), b"\"}".to_vec()].concat()),
        ("bomb.yaml", bomb().into_bytes()),
        ("bomb-manifest.yaml", manifest(&bomb())),
        ("self.yaml", manifest("data: &a {b: *a}")),
        ("noise.yaml", noise),
        ("utf.json", b"{\"realm\":\"\xff\xfe\"}".to_vec()),
        ("empty.yaml", Vec::new()),
        ("cut.json", b"{\"format_version\":\"1.2\",\"resource_changes\":[{\"address\":\"a\"".to_vec()),
        (
            "numbers.json",
            format!("{{\"realm\": \"a\", \"clients\": [{}]}}", "1e999999999,".repeat(1_000) + "1").into_bytes(),
        ),
        ("keys.yaml", manifest(&format!("data: {{{}}}", (0..20_000).map(|n| format!("k{n}: v,")).collect::<String>()))),
        ("regex.yaml", manifest(&format!("data: {{password: \"{}!\"}}", "a".repeat(200_000)))),
    ]
}

#[test]
fn each_ends_soon_with_a_clear_status() {
    for (name, bytes) in hostile() {
        let project = Project::new().file(name, bytes);
        let run = check(&project, name);
        assert!(matches!(run.status, Some(0 | 1 | 3)), "{name}: {run:?}");
        run.json();
    }
}

#[test]
fn together_they_do_not_hide_a_good_file() {
    let project = Project::with_pod();
    for (name, bytes) in hostile() {
        project.write(name, bytes);
    }
    let run = check(&project, ".").ends(3);
    assert_eq!(lines(&run.json()), FOUND);
}

#[test]
fn the_bound_that_stopped_it_is_named() {
    let manifest = format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\n{}", bomb());
    let project = Project::new()
        .file("bomb.yaml", manifest)
        .file("nest.json", format!("{{\"realm\": \"a\", \"clients\": {}", "[".repeat(1_000)));
    insta::assert_snapshot!(errors(&check(&project, ".").ends(3).json()), @r"
    bomb.yaml:10:18 limit: aliases expand to more than 2000000 values; the last one is `a5`
    nest.json:1:226 limit: nested deeper than 200 levels
    ");
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_out_of_the_root() {
    use std::os::unix::fs::symlink;
    let elsewhere = Project::with_pod();
    let project = Project::with_pod();
    symlink(".", project.path().join("loop")).unwrap();
    symlink(elsewhere.path(), project.path().join("folder")).unwrap();
    symlink(elsewhere.path().join("pod.yaml"), project.path().join("file.yaml")).unwrap();
    symlink("nowhere", project.path().join("dangling.yaml")).unwrap();
    let run = check(&project, ".");
    assert_eq!(lines(&run.json()), FOUND);
    insta::assert_snapshot!(errors(&run.json()), @r"
    dangling.yaml io: is a link that cannot be followed: No such file or directory (os error 2)
    file.yaml io: is a link that leads outside the project root, so it is not read
    ");
    let explicit = check(&project, "file.yaml").ends(3);
    assert_eq!(lines(&explicit.json()), "");
    insta::assert_snapshot!(errors(&explicit.json()), @"file.yaml io: is a link that leads outside the project root, so it is not read");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    let project = Project::with_pod();
    assert!(Command::new("mkfifo").arg(project.path().join("pipe.yaml")).status().unwrap().success());
    let run = check(&project, ".");
    assert_eq!(lines(&run.json()), FOUND);
    insta::assert_snapshot!(errors(&run.json()), @"pipe.yaml io: is a named pipe, not a regular file");
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_an_error() {
    use std::os::unix::fs::PermissionsExt as _;
    let project = Project::with_pod().file("closed.yaml", POD);
    let closed = project.path().join("closed.yaml");
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(&closed).is_ok() {
        println!("SKIPPED: this user may read everything");
        return;
    }
    let run = check(&project, ".").ends(3);
    assert_eq!(lines(&run.json()), FOUND);
    assert_eq!(errors(&run.json()), "closed.yaml io: cannot be read: permission denied\n");
}
