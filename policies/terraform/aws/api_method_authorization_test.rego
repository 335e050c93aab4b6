package bartizan.terraform.api_method_authorization_test

import data.bartizan.terraform.api_method_authorization as policy

resource(kind, values) := {"kind": kind, "name": "r", "address": concat(".", [kind, "r"]), "values": values, "unknown": [], "references": []}

with_unknown(subject, path) := object.union(subject, {"unknown": [{"path": path, "reason": "known after apply"}]})

method(values) := object.union(resource("aws_api_gateway_method", values), {"references": [{"path": ["rest_api_id"], "address": "aws_api_gateway_rest_api.r"}]})

route(values) := object.union(resource("aws_apigatewayv2_route", values), {"references": [{"path": ["api_id"], "address": "aws_apigatewayv2_api.r"}]})

api(protocol) := resource("aws_apigatewayv2_api", {"protocol_type": protocol})

unit(resources) := {"complete": true, "resources": resources}

test_violated_method if {
	policy.deny == {{
		"resource": "aws_api_gateway_method.r",
		"path": ["authorization"],
		"message": "method POST is open to everyone",
	}} with input as unit([method({"http_method": "POST", "authorization": "NONE"})])
}

test_violated_route if {
	policy.deny == {{
		"resource": "aws_apigatewayv2_route.r",
		"path": ["authorization_type"],
		"message": `route "GET /citizens" is open to everyone`,
	}} with input as unit([route({"route_key": "GET /citizens"})])
	count(policy.deny) == 1 with input as unit([route({"route_key": "$connect", "authorization_type": "NONE"})])
	count(policy.deny) == 1 with input as unit([route({"route_key": "$default"}), api("HTTP")])
}

test_satisfied if {
	every resources in [
		[method({"http_method": "POST", "authorization": "COGNITO_USER_POOLS"})],
		[method({"http_method": "POST", "authorization": "NONE", "api_key_required": true})],
		[method({"http_method": "OPTIONS", "authorization": "NONE"})],
		[method({"http_method": "GET", "authorization": "NONE"}), resource("aws_api_gateway_rest_api", {"endpoint_configuration": [{"types": ["PRIVATE"]}]})],
		[route({"route_key": "GET /citizens", "authorization_type": "JWT"})],
		[route({"route_key": "OPTIONS /{proxy+}"})],
		[route({"route_key": "$connect", "api_key_required": "true"})],
		[route({"route_key": "$disconnect"})],
		[route({"route_key": "sendMessage"})],
		[route({"route_key": "$default"}), api("WEBSOCKET")],
	] {
		count(policy.deny) == 0 with input as unit(resources)
		count(policy.undetermined) == 0 with input as unit(resources)
	}
}

test_unknown_is_undetermined if {
	every path in [["authorization"], ["api_key_required"], ["http_method"]] {
		unsure := unit([with_unknown(method(object.remove({"authorization": "NONE", "http_method": "GET"}, [path[0]])), path)])
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"resource": "aws_api_gateway_method.r", "path": path, "reason": "known after apply"}} with input as unsure
	}
	every path in [["authorization_type"], ["api_key_required"], ["route_key"]] {
		unsure := unit([with_unknown(route(object.remove({"route_key": "GET /"}, [path[0]])), path)])
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"resource": "aws_apigatewayv2_route.r", "path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_default_route_of_unknown_api_is_undetermined if {
	unsure := unit([route({"route_key": "$default"})])
	count(policy.deny) == 0 with input as unsure
	{entry.path | some entry in policy.undetermined} == {["api_id"]} with input as unsure
}

test_unknown_endpoint_type_is_undetermined if {
	unsure := unit([method({"http_method": "GET", "authorization": "NONE"}), with_unknown(resource("aws_api_gateway_rest_api", {}), ["endpoint_configuration"])])
	count(policy.deny) == 0 with input as unsure
	{entry.path | some entry in policy.undetermined} == {["rest_api_id"]} with input as unsure
}
