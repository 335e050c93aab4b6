package bartizan.terraform.host_hardening_test

import data.bartizan.terraform.host_hardening as policy

resource(kind, values) := {"kind": kind, "name": "m", "address": concat(".", [kind, "m"]), "values": values, "unknown": [], "references": []}

unit(resources) := {"complete": true, "resources": resources}

script := "#!/bin/sh\napt-get update\nsystemctl start app\n"

test_violated if {
	policy.deny == {{
		"resource": "aws_instance.m",
		"path": [],
		"message": `machine "m" starts without a tool that hardens or audits it`,
	}} with input as unit([resource("aws_instance", {"ami": "ami-1", "user_data": script})])
	every subject in [
		resource("aws_launch_template", {"user_data": base64.encode(script)}),
		resource("azurerm_linux_virtual_machine", {"custom_data": base64.encode(script)}),
		resource("azurerm_linux_virtual_machine_scale_set", {"user_data": base64.encode(script)}),
		resource("google_compute_instance", {"metadata_startup_script": script}),
		resource("google_compute_instance_template", {"metadata": {"startup-script": script}}),
	] {
		count(policy.deny) == 1 with input as unit([subject])
	}
}

test_satisfied if {
	every resources in [
		[resource("aws_instance", {"user_data": "apt install lynis && lynis audit system"})],
		[resource("aws_launch_template", {"user_data": base64.encode("pro enable usg; usg fix cis_level1_server")})],
		[resource("azurerm_linux_virtual_machine", {"custom_data": script, "source_image_reference": [{"publisher": "center-for-internet-security-inc", "offer": "cis-ubuntu"}]})],
		[resource("google_compute_instance", {"metadata_startup_script": script, "boot_disk": [{"initialize_params": [{"image": "projects/cis-public/global/images/cis-debian"}]}]})],
		[resource("aws_instance", {"user_data": script}), resource("aws_ssm_association", {"name": "AWSEC2-ConfigureSTIG"})],
		[
			object.union(resource("aws_instance", {"user_data": script}), {"references": [{"path": ["ami"], "address": "data.aws_ami.m"}]}),
			resource("data.aws_ami", {"filter": [{"name": "name", "values": ["CIS Amazon Linux*"]}]}),
		],
		[resource("aws_ssm_association", {"name": "x"})],
	] {
		count(policy.deny) == 0 with input as unit(resources)
		count(policy.undetermined) == 0 with input as unit(resources)
	}
}

test_parameters if {
	subject := unit([resource("aws_instance", {"ami": "ami-golden", "user_data": script})])
	count(policy.deny) == 0 with input as object.union(subject, {"parameters": {"images": ["golden"]}})
	count(policy.deny) == 0 with input as object.union(subject, {"parameters": {"tools": ["systemctl"]}})
}

test_machine_without_script_is_undetermined if {
	bare := unit([resource("aws_instance", {"ami": "ami-1"})])
	count(policy.deny) == 0 with input as bare
	count(policy.undetermined) == 1 with input as bare
}

test_unread_script_is_undetermined if {
	unsure := unit([object.union(resource("aws_instance", {}), {"unknown": [{"path": ["user_data"], "reason": "known after apply"}]})])
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"resource": "aws_instance.m", "path": ["user_data"], "reason": "known after apply"}} with input as unsure
	hashed := unit([resource("aws_instance", {"user_data": "1c2e5f6a7b8c9d0e1f2a3b4c5d6e7f8091a2b3c4"})])
	count(policy.deny) == 0 with input as hashed
	count(policy.undetermined) == 1 with input as hashed
}

test_unknown_image_is_undetermined if {
	unsure := unit([object.union(resource("aws_instance", {"user_data": script}), {"unknown": [{"path": ["ami"], "reason": "known after apply"}]})])
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"resource": "aws_instance.m", "path": ["ami"], "reason": "known after apply"}} with input as unsure
}

test_incomplete_is_undetermined if {
	part := {"complete": false, "resources": [resource("aws_instance", {"user_data": script})]}
	count(policy.deny) == 0 with input as part
	count(policy.undetermined) == 1 with input as part
}
