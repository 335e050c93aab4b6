package bartizan.terraform.app_identity_test

import data.bartizan.terraform.app_identity as policy

app(values) := {"kind": "azurerm_linux_web_app", "name": "a", "values": values, "unknown": []}

test_violated if {
	every values in [{"name": "portal"}, {"name": "portal", "auth_settings_v2": [{"auth_enabled": false}]}, {"name": "portal", "auth_settings": [{"enabled": "false"}]}] {
		some finding in policy.deny with input as app(values)
		finding.path == ["identity"]
		finding.message == `app "portal" has neither a platform login nor an identity`
	}
}

test_satisfied if {
	every values in [
		{"auth_settings_v2": [{"auth_enabled": true}]},
		{"auth_settings": [{"enabled": "true"}]},
		{"identity": [{"type": "SystemAssigned"}]},
	] {
		count(policy.deny) == 0 with input as app(values)
		count(policy.undetermined) == 0 with input as app(values)
	}
}

test_unknown_is_undetermined if {
	every path in [["auth_settings_v2"], ["auth_settings_v2", 0, "auth_enabled"], ["auth_settings", 0, "enabled"], ["identity"]] {
		unsure := object.union(app({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}
