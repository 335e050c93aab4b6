# METADATA
# title: API method asks nobody who they are
# description: >-
#   Anyone who finds the address can call what stands behind it, and each service behind the gateway has to find out by
#   itself whom it serves. What forgets to do so is open to the world.
# related_resources:
#   - ref: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html
#   - ref: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
#   - ref: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-control-access.html
#     description: of a WebSocket API only the route `$connect` is authorised
# custom:
#   id: TF-AWS-070
#   severity: high
#   confidence: medium
#   platform: terraform
#   kinds: [aws_api_gateway_method, aws_api_gateway_rest_api, aws_apigatewayv2_route, aws_apigatewayv2_api]
#   scope: unit
#   level: 1
#   pillar: technical
#   layer: API & Service Security
#   owner: Application Developers
#   supporting: [Platform Team]
#   controls: [M1T1, M2T2, A1]
#   references:
#     trivy: [AWS-0004]
#     checkov: [CKV_AWS_59, CKV_AWS_309]
#     owasp: ["API2:2023"]
#     nist-800-53: [AC-3]
#   remediation: >-
#     Let the method take tokens of the central login: `authorization_type` `JWT` with an `aws_apigatewayv2_authorizer`
#     on a route, `authorization` `COGNITO_USER_POOLS` or `CUSTOM` with an `authorizer_id` on a method; or `AWS_IAM`.
package bartizan.terraform.api_method_authorization

import data.bartizan.lib.link
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

deny contains {
	"resource": method.address,
	"path": ["authorization"],
	"message": sprintf("method %s is open to everyone", [object.get(method.values, "http_method", method.name)]),
} if {
	some method in methods
	count(unsettled(method)) == 0
}

deny contains {
	"resource": route.address,
	"path": ["authorization_type"],
	"message": sprintf("route %q is open to everyone", [object.get(route.values, "route_key", route.name)]),
} if {
	some route in routes
	count(unsettled(route)) == 0
}

undetermined contains {"resource": subject.address, "path": path, "reason": reason} if {
	some subject in methods | routes
	some path, reason in unsettled(subject)
}

# Methods without authorisation. Browsers ask for the permission to call with OPTIONS, without any token.
methods contains method if {
	some method in link.of(["aws_api_gateway_method"])
	upper(object.get(method.values, "authorization", "NONE")) == "NONE"
	not tf.is_true(object.get(method.values, "api_key_required", false))
	upper(object.get(method.values, "http_method", "")) != "OPTIONS"
	not private(method)
}

routes contains route if {
	some route in link.of(["aws_apigatewayv2_route"])
	object.get(route.values, "authorization_type", "NONE") == "NONE"
	not tf.is_true(object.get(route.values, "api_key_required", false))
	key := object.get(route.values, "route_key", "")
	not startswith(key, "OPTIONS ")
	not within_connection(route, key)
}

# An API that is reached from private networks only.
private(method) if {
	some api in link.targets(method, "rest_api_id", "aws_api_gateway_rest_api")
	object.get(api.values, ["endpoint_configuration", 0, "types"], []) == ["PRIVATE"]
}

# A message over a connection that has been authorised: keys of HTTP routes are a method and a path, or `$default`.
within_connection(_, key) if {
	key != ""
	not key in {"$connect", "$default"}
	not contains(key, " ")
}

within_connection(route, "$default") if {
	some api in link.targets(route, "api_id", "aws_apigatewayv2_api")
	object.get(api.values, "protocol_type", "") == "WEBSOCKET"
}

needs := {
	"aws_api_gateway_method": ["authorization", "api_key_required", "http_method"],
	"aws_apigatewayv2_route": ["authorization_type", "api_key_required", "route_key"],
}

unsettled(subject) := object.union(own_unknown(subject), object.union(of_route(subject), of_method(subject)))

own_unknown(subject) := {path: reason |
	some needed in needs[subject.kind]
	some path, reason in unknown.at_in(subject, [needed])
}

# Whether `$default` belongs to an HTTP or a WebSocket API is told by the API.
of_route(route) := {["api_id"]: "the kind of the API is not known"} if {
	route.kind == "aws_apigatewayv2_route"
	object.get(route.values, "route_key", "") == "$default"
	count([api |
		some api in link.targets(route, "api_id", "aws_apigatewayv2_api")
		is_string(object.get(api.values, "protocol_type", null))
	]) == 0
} else := {}

of_method(method) := {["rest_api_id"]: "the endpoint type of the API is not known"} if {
	some api in link.targets(method, "rest_api_id", "aws_api_gateway_rest_api")
	unknown.within_in(api, ["endpoint_configuration", 0, "types"])
} else := {}
