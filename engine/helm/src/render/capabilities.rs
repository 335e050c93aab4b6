//! `.Capabilities`: what the cluster is taken for.

use std::rc::Rc;

use crate::value::{Field, Kind, List, ListType, Methods, Struct, Value};
use crate::{Error, Result};

/// The Kubernetes version that `helm template` of Helm 3.22 takes by itself: that of its Kubernetes libraries.
pub const DEFAULT_KUBE_VERSION: &str = "v1.37.0";

/// The Helm that charts see.
const HELM_VERSION: &str = "v3.22.0";

/// The Go that charts see it built with.
const GO_VERSION: &str = "go1.26.8";

/// The API versions that `helm template` of Helm 3.22 knows, in its order.
const API_VERSIONS: &[&str] = &[
    "v1",
    "admissionregistration.k8s.io/v1",
    "admissionregistration.k8s.io/v1alpha1",
    "admissionregistration.k8s.io/v1beta1",
    "internal.apiserver.k8s.io/v1alpha1",
    "apps/v1",
    "apps/v1beta1",
    "apps/v1beta2",
    "authentication.k8s.io/v1",
    "authentication.k8s.io/v1alpha1",
    "authentication.k8s.io/v1beta1",
    "authorization.k8s.io/v1",
    "authorization.k8s.io/v1beta1",
    "autoscaling/v1",
    "autoscaling/v2",
    "batch/v1",
    "batch/v1beta1",
    "certificates.k8s.io/v1",
    "certificates.k8s.io/v1beta1",
    "certificates.k8s.io/v1alpha1",
    "coordination.k8s.io/v1alpha2",
    "coordination.k8s.io/v1beta1",
    "coordination.k8s.io/v1",
    "discovery.k8s.io/v1",
    "discovery.k8s.io/v1beta1",
    "events.k8s.io/v1",
    "events.k8s.io/v1beta1",
    "extensions/v1beta1",
    "flowcontrol.apiserver.k8s.io/v1",
    "flowcontrol.apiserver.k8s.io/v1beta1",
    "flowcontrol.apiserver.k8s.io/v1beta2",
    "flowcontrol.apiserver.k8s.io/v1beta3",
    "lifecycle.k8s.io/v1alpha1",
    "networking.k8s.io/v1",
    "networking.k8s.io/v1beta1",
    "node.k8s.io/v1",
    "node.k8s.io/v1alpha1",
    "node.k8s.io/v1beta1",
    "policy/v1",
    "policy/v1beta1",
    "rbac.authorization.k8s.io/v1",
    "rbac.authorization.k8s.io/v1beta1",
    "rbac.authorization.k8s.io/v1alpha1",
    "resource.k8s.io/v1",
    "resource.k8s.io/v1beta2",
    "resource.k8s.io/v1beta1",
    "resource.k8s.io/v1alpha3",
    "scheduling.k8s.io/v1alpha3",
    "scheduling.k8s.io/v1beta1",
    "scheduling.k8s.io/v1",
    "storage.k8s.io/v1beta1",
    "storage.k8s.io/v1",
    "storage.k8s.io/v1alpha1",
    "storagemigration.k8s.io/v1",
    "storagemigration.k8s.io/v1beta1",
    "apiextensions.k8s.io/v1beta1",
    "apiextensions.k8s.io/v1",
];

/// A version of Kubernetes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KubeVersion {
    /// As Kubernetes writes it: `v1.31.0`.
    pub version: String,
    /// `1`
    pub major: String,
    /// `31`
    pub minor: String,
}

impl Default for KubeVersion {
    fn default() -> Self {
        Self { version: DEFAULT_KUBE_VERSION.to_owned(), major: "1".to_owned(), minor: "37".to_owned() }
    }
}

impl KubeVersion {
    /// The version that `text` says, as `--kube-version` takes it: `1.31`, `v1.31.4`, `1.31.4-eks-1`.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(text: &str) -> Result<Self> {
        let failed = |message: String| Error::new(format!("invalid kube version '{text}': {message}"));
        let trimmed = text.trim_start();
        let mut rest = trimmed.strip_prefix('v').unwrap_or(trimmed);
        let mut parts = Vec::new();
        loop {
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            if end == 0 {
                break;
            }
            parts.push(&rest[..end]);
            let Some(more) = rest[end..].strip_prefix('.') else { break };
            rest = more;
        }
        let whole: std::result::Result<Vec<u64>, _> = parts.iter().map(|part| part.parse()).collect();
        match (whole.as_deref(), parts.first()) {
            (_, None) => Err(failed(format!("could not parse {text:?} as version"))),
            (Ok([_]), _) => Err(failed(format!("illegal version string {text:?}"))),
            (_, Some(first)) if first.len() > 1 && first.starts_with('0') => {
                Err(failed(format!("illegal zero-prefixed version component {first:?} in {text:?}")))
            }
            (Ok([major, minor, ..]), _) => {
                let parts: Vec<String> = whole.iter().flatten().map(u64::to_string).collect();
                let version = format!("v{}", parts.join("."));
                Ok(Self { version, major: major.to_string(), minor: minor.to_string() })
            }
            _ => Err(failed(format!("illegal non-numeric version component in {text:?}: value out of range"))),
        }
    }
}

/// `.Capabilities`, with `more` API versions than those that Helm knows.
pub(super) fn value(kube: &KubeVersion, more: &[String]) -> Value {
    let kube = structure(
        "chartutil.KubeVersion",
        vec![
            field("Version", Some("Version"), &kube.version),
            field("Major", Some("Major"), &kube.major),
            field("Minor", Some("Minor"), &kube.minor),
        ],
        Methods::KubeVersion,
    );
    let apis: Vec<Rc<str>> =
        API_VERSIONS.iter().copied().chain(more.iter().map(String::as_str)).map(Rc::from).collect();
    let apis = structure("chartutil.VersionSet", Vec::new(), Methods::ApiVersions(apis.into()));
    let mut helm = vec![
        field("Version", Some("version"), HELM_VERSION),
        field("GitCommit", Some("git_commit"), ""),
        field("GitTreeState", Some("git_tree_state"), ""),
        field("GoVersion", Some("go_version"), GO_VERSION),
    ];
    for field in &mut helm {
        field.omit_empty = true;
    }
    let helm = structure("version.BuildInfo", helm, Methods::None);
    let whole = |name, value| Field { name, json: Some(name), omit_empty: false, value };
    structure(
        "*chartutil.Capabilities",
        vec![whole("KubeVersion", kube), whole("APIVersions", apis), whole("HelmVersion", helm)],
        Methods::None,
    )
}

/// A struct of Go.
pub(super) fn structure(type_name: &'static str, fields: Vec<Field>, methods: Methods) -> Value {
    Value::new(Kind::Struct(Rc::new(Struct { type_name, fields, methods })))
}

/// A field that is a string.
pub(super) fn field(name: &'static str, json: Option<&'static str>, text: &str) -> Field {
    Field { name, json, omit_empty: false, value: Value::from(text) }
}

/// A `[]string`, nil when it is empty.
pub(super) fn strings(texts: &[String]) -> Value {
    list(texts.iter().map(|text| Value::from(text.as_str())).collect(), ListType::Strings)
}

/// A slice, nil when it is empty: so fields are that nobody has set.
pub(super) fn list(items: Vec<Value>, of: ListType) -> Value {
    let of = if items.is_empty() { ListType::Nil } else { of };
    Value::new(Kind::List(List { items: items.into(), of }))
}
