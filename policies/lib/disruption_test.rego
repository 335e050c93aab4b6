package bartizan.lib.disruption_test

import data.bartizan.lib.disruption

deployment(spec) := {"kind": "Deployment", "name": "web", "namespace": "prod", "values": {"spec": spec}}

scaler(namespace, fewest) := {
	"kind": "HorizontalPodAutoscaler",
	"name": "web",
	"namespace": namespace,
	"values": {"spec": {"scaleTargetRef": {"kind": "Deployment", "name": "web"}, "minReplicas": fewest}},
}

test_single if {
	disruption.single(deployment({"replicas": 1})) == ": replicas is 1" with input as {"resources": []}
	disruption.single(deployment({"replicas": "1"})) == ": replicas is 1" with input as {"resources": []}
	disruption.single(deployment({})) == ": replicas is 1 by default" with input as {"resources": []}
	disruption.single(deployment({})) == ": its autoscaler goes down to one" with input as {"resources": [scaler("prod", "1")]}
	disruption.single(deployment({"replicas": 5})) == ": its autoscaler goes down to one" with input as {"resources": [scaler("prod", 1)]}
}

test_several if {
	not disruption.single(deployment({"replicas": 2})) with input as {"resources": []}
	not disruption.single(deployment({"replicas": 0})) with input as {"resources": []}
	not disruption.single(deployment({"replicas": 1})) with input as {"resources": [scaler("prod", 2)]}
}

test_off if {
	disruption.off(deployment({"replicas": 0}))
	disruption.off(deployment({"replicas": "0"}))
	not disruption.off(deployment({}))
	not disruption.off(deployment({"replicas": 1}))
}

test_autoscaler_of_another_namespace if {
	disruption.single(deployment({})) == ": replicas is 1 by default" with input as {"resources": [scaler("stage", 2)]}
}

test_autoscaler_without_namespace_is_in_doubt if {
	disruption.autoscaler_doubt(deployment({"replicas": 1})) with input as {"complete": true, "resources": [scaler(null, 2)]}
	not disruption.autoscaler_doubt(deployment({"replicas": 1})) with input as {"complete": true, "resources": [scaler("stage", 2)]}
}
