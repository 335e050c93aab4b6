package bartizan.terraform.firewall_admin_test

import data.bartizan.terraform.firewall_admin as policy

firewall(changes) := {
	"kind": "google_compute_firewall",
	"values": object.union({"source_ranges": ["0.0.0.0/0"], "allow": [{"protocol": "tcp", "ports": ["22"]}]}, changes),
	"unknown": [],
}

test_violated if {
	some finding in policy.deny with input as firewall({})
	finding.path == ["source_ranges", 0]
	finding.message == "firewall admits SSH from 0.0.0.0/0"
	finding.key == "0.0.0.0/0"
}

test_violated_in_other_spellings if {
	every changes in [
		{"source_ranges": ["10.0.0.0/8", "::/0"]},
		{"source_ranges": ["0.0.0.0/1"]},
		{"allow": [{"protocol": "icmp"}, {"protocol": "TCP", "ports": ["80", "20-25"]}]},
		{"allow": [{"protocol": "tcp"}]},
		{"allow": [{"protocol": "all"}]},
		{"allow": [{"protocol": "6", "ports": ["0-65535"]}]},
		{"allow": [{"protocol": "udp", "ports": [3389]}]},
		{"direction": "ingress", "disabled": "false"},
	] {
		count(policy.deny) == 1 with input as firewall(changes)
	}
}

test_satisfied if {
	every changes in [
		{"source_ranges": ["35.235.240.0/20"]},
		{"direction": "EGRESS"},
		{"disabled": true},
		{"allow": [{"protocol": "tcp", "ports": ["443"]}]},
		{"allow": [{"protocol": "udp", "ports": ["22"]}]},
		{"allow": [{"protocol": "icmp"}]},
	] {
		count(policy.deny) == 0 with input as firewall(changes)
		count(policy.undetermined) == 0 with input as firewall(changes)
	}
}

test_absent_is_satisfied if {
	count(policy.deny) == 0 with input as {"kind": "google_compute_firewall", "values": {"deny": [{"protocol": "all"}]}}
}

test_unknown_is_undetermined if {
	every path in [["source_ranges"], ["source_ranges", 0], ["direction"], ["disabled"], ["allow"], ["allow", 0, "ports", 0]] {
		known := json.remove(firewall({}).values, [concat("/", [sprintf("%v", [step]) | some step in path])])
		unsure := {"kind": "google_compute_firewall", "values": known, "unknown": [{"path": path, "reason": "known after apply"}]}
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_ranges_of_other_ports_do_not_matter if {
	sure := {
		"kind": "google_compute_firewall",
		"values": {"allow": [{"protocol": "tcp", "ports": ["443"]}]},
		"unknown": [{"path": ["source_ranges"], "reason": "known after apply"}],
	}
	count(policy.undetermined) == 0 with input as sure
}
