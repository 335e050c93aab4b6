//! The rules of reading: links, special files, limits, ignore files, overlays.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use globset::{Glob, GlobSet, GlobSetBuilder};
use tempfile::TempDir;

use super::*;

fn tree(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn open(folder: &TempDir) -> Files {
    Files::new(folder.path().to_path_buf(), Limits::default()).unwrap()
}

fn globs(patterns: &[&str]) -> GlobSet {
    let mut builder = GlobSetBuilder::new();
    for pattern in patterns {
        builder.add(Glob::new(pattern).unwrap());
    }
    builder.build().unwrap()
}

/// What a walk finds, one path a line, then its errors.
fn walked(files: &Files, under: &[&str], options: &WalkOptions) -> String {
    let under: Vec<Arc<str>> = under.iter().map(|path| Arc::from(*path)).collect();
    let (found, errors) = files.walk(&under, options);
    found.iter().map(ToString::to_string).chain(errors.iter().map(|e| format!("! {e}"))).collect::<Vec<_>>().join("\n")
}

fn walked_all(files: &Files) -> String {
    walked(files, &["."], &WalkOptions::default())
}

#[test]
fn finds_the_root() {
    let folder = tree(&[(".git/HEAD", ""), ("a/bartizan.toml", ""), ("a/b/c.yaml", ""), ("d/e.yaml", "")]);
    let at = |path: &str| {
        Files::find_root(&folder.path().join(path), &[]).strip_prefix(folder.path()).unwrap().to_path_buf()
    };
    assert_eq!(at("a/b/c.yaml"), Path::new("a"));
    assert_eq!(at("a/b"), Path::new("a"));
    assert_eq!(at("d"), Path::new(""));
    let bare = tree(&[("x/y.yaml", ""), ("chart/Chart.yaml", ""), ("chart/charts/sub/Chart.yaml", "")]);
    let at = |path: &str, opened: &[&str]| {
        let opened: Vec<_> = opened.iter().map(|folder| bare.path().join(folder)).collect();
        Files::find_root(&bare.path().join(path), &opened).strip_prefix(bare.path()).unwrap().to_path_buf()
    };
    assert_eq!(at("x/y.yaml", &[]), Path::new("x"));
    assert_eq!(at("x", &["chart"]), Path::new("x"));
    assert_eq!(at("x/y.yaml", &["x", ""]), Path::new(""));
    assert_eq!(at("chart/charts/sub/values.yaml", &[]), Path::new("chart"));
}

#[test]
fn refuses_a_root_that_is_no_folder() {
    let folder = tree(&[("file", "")]);
    for name in ["file", "missing"] {
        assert!(Files::new(folder.path().join(name), Limits::default()).is_err());
    }
}

#[test]
fn names_files_relative_to_the_root() {
    let folder = tree(&[("a/b.yaml", "")]);
    let files = open(&folder);
    let relative = |path: &str| files.relative(&folder.path().join(path)).map(|path| path.to_string());
    assert_eq!(relative("a/../a/./b.yaml").as_deref(), Some("a/b.yaml"));
    assert_eq!(relative("not/there.yaml").as_deref(), Some("not/there.yaml"));
    assert_eq!(relative("").as_deref(), Some("."));
    assert_eq!(relative("../elsewhere"), None);
    assert_eq!(files.relative(Path::new("/")), None);
}

#[cfg(unix)]
#[test]
fn names_files_reached_through_a_link_to_the_root() {
    let folder = tree(&[("real/a.yaml", "")]);
    let link = |to: &str, at: &str| std::os::unix::fs::symlink(to, folder.path().join(at)).unwrap();
    link("real", "link");
    link("a.yaml", "real/again.yaml");
    link(".", "real/loop");
    let files = Files::new(folder.path().join("link"), Limits::default()).unwrap();
    for root in ["link", "real"] {
        for name in ["a.yaml", "again.yaml", "loop/a.yaml"] {
            assert_eq!(files.relative(&folder.path().join(root).join(name)).as_deref(), Some(name));
        }
    }
    let files = Files::new(folder.path().join("real"), Limits::default()).unwrap();
    for name in ["new.yaml", "again.yaml"] {
        assert_eq!(files.relative(&folder.path().join("link").join(name)).as_deref(), Some(name));
    }
    assert_eq!(files.relative(&folder.path().join("link")).as_deref(), Some("."));
}

#[test]
fn keeps_the_identity_of_a_path() {
    let folder = tree(&[("a", "x"), ("b", "y")]);
    let mut files = open(&folder);
    let before = files.read("a").unwrap();
    let other = files.read("b").unwrap();
    files.set_overlay("a", "new".into());
    let after = files.clone().read("a").unwrap();
    assert_eq!((&*before.text, &*after.text), ("x", "new"));
    assert_eq!(before.id, after.id);
    assert_ne!(before.id, other.id);
    assert_eq!(files.path_of(other.id).as_deref(), Some("b"));
    files.remove_overlay("a");
    assert_eq!(&*files.read("a").unwrap().text, "x");
}

#[test]
fn gives_one_identity_to_a_path_read_by_many_threads() {
    let folder = tree(&[("a", "x")]);
    let files = open(&folder);
    let ids: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| files.source_id("a"))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(ids.iter().all(|id| *id == ids[0]));
}

