package bartizan.terraform.file_integrity_test

import data.bartizan.terraform.file_integrity as policy

resource(kind, values) := {"kind": kind, "name": "m", "address": concat(".", [kind, "m"]), "values": values, "unknown": [], "references": []}

with_unknown(subject, path) := object.union(subject, {"unknown": [{"path": path, "reason": "known after apply"}]})

unit(resources) := {"complete": true, "resources": resources}

machine := resource("aws_instance", {"ami": "ami-1", "user_data": "systemctl start app"})

test_violated if {
	policy.deny == {{
		"resource": "aws_instance.m",
		"path": [],
		"message": `nothing watches the files of machine "m"`,
	}} with input as unit([machine])
	count(policy.deny) == 1 with input as unit([resource("google_compute_instance", {})])
	count(policy.deny) == 1 with input as unit([machine, resource("helm_release", {"chart": "nginx"})])
	count(policy.deny) == 1 with input as unit([machine, resource("azurerm_security_center_subscription_pricing", {"tier": "Free", "resource_type": "VirtualMachines"})])
}

test_satisfied if {
	every resources in [
		[resource("aws_instance", {"user_data": "apt-get install -y aide && aideinit"})],
		[resource("aws_launch_template", {"user_data": base64.encode("yum install -y wazuh-agent")})],
		[machine, resource("aws_ssm_association", {"name": "AWS-ConfigureAWSPackage", "parameters": {"name": "osquery"}})],
		[machine, resource("helm_release", {"chart": "falco"})],
		[machine, resource("kubernetes_daemon_set_v1", {"spec": [{"template": [{"spec": [{"container": [{"image": "docker.io/wazuh/wazuh-agent:4"}]}]}]}]})],
		[machine, resource("azurerm_security_center_subscription_pricing", {"tier": "Standard", "resource_type": "VirtualMachines", "subplan": "P2"})],
		[resource("google_compute_instance", {"boot_disk": [{"initialize_params": [{"image": "projects/cos-cloud/global/images/family/cos-stable"}]}]})],
		[resource("helm_release", {"chart": "nginx"})],
	] {
		count(policy.deny) == 0 with input as unit(resources)
		count(policy.undetermined) == 0 with input as unit(resources)
	}
}

test_parameter if {
	count(policy.deny) == 0 with input as object.union(unit([machine]), {"parameters": {"tools": ["systemctl"]}})
}

test_unknown_is_undetermined if {
	unsure := unit([with_unknown(resource("aws_instance", {}), ["user_data"])])
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"resource": "aws_instance.m", "path": ["user_data"], "reason": "known after apply"}} with input as unsure
	unseen := unit([with_unknown(resource("aws_instance", {}), ["ami"])])
	count(policy.deny) == 0 with input as unseen
	policy.undetermined == {{"resource": "aws_instance.m", "path": ["ami"], "reason": "known after apply"}} with input as unseen
	every other in [
		with_unknown(resource("aws_ssm_association", {}), ["name"]),
		with_unknown(resource("helm_release", {}), ["chart"]),
		with_unknown(resource("azurerm_security_center_subscription_pricing", {}), ["tier"]),
	] {
		count(policy.deny) == 0 with input as unit([machine, other])
		count(policy.undetermined) == 1 with input as unit([machine, other])
	}
}

test_hash_is_undetermined if {
	hashed := unit([resource("aws_instance", {"user_data": "1c2e5f6a7b8c9d0e1f2a3b4c5d6e7f8091a2b3c4"})])
	count(policy.deny) == 0 with input as hashed
	count(policy.undetermined) == 1 with input as hashed
}

test_incomplete_is_undetermined if {
	part := {"complete": false, "resources": [machine]}
	count(policy.deny) == 0 with input as part
	count(policy.undetermined) == 1 with input as part
}
