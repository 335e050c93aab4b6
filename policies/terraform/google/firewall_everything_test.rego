package bartizan.terraform.firewall_everything_test

import data.bartizan.terraform.firewall_everything as policy

firewall(changes) := {
	"kind": "google_compute_firewall",
	"values": object.union({"source_ranges": ["0.0.0.0/0"], "allow": [{"protocol": "all"}]}, changes),
	"unknown": [],
}

messages(subject) := {finding.message | some finding in found} if {
	found := policy.deny with input as subject
}

test_violated if {
	some finding in policy.deny with input as firewall({})
	finding.path == ["source_ranges", 0]
	finding.message == "firewall admits all traffic from 0.0.0.0/0"
}

test_violated_by_ports if {
	messages(firewall({"allow": [{"protocol": "tcp"}]})) == {"firewall admits all TCP ports from 0.0.0.0/0"}
	messages(firewall({"allow": [{"protocol": "udp", "ports": ["0-65535"]}]})) == {"firewall admits all UDP ports from 0.0.0.0/0"}
	messages(firewall({"allow": [{"protocol": "tcp", "ports": ["80", "5432"]}], "source_ranges": ["::/0"]})) == {"firewall admits port 5432 from ::/0"}
	messages(firewall({"allow": [{"protocol": "tcp", "ports": ["3000-6000"]}]})) == {"firewall admits port 3306, port 5432 from 0.0.0.0/0"}
}

test_satisfied if {
	every changes in [
		{"source_ranges": ["10.0.0.0/8"]},
		{"direction": "EGRESS"},
		{"disabled": "true"},
		{"allow": [{"protocol": "tcp", "ports": ["80", "443"]}]},
		{"allow": [{"protocol": "icmp"}]},
	] {
		count(policy.deny) == 0 with input as firewall(changes)
	}
}

test_absent_is_satisfied if {
	count(policy.deny) == 0 with input as {"kind": "google_compute_firewall", "values": {"source_ranges": ["0.0.0.0/0"]}}
}

test_ports_are_a_parameter if {
	subject := object.union(firewall({"allow": [{"protocol": "tcp", "ports": ["1521"]}]}), {"parameters": {"ports": [1521]}})
	messages(subject) == {"firewall admits port 1521 from 0.0.0.0/0"}
}

test_unknown_is_undetermined if {
	every path in [["source_ranges"], ["direction"], ["allow"], ["allow", 0, "protocol"]] {
		known := json.remove(firewall({}).values, [concat("/", [sprintf("%v", [step]) | some step in path])])
		unsure := {"kind": "google_compute_firewall", "values": known, "unknown": [{"path": path, "reason": "known after apply"}]}
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}
