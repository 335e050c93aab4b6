package bartizan.lib.mesh_test

import data.bartizan.lib.mesh

configs(resource) := {found.config | some found in mesh.configs_of(resource)}

wanted := {"accessLogFile": "/dev/stdout"}

test_configs if {
	configs({"kind": "ConfigMap", "name": "istio", "values": {"data": {"mesh": "accessLogFile: /dev/stdout"}}}) == {wanted}
	configs({"kind": "ConfigMap", "name": "istio-canary", "values": {"data": {"mesh": "{}"}}}) == {{}}
	configs({"kind": "ConfigMap", "name": "other", "values": {"data": {"mesh": "{}"}}}) == set()
	configs({"kind": "IstioOperator", "name": "i", "values": {"spec": {"meshConfig": wanted}}}) == {wanted}
	configs({"kind": "Istio", "name": "i", "values": {"spec": {}}}) == {{}}
	configs({"kind": "HelmRelease", "name": "i", "values": {"spec": {"chart": {"spec": {"chart": "base"}}}}}) == set()
	configs({"kind": "helm_release", "name": "i", "values": {"chart": "istiod", "values": ["meshConfig:\n  accessLogFile: /dev/stdout\n"]}}) == {wanted}
	configs({"kind": "helm_release", "name": "i", "values": {"chart": "istiod"}}) == {{}}
	configs({"kind": "helm_release", "name": "i", "values": {"chart": "istiod", "set": [{"name": "meshConfig.accessLogFile", "value": "a"}]}}) == set()
}

test_presence if {
	mesh.istio with input as {"resources": [{"kind": "Deployment", "values": {"spec": {"template": {"spec": {"containers": [{"image": "docker.io/istio/pilot:1.26"}]}}}}}]}
	mesh.istio with input as {"resources": [{"kind": "PeerAuthentication", "group": "security.istio.io", "values": {}}]}
	mesh.istio with input as {"resources": [{"kind": "Namespace", "name": "prod", "values": {"metadata": {"labels": {"istio-injection": "enabled"}}}}]}
	mesh.linkerd with input as {"resources": [{"kind": "Namespace", "name": "prod", "values": {"metadata": {"annotations": {"linkerd.io/inject": "enabled"}}}}]}
	mesh.linkerd with input as {"resources": [{"kind": "helm_release", "values": {"name": "l", "chart": "linkerd-control-plane"}}]}
	not mesh.any with input as {"resources": [{"kind": "Namespace", "name": "prod", "values": {}}]}
}
