package bartizan.terraform.nsg_admin_test

import data.bartizan.terraform.nsg_admin as policy

rule(changes) := object.union(
	{"direction": "Inbound", "access": "Allow", "protocol": "Tcp", "source_address_prefix": "*", "destination_port_range": "22"},
	changes,
)

group(changes) := {"kind": "azurerm_network_security_group", "values": {"security_rule": [rule(changes)]}, "unknown": []}

test_violated if {
	some finding in policy.deny with input as group({})
	finding.path == ["security_rule", 0, "source_address_prefix"]
	finding.message == "inbound rule admits SSH from *"
	finding.key == "*"
}

test_violated_by_rule_resource if {
	some finding in policy.deny with input as {"kind": "azurerm_network_security_rule", "values": rule({"destination_port_range": 3389})}
	finding.path == ["source_address_prefix"]
	finding.message == "inbound rule admits RDP from *"
}

test_violated_in_other_spellings if {
	every changes in [
		{"source_address_prefix": "Internet"},
		{"source_address_prefix": "0.0.0.0/0"},
		{"source_address_prefix": "::/0"},
		{"direction": "inbound", "access": "allow", "protocol": "tcp"},
		{"protocol": "*", "destination_port_range": "*"},
		{"destination_port_range": "20-25"},
		{"destination_port_range": "80", "destination_port_ranges": ["443", "3000-4000"]},
		{"protocol": "Udp", "destination_port_range": "3389"},
	] {
		count(policy.deny) == 1 with input as group(changes)
	}
}

test_violated_in_list_of_sources if {
	halves := {"source_address_prefix": "10.0.0.0/8", "source_address_prefixes": ["0.0.0.0/1", "128.0.0.0/1"]}
	found := policy.deny with input as group(halves)
	{finding.path | some finding in found} == {["security_rule", 0, "source_address_prefixes", 0], ["security_rule", 0, "source_address_prefixes", 1]}
}

test_satisfied if {
	every changes in [
		{"access": "Deny"},
		{"direction": "Outbound"},
		{"source_address_prefix": "10.0.0.0/8"},
		{"source_address_prefix": "VirtualNetwork"},
		{"destination_port_range": "443"},
		{"protocol": "Udp"},
		{"protocol": "Icmp", "destination_port_range": "*"},
	] {
		count(policy.deny) == 0 with input as group(changes)
		count(policy.undetermined) == 0 with input as group(changes)
	}
}

test_absent_is_satisfied if {
	count(policy.deny) == 0 with input as {"kind": "azurerm_network_security_group", "values": {}}
}

test_unknown_is_undetermined if {
	every field in ["direction", "access", "protocol", "source_address_prefix", "destination_port_range"] {
		values := {"security_rule": [object.remove(rule({}), [field])]}
		path := ["security_rule", 0, field]
		unsure := {"kind": "azurerm_network_security_group", "values": values, "unknown": [{"path": path, "reason": "known after apply"}]}
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_rules_are_undetermined if {
	unsure := {"kind": "azurerm_network_security_group", "values": {}, "unknown": [{"path": ["security_rule"], "reason": "known after apply"}]}
	count(policy.undetermined) == 1 with input as unsure
}
