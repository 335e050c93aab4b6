package bartizan.terraform.ecr_scanning_test

import data.bartizan.terraform.ecr_scanning as policy

path := ["image_scanning_configuration", 0, "scan_on_push"]

repository(values) := {"kind": "aws_ecr_repository", "name": "r", "address": "aws_ecr_repository.r", "values": values, "unknown": []}

registry(frequency, filter) := {
	"kind": "aws_ecr_registry_scanning_configuration", "name": "s", "address": "aws_ecr_registry_scanning_configuration.s", "unknown": [],
	"values": {"scan_type": "BASIC", "rule": [{"scan_frequency": frequency, "repository_filter": [{"filter": filter, "filter_type": "WILDCARD"}]}]},
}

unit(resources) := {"complete": true, "resources": resources}

test_violated_when_absent_or_false if {
	every values in [
		{"name": "app/web"},
		{"name": "app/web", "image_scanning_configuration": []},
		{"name": "app/web", "image_scanning_configuration": [{"scan_on_push": "false"}]},
	] {
		some finding in policy.deny with input as unit([repository(values)])
		finding.resource == "aws_ecr_repository.r"
		finding.path == path
		finding.message == `images in repository "app/web" are not scanned when they are pushed`
	}
}

test_violated_when_registry_covers_others if {
	every case in [["MANUAL", "*"], ["SCAN_ON_PUSH", "batch"], ["SCAN_ON_PUSH", "web*"], ["CONTINUOUS_SCAN", "app.*"]] {
		count(policy.deny) == 1 with input as unit([repository({"name": "app/web"}), registry(case[0], case[1])])
	}
}

test_satisfied_by_repository if {
	every value in [true, "true"] {
		count(policy.deny) == 0 with input as unit([repository({"name": "a", "image_scanning_configuration": [{"scan_on_push": value}]})])
		count(policy.undetermined) == 0 with input as unit([repository({"name": "a", "image_scanning_configuration": [{"scan_on_push": value}]})])
	}
}

test_satisfied_by_registry if {
	every case in [["SCAN_ON_PUSH", "*"], ["CONTINUOUS_SCAN", "app"], ["SCAN_ON_PUSH", "app/*"], ["SCAN_ON_PUSH", "*web"]] {
		count(policy.deny) == 0 with input as unit([repository({"name": "app/web"}), registry(case[0], case[1])])
		count(policy.undetermined) == 0 with input as unit([repository({"name": "app/web"}), registry(case[0], case[1])])
	}
}

test_incomplete_unit_is_undetermined if {
	part := {"complete": false, "resources": [repository({"name": "a"})]}
	count(policy.deny) == 0 with input as part
	policy.undetermined == {{"resource": "aws_ecr_repository.r", "path": path, "reason": "not all of the module is here"}} with input as part
}

unsure(resource, at) := object.union(resource, {"unknown": [{"path": at, "reason": "later"}]})

test_unknown_is_undetermined if {
	every at in [path, ["image_scanning_configuration"]] {
		found := policy.undetermined with input as unit([unsure(repository({"name": "a"}), at)])
		found == {{"resource": "aws_ecr_repository.r", "path": at, "reason": "later"}}
		count(policy.deny) == 0 with input as unit([unsure(repository({"name": "a"}), at)])
	}
	every resources in [
		[repository({"name": "a"}), unsure(registry("MANUAL", "b"), ["rule"])],
		[repository({"name": "a"}), unsure(registry("MANUAL", "b"), ["rule", 0, "scan_frequency"])],
		[unsure(repository({}), ["name"]), registry("SCAN_ON_PUSH", "b")],
	] {
		count(policy.deny) == 0 with input as unit(resources)
		count(policy.undetermined) == 1 with input as unit(resources)
	}
}
