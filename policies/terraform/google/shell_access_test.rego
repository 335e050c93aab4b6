package bartizan.terraform.shell_access_test

import data.bartizan.terraform.shell_access as policy

holder(kind, metadata) := {"kind": kind, "name": "h", "address": concat(".", [kind, "h"]), "values": {"metadata": metadata}, "unknown": []}

instance(metadata) := holder("google_compute_instance", metadata)

project(metadata) := holder("google_compute_project_metadata", metadata)

item(values) := {"kind": "google_compute_project_metadata_item", "name": "i", "address": "google_compute_project_metadata_item.i", "values": values, "unknown": []}

unit(resources) := {"complete": true, "resources": resources}

messages(resources) := {finding.message | some finding in found} if {
	found := policy.deny with input as unit(resources)
}

unsure(subject, path) := object.union(subject, {"unknown": [{"path": path, "reason": "known after apply"}]})

test_violated_by_serial_port if {
	some finding in policy.deny with input as unit([instance({"serial-port-enable": "TRUE", "enable-oslogin": "true"})])
	finding.resource == "google_compute_instance.h"
	finding.path == ["metadata", "serial-port-enable"]
	finding.message == `metadata of instance "h" open the serial console`
	messages([project({"serial-port-enable": 1, "enable-oslogin": true})]) == {"metadata of the project open the serial console"}
	messages([item({"key": "serial-port-enable", "value": "1"})]) == {"metadata of the project open the serial console"}
}

test_violated_by_oslogin if {
	messages([instance({"enable-oslogin": false})]) == {`metadata of instance "h" switch OS Login off`}
	messages([project({})]) == {"metadata of the project do not switch OS Login on"}
	messages([item({"key": "enable-oslogin", "value": "FALSE"})]) == {"metadata of the project switch OS Login off"}
}

test_violated_by_project_keys if {
	every kind in ["google_compute_instance", "google_compute_instance_template", "google_compute_region_instance_template"] {
		messages([holder(kind, {})]) == {`instance "h" lets in every SSH key of the project`}
	}
	messages([instance({"block-project-ssh-keys": false})]) == {`instance "h" lets in every SSH key of the project`}
}

test_satisfied if {
	every resources in [
		[instance({"enable-oslogin": "TRUE"})],
		[instance({"block-project-ssh-keys": true, "serial-port-enable": "false"})],
		[instance({}), project({"enable-oslogin": "TRUE"})],
		[instance({}), item({"key": "enable-oslogin", "value": "TRUE"})],
		[project({}), item({"key": "enable-oslogin", "value": "TRUE"})],
		[item({"key": "ssh-keys", "value": "x"})],
	] {
		count(policy.deny) == 0 with input as unit(resources)
		count(policy.undetermined) == 0 with input as unit(resources)
	}
}

test_unknown_is_undetermined if {
	every name in ["enable-oslogin", "block-project-ssh-keys", "serial-port-enable"] {
		known := object.remove({"block-project-ssh-keys": true}, [name])
		subject := unit([unsure(instance(known), ["metadata", name])])
		count(policy.deny) == 0 with input as subject
		some entry in policy.undetermined with input as subject
		entry == {"resource": "google_compute_instance.h", "path": ["metadata", name], "reason": "known after apply"}
	}
	every subject in [unsure(instance({}), ["metadata"]), unsure(project({}), ["metadata"]), unsure(item({"key": "enable-oslogin"}), ["value"]), unsure(item({"value": "x"}), ["key"])] {
		count(policy.deny) == 0 with input as unit([subject])
		count(policy.undetermined) == 1 with input as unit([subject])
	}
}
