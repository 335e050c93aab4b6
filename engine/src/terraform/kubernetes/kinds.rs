//! Which object of Kubernetes each resource type makes.
//!
//! After the provider's documentation (<https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs>). Types
//! that only change an object that something else made (`kubernetes_labels`, `kubernetes_config_map_v1_data`) make none.

/// An object's kind.
#[derive(Debug)]
pub(super) struct Kind {
    /// Resource type without `kubernetes_`.
    resource: &'static str,
    /// `apiVersion` that the provider writes.
    pub(super) api_version: &'static str,
    /// Kind.
    pub(super) kind: &'static str,
    /// Does it live in a namespace?
    pub(super) namespaced: bool,
}

/// The kind that the resource type `kubernetes_{resource}` makes.
pub(super) fn kind_of(resource: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.resource == resource)
}

const fn cluster(resource: &'static str, api_version: &'static str, kind: &'static str) -> Kind {
    Kind { resource, api_version, kind, namespaced: false }
}

const fn namespaced(resource: &'static str, api_version: &'static str, kind: &'static str) -> Kind {
    Kind { resource, api_version, kind, namespaced: true }
}

const KINDS: &[Kind] = &[
    cluster("api_service", "apiregistration.k8s.io/v1", "APIService"),
    cluster("api_service_v1", "apiregistration.k8s.io/v1", "APIService"),
    cluster("cluster_role", "rbac.authorization.k8s.io/v1", "ClusterRole"),
    cluster("cluster_role_binding", "rbac.authorization.k8s.io/v1", "ClusterRoleBinding"),
    cluster("cluster_role_binding_v1", "rbac.authorization.k8s.io/v1", "ClusterRoleBinding"),
    cluster("cluster_role_v1", "rbac.authorization.k8s.io/v1", "ClusterRole"),
    namespaced("config_map", "v1", "ConfigMap"),
    namespaced("config_map_v1", "v1", "ConfigMap"),
    namespaced("cron_job", "batch/v1beta1", "CronJob"),
    namespaced("cron_job_v1", "batch/v1", "CronJob"),
    cluster("csi_driver", "storage.k8s.io/v1beta1", "CSIDriver"),
    cluster("csi_driver_v1", "storage.k8s.io/v1", "CSIDriver"),
    namespaced("daemon_set_v1", "apps/v1", "DaemonSet"),
    namespaced("daemonset", "apps/v1", "DaemonSet"),
    namespaced("default_service_account", "v1", "ServiceAccount"),
    namespaced("default_service_account_v1", "v1", "ServiceAccount"),
    namespaced("deployment", "apps/v1", "Deployment"),
    namespaced("deployment_v1", "apps/v1", "Deployment"),
    namespaced("horizontal_pod_autoscaler", "autoscaling/v1", "HorizontalPodAutoscaler"),
    namespaced("horizontal_pod_autoscaler_v1", "autoscaling/v1", "HorizontalPodAutoscaler"),
    namespaced("horizontal_pod_autoscaler_v2", "autoscaling/v2", "HorizontalPodAutoscaler"),
    namespaced("horizontal_pod_autoscaler_v2beta2", "autoscaling/v2beta2", "HorizontalPodAutoscaler"),
    namespaced("ingress", "networking.k8s.io/v1beta1", "Ingress"),
    cluster("ingress_class", "networking.k8s.io/v1", "IngressClass"),
    cluster("ingress_class_v1", "networking.k8s.io/v1", "IngressClass"),
    namespaced("ingress_v1", "networking.k8s.io/v1", "Ingress"),
    namespaced("job", "batch/v1", "Job"),
    namespaced("job_v1", "batch/v1", "Job"),
    namespaced("limit_range", "v1", "LimitRange"),
    namespaced("limit_range_v1", "v1", "LimitRange"),
    cluster("mutating_webhook_configuration", "admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration"),
    cluster("mutating_webhook_configuration_v1", "admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration"),
    cluster("namespace", "v1", "Namespace"),
    cluster("namespace_v1", "v1", "Namespace"),
    namespaced("network_policy", "networking.k8s.io/v1", "NetworkPolicy"),
    namespaced("network_policy_v1", "networking.k8s.io/v1", "NetworkPolicy"),
    cluster("persistent_volume", "v1", "PersistentVolume"),
    namespaced("persistent_volume_claim", "v1", "PersistentVolumeClaim"),
    namespaced("persistent_volume_claim_v1", "v1", "PersistentVolumeClaim"),
    cluster("persistent_volume_v1", "v1", "PersistentVolume"),
    namespaced("pod", "v1", "Pod"),
    namespaced("pod_disruption_budget", "policy/v1beta1", "PodDisruptionBudget"),
    namespaced("pod_disruption_budget_v1", "policy/v1", "PodDisruptionBudget"),
    cluster("pod_security_policy", "policy/v1beta1", "PodSecurityPolicy"),
    cluster("pod_security_policy_v1beta1", "policy/v1beta1", "PodSecurityPolicy"),
    namespaced("pod_v1", "v1", "Pod"),
    cluster("priority_class", "scheduling.k8s.io/v1", "PriorityClass"),
    cluster("priority_class_v1", "scheduling.k8s.io/v1", "PriorityClass"),
    namespaced("replication_controller", "v1", "ReplicationController"),
    namespaced("replication_controller_v1", "v1", "ReplicationController"),
    namespaced("resource_quota", "v1", "ResourceQuota"),
    namespaced("resource_quota_v1", "v1", "ResourceQuota"),
    namespaced("role", "rbac.authorization.k8s.io/v1", "Role"),
    namespaced("role_binding", "rbac.authorization.k8s.io/v1", "RoleBinding"),
    namespaced("role_binding_v1", "rbac.authorization.k8s.io/v1", "RoleBinding"),
    namespaced("role_v1", "rbac.authorization.k8s.io/v1", "Role"),
    cluster("runtime_class_v1", "node.k8s.io/v1", "RuntimeClass"),
    namespaced("secret", "v1", "Secret"),
    namespaced("secret_v1", "v1", "Secret"),
    namespaced("service", "v1", "Service"),
    namespaced("service_account", "v1", "ServiceAccount"),
    namespaced("service_account_v1", "v1", "ServiceAccount"),
    namespaced("service_v1", "v1", "Service"),
    namespaced("stateful_set", "apps/v1", "StatefulSet"),
    namespaced("stateful_set_v1", "apps/v1", "StatefulSet"),
    cluster("storage_class", "storage.k8s.io/v1", "StorageClass"),
    cluster("storage_class_v1", "storage.k8s.io/v1", "StorageClass"),
    cluster("validating_webhook_configuration", "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration"),
    cluster("validating_webhook_configuration_v1", "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration"),
];
