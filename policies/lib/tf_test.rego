package bartizan.lib.tf_test

import data.bartizan.lib.tf

test_conversions if {
	tf.is_true("true")
	tf.is_false("false")
	not tf.is_true("yes")
	not tf.is_false("0")
	tf.number("-1") == -1
	tf.number(22) == 22
	not tf.number("22-23")
	tf.list("a") == ["a"]
	tf.list(["a"]) == ["a"]
}

test_block if {
	tf.block({"b": [{"x": 1}]}, "b") == {"x": 1}
	tf.block({}, "b") == {}
}

test_keys_of_addresses if {
	address := `module.m["a.b[c]"].aws_s3_bucket.b[0]`
	tf.without_key(address) == `module.m["a.b[c]"].aws_s3_bucket.b`
	tf.without_keys(address) == "module.m.aws_s3_bucket.b"
	tf.keys(address) == [`["a.b[c]"]`, "[0]"]
	tf.without_key("aws_s3_bucket.b") == "aws_s3_bucket.b"
}

companion(key, target) := {"kind": "c", "address": sprintf("c.c%s", [key]), "references": [{"path": ["of"], "address": target}]}

test_companions if {
	subject := {"address": `s.s["x"]`}
	resources := [companion(`["x"]`, "s.s"), companion(`["y"]`, "s.s"), companion("", "s.t")]
	tf.companions("c", "of", subject) == {0} with input.resources as resources
	tf.companions("c", "of", {"address": `s.s["z"]`}) == {0, 1} with input.resources as resources
	tf.companions("c", "of", {"address": "s.u"}) == set() with input.resources as resources
	tf.companions("c", "other", subject) == set() with input.resources as resources
}
