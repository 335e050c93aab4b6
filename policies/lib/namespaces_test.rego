package bartizan.lib.namespaces_test

import data.bartizan.lib.namespaces

pod(namespace) := {"kind": "Pod", "name": "web", "namespace": namespace, "address": "Pod/web", "values": {}}

prod := {"kind": "Namespace", "name": "prod", "address": "Namespace/prod", "values": {"metadata": {"labels": {"a": "b"}}}}

test_subject if {
	namespaces.subject("prod") == {"address": "Namespace/prod", "path": ["metadata", "name"]} with input as {"resources": [prod, pod("prod")]}
	namespaces.subject("prod") == {"address": "Pod/web", "path": ["metadata", "namespace"]} with input as {"resources": [pod("prod")]}
}

test_labels if {
	namespaces.labels("prod") == {"a": "b"} with input as {"resources": [prod]}
	namespaces.labels("prod") == {} with input as {"resources": []}
}

test_generated if {
	policy := {"kind": "ClusterPolicy", "values": {"spec": {"rules": [{"generate": {"kind": "LimitRange"}}]}}}
	namespaces.generated("LimitRange") with input as {"resources": [policy]}
	not namespaces.generated("ResourceQuota") with input as {"resources": [policy]}
}

test_doubt if {
	quota := {"kind": "ResourceQuota", "namespace": null}
	namespaces.doubt(null, "ResourceQuota") == "the manifests do not say their namespace" with input as {}
	namespaces.doubt("prod", "ResourceQuota") == "its ResourceQuota may stand outside this scan" with input as {"complete": false, "resources": []}
	namespaces.doubt("prod", "ResourceQuota") == "a ResourceQuota does not say its namespace" with input as {"complete": true, "resources": [quota]}
	not namespaces.doubt("prod", "ResourceQuota") with input as {"complete": true, "resources": []}
}
