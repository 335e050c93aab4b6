# METADATA
# title: Manifest uses an API version that Kubernetes removed
# description: >-
#   The object cannot be applied to a supported Kubernetes, and charts that hold one block the upgrade of the cluster,
#   and with it the security patches.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/using-api/deprecation-guide/
# custom:
#   id: K8S-058
#   severity: low
#   confidence: high
#   platform: kubernetes
#   kinds:
#     - admissionregistration.k8s.io/MutatingWebhookConfiguration
#     - admissionregistration.k8s.io/ValidatingWebhookConfiguration
#     - apiextensions.k8s.io/CustomResourceDefinition
#     - apiregistration.k8s.io/APIService
#     - apps/DaemonSet
#     - apps/Deployment
#     - apps/ReplicaSet
#     - apps/StatefulSet
#     - authentication.k8s.io/TokenReview
#     - authorization.k8s.io/LocalSubjectAccessReview
#     - authorization.k8s.io/SelfSubjectAccessReview
#     - authorization.k8s.io/SubjectAccessReview
#     - autoscaling/HorizontalPodAutoscaler
#     - batch/CronJob
#     - certificates.k8s.io/CertificateSigningRequest
#     - coordination.k8s.io/Lease
#     - discovery.k8s.io/EndpointSlice
#     - events.k8s.io/Event
#     - extensions/DaemonSet
#     - extensions/Deployment
#     - extensions/Ingress
#     - extensions/NetworkPolicy
#     - extensions/PodSecurityPolicy
#     - extensions/ReplicaSet
#     - flowcontrol.apiserver.k8s.io/FlowSchema
#     - flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration
#     - networking.k8s.io/Ingress
#     - networking.k8s.io/IngressClass
#     - node.k8s.io/RuntimeClass
#     - policy/PodDisruptionBudget
#     - policy/PodSecurityPolicy
#     - rbac.authorization.k8s.io/ClusterRole
#     - rbac.authorization.k8s.io/ClusterRoleBinding
#     - rbac.authorization.k8s.io/Role
#     - rbac.authorization.k8s.io/RoleBinding
#     - scheduling.k8s.io/PriorityClass
#     - storage.k8s.io/CSIDriver
#     - storage.k8s.io/CSINode
#     - storage.k8s.io/CSIStorageCapacity
#     - storage.k8s.io/StorageClass
#     - storage.k8s.io/VolumeAttachment
#   scope: resource
#   level: 2
#   pillar: operations
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M2O1]
#   references:
#     trivy: [KSV-0107]
#     kube-linter: [no-extensions-v1beta]
#     kics: [94b76ea5-e074-4ca2-8a03-c5a606e30645]
#     nist-800-53: [SI-2]
#     owasp: ["K10:2022"]
#   remediation: >-
#     Write the API version that took its place, and change the fields that differ. PodSecurityPolicies have no
#     successor: label namespaces for Pod Security Admission.
#   deprecated: true
package bartizan.kubernetes.removed_api_version

import data.bartizan.lib.api_versions
import data.bartizan.lib.kubernetes

deny contains {
	"message": sprintf("%s uses %s, which Kubernetes removed in 1.%d%s", [kubernetes.title, input.api_version, removal.minor, detail]),
	"path": ["apiVersion"],
} if {
	removal
	not kubernetes.older_than(removal.minor)
}

removal := api_versions.removal(input.api_version, input.kind)

detail := sprintf(": %s takes its place", [removal.successor]) if removal.successor != ""

detail := ": nothing takes its place" if removal.successor == ""
