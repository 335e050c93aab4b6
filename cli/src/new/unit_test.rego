package {{package}}_test

import data.{{package}} as policy

with_owner := {"kind": "{{kind}}", "name": "web", "address": "web", "values": {{with}}}

without_owner := {"kind": "{{kind}}", "name": "batch", "address": "batch", "values": {{without}}}

unit(resources) := {"complete": true, "resources": resources}

test_violated if {
	policy.deny == {{
		"message": "{{kind}} \"batch\" names no owner",
		"resource": "batch",
		"path": policy.path,
	}} with input as unit([with_owner, without_owner])
}

test_satisfied if {
	count(policy.deny) == 0 with input as unit([with_owner])
}

test_unknown_is_undetermined if {
	unsure := object.union(without_owner, {"unknown": [{"path": policy.path, "reason": "known after apply"}]})
	count(policy.deny) == 0 with input as unit([unsure])
	policy.undetermined == {{
		"resource": "batch",
		"path": policy.path,
		"reason": "known after apply",
	}} with input as unit([unsure])
}
