package bartizan.kubernetes.mandatory_access_control_test

import data.bartizan.kubernetes.mandatory_access_control as policy

deployment(pod) := {"kind": "Deployment", "name": "web", "values": {"spec": {"template": {"spec": pod}}}}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

pod_path := ["spec", "template", "spec", "securityContext"]

container_path := ["spec", "template", "spec", "containers", 0, "securityContext"]

of_container(context) := deployment({"containers": [{"name": "web", "securityContext": context}]})

of_pod(context) := deployment({"securityContext": context, "containers": [{"name": "web"}]})

annotated(value) := object.union(
	of_container({}),
	{"values": {"spec": {"template": {"metadata": {"annotations": {"container.apparmor.security.beta.kubernetes.io/web": value}}}}}},
)

test_violated_by_container if {
	policy.deny == {{
		"message": `container "web" switches AppArmor off: appArmorProfile.type is Unconfined`,
		"path": array.concat(container_path, ["appArmorProfile", "type"]),
	}} with input as of_container({"appArmorProfile": {"type": "Unconfined"}})
}

test_violated_by_pod if {
	some finding in policy.deny with input as of_pod({"appArmorProfile": {"type": "Unconfined"}})
	finding.path == array.concat(pod_path, ["appArmorProfile", "type"])
	finding.message == "the pod switches AppArmor off: appArmorProfile.type is Unconfined"
}

test_violated_by_annotation if {
	policy.deny == {{
		"message": `annotation "container.apparmor.security.beta.kubernetes.io/web" switches AppArmor off`,
		"path": ["spec", "template", "metadata", "annotations", "container.apparmor.security.beta.kubernetes.io/web"],
	}} with input as annotated("unconfined")
}

test_violated_by_selinux if {
	messages := {finding.message | some finding in policy.deny} with input as of_container({"seLinuxOptions": {"user": "system_u", "role": "system_r", "type": "spc_t"}})
	messages == {
		`container "web" sets the SELinux user "system_u"`,
		`container "web" sets the SELinux role "system_r"`,
		`container "web" sets the SELinux type "spc_t"`,
	}
}

test_satisfied if {
	every context in [{"appArmorProfile": {"type": "RuntimeDefault"}}, {"seLinuxOptions": {"type": "container_t", "level": "s0:c1"}}, {}] {
		count(policy.deny) == 0 with input as of_container(context)
		count(policy.deny) == 0 with input as of_pod(context)
	}
	count(policy.deny) == 0 with input as annotated("runtime/default")
}

test_satisfied_by_containers_over_pod if {
	pod := {"appArmorProfile": {"type": "Unconfined"}, "seLinuxOptions": {"type": "spc_t"}}
	own := {"appArmorProfile": {"type": "RuntimeDefault"}, "seLinuxOptions": {"type": "container_t"}}
	resource := deployment({"securityContext": pod, "containers": [{"name": "web", "securityContext": own}]})
	count(policy.deny) == 0 with input as resource
	half := deployment({"securityContext": pod, "containers": [{"name": "web", "securityContext": own}, {"name": "log"}]})
	count(policy.deny) == 2 with input as half
}

test_unknown_of_the_container_over_pod_is_undetermined if {
	path := array.concat(container_path, ["appArmorProfile"])
	resource := unknown(of_pod({"appArmorProfile": {"type": "Unconfined"}}), path)
	count(policy.deny) == 0 with input as resource
	policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
}

test_satisfied_on_windows if {
	resource := object.union(of_pod({"appArmorProfile": {"type": "Unconfined"}}), deployment({"os": {"name": "windows"}}))
	count(policy.deny) == 0 with input as resource
}

test_unknown_is_undetermined if {
	every path in [
		array.concat(container_path, ["appArmorProfile", "type"]),
		array.concat(container_path, ["seLinuxOptions"]),
		array.concat(pod_path, ["seLinuxOptions", "role"]),
		["spec", "template", "spec", "containers"],
		["spec", "template", "metadata", "annotations", "container.apparmor.security.beta.kubernetes.io/web"],
		["spec", "template", "metadata", "annotations"],
	] {
		resource := unknown(of_container({}), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}

test_other_annotations_are_ignored if {
	resource := unknown(of_container({}), ["spec", "template", "metadata", "annotations", "checksum/config"])
	count(policy.undetermined) == 0 with input as resource
}
