package bartizan.kubernetes.mesh_self_signed_ca_test

import data.bartizan.kubernetes.mesh_self_signed_ca as policy

resource(kind, values) := {"kind": kind, "name": "x", "address": "x", "values": values}

istio := resource("IstioOperator", {})

linkerd(values) := resource("HelmRelease", {"spec": {"chart": {"spec": {"chart": "linkerd-control-plane"}}, "values": values}})

running(image) := resource("Deployment", {"spec": {"template": {"spec": {"containers": [{"name": "x", "image": image}]}}}})

fleet(resources) := {"complete": true, "resources": resources}

test_violated if {
	policy.deny == {{"message": "the certificates of Istio come from a root that it made itself", "path": [], "key": "istio"}} with input as fleet([istio])
	some finding in policy.deny with input as fleet([linkerd({})])
	finding.message == "the certificates of Linkerd come from an issuer that nothing renews"
	count(policy.deny) == 1 with input as fleet([istio, resource("Secret", {"metadata": {"name": "other"}})])
}

test_satisfied if {
	every resources in [
		[istio, running("quay.io/jetstack/cert-manager-istio-csr:v0.14.0")],
		[istio, resource("Secret", {"metadata": {"name": "cacerts"}})],
		[istio, resource("Certificate", {"spec": {"secretName": "cacerts"}})],
		[istio, resource("ExternalSecret", {"spec": {"target": {"name": "cacerts"}}})],
		[linkerd({}), resource("Certificate", {"spec": {"secretName": "linkerd-identity-issuer"}})],
		[linkerd({"identity": {"issuer": {"scheme": "kubernetes.io/tls"}}})],
		[linkerd({"identity": {"externalCA": true}})],
		[running("nginx:1.27")],
	] {
		count(policy.deny) == 0 with input as fleet(resources)
		count(policy.undetermined) == 0 with input as {"complete": false, "resources": resources}
	}
}

test_software_by_parameter if {
	count(policy.deny) == 0 with input as object.union(fleet([istio, running("example.org/signer:1")]), {"parameters": {"software": ["signer"]}})
}

test_unknown_is_undetermined if {
	hidden := object.union(resource("Certificate", {}), {"unknown": [{"path": ["spec", "secretName"], "reason": "known after apply"}]})
	every resources in [{"complete": false, "resources": [istio]}, fleet([istio, hidden])] {
		count(policy.deny) == 0 with input as resources
		count(policy.undetermined) == 1 with input as resources
	}
}
