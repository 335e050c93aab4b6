package bartizan.terraform.serverless_public_test

import data.bartizan.terraform.serverless_public as policy

resource(kind, values) := {"kind": kind, "name": "r", "address": concat(".", [kind, "r"]), "values": values, "unknown": [], "references": []}

member(values) := resource("google_cloud_run_v2_service_iam_member", object.union({"name": "portal", "role": "roles/run.invoker"}, values))

unit(resources) := {"complete": true, "resources": resources}

everyone := {"member": "allUsers"}

unsure(subject, path) := object.union(subject, {"unknown": [{"path": path, "reason": "known after apply"}]})

test_violated if {
	policy.deny == {{
		"resource": "google_cloud_run_v2_service_iam_member.r",
		"path": ["member"],
		"message": `service "portal" is callable for allUsers`,
		"key": "allUsers",
	}} with input as unit([member(everyone)])
}

test_violated_in_other_spellings if {
	every case in [
		["google_cloud_run_service_iam_binding", {"service": "portal", "role": "roles/run.invoker", "members": ["allAuthenticatedUsers"]}],
		["google_cloudfunctions_function_iam_member", {"cloud_function": "portal", "role": "roles/cloudfunctions.invoker", "member": "allUsers"}],
		["google_cloudfunctions2_function_iam_binding", {"cloud_function": "portal", "role": "roles/run.invoker", "members": ["allUsers"]}],
		["google_cloud_run_service_iam_policy", {"service": "portal", "policy_data": json.marshal({"bindings": [{"role": "roles/run.invoker", "members": ["allUsers"]}]})}],
	] {
		some finding in policy.deny with input as unit([resource(case[0], case[1])])
		startswith(finding.message, `service "portal" is callable for all`)
	}
}

test_violated_in_data_source if {
	document := {
		"kind": "data.google_iam_policy",
		"name": "noauth",
		"address": "data.google_iam_policy.noauth",
		"values": {"binding": [{"role": "roles/run.invoker", "members": ["allUsers"]}]},
		"unknown": [],
	}
	grants := object.union(unsure(resource("google_cloud_run_service_iam_policy", {"service": "portal"}), ["policy_data"]), {"references": [{"path": ["policy_data"], "address": "data.google_iam_policy.noauth"}]})
	some finding in policy.deny with input as unit([grants, document])
	finding.resource == "data.google_iam_policy.noauth"
	finding.path == ["binding", 0, "members", 0]
	finding.message == `service "portal" is callable for allUsers`
	count(policy.undetermined) == 0 with input as unit([grants, document])
	open := object.union(document, {"values": {"binding": [{"role": "roles/run.invoker"}]}, "unknown": [{"path": ["binding", 0, "members", 0], "reason": "later"}]})
	policy.undetermined == {{"resource": "data.google_iam_policy.noauth", "path": ["binding", 0, "members", 0], "reason": "later"}} with input as unit([grants, open])
	every path in [["binding"], ["binding", 0]] {
		wholly := object.union(object.remove(document, ["values"]), {"values": {}, "unknown": [{"path": path, "reason": "later"}]})
		policy.undetermined == {{"resource": "data.google_iam_policy.noauth", "path": path, "reason": "later"}} with input as unit([grants, wholly])
	}
}

test_violated_beside_balancer if {
	count(policy.deny) == 1 with input as unit([member(everyone), resource("google_cloud_run_v2_service", {"name": "portal", "ingress": "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"})])
}

test_violated_by_switch if {
	some finding in policy.deny with input as unit([resource("google_cloud_run_v2_service", {"name": "portal", "invoker_iam_disabled": "true"})])
	finding.path == ["invoker_iam_disabled"]
	finding.message == `service "portal" asks nobody for a token`
	finding.fix[0].value == false
}

test_satisfied if {
	by_reference := object.union(member(everyone), {"values": {"role": "roles/run.invoker", "member": "allUsers"}, "references": [{"path": ["name"], "address": "google_cloud_run_v2_service.r"}]})
	every resources in [
		[member({"member": "serviceAccount:gateway@citizens.iam.gserviceaccount.com"})],
		[member({"member": "allUsers", "role": "roles/run.viewer"})],
		[member(everyone), resource("google_cloud_run_v2_service", {"name": "portal", "ingress": "INGRESS_TRAFFIC_INTERNAL_ONLY"})],
		[object.remove(by_reference, ["unknown"]), resource("google_cloud_run_v2_service", {"ingress": "INGRESS_TRAFFIC_INTERNAL_ONLY", "invoker_iam_disabled": true})],
		[
			resource("google_cloud_run_service_iam_member", {"service": "portal", "role": "roles/run.invoker", "member": "allUsers"}),
			resource("google_cloud_run_service", {"name": "portal", "metadata": [{"annotations": {"run.googleapis.com/ingress": "internal"}}]}),
		],
		[
			resource("google_cloudfunctions2_function_iam_member", {"cloud_function": "f", "role": "roles/cloudfunctions.invoker", "member": "allUsers"}),
			resource("google_cloudfunctions2_function", {"name": "f", "service_config": [{"ingress_settings": "ALLOW_INTERNAL_ONLY"}]}),
		],
		[resource("google_cloud_run_v2_service", {"invoker_iam_disabled": false})],
	] {
		count(policy.deny) == 0 with input as unit(resources)
		count(policy.undetermined) == 0 with input as unit(resources)
	}
}

test_unknown_is_undetermined if {
	every case in [
		[member({}), ["member"]],
		[member({}), ["members", 0]],
		[member({}), ["policy_data"]],
		[resource("google_cloud_run_v2_service_iam_member", everyone), ["role"]],
		[resource("google_cloud_run_v2_service", {}), ["invoker_iam_disabled"]],
	] {
		subject := unit([unsure(case[0], case[1])])
		count(policy.deny) == 0 with input as subject
		policy.undetermined == {{"resource": case[0].address, "path": case[1], "reason": "known after apply"}} with input as subject
	}
}

test_account_of_the_same_apply_is_not_everybody if {
	made := object.union(unsure(member({}), ["member"]), {"references": [{"path": ["member"], "address": "google_service_account.gateway"}]})
	count(policy.undetermined) == 0 with input as unit([made])
}
