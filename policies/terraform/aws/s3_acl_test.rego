package bartizan.terraform.s3_acl_test

import data.bartizan.terraform.s3_acl as policy

acl(values) := {"kind": "aws_s3_bucket_acl", "values": values, "unknown": []}

everyone := "http://acs.amazonaws.com/groups/global/AllUsers"

test_violated_by_each_public_acl if {
	every name in ["public-read", "public-read-write", "authenticated-read", "website"] {
		found := policy.deny with input as acl({"acl": name})
		{finding.path | some finding in found} == {["acl"]}
	}
}

test_fix if {
	some finding in policy.deny with input as acl({"acl": "public-read"})
	finding.message == "bucket ACL is public-read"
	finding.fix == [{"op": "set", "path": ["acl"], "value": "private", "safety": "unsafe"}]
}

test_violated_by_grant_of_bucket if {
	some finding in policy.deny with input as {"kind": "aws_s3_bucket", "values": {"grant": [{"type": "Group", "uri": everyone}]}}
	finding.path == ["grant", 0, "uri"]
	finding.key == "AllUsers"
}

test_violated_by_grant_of_acl if {
	values := {"access_control_policy": [{"grant": [
		{"grantee": [{"type": "CanonicalUser", "id": "x"}]},
		{"grantee": [{"type": "Group", "uri": "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"}]},
	]}]}
	some finding in policy.deny with input as acl(values)
	finding.path == ["access_control_policy", 0, "grant", 1, "grantee", 0, "uri"]
}

test_satisfied if {
	every values in [{}, {"acl": "private"}, {"acl": "log-delivery-write"}, {"grant": [{"type": "Group", "uri": "http://acs.amazonaws.com/groups/s3/LogDelivery"}]}] {
		count(policy.deny) == 0 with input as acl(values)
		count(policy.undetermined) == 0 with input as acl(values)
	}
}

test_unknown_is_undetermined if {
	every path in [["acl"], ["grant", 0, "uri"], ["access_control_policy"]] {
		unsure := object.union(acl({}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_grantee_id_does_not_matter if {
	unsure := object.union(acl({}), {"unknown": [{"path": ["access_control_policy", 0, "owner", 0, "id"], "reason": "known after apply"}]})
	count(policy.undetermined) == 0 with input as unsure
}
