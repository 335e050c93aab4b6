package bartizan.lib.azure_test

import data.bartizan.lib.azure

resource(values, unknowns) := {"kind": "azurerm_storage_account", "address": "azurerm_storage_account.s", "values": values, "unknown": unknowns}

names := ["new_enabled", "enable_new"]

after_apply(path) := {"path": path, "reason": "known after apply"}

test_major if {
	azure.major({"version": "4.81.0"}) == 4
	azure.major({"version": "5"}) == 5
	not azure.major({"version": null})
	not azure.major({"version": "~> 4.0"})
	not azure.major({})
}

test_settings_go_by_several_names if {
	azure.place(resource({}, []), [], names) == ["new_enabled"]
	azure.place(resource({"enable_new": true}, []), [], names) == ["enable_new"]
	azure.value(resource({"enable_new": true}, []), [], names, false) == true
	azure.value(resource({}, []), [], names, false) == false
	azure.value(resource({"b": [{"new_enabled": "x"}]}, []), ["b", 0], names, "y") == "x"
}

test_absent_is_false_or_true if {
	azure.not_true(resource({}, []), [], names)
	azure.not_true(resource({"enable_new": "false"}, []), [], names)
	not azure.not_true(resource({"enable_new": "true"}, []), [], names)
	azure.not_false(resource({}, []), [], names)
	not azure.not_false(resource({"new_enabled": false}, []), [], names)
}

test_unknown_is_neither if {
	every path in [["b"], ["b", 0], ["b", 0, "enable_new"]] {
		unsure := resource({}, [after_apply(path)])
		azure.unknowns(unsure, ["b", 0], names) == {path: "known after apply"}
		not azure.not_true(unsure, ["b", 0], names)
		not azure.not_false(unsure, ["b", 0], names)
	}
	count(azure.unknowns(resource({}, [after_apply(["b", 0, "other"])]), ["b", 0], names)) == 0
}

test_given if {
	azure.given(resource({"b": [{}]}, []), "b")
	azure.given(resource({}, [after_apply(["b"])]), "b")
	not azure.given(resource({"b": []}, []), "b")
	not azure.given(resource({}, []), "b")
}

test_label if {
	azure.label({"name": "s", "values": {"name": "documents"}}) == "documents"
	azure.label({"name": "s", "values": {}}) == "s"
}

account := resource({"name": "Store"}, [])

rules(values, unknowns, references) := {
	"kind": "azurerm_storage_account_network_rules",
	"address": "azurerm_storage_account_network_rules.r",
	"values": values,
	"unknown": unknowns,
	"references": references,
}

reference(address) := {"path": ["storage_account_id"], "address": address}

companions(companion) := found if {
	found := azure.companions(companion.kind, "storage_account_id", account) with input.resources as [account, companion]
}

test_companions_by_reference_id_and_name if {
	companions(rules({}, [after_apply(["storage_account_id"])], [reference("azurerm_storage_account.s")])) == {1}
	companions(rules({"storage_account_id": "/subscriptions/1/storageAccounts/store"}, [], [])) == {1}
	companions(rules({"storage_account_id": "/subscriptions/1/storageAccounts/other"}, [], [])) == set()
	companions(rules({}, [], [reference("azurerm_storage_account.t")])) == set()
}

doubt(companion, complete) := reason if {
	reason := azure.doubt(companion.kind, "storage_account_id") with input as {"complete": complete, "resources": [account, companion]}
}

test_doubt if {
	stray := rules({}, [after_apply(["storage_account_id"])], [])
	doubt(stray, true) == "what one azurerm_storage_account_network_rules configures is only known after apply"
	doubt(rules({"storage_account_id": "x"}, [], []), false) == "not all of the module is here"
	not doubt(rules({"storage_account_id": "x"}, [], []), true)
	not doubt(rules({}, [after_apply(["storage_account_id"])], [reference("data.azurerm_storage_account.t")]), true)
}
