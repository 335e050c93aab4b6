# METADATA
# title: Load balancer takes connections from the whole internet
# description: >-
#   Whatever listens behind this Service, other than a web server, can be probed and broken into from anywhere; only
#   its own login stands between the data and everyone.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/access-application-cluster/create-external-load-balancer/
#   - ref: https://kubernetes.io/docs/concepts/services-networking/service/#internal-load-balancer
#   - ref: https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/nlb/
# custom:
#   id: K8S-055
#   severity: high
#   confidence: medium
#   platform: kubernetes
#   kinds: [Service]
#   scope: resource
#   level: 3
#   pillar: operations
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M3O2, M4O3, P5]
#   references: {nist-800-53: [SC-7]}
#   remediation: >-
#     List who may connect in `loadBalancerSourceRanges`, or make the load balancer internal by the annotation of your
#     cloud.
#   parameters:
#     allowed_ports:
#       type: array
#       default: [80, 443]
#       description: Ports that everyone may reach. 80 is there to redirect to 443.
package bartizan.kubernetes.load_balancer_open_to_internet

import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.service

deny contains {
	"message": sprintf("%s opens port %v to the whole internet", [kubernetes.title, port.port]),
	"path": ["spec", "ports", i, "port"],
	"key": sprintf("%v", [port.port]),
} if {
	service.open(input)
	count(doubts) == 0
	some i, port in kubernetes.list(input.values, ["spec", "ports"])
	not port.port in params.get("allowed_ports", [80, 443])
}

undetermined contains entry if some entry in doubts

# Ports matter only of a load balancer that may be open.
doubts := entries | kubernetes.unknown_in(["spec", "ports"], ["port"]) if {
	entries := service.unknown_entries(input)
	service.open(input)
} else := service.unknown_entries(input) if {
	service.type(input) != "LoadBalancer"
} else := set()
