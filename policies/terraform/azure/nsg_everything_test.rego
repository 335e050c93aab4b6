package bartizan.terraform.nsg_everything_test

import data.bartizan.terraform.nsg_everything as policy

rule(changes) := object.union(
	{"direction": "Inbound", "access": "Allow", "protocol": "*", "source_address_prefix": "*", "destination_port_range": "*"},
	changes,
)

group(changes) := {"kind": "azurerm_network_security_group", "values": {"security_rule": [rule(changes)]}, "unknown": []}

messages(subject) := {finding.message | some finding in found} if {
	found := policy.deny with input as subject
}

test_violated if {
	some finding in policy.deny with input as group({})
	finding.path == ["security_rule", 0, "source_address_prefix"]
	finding.message == "inbound rule admits all ports from *"
}

test_violated_by_ports if {
	messages(group({"protocol": "Tcp", "destination_port_range": "0-65535"})) == {"inbound rule admits all ports from *"}
	messages(group({"protocol": "Tcp", "destination_port_range": "5432"})) == {"inbound rule admits port 5432 from *"}
	messages({"kind": "azurerm_network_security_rule", "values": rule({"protocol": "Tcp", "destination_port_range": "3000-6000"})}) == {"inbound rule admits port 3306, 5432 from *"}
}

test_satisfied if {
	every changes in [
		{"destination_port_range": "443"},
		{"source_address_prefix": "10.0.0.0/8"},
		{"direction": "Outbound"},
		{"access": "Deny"},
		{"protocol": "Udp", "destination_port_range": "5432"},
	] {
		count(policy.deny) == 0 with input as group(changes)
	}
}

test_absent_is_satisfied if {
	count(policy.deny) == 0 with input as {"kind": "azurerm_network_security_group", "values": {}}
}

test_ports_are_a_parameter if {
	subject := object.union(group({"protocol": "Tcp", "destination_port_range": "1521"}), {"parameters": {"ports": [1521]}})
	messages(subject) == {"inbound rule admits port 1521 from *"}
}

test_unknown_is_undetermined if {
	every field in ["direction", "access", "source_address_prefix", "destination_port_range"] {
		values := {"security_rule": [object.remove(rule({}), [field])]}
		path := ["security_rule", 0, field]
		unsure := {"kind": "azurerm_network_security_group", "values": values, "unknown": [{"path": path, "reason": "known after apply"}]}
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_port_of_listed_source_is_undetermined if {
	path := ["destination_port_range"]
	values := object.remove(rule({"source_address_prefixes": ["0.0.0.0/0"]}), ["source_address_prefix", "destination_port_range"])
	unsure := {"kind": "azurerm_network_security_rule", "values": values, "unknown": [{"path": path, "reason": "known after apply"}]}
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
}
