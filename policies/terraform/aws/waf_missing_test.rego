package bartizan.terraform.waf_missing_test

import data.bartizan.terraform.waf_missing as policy

resource(kind, values) := {"kind": kind, "name": "r", "address": concat(".", [kind, "r"]), "values": values, "unknown": [], "references": []}

with_unknown(subject, path) := object.union(subject, {"unknown": [{"path": path, "reason": "known after apply"}]})

association(kind, address) := object.union(resource(kind, {}), {"references": [{"path": ["resource_arn"], "address": address}]})

unit(resources) := {"complete": true, "resources": resources}

balancer := resource("aws_lb", {"name": "web", "internal": false})

stage := object.union(resource("aws_api_gateway_stage", {"stage_name": "prod"}), {"references": [{"path": ["rest_api_id"], "address": "aws_api_gateway_rest_api.r"}]})

test_violated_without_association if {
	policy.deny == {{"resource": "aws_lb.r", "path": [], "message": `public load balancer "web" has no web application firewall`}} with input as unit([balancer])
	some other in policy.deny with input as unit([stage])
	other.message == `stage "prod" of the API has no web application firewall`
	count(policy.deny) == 1 with input as unit([resource("aws_alb", {})])
}

test_violated_distribution if {
	policy.deny == {{
		"resource": "aws_cloudfront_distribution.r",
		"path": ["web_acl_id"],
		"message": `distribution "r" has no web application firewall`,
	}} with input as {"complete": false, "resources": [resource("aws_cloudfront_distribution", {"enabled": true, "web_acl_id": ""})]}
}

test_satisfied if {
	every resources in [
		[balancer, association("aws_wafv2_web_acl_association", "aws_lb.r")],
		[balancer, association("aws_wafregional_web_acl_association", "aws_lb.r")],
		[resource("aws_lb", {"arn": "arn:web"}), resource("aws_wafv2_web_acl_association", {"resource_arn": "arn:web"})],
		[resource("aws_lb", {"internal": true})],
		[resource("aws_lb", {"load_balancer_type": "network"})],
		[stage, association("aws_wafv2_web_acl_association", "aws_api_gateway_stage.r")],
		[stage, resource("aws_api_gateway_rest_api", {"endpoint_configuration": [{"types": ["PRIVATE"]}]})],
		[resource("aws_cloudfront_distribution", {"enabled": true, "web_acl_id": "arn:acl"})],
		[resource("aws_cloudfront_distribution", {"enabled": false})],
		[with_unknown(resource("aws_cloudfront_distribution", {"enabled": true}), ["web_acl_id"])],
	] {
		count(policy.deny) == 0 with input as unit(resources)
		count(policy.undetermined) == 0 with input as unit(resources)
	}
}

test_association_of_another_counts_not if {
	count(policy.deny) == 1 with input as unit([balancer, association("aws_wafv2_web_acl_association", "aws_lb.other")])
}

test_unknown_is_undetermined if {
	every path in [["internal"], ["load_balancer_type"]] {
		unsure := unit([with_unknown(resource("aws_lb", {}), path)])
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"resource": "aws_lb.r", "path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_distribution_that_may_be_off_is_undetermined if {
	unsure := unit([with_unknown(resource("aws_cloudfront_distribution", {}), ["enabled"])])
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"resource": "aws_cloudfront_distribution.r", "path": ["enabled"], "reason": "known after apply"}} with input as unsure
}

test_unknown_endpoint_type_is_undetermined if {
	unsure := unit([stage, with_unknown(resource("aws_api_gateway_rest_api", {}), ["endpoint_configuration"])])
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"resource": "aws_api_gateway_stage.r", "path": ["rest_api_id"], "reason": "known after apply"}} with input as unsure
}

test_stray_association_is_undetermined if {
	stray := with_unknown(resource("aws_wafv2_web_acl_association", {}), ["resource_arn"])
	count(policy.deny) == 0 with input as unit([balancer, stray])
	{entry.resource | some entry in policy.undetermined} == {"aws_lb.r"} with input as unit([balancer, stray])
}

test_incomplete_is_undetermined if {
	part := {"complete": false, "resources": [balancer]}
	count(policy.deny) == 0 with input as part
	count(policy.undetermined) == 1 with input as part
}

test_firewall_manager_is_undetermined if {
	every subject in [balancer, resource("aws_cloudfront_distribution", {"enabled": true})] {
		managed := unit([subject, resource("aws_fms_policy", {})])
		count(policy.deny) == 0 with input as managed
		count(policy.undetermined) == 1 with input as managed
	}
}
