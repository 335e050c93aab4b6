package bartizan.terraform.flow_log_test

import data.bartizan.terraform.flow_log as policy

log(enabled, retention) := {"kind": "azurerm_network_watcher_flow_log", "values": {"enabled": enabled, "retention_policy": [retention]}, "unknown": []}

kept(days) := log(true, {"enabled": true, "days": days})

paths(subject) := {finding.path | some finding in found} if {
	found := policy.deny with input as subject
}

test_violated_when_off if {
	some finding in policy.deny with input as log("false", {"enabled": true, "days": 90})
	finding.path == ["enabled"]
	finding.message == "flow log is switched off"
	finding.fix[0].value == true
}

test_violated_without_retention if {
	paths(log(true, {"enabled": false, "days": 90})) == {["retention_policy", 0, "enabled"]}
	paths({"values": {"enabled": true}}) == {["retention_policy", 0, "enabled"]}
}

test_violated_by_short_retention if {
	some finding in policy.deny with input as kept("89")
	finding.path == ["retention_policy", 0, "days"]
	finding.message == "flow log is kept for 89 days, not 90"
	paths(kept(1)) == {["retention_policy", 0, "days"]}
}

test_satisfied if {
	every days in [0, 90, "365"] {
		count(policy.deny) == 0 with input as kept(days)
		count(policy.undetermined) == 0 with input as kept(days)
	}
}

test_parameter if {
	paths(object.union(kept(29), {"parameters": {"days": 30}})) == {["retention_policy", 0, "days"]}
	paths(object.union(kept(30), {"parameters": {"days": 30}})) == set()
}

test_unknown_is_undetermined if {
	every path in [["enabled"], ["retention_policy"], ["retention_policy", 0, "enabled"], ["retention_policy", 0, "days"]] {
		unsure := {"values": json.remove(kept(90).values, [path]), "unknown": [{"path": path, "reason": "known after apply"}]}
		paths(unsure) == set()
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}
