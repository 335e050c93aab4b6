# METADATA
# title: Subnetwork writes no flow logs
# description: >-
#   After an intrusion these logs are what shows which machines talked to whom, and where data went. Without them nobody
#   can tell how far somebody came.
# related_resources:
#   - ref: https://cloud.google.com/vpc/docs/flow-logs
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/compute_subnetwork#log_config
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/network_management_vpc_flow_logs_config
# custom:
#   id: TF-GCP-010
#   severity: medium
#   confidence: high
#   platform: terraform
#   kinds:
#     - google_compute_subnetwork
#     - google_compute_network
#     - google_network_management_vpc_flow_logs_config
#     - google_network_management_organization_vpc_flow_logs_config
#   scope: unit
#   level: 2
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M2O2, D4]
#   references:
#     trivy: [GCP-0029, GCP-0076]
#     checkov: [CKV_GCP_26]
#     nist-800-53: [AU-12]
#   remediation: >-
#     Add a `log_config` block to the subnetwork, or a `google_network_management_vpc_flow_logs_config` for it or its
#     network.
package bartizan.terraform.subnet_flow_logs

import data.bartizan.lib.google
import data.bartizan.lib.link
import data.bartizan.lib.tf

config := "google_network_management_vpc_flow_logs_config"

deny contains {
	"resource": subnet.address,
	"path": ["log_config"],
	"message": sprintf("subnetwork %q writes no flow logs", [google.label(subnet)]),
	"fix": google.write(["log_config"], [{"aggregation_interval": "INTERVAL_5_SEC", "flow_sampling": 0.5, "metadata": "INCLUDE_ALL_METADATA"}]),
} if {
	some subnet in unlogged
	count(google.unknowns(subnet, decisive)) == 0
}

deny contains {
	"resource": subnet.address,
	"path": sampling,
	"message": sprintf("flow logs of subnetwork %q record no flow (flow_sampling is 0)", [google.label(subnet)]),
	"fix": google.write(sampling, 0.5),
} if {
	some subnet in link.of(["google_compute_subnetwork"])
	google.value(subnet, sampling, 0.5) in {0, "0"}
}

undetermined contains {"resource": subnet.address, "path": path, "reason": reason} if {
	some subnet in unlogged
	some path, reason in google.unknowns(subnet, decisive)
}

sampling := ["log_config", 0, "flow_sampling"]

# `enable_flow_logs` is the switch that older versions of the provider had.
decisive := [["log_config"], ["enable_flow_logs"], ["purpose"]]

unlogged contains subnet if {
	some subnet in link.of(["google_compute_subnetwork"])
	count(object.get(subnet.values, "log_config", [])) == 0
	not tf.is_true(google.value(subnet, ["enable_flow_logs"], false))
	not google.choice(subnet, ["purpose"], "PRIVATE") in without_logs
	not covered(subnet)
}

# Subnetworks for these purposes hold no machines of yours; those of proxies cannot write flow logs.
without_logs := {
	"GLOBAL_MANAGED_PROXY", "INTERNAL_HTTPS_LOAD_BALANCER", "PEER_MIGRATION", "PRIVATE_NAT", "PRIVATE_SERVICE_CONNECT",
	"REGIONAL_MANAGED_PROXY",
}

covered(_) if count(link.of(["google_network_management_organization_vpc_flow_logs_config"])) > 0

covered(subnet) if count(tf.companions(config, "subnet", subnet)) > 0

covered(subnet) if {
	some network in link.targets(subnet, "network", "google_compute_network")
	count(tf.companions(config, "network", network)) > 0
}

covered(subnet) if {
	some attribute, given in {"subnet": google.value(subnet, ["name"], null), "network": google.value(subnet, ["network"], null)}
	is_string(given)
	[attribute, last(given)] in named
}

# What flow log configurations name in plain words: the attribute, and the name at the end of its value.
named contains [attribute, last(text)] if {
	some resource in link.of([config])
	some attribute in ["subnet", "network"]
	text := google.value(resource, [attribute], null)
	is_string(text)
}

last(text) := segments[count(segments) - 1] if segments := split(text, "/")
