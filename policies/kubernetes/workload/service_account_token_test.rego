package bartizan.kubernetes.service_account_token_test

import data.bartizan.kubernetes.service_account_token as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

consumer(spec) := {
	"kind": "Deployment",
	"name": "web",
	"namespace": "prod",
	"address": "Deployment/prod/web",
	"values": {"spec": {"template": {"spec": spec}}},
}

account(values) := {"kind": "ServiceAccount", "name": "web", "namespace": "prod", "address": "ServiceAccount/prod/web", "values": values}

grant(namespace) := {
	"kind": "RoleBinding",
	"name": "web",
	"namespace": "prod",
	"address": "RoleBinding/prod/web",
	"values": {"subjects": [object.union({"kind": "ServiceAccount", "name": "web"}, namespace)]},
}

fleet(resources) := {"complete": true, "resources": resources}

path := ["spec", "template", "spec", "automountServiceAccountToken"]

test_violated_by_default_account if {
	policy.deny == {{
		"message": `Deployment "web" mounts the token of service account "default", which no binding gives any right`,
		"resource": "Deployment/prod/web",
		"path": path,
		"fix": [{"op": "set", "path": path, "value": false, "safety": "unsafe"}],
	}} with input as fleet([consumer({})])
}

test_violated_by_account_without_binding if {
	count(policy.deny) == 1 with input as fleet([consumer({"serviceAccountName": "web"}), account({})])
}

test_pod_decides_over_account if {
	count(policy.deny) == 1 with input as fleet([
		consumer({"serviceAccountName": "web", "automountServiceAccountToken": true}),
		account({"automountServiceAccountToken": false}),
	])
}

test_satisfied if {
	count(policy.deny) == 0 with input as fleet([consumer({"automountServiceAccountToken": false})])
	count(policy.deny) == 0 with input as fleet([consumer({"serviceAccountName": "web"}), account({"automountServiceAccountToken": false})])
}

test_satisfied_by_binding if {
	every namespace in [{"namespace": "prod"}, {}] {
		count(policy.deny) == 0 with input as fleet([consumer({"serviceAccountName": "web"}), grant(namespace)])
	}
}

test_binding_of_another_namespace if {
	count(policy.deny) == 1 with input as fleet([consumer({"serviceAccountName": "web"}), grant({"namespace": "stage"})])
}

test_namespace_left_to_the_deployment if {
	resource := object.union(consumer({"serviceAccountName": "web"}), {"namespace": null})
	count(policy.deny) == 0 with input as fleet([resource, grant({"namespace": "stage"})])
}

test_incomplete_fleet_is_undetermined if {
	resources := {"complete": false, "resources": [consumer({})]}
	count(policy.deny) == 0 with input as resources
	policy.undetermined == {{
		"resource": "Deployment/prod/web",
		"path": path,
		"reason": `the rights of service account "default" are not all known here`,
	}} with input as resources
}

test_binding_in_an_incomplete_fleet_is_enough if {
	resources := {"complete": false, "resources": [consumer({"serviceAccountName": "web"}), grant({"namespace": "prod"})]}
	count(policy.deny) + count(policy.undetermined) == 0 with input as resources
}

test_unknown_is_undetermined if {
	every unknown_path in [path, ["spec", "template", "spec", "serviceAccountName"], ["spec"]] {
		resources := fleet([unknown(consumer({}), unknown_path)])
		count(policy.deny) == 0 with input as resources
		policy.undetermined == {{"resource": "Deployment/prod/web", "path": unknown_path, "reason": "known after apply"}} with input as resources
	}
}

test_unknown_subject_or_account_is_undetermined if {
	every resource in [
		unknown(object.union(grant({}), {"values": {"subjects": []}}), ["subjects", 0, "name"]),
		unknown(account({}), ["automountServiceAccountToken"]),
	] {
		resources := fleet([consumer({"serviceAccountName": "web"}), resource])
		count(policy.deny) == 0 with input as resources
		count(policy.undetermined) == 1 with input as resources
	}
}

default_grant(namespace) := {
	"kind": "RoleBinding",
	"name": "web",
	"address": "RoleBinding/web",
	"values": {"subjects": [object.union({"kind": "ServiceAccount", "name": "default"}, namespace)]},
}

# Every namespace has an account `default`: its name does not say which one a binding means.
test_default_account_of_a_namespace_that_is_not_written if {
	here := object.union(consumer({}), {"namespace": null})
	every resources in [[consumer({}), default_grant({})], [here, default_grant({})], [here, default_grant({"namespace": "prod"})]] {
		count(policy.deny) == 0 with input as fleet(resources)
		{finding.reason | some finding in policy.undetermined} == {`a binding names the service account "default" of a namespace that is not written`} with input as fleet(resources)
	}
	same := fleet([consumer({}), default_grant({"namespace": "prod"})])
	count(policy.deny | policy.undetermined) == 0 with input as same
	other := fleet([consumer({}), default_grant({"namespace": "test"})])
	count(policy.deny) == 1 with input as other
}
