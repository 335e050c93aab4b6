package bartizan.lib.iam_document_test

import data.bartizan.lib.iam_document

document(address, references) := {"kind": "data.aws_iam_policy_document", "address": address, "references": references}

reference(attribute, name) := {"path": [attribute, 0], "address": sprintf("data.aws_iam_policy_document.%s", [name])}

test_behind if {
	resources := [
		document("data.aws_iam_policy_document.all", [reference("source_policy_documents", "tls"), reference("override_policy_documents", "all")]),
		document(`data.aws_iam_policy_document.tls["a"]`, []),
		document(`data.aws_iam_policy_document.tls["b"]`, []),
		document("data.aws_iam_policy_document.other", [reference("statement", "tls")]),
	]
	holder := {"references": [reference("policy", "all"), reference("bucket", "other")]}
	found := {found.address | some found in iam_document.behind(holder, "policy")} with input.resources as resources
	found == {"data.aws_iam_policy_document.all", `data.aws_iam_policy_document.tls["a"]`, `data.aws_iam_policy_document.tls["b"]`}
	iam_document.behind({}, "policy") == set() with input.resources as resources
}

own := {"kind": "data.aws_iam_policy_document", "address": "data.aws_iam_policy_document.own", "values": {"statement": [{"actions": ["s3:*"]}]}}

unsure(path) := object.union(own, {"unknown": [{"path": path, "reason": "r"}]})

test_settled if {
	holder := {"references": [reference("policy", "own")]}
	every resource in [own, unsure(["json"]), unsure(["statement", 0, "resources"])] {
		iam_document.settled(holder, "policy", ["action"]) with input.resources as [resource]
	}
	merging := object.union(own, {"values": {"source_policy_documents": ["{}"]}})
	every resource in [merging, unsure(["statement"]), unsure(["statement", 0, "actions"]), unsure(["source_policy_documents", 0])] {
		not iam_document.settled(holder, "policy", ["action"]) with input.resources as [resource]
	}
	not iam_document.settled(holder, "policy", ["action"]) with input.resources as []
	not iam_document.settled({"references": []}, "policy", ["action"]) with input.resources as [own]
}
