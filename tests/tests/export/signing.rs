//! Bundles that are signed.

use super::*;

/// Keys for tests: private ones, and the public ones beside them.
fn keys() -> std::path::PathBuf {
    workspace().join("tests/fixtures/keys")
}

/// Does OPA take the bundle of a project with this key?
fn verified(opa: &Path, project: &Project, key: &str, algorithm: &str) -> Result<(), String> {
    let mut command = Command::new(opa);
    command.args(["build", "--bundle", "bundle.tar.gz", "--verification-key", key, "--signing-alg", algorithm]);
    command.args(["--verification-key-id", "ours", "-o", "built.tar.gz"]).current_dir(project.path());
    let done = command.output().unwrap();
    let said = [done.stdout, done.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat();
    if done.status.success() { Ok(()) } else { Err(said) }
}

#[test]
fn a_signed_bundle_is_verified_by_opa() {
    let Some(opa) = opa() else { return };
    let project = Project::with_pod().file("secret", "a secret of some length\n").file("other", "another secret\n");
    copy(&keys(), &project, "keys");
    for (algorithm, private, public, wrong) in [
        ("HS256", "secret", "secret", "other"),
        ("HS384", "secret", "secret", "other"),
        ("HS512", "secret", "secret", "other"),
        ("RS256", "keys/rsa.pem", "keys/rsa.pub.pem", "keys/other.pub.pem"),
        ("RS512", "keys/rsa.pem", "keys/rsa.pub.pem", "keys/other.pub.pem"),
        ("ES256", "keys/p256.pem", "keys/p256.pub.pem", "keys/other-p256.pub.pem"),
    ] {
        let arguments = ["--signing-key", private, "--signing-alg", algorithm, "--signing-key-id", "ours"];
        project.run([&["export", "opa-bundle"], &arguments[..]].concat()).ends(0);
        let first = std::fs::read(project.path().join("bundle.tar.gz")).unwrap();
        assert_eq!(verified(&opa, &project, public, algorithm), Ok(()), "{algorithm}");
        let refusal = verified(&opa, &project, wrong, algorithm).unwrap_err();
        assert!(refusal.contains("failed to verify JWT signature"), "{refusal}");
        project.run([&["export", "opa-bundle"], &arguments[..]].concat()).ends(0);
        assert!(first == std::fs::read(project.path().join("bundle.tar.gz")).unwrap(), "{algorithm}");
    }
}

#[test]
fn keys_that_do_not_serve_the_algorithm_are_refused() {
    let project = Project::with_pod().file("secret", "a secret").file("empty", "");
    copy(&keys(), &project, "keys");
    for (algorithm, key, reason) in [
        ("HS256", "empty", "it is empty"),
        ("RS256", "secret", "it holds no private key in PEM"),
        ("RS256", "keys/rsa.pub.pem", "it holds no private key in PEM"),
        ("RS256", "keys/p256.pem", "it is a key of type EC on P-256"),
        ("ES384", "keys/p256.pem", "it is a key of type EC on P-256"),
        ("ES256", "keys/rsa.pem", "it is a key of type RSA"),
    ] {
        let run = project.run(["export", "opa-bundle", "--signing-alg", algorithm, "--signing-key", key]);
        run.refused(&format!("the signing key is no key for {algorithm}: {reason}\n"));
    }
}
