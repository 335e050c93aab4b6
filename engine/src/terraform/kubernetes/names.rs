//! How the provider's names become those of Kubernetes.
//!
//! The provider writes `snake_case`, and a repeated block in the singular (`container` for `containers`). Sources: the
//! provider's schemas and <https://kubernetes.io/docs/reference/kubernetes-api/>.

use super::super::case;

/// Names whose parts are not simply joined.
const IRREGULAR: &[(&str, &str)] = &[
    ("ceph_fs", "cephfs"),
    ("cluster_ip", "clusterIP"),
    ("cluster_ips", "clusterIPs"),
    ("data_disk_uri", "diskURI"),
    ("dataset_uuid", "datasetUUID"),
    ("external_ips", "externalIPs"),
    ("host_ip", "hostIP"),
    ("host_ipc", "hostIPC"),
    ("host_pid", "hostPID"),
    ("load_balancer_ip", "loadBalancerIP"),
    ("non_resource_urls", "nonResourceURLs"),
    ("pod_cidr", "podCIDR"),
    ("pod_ip", "podIP"),
    ("storage_provisioner", "provisioner"),
    ("target_cpu_utilization_percentage", "targetCPUUtilizationPercentage"),
    ("target_ww_ns", "targetWWNs"),
    ("volume_id", "volumeID"),
];

/// A repeated block: where it stands (anywhere, when empty), its name, and the name of Kubernetes' list.
struct Repeated {
    inside: &'static [&'static str],
    block: &'static str,
    list: &'static str,
}

const fn anywhere(block: &'static str, list: &'static str) -> Repeated {
    Repeated { inside: &[], block, list }
}

const fn inside(parents: &'static [&'static str], block: &'static str, list: &'static str) -> Repeated {
    Repeated { inside: parents, block, list }
}

/// Blocks that are lists in Kubernetes; every other block is a single object. `""` is the top of the resource.
const REPEATED: &[Repeated] = &[
    inside(&["subset"], "address", "addresses"),
    anywhere("allowed_topologies", "allowedTopologies"),
    anywhere("cluster_role_selectors", "clusterRoleSelectors"),
    anywhere("container", "containers"),
    inside(&["spec"], "egress", "egress"),
    inside(&["container", "init_container"], "env", "env"),
    anywhere("env_from", "envFrom"),
    inside(&["ingress"], "from", "from"),
    anywhere("host_aliases", "hostAliases"),
    anywhere("http_header", "httpHeaders"),
    inside(&[""], "image_pull_secret", "imagePullSecrets"),
    anywhere("image_pull_secrets", "imagePullSecrets"),
    inside(&["spec"], "ingress", "ingress"),
    anywhere("init_container", "initContainers"),
    anywhere("items", "items"),
    inside(&["spec"], "limit", "limits"),
    anywhere("match_expressions", "matchExpressions"),
    anywhere("match_fields", "matchFields"),
    anywhere("match_label_expressions", "matchLabelExpressions"),
    inside(&["spec"], "metric", "metrics"),
    anywhere("node_selector_term", "nodeSelectorTerms"),
    anywhere("on_pod_condition", "onPodConditions"),
    inside(&["dns_config"], "option", "options"),
    inside(&["http"], "path", "paths"),
    inside(&["scale_down", "scale_up"], "policy", "policies"),
    inside(&["container", "init_container", "spec", "subset"], "port", "ports"),
    anywhere("ports", "ports"),
    anywhere("preferred_during_scheduling_ignored_during_execution", "preferredDuringSchedulingIgnoredDuringExecution"),
    anywhere("readiness_gate", "readinessGates"),
    inside(
        &["pod_affinity", "pod_anti_affinity"],
        "required_during_scheduling_ignored_during_execution",
        "requiredDuringSchedulingIgnoredDuringExecution",
    ),
    inside(&["", "pod_failure_policy", "spec", "webhook"], "rule", "rules"),
    inside(&[""], "secret", "secrets"),
    anywhere("sources", "sources"),
    inside(&[""], "subject", "subjects"),
    inside(&[""], "subset", "subsets"),
    inside(&["security_context"], "sysctl", "sysctls"),
    inside(&["spec"], "tls", "tls"),
    inside(&["egress"], "to", "to"),
    anywhere("toleration", "tolerations"),
    anywhere("topology_spread_constraint", "topologySpreadConstraints"),
    anywhere("volume", "volumes"),
    inside(&["spec"], "volume_claim_template", "volumeClaimTemplates"),
    anywhere("volume_device", "volumeDevices"),
    anywhere("volume_mount", "volumeMounts"),
    inside(&[""], "webhook", "webhooks"),
];

/// Attributes that Kubernetes has as integers (or as integers or names) and the provider as strings.
const INTEGERS: &[&str] = &[
    "fs_group",
    "max_surge",
    "max_unavailable",
    "min_available",
    "partition",
    "port",
    "replicas",
    "run_as_group",
    "run_as_user",
    "service_port",
    "target_port",
];

/// File modes: octal strings for the provider, integers for Kubernetes.
const MODES: &[&str] = &["default_mode", "mode"];

/// Attributes (never blocks) that the server chooses when they are not written.
const SERVER_CHOSEN: &[&str] = &[
    "api_group",
    "cluster_ip",
    "cluster_ips",
    "external_traffic_policy",
    "health_check_node_port",
    "hostname",
    "image_pull_policy",
    "ingress_class_name",
    "internal_traffic_policy",
    "ip_families",
    "ip_family_policy",
    "limits",
    "node_name",
    "node_port",
    "pod_management_policy",
    "replicas",
    "requests",
    "restart_policy",
    "revision_history_limit",
    "scheduler_name",
    "service_account_name",
    "storage_class_name",
    "termination_message_policy",
    "timeout_seconds",
    "volume_mode",
    "volume_name",
];

/// What a value of the provider is in Kubernetes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Number {
    /// As it is.
    No,
    /// An integer where it looks like one.
    Decimal,
    /// An octal number.
    Octal,
}

/// Name of the list that the block `name` inside the block `parent` makes; none for a single object or an attribute.
pub(super) fn list(parent: &str, name: &str) -> Option<&'static str> {
    REPEATED
        .iter()
        .find(|entry| entry.block == name && (entry.inside.is_empty() || entry.inside.contains(&parent)))
        .map(|entry| entry.list)
}

/// Kubernetes' name of an attribute or of a single block.
pub(super) fn camel(name: &str) -> String {
    match IRREGULAR.iter().find(|(snake, _)| *snake == name) {
        Some((_, irregular)) => (*irregular).to_owned(),
        None => case::camel(name),
    }
}

/// Is the attribute a number in Kubernetes?
pub(super) fn number(name: &str) -> Number {
    if INTEGERS.contains(&name) {
        Number::Decimal
    } else if MODES.contains(&name) {
        Number::Octal
    } else {
        Number::No
    }
}

/// Does the server choose this attribute when it is not written?
pub(super) fn is_server_chosen(name: &str) -> bool {
    SERVER_CHOSEN.contains(&name)
}

/// Is this the provider's own, or filled by the server, and no part of a manifest?
pub(super) fn is_dropped(parent: &str, name: &str) -> bool {
    match parent {
        "" => {
            matches!(name, "id" | "timeouts" | "status" | "data_wo" | "binary_data_wo")
                || name.starts_with("wait_for_")
                || name.ends_with("_wo_revision")
        }
        "metadata" => matches!(name, "generation" | "resource_version" | "self_link" | "uid"),
        _ => false,
    }
}
