package bartizan.lib.compute_resources_test

import data.bartizan.lib.compute_resources

limit_range(limit) := {"kind": "LimitRange", "namespace": "prod", "values": {"spec": {"limits": [object.union({"type": "Container"}, limit)]}}}

test_what_a_limit_range_supplies if {
	every case in [
		[{"default": {"memory": "1Gi"}}, {["prod", "limits", "memory"], ["prod", "requests", "memory"]}],
		[{"defaultRequest": {"cpu": "1"}}, {["prod", "requests", "cpu"]}],
		[{"max": {"cpu": "1"}}, {["prod", "limits", "cpu"], ["prod", "requests", "cpu"]}],
		[{"min": {"cpu": "1"}}, {["prod", "requests", "cpu"]}],
		[{"type": "Pod", "max": {"cpu": "1"}}, set()],
	] {
		compute_resources.supplied == case[1] with input as {"resources": [limit_range(case[0])]}
	}
}

test_limit_is_the_request_too if {
	compute_resources.given({"limits": {"cpu": "1"}}, [], ["requests", "cpu"])
	not compute_resources.given({"requests": {"cpu": "1"}}, [], ["limits", "cpu"])
}
