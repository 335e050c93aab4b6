package bartizan.kubernetes.ingress_annotation_injection_test

import data.bartizan.kubernetes.ingress_annotation_injection as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

with_parameters(resource, parameters) := object.union(resource, {"parameters": parameters})

ingress(annotations) := {"kind": "Ingress", "name": "web", "values": {"metadata": {"annotations": annotations}}}

url := "nginx.ingress.kubernetes.io/auth-url"

test_violated if {
	some finding in policy.deny with input as ingress({url: "http://auth.example.org/;load_module /tmp/x.so"})
	finding.path == ["metadata", "annotations", "nginx.ingress.kubernetes.io/auth-url"]
	finding.key == "a semicolon"
	finding.message == `annotation "nginx.ingress.kubernetes.io/auth-url" of Ingress "web" holds a semicolon`
}

test_violated_by_line_break if {
	keys := {finding.key | some finding in policy.deny} with input as ingress({"nginx.ingress.kubernetes.io/mirror-host": "a.example.org\nfoo"})
	keys == {"a line break"}
}

test_satisfied if {
	count(policy.deny) == 0 with input as ingress({url: "https://$host/oauth2/auth?rd=$escaped_request_uri"})
	count(policy.deny) == 0 with input as ingress({"nginx.ingress.kubernetes.io/auth-tls-match-cn": "CN=client-[a-z]+"})
	count(policy.deny) == 0 with input as ingress({"nginx.ingress.kubernetes.io/configuration-snippet": "more_set_headers \"A: b\";"})
}

test_satisfied_when_absent if {
	count(policy.deny) == 0 with input as ingress(null)
	count(policy.deny) == 0 with input as {"kind": "Ingress", "name": "web", "values": {}}
}

test_prefix_by_parameter if {
	resource := ingress({"ingress.example.org/auth-url": "http://a/;"})
	count(policy.deny) == 0 with input as resource
	count(policy.deny) == 1 with input as with_parameters(resource, {"annotations_prefix": "ingress.example.org"})
}

test_unknown_is_undetermined if {
	every path in [["metadata", "annotations", url], ["metadata", "annotations"]] {
		resource := unknown(ingress({}), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}
