package bartizan.kubernetes.certificate_not_automated_test

import data.bartizan.kubernetes.certificate_not_automated as policy

object_of(kind, name, metadata, spec) := {"kind": kind, "name": name, "namespace": "prod", "address": sprintf("%s/prod/%s", [kind, name]), "unknown": [], "values": {"metadata": metadata, "spec": spec}}

ingress(annotations) := object_of("Ingress", "web", {"annotations": annotations}, {"tls": [{"hosts": ["portal.example.org"], "secretName": "web-tls"}]})

gateway := object_of("Gateway", "edge", {}, {"listeners": [{"tls": {"certificateRefs": [{"name": "web-tls"}]}}]})

certificate(spec) := object_of("Certificate", "web", {}, object.union({"secretName": "web-tls", "issuerRef": {"name": "ca", "kind": "ClusterIssuer"}, "dnsNames": ["portal.example.org"]}, spec))

issuer(spec) := {"kind": "ClusterIssuer", "name": "ca", "namespace": null, "address": "ClusterIssuer/ca", "values": {"spec": spec}}

fleet(resources) := {"complete": true, "resources": resources}

found(resources) := {[finding.resource, finding.path] | some finding in policy.deny with input as fleet(resources)}

unknown_at(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

test_violated_by_hand if {
	policy.deny == {{
		"message": `Ingress "web" takes its certificate from Secret "web-tls", which nothing renews`,
		"resource": "Ingress/prod/web",
		"path": ["spec", "tls", 0, "secretName"],
		"key": "web-tls",
	}} with input as fleet([ingress({})])
	found([gateway]) == {["Gateway/prod/edge", ["spec", "listeners", 0, "tls", "certificateRefs", 0]]}
	elsewhere := object.union(certificate({}), {"namespace": "staging"})
	found([ingress({}), elsewhere]) == {["Ingress/prod/web", ["spec", "tls", 0, "secretName"]]}
}

test_violated_by_self_signing if {
	found([certificate({}), issuer({"selfSigned": {}})]) == {["Certificate/prod/web", ["spec", "issuerRef"]]}
	found([ingress({"cert-manager.io/cluster-issuer": "ca"}), issuer({"selfSigned": {}})]) == {["Ingress/prod/web", ["metadata", "annotations", "cert-manager.io/cluster-issuer"]]}
	own := object.union(issuer({"selfSigned": {}}), {"kind": "Issuer", "namespace": "prod"})
	found([certificate({"issuerRef": {"name": "ca", "kind": "Issuer"}}), own]) == {["Certificate/prod/web", ["spec", "issuerRef"]]}
}

test_satisfied if {
	every resources in [
		[ingress({}), certificate({})],
		[gateway, certificate({}), issuer({"acme": {}})],
		[ingress({"cert-manager.io/cluster-issuer": "letsencrypt"})],
		[ingress({}), object_of("ExternalSecret", "web-tls", {}, {})],
		[certificate({"dnsNames": ["web.prod.svc"]}), issuer({"selfSigned": {}})],
		[certificate({"isCA": true}), issuer({"selfSigned": {}})],
		[object_of("Ingress", "web", {}, {"tls": [{"hosts": ["portal.example.org"]}]})],
	] {
		count(policy.deny) == 0 with input as fleet(resources)
		count(policy.undetermined) == 0 with input as fleet(resources)
	}
}

test_parameter if {
	given := object.union(fleet([certificate({}), issuer({"selfSigned": {}})]), {"parameters": {"private_suffixes": [".example.org"]}})
	count(policy.deny) == 0 with input as given
}

test_incomplete_fleet_is_undetermined if {
	part := {"complete": false, "resources": [ingress({})]}
	count(policy.deny) == 0 with input as part
	count(policy.undetermined) == 1 with input as part
}

test_unknown_is_undetermined if {
	every resources in [
		[unknown_at(object_of("Ingress", "web", {}, {}), ["spec", "tls"])],
		[unknown_at(ingress({}), ["metadata", "annotations"])],
		[unknown_at(object_of("Gateway", "edge", {}, {}), ["spec", "listeners"])],
		[ingress({}), unknown_at(object_of("Certificate", "web", {}, {}), ["spec", "secretName"])],
		[unknown_at(certificate({}), ["spec", "isCA"]), issuer({"selfSigned": {}})],
		[unknown_at(object_of("Certificate", "web", {}, {"issuerRef": {"name": "ca", "kind": "ClusterIssuer"}}), ["spec", "dnsNames"]), issuer({"selfSigned": {}})],
		[certificate({}), unknown_at(issuer({}), ["spec", "selfSigned"])],
	] {
		count(policy.deny) == 0 with input as fleet(resources)
		count(policy.undetermined) == 1 with input as fleet(resources)
	}
}
