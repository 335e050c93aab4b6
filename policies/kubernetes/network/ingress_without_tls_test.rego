package bartizan.kubernetes.ingress_without_tls_test

import data.bartizan.kubernetes.ingress_without_tls as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

ingress(spec) := {"kind": "Ingress", "name": "web", "values": {"spec": spec}}

annotated(name, value) := {
	"kind": "Ingress",
	"name": "web",
	"values": {"metadata": {"annotations": {name: value}}, "spec": {"rules": [{"host": "a.example.org"}]}},
}

test_violated_without_tls if {
	some finding in policy.deny with input as ingress({"rules": [{"host": "a.example.org"}]})
	finding.path == ["spec", "rules", 0, "host"]
	finding.message == `Ingress "web" serves host "a.example.org" without TLS`
}

test_violated_by_host_that_is_not_listed if {
	findings := {finding.key | some finding in policy.deny} with input as ingress({
		"tls": [{"hosts": ["a.example.org"], "secretName": "a"}],
		"rules": [{"host": "a.example.org"}, {"host": "b.example.org"}],
	})
	findings == {"b.example.org"}
}

test_violated_without_host if {
	some finding in policy.deny with input as ingress({"rules": [{"http": {}}]})
	finding.path == ["spec", "rules", 0]
	finding.message == `Ingress "web" serves every host without TLS`
}

test_violated_by_default_backend if {
	some finding in policy.deny with input as ingress({"defaultBackend": {"service": {"name": "web"}}})
	finding.path == ["spec", "tls"]
}

test_satisfied if {
	every hosts in [["a.example.org"], ["*.example.org"], ["A.example.org"], []] {
		count(policy.deny) == 0 with input as ingress({"tls": [{"hosts": hosts}], "rules": [{"host": "a.example.org"}]})
	}
}

test_wildcard_stands_for_one_label if {
	count(policy.deny) == 1 with input as ingress({"tls": [{"hosts": ["*.example.org"]}], "rules": [{"host": "a.b.example.org"}]})
}

test_certificate_by_annotation if {
	count(policy.deny) == 0 with input as annotated("alb.ingress.kubernetes.io/certificate-arn", "arn:aws:acm:eu-west-1:1:certificate/1")
	count(policy.deny) == 0 with input as annotated("alb.ingress.kubernetes.io/listen-ports", `[{"HTTPS": 443}]`)
	count(policy.deny) == 1 with input as annotated("alb.ingress.kubernetes.io/listen-ports", `[{"HTTP": 80}]`)
}

test_unknown_is_undetermined if {
	every path in [["spec", "tls"], ["spec", "tls", 0, "hosts"], ["spec", "rules", 0, "host"], ["spec"], ["metadata", "annotations"]] {
		resource := unknown(ingress({"rules": [{}]}), path)
		count(policy.deny) == 0 with input as resource
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as resource
	}
}

test_unknown_secret_name_is_ignored if {
	resource := unknown(ingress({"tls": [{"hosts": ["a.example.org"]}], "rules": [{"host": "a.example.org"}]}), ["spec", "tls", 0, "secretName"])
	count(policy.deny) + count(policy.undetermined) == 0 with input as resource
}
