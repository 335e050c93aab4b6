# METADATA
# title: AppArmor is switched off or SELinux options are loosened
# description: >-
#   AppArmor and SELinux hold a process back even where it is root. Switched off for one container, or given a type
#   like `spc_t`, the next flaw in it reaches the files and devices of the node.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#   - ref: https://kubernetes.io/docs/tutorials/security/apparmor/
# custom:
#   id: K8S-010
#   severity: medium
#   confidence: high
#   platform: kubernetes
#   kinds: [Pod, ReplicationController, apps/Deployment, apps/StatefulSet, apps/DaemonSet, apps/ReplicaSet, batch/Job, batch/CronJob]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M2T5]
#   references: {trivy: [KSV-0002, KSV-0025], nist-800-53: [AC-3]}
#   remediation: >-
#     Set `appArmorProfile.type` to `RuntimeDefault` or `Localhost` and remove the annotation; leave out `user`,
#     `role` and unusual types in `seLinuxOptions`.
package bartizan.kubernetes.mandatory_access_control

import data.bartizan.lib.kubernetes
import data.bartizan.lib.unknown
import data.bartizan.lib.workload

deny contains {
	"message": sprintf("%s switches AppArmor off: appArmorProfile.type is Unconfined", [place.label]),
	"path": array.concat(place.path, ["appArmorProfile", "type"]),
} if {
	some place in places
	object.get(place.values, ["appArmorProfile", "type"], "") == "Unconfined"
	counts(place, "appArmorProfile")
}

deny contains {
	"message": sprintf("annotation %q switches AppArmor off", [name]),
	"path": array.concat(annotations_path, [name]),
} if {
	some name, profile in kubernetes.map(input.values, annotations_path)
	startswith(name, "container.apparmor.security.beta.kubernetes.io/")
	profile == "unconfined"
}

deny contains {
	"message": sprintf("%s sets the SELinux %s %q", [place.label, field, value]),
	"path": array.concat(place.path, ["seLinuxOptions", field]),
} if {
	some place in places
	some field, allowed in {"user": {""}, "role": {""}, "type": confined_types}
	value := object.get(place.values, ["seLinuxOptions", field], "")
	is_string(value)
	not value in allowed
	counts(place, "seLinuxOptions")
}

undetermined contains entry if {
	not workload.windows
	some place in places
	some field in decisive
	some entry in kubernetes.unknown_around(array.concat(place.path, field))
}

undetermined contains entry if some entry in workload.hidden_linux_containers

undetermined contains {"path": path, "reason": reason} if {
	not workload.windows
	some path, reason in unknown.within(annotations_path)
	apparmor(path)
}

decisive := [["appArmorProfile", "type"], ["seLinuxOptions", "user"], ["seLinuxOptions", "role"], ["seLinuxOptions", "type"]]

# Types that confine a container (pod security standards, level baseline).
confined_types := {"", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"}

annotations_path := array.concat(workload.template_path_of(input.kind), ["metadata", "annotations"])

# Is the annotation at `path`, or all of them, about AppArmor?
apparmor(path) if count(path) <= count(annotations_path)

apparmor(path) if startswith(path[count(annotations_path)], "container.apparmor.security.beta.kubernetes.io/")

# The pod's setting counts where some container has none of its own.
counts(place, _) if place.label != "the pod"

counts(place, field) if {
	place.label == "the pod"
	some container in workload.linux_containers
	object.get(container.values, ["securityContext", field], null) == null
	count(kubernetes.unknown_around(array.concat(container.path, ["securityContext", field]))) == 0
}

# Security contexts: the pod's and the containers'.
places contains {"label": "the pod", "path": path, "values": kubernetes.map(input.values, path)} if {
	not workload.windows
	count(workload.os_unknown) == 0
	path := array.concat(workload.pod_path, ["securityContext"])
}

places contains {
	"label": container.label,
	"path": array.concat(container.path, ["securityContext"]),
	"values": kubernetes.map(container.values, ["securityContext"]),
} if {
	some container in workload.linux_containers
}
