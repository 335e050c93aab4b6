//! Functions of templates, each called with the arguments of recorded cases: Go's and Helm's own, and Sprig's.

mod recorded;

#[test]
fn go_and_helm() {
    recorded::check("functions");
}

#[test]
fn sprig() {
    recorded::check("sprig");
}