#[test]
fn reads_text_without_byte_order_mark() {
    let folder = tree(&[("a", "\u{feff}ä🌈\r\n")]);
    let mut files = open(&folder);
    assert_eq!(&*files.read("a").unwrap().text, "ä🌈\r\n");
    files.set_overlay("b", "\u{feff}x".into());
    assert_eq!(&*files.read("b").unwrap().text, "x");
}

#[test]
fn says_why_a_file_cannot_be_read() {
    let folder = tree(&[("folder/a", ""), ("big", "12345"), ("bytes", "")]);
    fs::write(folder.path().join("bytes"), b"\xc3\x28").unwrap();
    let limits = Limits { file_bytes: 4, ..Limits::default() };
    let mut files = Files::new(folder.path().to_path_buf(), limits).unwrap();
    files.set_overlay("laid", "12345".into());
    let kind = |path: &str| files.read(path).unwrap_err().kind;
    assert_eq!(files.read("missing").unwrap_err().to_string(), "missing: does not exist");
    assert_eq!(files.read("folder").unwrap_err().to_string(), "folder: is a folder, not a regular file");
    assert_eq!((kind("big"), kind("laid")), (FileErrorKind::Limit, FileErrorKind::Limit));
    assert_eq!(kind("bytes"), FileErrorKind::Parse);
    assert_eq!((kind("../x"), kind("/etc/passwd")), (FileErrorKind::Io, FileErrorKind::Io));
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::process::Command;

    use super::*;

    #[test]
    fn follows_links_inside_the_root_only() {
        let outside = tree(&[("secret.yaml", "token"), ("folder/x.yaml", "")]);
        let folder = tree(&[("real.yaml", "x"), ("only/.hidden.yaml", "y")]);
        let link = |to: &Path, at: &str| symlink(to, folder.path().join(at)).unwrap();
        link(&outside.path().join("secret.yaml"), "out.yaml");
        link(&outside.path().join("folder"), "outfolder");
        link(Path::new("real.yaml"), "again.yaml");
        link(Path::new("only/.hidden.yaml"), "shown.yaml");
        link(Path::new("nowhere"), "dangling.yaml");
        let files = open(&folder);
        let out = files.read("out.yaml").unwrap_err();
        assert!(out.message.contains("outside the project root"), "{out}");
        assert!(!out.to_string().contains("token"));
        assert!(files.read("outfolder/x.yaml").is_err());
        assert!(files.read("dangling.yaml").unwrap_err().message.contains("a link that cannot be followed"));
        assert_eq!(&*files.read("again.yaml").unwrap().text, "x");
        insta::assert_snapshot!(walked_all(&files), @r"
        dangling.yaml
        out.yaml
        real.yaml
        shown.yaml
        ");
        insta::assert_snapshot!(walked(&files, &["again.yaml", "outfolder"], &WalkOptions::default()), @r"
        again.yaml
        ! outfolder: is a link that leads outside the project root, so it is not read
        ");
    }

    #[test]
    fn survives_loops_of_links() {
        let folder = tree(&[("a.yaml", ""), ("b/c.yaml", "")]);
        symlink(".", folder.path().join("loop")).unwrap();
        symlink("..", folder.path().join("b/up")).unwrap();
        symlink("self.yaml", folder.path().join("self.yaml")).unwrap();
        let files = open(&folder);
        insta::assert_snapshot!(walked_all(&files), @r"
        a.yaml
        b/c.yaml
        self.yaml
        ");
        insta::assert_snapshot!(walked(&files, &["loop"], &WalkOptions::default()), @r"
        loop/a.yaml
        loop/b/c.yaml
        loop/self.yaml
        ");
        assert!(files.read("self.yaml").is_err());
    }

    #[test]
    fn never_waits_for_a_pipe_or_a_device() {
        let folder = tree(&[("a", "")]);
        assert!(Command::new("mkfifo").arg(folder.path().join("pipe.yaml")).status().unwrap().success());
        let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket.yaml")).unwrap();
        let files = open(&folder);
        let message = |path: &str| files.read(path).unwrap_err().message;
        assert_eq!(message("pipe.yaml"), "is a named pipe, not a regular file");
        assert_eq!(message("socket.yaml"), "is a socket, not a regular file");
        let devices = Files::new("/dev".into(), Limits::default()).unwrap();
        assert_eq!(devices.read("zero").unwrap_err().message, "is a device, not a regular file");
    }

    #[test]
    fn reports_what_it_may_not_read() {
        let folder = tree(&[("a.yaml", ""), ("closed/b.yaml", "")]);
        let mode = |path: &str, mode| {
            fs::set_permissions(folder.path().join(path), fs::Permissions::from_mode(mode)).unwrap();
        };
        mode("a.yaml", 0);
        mode("closed", 0);
        if fs::read(folder.path().join("a.yaml")).is_ok() {
            eprintln!("skipped: this user may read everything");
            return;
        }
        let files = open(&folder);
        assert_eq!(files.read("a.yaml").unwrap_err().message, "cannot be read: permission denied");
        insta::assert_snapshot!(walked_all(&files), @r"
        a.yaml
        ! closed: cannot be read: permission denied
        ");
        mode("closed", 0o700);
    }
}

#[test]
fn considers_candidates_by_name() {
    let folder = tree(&[
        ("a.yaml", ""),
        ("B.YML", ""),
        ("c.Json", ""),
        ("d.tf", ""),
        ("README", ""),
        (".hidden.yaml", ""),
        (".github/w.yaml", ""),
        ("node_modules/p/package.json", ""),
        (".terraform/modules/modules.json", ""),
        ("x/y/z.yaml", ""),
    ]);
    let files = open(&folder);
    insta::assert_snapshot!(walked_all(&files), @r"
    B.YML
    a.yaml
    c.Json
    d.tf
    x/y/z.yaml
    ");
    let options = WalkOptions { recursive: false, ..WalkOptions::default() };
    insta::assert_snapshot!(walked(&files, &["x", "README", ".github", "x/y", "gone"], &options), @r"
    .github/w.yaml
    README
    x/y/z.yaml
    ! gone: does not exist
    ");
}

#[test]
fn honours_ignore_files_inside_the_root() {
    let folder = tree(&[
        (".gitignore", "/outer/inner/seen.yaml\n"),
        ("outer/.gitignore", "plan.json\nbuild/\n*.gen.yaml\n!keep.gen.yaml\n[\n"),
        ("outer/.ignore", "!forced.gen.yaml\n"),
        ("outer/a.yaml", ""),
        ("outer/plan.json", ""),
        ("outer/build/x.yaml", ""),
        ("outer/b.gen.yaml", ""),
        ("outer/keep.gen.yaml", ""),
        ("outer/forced.gen.yaml", ""),
        ("outer/inner/.gitignore", "!plan.json\n/local.yaml\n"),
        ("outer/inner/plan.json", ""),
        ("outer/inner/local.yaml", ""),
        ("outer/inner/seen.yaml", ""),
        ("outer/inner/deep/local.yaml", ""),
        (".git/info/exclude", "a.yaml\n"),
    ]);
    let files = open(&folder);
    insta::assert_snapshot!(walked_all(&files), @r"
    outer/a.yaml
    outer/forced.gen.yaml
    outer/inner/deep/local.yaml
    outer/inner/plan.json
    outer/keep.gen.yaml
    ");
    // A path given explicitly is taken all the same; rules above the root do not count.
    insta::assert_snapshot!(walked(&files, &["outer/plan.json", "outer/build"], &WalkOptions::default()), @r"
    outer/build/x.yaml
    outer/plan.json
    ");
    let inner = Files::new(folder.path().join("outer/inner"), Limits::default()).unwrap();
    insta::assert_snapshot!(walked_all(&inner), @r"
    deep/local.yaml
    plan.json
    seen.yaml
    ");
}

#[test]
fn leaves_out_what_the_configuration_excludes() {
    let folder = tree(&[("a.yaml", ""), ("vendor/b.yaml", ""), ("vendor/c/d.yaml", ""), ("e/f-test.yaml", "")]);
    let options = WalkOptions { excludes: globs(&["vendor", "**/*-test.yaml"]), recursive: true, projects: false };
    insta::assert_snapshot!(walked(&open(&folder), &[".", "vendor/c", "e/f-test.yaml"], &options), @r"a.yaml");
}

#[test]
fn lists_overlays_as_if_on_disk() {
    let folder = tree(&[("a/b.yaml", ""), (".gitignore", "ignored.yaml\n")]);
    let mut files = open(&folder);
    for path in ["a/b.yaml", "a/new.yaml", "c/d/new.json", "c/notes.txt", ".hidden/x.yaml", "a/ignored.yaml", STDIN] {
        files.set_overlay(path, "x".into());
    }
    insta::assert_snapshot!(walked_all(&files), @r"
    a/b.yaml
    a/new.yaml
    c/d/new.json
    ");
    insta::assert_snapshot!(walked(&files, &["c", STDIN], &WalkOptions::default()), @r"
    <stdin>
    c/d/new.json
    ");
    files.set_overlay(".gitignore", "b.yaml\n".into());
    insta::assert_snapshot!(walked(&files, &["a"], &WalkOptions::default()), @r"
    a/ignored.yaml
    a/new.yaml
    ");
}

#[test]
fn reports_the_bound_that_stopped_it() {
    let folder = tree(&[("a.yaml", ""), ("b.yaml", ""), ("c/d/e.yaml", ""), ("f.yaml", "")]);
    let walk = |limits| walked_all(&Files::new(folder.path().to_path_buf(), limits).unwrap());
    insta::assert_snapshot!(walk(Limits { files: 2, ..Limits::default() }), @r"
    a.yaml
    b.yaml
    ! c/d/e.yaml: the scan considers at most 2 files; those after this one are left out
    ");
    insta::assert_snapshot!(walk(Limits { folder_depth: 1, ..Limits::default() }), @r"
    a.yaml
    b.yaml
    f.yaml
    ! c/d: lies more than 1 folders deep, so nothing in it is read
    ");
}

#[test]
fn tells_a_changed_file_by_its_stamp() {
    let folder = tree(&[("a", "x")]);
    let mut files = open(&folder);
    assert_eq!(files.stamp("a"), None, "just written: a further change could have the same time");
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(60);
    fs::File::options().write(true).open(folder.path().join("a")).unwrap().set_modified(old).unwrap();
    assert_eq!(files.stamp("a"), None, "its status has just changed");
    files.set_overlay("a", "y".into());
    assert_eq!(files.stamp("a"), None);
    assert_eq!(files.stamp("missing"), None);
    #[cfg(unix)]
    assert!(Files::new("/".into(), Limits::default()).unwrap().stamp("bin/sh").is_some());
}

#[test]
fn replaces_a_file_only_while_it_is_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("main.tf");
    fs::write(&file, "a = 1\n").unwrap();
    let files = Files::new(folder.path().to_path_buf(), Limits::default()).unwrap();
    files.replace("main.tf", "a = 1\n", "a = 2\n").unwrap();
    assert_eq!(fs::read_to_string(&file).unwrap(), "a = 2\n");
    let refused = files.replace("main.tf", "a = 1\n", "a = 3\n").unwrap_err();
    assert!(refused.message.contains("has changed"), "{}", refused.message);
    assert_eq!(fs::read_to_string(&file).unwrap(), "a = 2\n");
    assert!(files.replace("../main.tf", "", "x").is_err());
    let mut permissions = fs::metadata(&file).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&file, permissions).unwrap();
    let refused = files.replace("main.tf", "a = 2\n", "a = 3\n").unwrap_err();
    assert!(refused.message.contains("read-only"), "{}", refused.message);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}
