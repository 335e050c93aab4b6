package bartizan.lib.label_selector_test

import data.bartizan.lib.label_selector

labels := {"app": "web", "tier": "front"}

expression(key, operator, values) := {"matchExpressions": [{"key": key, "operator": operator, "values": values}]}

test_selects if {
	every selector in [
		{},
		{"matchLabels": {"app": "web"}},
		{"matchLabels": null},
		expression("app", "In", ["api", "web"]),
		expression("app", "NotIn", ["api"]),
		expression("release", "NotIn", ["stable"]),
		expression("tier", "Exists", []),
		expression("release", "DoesNotExist", null),
	] {
		label_selector.selects(selector, labels)
	}
}

test_does_not_select if {
	every selector in [
		null,
		{"matchLabels": {"app": "api"}},
		{"matchLabels": {"app": "web", "release": "stable"}},
		expression("app", "In", ["api"]),
		expression("release", "In", ["stable"]),
		expression("app", "NotIn", ["web"]),
		expression("release", "Exists", []),
		expression("app", "DoesNotExist", []),
		expression("app", "Near", ["web"]),
	] {
		not label_selector.selects(selector, labels)
	}
}
