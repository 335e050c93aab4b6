package bartizan.lib.kubernetes_test

import data.bartizan.lib.kubernetes

containers := ["spec", "containers"]

unknown(path) := {"unknown": [{"path": path, "reason": "known after apply"}]}

test_unknown_that_decides_an_element if {
	every path in [
		["spec"],
		["spec", "containers"],
		["spec", "containers", 1],
		["spec", "containers", 1, "image"],
		["spec", "containers", 1, "image", 0],
	] {
		count(kubernetes.unknown_in(containers, ["image"])) == 1 with input as unknown(path)
	}
}

test_unknown_that_does_not if {
	every path in [["metadata"], ["spec", "volumes"], ["spec", "containers", 1, "name"]] {
		count(kubernetes.unknown_in(containers, ["image"])) == 0 with input as unknown(path)
	}
}

test_unknown_that_hides_elements if {
	count(kubernetes.hidden(containers)) == 1 with input as unknown(["spec", "containers", 1])
	count(kubernetes.hidden(containers)) == 0 with input as unknown(["spec", "containers", 1, "image"])
}

test_version if {
	every version in ["1.26", "v1.26.4", "1.26+"] {
		kubernetes.older_than(27) with input as {"version": version}
	}
	every version in ["1.27", "v1.33.1-gke.100", "2.0", null, "latest"] {
		not kubernetes.older_than(27) with input as {"version": version}
	}
}

test_list_and_map_of_null if {
	kubernetes.list({"a": null}, ["a"]) == []
	kubernetes.list({"a": "b"}, ["a"]) == []
	kubernetes.map({"a": null}, ["a"]) == {}
	kubernetes.map({"a": {"b": 1}}, ["a"]) == {"b": 1}
}

test_hook_events[note] if {
	some note, tc in {
		"none": {"annotations": {}, "events": set()},
		"several": {"annotations": {"helm.sh/hook": "pre-install, pre-upgrade"}, "events": {"pre-install", "pre-upgrade"}},
		"test": {"annotations": {"helm.sh/hook": "test"}, "events": {"test"}},
		"malformed": {"annotations": {"helm.sh/hook": ["test"]}, "events": set()},
	}
	kubernetes.hook_events == tc.events with input as {"values": {"metadata": {"annotations": tc.annotations}}}
}
