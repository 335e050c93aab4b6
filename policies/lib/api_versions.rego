# METADATA
# description: >-
#   API versions that Kubernetes no longer serves, by the release that removed them, with what took their place
#   (https://kubernetes.io/docs/reference/using-api/deprecation-guide/).
package bartizan.lib.api_versions

# The minor version of Kubernetes that no longer serves `kind` of `api_version`, and the version to write instead, empty
# where there is none: `{minor, successor}`. Undefined for what is served.
removal(api_version, kind) := {"minor": minor, "successor": object.get(successors, [group, kind], default_successor(group))} if {
	minor := removed[api_version][kind]
	group := split(api_version, "/")[0]
}

# By API version and kind, the minor version without it.
removed := {
	"admissionregistration.k8s.io/v1beta1": {"MutatingWebhookConfiguration": 22, "ValidatingWebhookConfiguration": 22},
	"apiextensions.k8s.io/v1beta1": {"CustomResourceDefinition": 22},
	"apiregistration.k8s.io/v1beta1": {"APIService": 22},
	"apps/v1beta1": {"Deployment": 16, "ReplicaSet": 16, "StatefulSet": 16},
	"apps/v1beta2": {"DaemonSet": 16, "Deployment": 16, "ReplicaSet": 16, "StatefulSet": 16},
	"authentication.k8s.io/v1beta1": {"TokenReview": 22},
	"authorization.k8s.io/v1beta1": {"LocalSubjectAccessReview": 22, "SelfSubjectAccessReview": 22, "SubjectAccessReview": 22},
	"autoscaling/v2beta1": {"HorizontalPodAutoscaler": 25},
	"autoscaling/v2beta2": {"HorizontalPodAutoscaler": 26},
	"batch/v1beta1": {"CronJob": 25},
	"certificates.k8s.io/v1beta1": {"CertificateSigningRequest": 22},
	"coordination.k8s.io/v1beta1": {"Lease": 22},
	"discovery.k8s.io/v1beta1": {"EndpointSlice": 25},
	"events.k8s.io/v1beta1": {"Event": 25},
	"extensions/v1beta1": {"DaemonSet": 16, "Deployment": 16, "Ingress": 22, "NetworkPolicy": 16, "PodSecurityPolicy": 16, "ReplicaSet": 16},
	"flowcontrol.apiserver.k8s.io/v1beta1": {"FlowSchema": 26, "PriorityLevelConfiguration": 26},
	"flowcontrol.apiserver.k8s.io/v1beta2": {"FlowSchema": 29, "PriorityLevelConfiguration": 29},
	"flowcontrol.apiserver.k8s.io/v1beta3": {"FlowSchema": 32, "PriorityLevelConfiguration": 32},
	"networking.k8s.io/v1beta1": {"Ingress": 22, "IngressClass": 22},
	"node.k8s.io/v1beta1": {"RuntimeClass": 25},
	"policy/v1beta1": {"PodDisruptionBudget": 25, "PodSecurityPolicy": 25},
	"rbac.authorization.k8s.io/v1beta1": {"ClusterRole": 22, "ClusterRoleBinding": 22, "Role": 22, "RoleBinding": 22},
	"scheduling.k8s.io/v1beta1": {"PriorityClass": 22},
	"storage.k8s.io/v1beta1": {"CSIDriver": 22, "CSINode": 22, "CSIStorageCapacity": 27, "StorageClass": 22, "VolumeAttachment": 22},
}

# Where the successor is not `v1` of the same group.
successors := {
	"autoscaling": {"HorizontalPodAutoscaler": "autoscaling/v2"},
	"extensions": {
		"DaemonSet": "apps/v1",
		"Deployment": "apps/v1",
		"Ingress": "networking.k8s.io/v1",
		"NetworkPolicy": "networking.k8s.io/v1",
		"PodSecurityPolicy": "",
		"ReplicaSet": "apps/v1",
	},
	"policy": {"PodSecurityPolicy": ""},
}

default_successor(group) := sprintf("%s/v1", [group])
