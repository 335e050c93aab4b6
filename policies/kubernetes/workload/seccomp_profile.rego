# METADATA
# title: Container runs without a seccomp profile
# description: >-
#   Without a seccomp profile every system call of the kernel is open to the process, also the rarely used ones in
#   which most escapes were found. `RuntimeDefault` closes those and breaks hardly any service. Kubelets with
#   `seccompDefault` set it by themselves; the manifest does not tell whether yours do.
# related_resources:
#   - ref: https://kubernetes.io/docs/tutorials/security/seccomp/
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   id: K8S-009
#   severity: medium
#   confidence: medium
#   platform: kubernetes
#   kinds: [Pod, ReplicationController, apps/Deployment, apps/StatefulSet, apps/DaemonSet, apps/ReplicaSet, batch/Job, batch/CronJob]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M2T5]
#   references:
#     checkov: [CKV_K8S_31]
#     trivy: [KSV-0030, KSV-0104]
#     kics: [f377b83e-bd07-4f48-a591-60c82b14a78b]
#     cis: [k8s-1.23/5.7.2]
#     nist-800-53: [CM-7]
#   remediation: Set `seccompProfile.type` to `RuntimeDefault` in the pod's or the container's `securityContext`.
package bartizan.kubernetes.seccomp_profile

import data.bartizan.lib.kubernetes
import data.bartizan.lib.workload

deny contains {
	"message": sprintf("%s runs without a seccomp profile%s", [container.label, detail(container)]),
	"path": path(container),
	"key": container.name,
	"fix": [{"op": "set", "path": path(container), "value": "RuntimeDefault", "safety": "unsafe"}],
} if {
	some container in workload.linux_containers
	not confined(container)
	count(workload.effective_unknown(container, "seccompProfile")) == 0
}

undetermined contains entry if {
	some container in workload.linux_containers
	not confined(container)
	some entry in workload.effective_unknown(container, "seccompProfile")
}

undetermined contains entry if some entry in workload.hidden_linux_containers

confined(container) if {
	type := workload.effective(container, "seccompProfile").value.type
	type in {"RuntimeDefault", "Localhost"}
}

confined(container) if {
	not has_profile(container)
	annotated(container)
	kubernetes.older_than(27)
}

has_profile(container) if is_object(workload.effective(container, "seccompProfile").value)

# Until 1.26 the annotations counted where the field was absent
# (https://kubernetes.io/docs/reference/labels-annotations-taints/#seccomp-security-alpha-kubernetes-io-pod).
annotated(container) if {
	some name in {
		"seccomp.security.alpha.kubernetes.io/pod",
		sprintf("container.seccomp.security.alpha.kubernetes.io/%s", [container.name]),
	}
	profile := object.get(input.values, array.concat(template_annotations, [name]), "unconfined")
	profile != "unconfined"
}

template_annotations := array.concat(workload.template_path_of(input.kind), ["metadata", "annotations"])

path(container) := array.concat(workload.effective(container, "seccompProfile").path, ["type"]) if {
	has_profile(container)
} else := array.concat(container.path, ["securityContext", "seccompProfile", "type"])

detail(container) := ": its type is Unconfined" if {
	workload.effective(container, "seccompProfile").value.type == "Unconfined"
} else := ": Kubernetes ignores the seccomp annotation from 1.27 on" if {
	annotated(container)
} else := ""
