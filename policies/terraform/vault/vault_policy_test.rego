package bartizan.terraform.vault_policy_test

import data.bartizan.terraform.vault_policy as policy

written(path, capabilities) := sprintf("path %q {\n  capabilities = %s\n}\n", [path, json.marshal(capabilities)])

resource(text) := {"kind": "vault_policy", "name": "p", "values": {"name": "portal", "policy": text}, "unknown": []}

document(path, capabilities) := {"kind": "data.vault_policy_document", "name": "p", "values": {"rule": [{"path": path, "capabilities": capabilities}]}, "unknown": []}

messages(subject) := {finding.message | some finding in found} if {
	found := policy.deny with input as subject
}

test_violated_by_every_path if {
	text := written("*", ["read", "sudo"])
	policy.deny == {{
		"path": ["policy"],
		"message": `policy "portal" grants read, sudo on every path`,
		"key": "*",
		"within": [[0, count(text) - 1]],
	}} with input as resource(text)
}

test_violated_by_system if {
	messages(resource(written("sys/*", ["sudo"]))) == {`policy "portal" grants sudo on all of sys/`}
	messages(resource(written("sys/*", ["create", "update", "list"]))) == {`policy "portal" grants create, update on all of sys/`}
}

test_violated_by_all_secrets if {
	every path in ["secret/*", "kv/*", "secret/data/*", "kv/data/*"] {
		count(messages(resource(written(path, ["create", "read", "update", "delete", "list"])))) == 1
	}
	messages(resource(json.marshal({"path": {"kv/*": {"capabilities": ["read", "update", "delete"]}}}))) == {`policy "portal" grants full access to all secrets of kv`}
}

test_violated_in_document if {
	some finding in policy.deny with input as document("*", ["read"])
	finding.path == ["rule", 0, "path"]
	finding.message == "policy grants read on every path"
}

test_satisfied if {
	every subject in [
		resource(written("secret/data/portal/*", ["create", "read", "update", "delete"])),
		resource(written("secret/*", ["read", "list"])),
		resource(written("*", ["deny"])),
		resource(written("*", ["list"])),
		resource(written("sys/*", ["read", "list"])),
		resource(written("sys/policies/acl/*", ["create", "update", "sudo"])),
		resource(concat("", ["# ", written("*", ["sudo"])])),
		document("secret/data/portal", ["read"]),
		object.union(resource(written("secret/*", ["create", "read", "delete"])), {"values": {"name": "admin"}}),
		object.union(resource(written("*", ["sudo"])), {"references": [{"path": ["policy"], "address": "data.vault_policy_document.p"}]}),
	] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_parameter if {
	count(policy.deny) == 1 with input as object.union(resource(written("apps/*", ["create", "read", "delete"])), {"parameters": {"mounts": ["apps"]}})
}

test_unknown_is_undetermined if {
	unsure := {"kind": "vault_policy", "name": "p", "values": {}, "unknown": [{"path": ["policy"], "reason": "known after apply"}]}
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"path": ["policy"], "reason": "known after apply"}} with input as unsure
	judged_itself := object.union(unsure, {"references": [{"path": ["policy"], "address": "data.vault_policy_document.p"}]})
	count(policy.undetermined) == 0 with input as judged_itself
	every path in [["rule"], ["rule", 0], ["rule", 0, "path"], ["rule", 0, "capabilities"]] {
		unsettled := {"kind": "data.vault_policy_document", "name": "p", "values": {"rule": [{}]}, "unknown": [{"path": path, "reason": "known after apply"}]}
		count(policy.deny) == 0 with input as unsettled
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsettled
	}
}
