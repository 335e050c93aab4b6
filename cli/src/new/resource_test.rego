package {{package}}_test

import data.{{package}} as policy

with_owner := {"kind": "{{kind}}", "name": "web", "values": {{with}}}

without_owner := {"kind": "{{kind}}", "name": "web", "values": {{without}}}

test_violated if {
	policy.deny == {{"message": "{{kind}} \"web\" names no owner", "path": policy.path}} with input as without_owner
}

test_violated_when_absent if {
	count(policy.deny) == 1 with input as object.union(without_owner, {"values": {"other": "value"}})
}

test_satisfied if {
	count(policy.deny) == 0 with input as with_owner
}

test_satisfied_by_exemption if {
	count(policy.deny) == 0 with input as object.union(without_owner, {"parameters": {"exempt": ["web"]}})
}

test_unknown_is_undetermined if {
	every at in [policy.path, array.slice(policy.path, 0, 1)] {
		unsure := object.union(without_owner, {"unknown": [{"path": at, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": at, "reason": "known after apply"}} with input as unsure
	}
}
